"""The sources of credentials, asked one after another until one has some.

A source is a file with a generator function `find(lookup)` that yields effects and returns Credentials, or None to pass
to the next. It raises when it is meant but cannot serve: a chain that went on then would sign as somebody else.
Credentials with an `expiry` are fetched again, when that comes near, from the source they came from, which sees
`lookup.renewing` then.

The order is boto3's: environment, assumed role, web identity, SSO, credentials file, login, process, config file,
container, EC2. A new source is a file beside these and a row in `SOURCES`, at its place in that order.
"""

from __future__ import annotations

from .._log import debug
from . import config_file, environment, shared_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from ..settings import Settings
    from .credentials import Credentials

    Source = Callable[["Lookup"], Generator[Effect, Any, Credentials | None]]


class Lookup:
    """What a source knows: the session's `settings`, and whether it is asked for the first time or `renewing`."""

    __slots__ = ("renewing", "settings")

    def __init__(self, settings: Settings, renewing: bool = False) -> None:
        self.settings = settings
        self.renewing = renewing

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables."""
        return self.settings.environ

    @property
    def profile_name(self) -> str:
        """The profile in use; `default` when none was asked for."""
        return self.settings.profile or "default"

    @property
    def has_named_profile(self) -> bool:
        """Whether the program itself, not the environment, names the profile."""
        return self.settings.override("profile") is not None


SOURCES: tuple[tuple[str, Source], ...] = (
    (environment.METHOD, environment.find),
    (shared_file.METHOD, shared_file.find),
    (config_file.METHOD, config_file.find),
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
