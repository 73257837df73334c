"""The sources of credentials, asked one after another until one has some.

A source is a file in `sources/` with a generator function `find(lookup)` that yields effects and returns Credentials,
or None to pass to the next. A source that is configured but fails raises: going on to the next one might sign as
somebody else.

The credentials that `find` returns here renew themselves: those with an `expiry` are fetched again when that comes
near, from the same source, for which `lookup.renewing` is then true. A source whose credentials take a call returns
`lookup.deferred(...)`, which makes that call when they are first used.

The order is boto3's. A new source is a file there and a row in `SOURCES`, at its place in that order.
"""

from __future__ import annotations

from .._log import debug
from ..errors import CredentialRetrievalError
from .sources import environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from ..http import Request
    from ..settings.session import Settings
    from .credentials import Credentials
    from .renewable import Renewable

    Source = Callable[["Lookup"], Generator[Effect, Any, Credentials | None]]
    Sources = tuple[tuple[str, Source], ...]

    #: Changes a complete request; it also takes the time, in seconds since 1970, and a random UUID.
    Prepare = Callable[[Request, float, str], None]
    #: Calls a service; it takes the arguments of `Lookup.call`, the last four by position.
    ServiceCall = Callable[
        [str, str, dict[str, Any], "str | None", "Prepare | None", int, "Credentials | None"],
        Generator[Effect, Any, dict[str, Any]],
    ]


#: A key of the replies that the program gave itself, in a handler or a replaced method: nobody else may see those.
MADE_UP = "MadeUp"


class Lookup:
    """What a source works with: settings, clock, memory, and calls of services.

    `settings` are the session's; `renewing` says that earlier credentials are about to expire. `now` returns the
    seconds since 1970, and is None where there is no clock: then credentials with an end count as expired. `memory` is
    a dict that lives as long as the session's identity: a source may keep there, under its METHOD, what it can use
    again. `kind` returns the class of credentials that renew themselves, which is loaded when it is needed.
    `profile_name` names another profile than that of the settings; then the environment does not count, unless
    `uses_environment` is true.
    """

    __slots__ = (
        "_kind",
        "_profile_name",
        "_region",
        "_service_call",
        "_uses_environment",
        "memory",
        "now",
        "renewing",
        "settings",
    )

    def __init__(
        self,
        settings: Settings,
        renewing: bool = False,
        *,
        now: Callable[[], float] | None = None,
        service_call: ServiceCall | None = None,
        memory: dict[str, Any] | None = None,
        kind: Callable[[], type[Renewable]] | None = None,
        region: str | None = None,
        profile_name: str | None = None,
        uses_environment: bool | None = None,
    ) -> None:
        self.settings = settings
        self.renewing = renewing
        self.now = now
        self.memory: dict[str, Any] = {} if memory is None else memory
        self._kind = kind
        self._service_call = service_call
        self._region = region
        self._profile_name = profile_name
        self._uses_environment = uses_environment

    def but(self, **changes: Any) -> Lookup:
        """Return the same lookup with `changes`, which have the names of the constructor's arguments."""
        arguments = {
            "now": self.now,
            "service_call": self._service_call,
            "memory": self.memory,
            "kind": self._kind,
            "region": self._region,
            "profile_name": self._profile_name,
            "uses_environment": self._uses_environment,
            **changes,
        }
        return Lookup(self.settings, **arguments)

    def call(
        self,
        service: str,
        operation: str,
        params: dict[str, Any],
        *,
        region: str | None = None,
        prepare: Prepare | None = None,
        features: int = 0,
        credentials: Credentials | None = None,
    ) -> Generator[Effect, Any, dict[str, Any]]:
        """Call a service that issues credentials, signed with `credentials` or not at all, otherwise as clients do.

        `region` replaces that of the first client, or the session's. `prepare` may change the complete request.
        `features` are what the source counts as. A reply that the program gave itself has MADE_UP in it.

        Raises ClientError and the other errors of a call.
        """
        if self._service_call is None:
            raise CredentialRetrievalError(
                provider=service, error_msg="This identity can call no services: take the one of a Session."
            )
        where = region or self._region
        return (yield from self._service_call(service, operation, params, where, prepare, features, credentials))

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables."""
        return self.settings.environ

    @property
    def profile_name(self) -> str:
        """The profile in use; `default` unless one is named."""
        return self._profile_name or self.settings.profile or "default"

    @property
    def profile(self) -> Mapping[str, Any]:
        """The options of the profile in use, from both files. Raises ProfileNotFound, ConfigParseError."""
        if self._profile_name is None:
            return self.settings.scoped_config
        return self.profiles.get(self._profile_name, {})

    @property
    def profiles(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of all profiles, from both files. Raises ConfigParseError."""
        profiles: Mapping[str, Mapping[str, Any]] = self.settings.full_config["profiles"]
        return profiles

    @property
    def has_named_profile(self) -> bool:
        """Whether the program or another profile, not the environment, names the profile, so that it goes first."""
        if self._uses_environment is None:
            return self._profile_name is not None or self.settings.override("profile") is not None
        return not self._uses_environment

    def in_profile(self, name: str) -> Generator[Effect, Any, Credentials | None]:
        """Return the credentials of another profile, which renew themselves; None where it has none."""
        return find(self.but(profile_name=name), PROFILE_SOURCES)

    def from_source(self, method: str) -> Generator[Effect, Any, Credentials | None]:
        """Return the credentials of one source, which renew themselves, or None. The environment counts in any case."""
        return find(self.but(uses_environment=True), tuple(row for row in SOURCES if row[0] == method))

    def deferred(
        self,
        method: str,
        fetch: Callable[[], Generator[Effect, Any, Credentials | None]],
        features: int = 0,
    ) -> Renewable:
        """Return credentials that `fetch` gets when they are first used, and again when they are about to expire."""
        return self._renewing_kind().deferred(method, fetch, now=self.now, settings=self.settings, features=features)

    def kept_fresh(self, credentials: Credentials, source: Source) -> Credentials:
        """Return the credentials of `source`, to be fetched again from there when they are about to expire."""
        if getattr(credentials, "expiry", None) is None or hasattr(credentials, "renewal"):
            return credentials
        again = self.but(renewing=True)
        return self._renewing_kind().holding(credentials, lambda: source(again), now=self.now, settings=self.settings)

    def _renewing_kind(self) -> type[Renewable]:
        if self._kind is not None:
            return self._kind()
        from .renewable import Renewable

        return Renewable


class _Later:
    """The source in the file `module`, which is loaded on first use: most sessions ask only one or two."""

    __slots__ = ("_module",)

    def __init__(self, module: str) -> None:
        self._module = module

    def __call__(self, lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
        from importlib import import_module

        source: Source = import_module(f"{__package__}.sources.{self._module}").find
        return source(lookup)


#: What the sources for any profile are called (the `METHOD` of each one's file), and the sources: of the profile in
#: use, or of another that a role is assumed from.
PROFILE_SOURCES: Sources = (
    ("assume-role-with-web-identity", _Later("web_identity")),
    ("sso", _Later("sso")),
    ("shared-credentials-file", _Later("shared_file")),
    ("login", _Later("login")),
    ("custom-process", _Later("process")),
    ("config-file", _Later("config_file")),
)
#: All sources.
SOURCES: Sources = (
    (environment.METHOD, environment.find),
    ("assume-role", _Later("assume_role")),
    *PROFILE_SOURCES,
    ("ec2-credentials-file", _Later("ec2_file")),
    ("boto-config", _Later("boto_config")),
    ("container-role", _Later("container")),
    ("iam-role", _Later("ec2_metadata")),
)


def find(lookup: Lookup, sources: Sources | None = None) -> Generator[Effect, Any, Credentials | None]:
    """Return the first credentials that a source has, which renew themselves; None when no source has any."""
    for name, source in SOURCES if sources is None else sources:
        debug("sotalia.identity", "Looking for credentials via: %s", name)
        credentials = yield from source(lookup)
        if credentials is not None:
            debug("sotalia.identity", "Found credentials via: %s", name)
            return lookup.kept_fresh(credentials, source)
    return None
