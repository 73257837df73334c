"""The sources of credentials, asked one after another until one has some.

A source is a file in `sources/` with a generator function `find(lookup)` that yields effects and returns Credentials,
or None to pass to the next. It raises when it is meant but cannot serve: a chain that went on then would sign as
somebody else. Sources that this version cannot ask raise, too, where they are meant (`sources.refusal`).
Credentials with an `expiry` are fetched again, when that comes near, from the source they came from, which sees
`lookup.renewing` then.

The order is boto3's. A new source is a file there and a row in `SOURCES`, at its place in that order. (Boto 2's
files, which boto3 asks before the container, are passed over: nothing that comes after them has keys of its own.)
"""

from __future__ import annotations

from .._log import debug
from ..errors import CredentialRetrievalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from ..http import Request
    from ..settings.session import Settings
    from .credentials import Credentials

    Source = Callable[["Lookup"], Generator[Effect, Any, Credentials | None]]

    #: Changes a complete request; also given the time, in seconds since 1970, and a random UUID.
    Prepare = Callable[[Request, float, str], None]
    #: Calls a service: (service, operation, parameters, region or None, prepare or None, features) → steps to its dict.
    ServiceCall = Callable[
        [str, str, dict[str, Any], "str | None", "Prepare | None", int], Generator[Effect, Any, dict[str, Any]]
    ]


class Lookup:
    """What a source knows, and whom it may ask.

    `settings` are the session's; `renewing` says that credentials found before are about to end. `now` returns the
    seconds since 1970, and is None where there is no clock: what ends must be taken for ended then.
    """

    __slots__ = ("_service_call", "now", "renewing", "settings")

    def __init__(
        self,
        settings: Settings,
        renewing: bool = False,
        *,
        now: Callable[[], float] | None = None,
        service_call: ServiceCall | None = None,
    ) -> None:
        self.settings = settings
        self.renewing = renewing
        self.now = now
        self._service_call = service_call

    def call(
        self,
        service: str,
        operation: str,
        params: dict[str, Any],
        *,
        region: str | None = None,
        prepare: Prepare | None = None,
        features: int = 0,
    ) -> Generator[Effect, Any, dict[str, Any]]:
        """Call a service that gives credentials to whom has none: unsigned, otherwise as any client's call.

        `region` stands in for the session's. `prepare` may change the complete request. `features` are what the source
        counts as (see `sotalia.useragent.features`). Raises ClientError and the other errors of a call.
        """
        if self._service_call is None:
            raise CredentialRetrievalError(
                provider=service, error_msg="This identity can call no services: take the one of a Session."
            )
        return (yield from self._service_call(service, operation, params, region, prepare, features))

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables."""
        return self.settings.environ

    @property
    def profile_name(self) -> str:
        """The profile in use; `default` when none was asked for."""
        return self.settings.profile or "default"

    @property
    def profile(self) -> Mapping[str, Any]:
        """The options of the profile in use, from both files. Raises ProfileNotFound, ConfigParseError."""
        return self.settings.scoped_config

    @property
    def has_named_profile(self) -> bool:
        """Whether the program itself, not the environment, names the profile."""
        return self.settings.override("profile") is not None


def _later(module: str) -> Source:
    """Return the source in the file `module`, which is loaded when the source is asked: most calls ask one or two."""

    def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
        from importlib import import_module

        credentials: Credentials | None = yield from import_module(f"{__package__}.sources.{module}").find(lookup)
        return credentials

    return find


#: What each source is called (the `METHOD` of its file), and the source.
SOURCES: tuple[tuple[str, Source], ...] = (
    ("env", _later("environment")),
    ("assume-role", _later("assume_role")),
    ("assume-role-with-web-identity", _later("web_identity")),
    ("sso", _later("sso")),
    ("shared-credentials-file", _later("shared_file")),
    ("login", _later("login")),
    ("custom-process", _later("process")),
    ("config-file", _later("config_file")),
    ("ec2-credentials-file", _later("ec2_file")),
    ("container-role", _later("container")),
    ("iam-role", _later("ec2_metadata")),
)


def find(
    lookup: Lookup, sources: tuple[tuple[str, Source], ...] = SOURCES
) -> Generator[Effect, Any, tuple[Credentials, Source] | None]:
    """Return the first credentials that a source has, and that source; None when no source has any."""
    for name, source in sources:
        debug("sotalia.identity", "Looking for credentials via: %s", name)
        credentials = yield from source(lookup)
        if credentials is not None:
            debug("sotalia.identity", "Found credentials via: %s", name)
            return credentials, source
    return None
