"""What a command runs with: the general options of its line, the user's settings, the models, a session."""

from __future__ import annotations

import sys

from ..errors import ConfigParseError, ProfileNotFound
from ..model._lazy import lazy
from .faults import InvalidLine, Misconfigured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..config import Config
    from ..model.loader import Loader
    from ..session import Session
    from ..settings.session import Settings
    from .general import General
    from .history import History
    from .words import Option

#: Seconds to connect, and to wait for data.
DEFAULT_TIMEOUT = 60
#: Characters in a line where nothing says how many.
DEFAULT_WIDTH = 80


class Context:
    """Everything is made when it is first needed: most of it only once the line is known to be valid."""

    def __init__(self, general: General, before: Context | None = None) -> None:
        """`before` is the context that this one takes the place of."""
        self.general = general
        #: What keeps what this command does, if the user wants that.
        self.history: History | None = None
        #: What is to be told the exit code.
        self.endings: list[Callable[[int], None]] = [] if before is None else before.endings

    @lazy
    def settings(self) -> Settings:
        """The settings of the profile that the line, or the environment, names."""
        from ..io.files import read_file
        from ..settings.session import Settings

        return Settings(self.general.profile, read_file=read_file)

    @lazy
    def loader(self) -> Loader:
        """The models, with those that the user brought along."""
        from ..model.loader import Loader, create_loader

        path = self.settings.environ.get("AWS_DATA_PATH")
        return create_loader(path) if path else Loader()

    @lazy
    def session(self) -> Session:
        """The session whose clients make the calls. Raises ProfileNotFound."""
        from ..session import Session

        general = self.general
        region = general.region or self.settings.environ.get("AWS_REGION") or None
        session = Session(profile_name=general.profile, region_name=region)
        if session.settings.get("retry_mode", "") == "":
            session.settings.set("retry_mode", "standard")
        return session

    def accept_profile(self) -> None:
        """Let clients that sign nothing be made for a profile that is not there yet."""
        from ..session import Session

        profiles = self.settings.full_config["profiles"]
        name = self.settings.profile or "default"
        if name not in profiles:
            profiles[name] = {}
            self.session = Session.with_settings(self.settings, self.loader)  # type: ignore[assignment]

    def setting(self, key: str, *variables: str) -> str | None:
        """Return a setting of the command line's own: from the first environment variable, else from the profile."""
        for variable in variables:
            value = self.settings.environ.get(variable)
            if value is not None:
                return value
        value = self.settings.scoped_config.get(key)
        return value if isinstance(value, str) else None

    def output_format(self) -> str:
        """Return how results are printed."""
        return self.general.output or self.setting("output", "AWS_DEFAULT_OUTPUT") or "json"

    def binary_format(self) -> str:
        """Return how blobs are written on the line."""
        return self.general.binary_format or self.setting("cli_binary_format") or "base64"

    @lazy
    def query(self) -> Any:
        """The compiled expression of `--query`, or None. Raises InvalidLine."""
        text = self.general.query
        if text is None:
            return None
        from ..expressions import compiled

        try:
            return compiled(text)
        except Exception as error:
            raise InvalidLine(f"Bad value for --query {text}: {error}") from None

    def check_general(self) -> None:
        """Check the values of the general options. Raises InvalidLine."""
        _ = self.query
        url = self.general.endpoint_url
        if url is not None and not _has_scheme(url):
            raise InvalidLine(
                f'Bad value for --endpoint-url "{url}": scheme is missing.  Must be of the form http://<hostname>/ or '
                "https://<hostname>/"
            )
        if self.general.auto_prompt:
            raise Misconfigured("Sotalia has no auto-prompt: use completion (`sotalia completion help`).")
        if self.general.debug:
            from .. import set_stream_logger

            set_stream_logger()

    def client(self, service: str, **arguments: Any) -> Any:
        """Make a client of a service as the general options want it. `arguments` are those of `Session.client`."""
        general = self.general
        verify: Any = general.ca_bundle if general.verify else False
        given = {"endpoint_url": general.endpoint_url, "verify": verify, "config": self.config(), **arguments}
        client = self.session.client(service, **given)
        if self.history is not None:
            self.history.watch(client)
        return client

    def begin(self, words: Sequence[str], names: Sequence[str], options: Mapping[str, Option] | None = None) -> None:
        """Check the general options, and begin the history of the command, if the user wants one. Raises InvalidLine.

        `words` is the line, `names` are its commands, `options` those of an operation, None for other commands.
        """
        self.check_general()
        try:
            wanted = self.setting("cli_history") == "enabled" and names[0] != "history"
        except (ConfigParseError, ProfileNotFound):
            return  # whoever needs the profile says so
        if wanted:
            from .history import History, place

            self.history = History(place(self.settings.environ))
            self.history.begin(words, names, options)
            self.endings.append(self.history.end)

    def config(self, **options: Any) -> Config:
        """Return the options of clients that the general options set."""
        from ..config import UNSIGNED, Config

        general = self.general
        for name, seconds in (("read_timeout", general.read_timeout), ("connect_timeout", general.connect_timeout)):
            options[name] = DEFAULT_TIMEOUT if seconds is None else seconds or None
        if not general.sign:
            options["signature_version"] = UNSIGNED
        return Config(**options)

    @property
    def on_terminal(self) -> bool:
        """Whether results go to a terminal."""
        return sys.stdout is not None and sys.stdout.isatty()

    def width(self) -> int:
        """Return how many characters a line of the terminal has; without one what COLUMNS says, or 80."""
        import os

        if self.on_terminal:
            try:
                return os.get_terminal_size(sys.stdout.fileno()).columns or DEFAULT_WIDTH
            except OSError:
                pass
        columns = self.settings.environ.get("COLUMNS", "")
        return int(columns) if columns.isdecimal() and int(columns) else DEFAULT_WIDTH


def _has_scheme(url: str) -> bool:
    scheme, colon, _ = url.partition(":")
    return bool(colon) and scheme[:1].isalpha() and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()
