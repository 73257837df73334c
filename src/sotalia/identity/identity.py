"""`Identity`: what a session or a client signs with, looked for when it is first needed and kept while it is valid."""

from __future__ import annotations

import os

from ..errors import PartialCredentialsError
from ..useragent.features import credential_features
from .chain import Lookup, find
from .credentials import Credentials, ReadOnlyCredentials
from .tokens import environment_token, find_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from ..settings.session import Settings
    from .chain import ServiceCall, Sources
    from .credentials import FrozenAuthToken
    from .renewable import Renewable


class Identity:
    """Who signs.

        frozen = identity.current() or (yield from identity.credentials())

    `settings` is the session's, for the sources to look in. `now` returns the seconds since 1970; without it,
    credentials that expire are fetched anew for every signature. `service_call` makes the calls by which some sources
    get theirs (see `chain.Lookup.call`). `kind` returns the class of credentials that renew themselves. `sources`
    replace `chain.SOURCES`. `Identity.of(credentials)` does not look for any.
    """

    __slots__ = (
        "_credentials",
        "_kind",
        "_looks",
        "_memory",
        "_now",
        "_preset",
        "_service_call",
        "features",
        "region",
        "settings",
        "sources",
    )

    if TYPE_CHECKING:
        _credentials: Any
        _preset: Any
        _kind: Callable[[], type[Renewable]] | None
        _looks: bool
        _memory: dict[str, Any]
        _now: Callable[[], float] | None
        _service_call: ServiceCall | None
        settings: Settings | None
        sources: Sources | None
        #: The region of calls that get credentials: that of the first client, as in boto3.
        region: str | None

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], float] | None = None,
        service_call: ServiceCall | None = None,
        kind: Callable[[], type[Renewable]] | None = None,
        sources: Sources | None = None,
    ) -> None:
        self.__setstate__((settings, now, service_call, kind, sources, None, True))

    @classmethod
    def of(
        cls,
        credentials: Credentials | None,
        settings: Settings | None = None,
        *,
        now: Callable[[], float] | None = None,
    ) -> Identity:
        """Return an identity with exactly these credentials, or with none. It still looks for bearer tokens."""
        identity = cls.__new__(cls)
        identity.__setstate__((settings, now, None, None, None, credentials, False))
        return identity

    @property
    def holder(self) -> Credentials | None:
        """The object that holds the credentials; None until they have been looked for."""
        holder: Credentials | None = self._credentials
        return holder

    def at_hand(self) -> Credentials | None:
        """Return the object that holds the credentials, if there is one without an effect; else None.

        Raises what the sources raise.
        """
        holder: Credentials | None = self._look()[0]
        return holder

    def _look(self) -> tuple[Any, bool]:
        """Return what `at_hand` does, and whether that is final: False where a source needs an effect."""
        if self._credentials is not None or not self._looks:
            return self._credentials, True
        steps = self._find()
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value, True
        steps.close()
        return None, False

    def current(self) -> ReadOnlyCredentials | None:
        """Return the credentials to sign with now, or None when `credentials` has to be called."""
        holder = self._credentials
        if holder.__class__ is Credentials:
            secret_key, access_key = holder.secret_key, holder.access_key
            if secret_key is None or access_key is None:
                return None
            # What `get_frozen_credentials` does, without a call: all calls of programs come through here.
            return tuple.__new__(ReadOnlyCredentials, (access_key, secret_key, holder.token, holder.account_id))
        return None if holder is None else _current(holder)

    def credentials(self) -> Generator[Effect, Any, ReadOnlyCredentials | None]:
        """Find or renew the credentials; return them frozen, or None when there are none.

        Raises what `load` does, and what renewing raises: StillExpiredError when the source has no newer ones.
        """
        holder: Any = yield from self.load()
        if holder is None:
            return None
        frozen: ReadOnlyCredentials | None
        if holder.__class__ is Credentials:
            frozen = holder.get_frozen_credentials()
        else:
            from .renewable import up_to_date

            frozen = yield from up_to_date(holder)
            self._count()
        return frozen

    def load(self) -> Generator[Effect, Any, Credentials | None]:
        """Find the credentials; return the object that holds them, or None when there are none.

        However many callers need them at the same time, the sources are asked once. Raises PartialCredentialsError for
        one half of a key pair, and what the sources raise.
        """
        holder, is_final = self._look()
        if not is_final:
            from ..effects import Share

            holder = yield Share(self, self._find)
        if holder.__class__ is Credentials:
            for name, argument in (("access_key", "aws_access_key_id"), ("secret_key", "aws_secret_access_key")):
                if getattr(holder, name) is None:
                    raise PartialCredentialsError(provider=holder.method, cred_var=argument)
        credentials: Credentials | None = holder
        return credentials

    def token(self, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
        """Find the bearer token for the service that signs as `signing_name`, or None."""
        if self.settings is None:
            return environment_token(os.environ, signing_name)
        return (yield from find_token(self._lookup(self.settings), signing_name))

    def has_service_token(self, signing_name: str | None) -> bool:
        """Whether the environment has a bearer token for the very service that signs as `signing_name`."""
        environ: Mapping[str, str] = os.environ if self.settings is None else self.settings.environ
        return environment_token(environ, signing_name) is not None

    def _lookup(self, settings: Settings) -> Lookup:
        return Lookup(
            settings,
            now=self._now,
            service_call=self._service_call,
            memory=self._memory,
            kind=self._kind,
            region=self.region,
        )

    def _find(self) -> Generator[Effect, Any, Credentials | None]:
        if self._credentials is None and self._looks and self.settings is not None:
            credentials = yield from find(self._lookup(self.settings), self.sources)
            if self._credentials is None:
                self._credentials = credentials
            self._count()
        holder: Credentials | None = self._credentials
        return holder

    def _count(self) -> None:
        #: The features that the credentials count as, once they are there (see `sotalia.useragent.features`).
        holder = self._credentials
        self.features = getattr(holder, "features", 0) or credential_features(getattr(holder, "method", None))

    def __getstate__(self) -> tuple[Any, ...]:
        # Credentials from sources are not pickled: the other process looks for its own.
        return self.settings, self._now, self._service_call, self._kind, self.sources, self._preset, self._looks

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.settings, self._now, self._service_call, self._kind, self.sources, self._preset, self._looks = state
        self._credentials = self._preset
        self._memory = {}
        self.region = None
        self._count()

    def __repr__(self) -> str:
        return f"<Identity {self._credentials!r}>"


def _current(holder: Any) -> ReadOnlyCredentials | None:
    """Return the present set of credentials that renew themselves or are another library's; None if it has expired."""
    frozen: ReadOnlyCredentials | None
    current = getattr(holder, "current", None)
    if current is not None:
        frozen = current()
    elif hasattr(holder, "refresh_needed"):
        frozen = None if holder.refresh_needed() else holder.get_frozen_credentials()
    elif holder.secret_key is None or holder.access_key is None:
        frozen = None
    else:
        frozen = holder.get_frozen_credentials()
    return frozen
