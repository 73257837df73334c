"""`Identity`: what a session or a client signs with, found when first needed and kept while it is good."""

from __future__ import annotations

import os

from .._log import debug
from ..errors import CredentialRetrievalError, PartialCredentialsError
from ..useragent.features import credential_features
from .chain import Lookup, find
from .tokens import environment_token, find_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from ..settings.session import Settings
    from .chain import ServiceCall, Source
    from .credentials import Credentials, ReadOnlyCredentials
    from .tokens import FrozenAuthToken

#: Seconds before their end from which on credentials are fetched anew if that can be had ...
ADVISORY_REFRESH = 15 * 60
#: ... and from which on they must be.
MANDATORY_REFRESH = 10 * 60
#: Seconds to leave a source alone whose answer did not help, while the credentials are still good.
REFRESH_PAUSE = 60


class Identity:
    """Who signs.

        frozen = identity.current() or (yield from identity.credentials())

    `settings` is the session's, for the sources to look in. `now` returns the seconds since 1970; without it,
    credentials that end are fetched anew for every signature. `service_call` makes the calls by which some sources get
    theirs (see `chain.Lookup.call`). `Identity.of(credentials)` looks for none.
    """

    __slots__ = (
        "_credentials",
        "_given",
        "_looks",
        "_now",
        "_retry_at",
        "_service_call",
        "_settings",
        "_source",
        "features",
    )

    if TYPE_CHECKING:
        _credentials: Any
        _given: Credentials | None
        _looks: bool
        _now: Callable[[], float] | None
        _retry_at: float
        _service_call: ServiceCall | None
        _settings: Settings | None
        _source: Source | None

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], float] | None = None,
        service_call: ServiceCall | None = None,
    ) -> None:
        self.__setstate__((settings, now, service_call, None, True))

    @classmethod
    def of(
        cls,
        credentials: Credentials | None,
        settings: Settings | None = None,
        *,
        now: Callable[[], float] | None = None,
    ) -> Identity:
        """Return the identity of exactly these credentials, or of nobody. Bearer tokens are looked for all the same."""
        identity = cls.__new__(cls)
        identity.__setstate__((settings, now, None, credentials, False))
        return identity

    @property
    def known(self) -> Credentials | None:
        """The object that holds the credentials, as far as they are known yet."""
        held: Credentials | None = self._credentials
        return held

    def at_hand(self) -> Credentials | None:
        """Return the object that holds the credentials, found as far as that takes no effect; else None.

        Raises what the sources raise.
        """
        held: Credentials | None = self._credentials
        if held is None:
            steps = self._find()
            try:
                next(steps)
            except StopIteration as stop:
                held = stop.value
            else:
                steps.close()  # the source that asks for something has to wait for the first call
        return held

    def set(self, credentials: Credentials) -> None:
        """Sign with `credentials` from now on, as if the program had given them at first."""
        self._given = self._credentials = credentials
        self._source = None
        self._count()

    def current(self) -> ReadOnlyCredentials | None:
        """Return the credentials to sign with now, or None when `credentials` has to be asked."""
        held = self._credentials
        if held is None or held.secret_key is None or held.access_key is None:
            return None
        expiry = getattr(held, "expiry", None)
        if expiry is not None and self._is_due(expiry):
            return None
        frozen: ReadOnlyCredentials = held.get_frozen_credentials()
        return frozen

    def credentials(self) -> Generator[Effect, Any, ReadOnlyCredentials | None]:
        """Find or renew the credentials; return them frozen, or None when there are none. Raises as `load` does."""
        held = yield from self.load()
        return None if held is None else held.get_frozen_credentials()

    def load(self) -> Generator[Effect, Any, Credentials | None]:
        """Find or renew the credentials; return the object that holds them, or None when there are none.

        Raises PartialCredentialsError for one half of a key pair, CredentialRetrievalError when credentials have ended
        and the source has no newer ones, and what the sources raise.
        """
        held: Any = self._credentials
        if held is None:
            return (yield from self._find())
        for name, argument in (("access_key", "aws_access_key_id"), ("secret_key", "aws_secret_access_key")):
            if getattr(held, name) is None:
                raise PartialCredentialsError(provider=held.method, cred_var=argument)
        expiry = getattr(held, "expiry", None)
        if expiry is not None and self._source is not None and self._is_due(expiry):
            held = yield from self._renew(held, self._source)
        credentials: Credentials = held
        return credentials

    def token(self, signing_name: str | None) -> Generator[Effect, Any, FrozenAuthToken | None]:
        """Find the bearer token for the service that signs as `signing_name`, or None."""
        if self._settings is None:
            return environment_token(os.environ, signing_name)
        return (yield from find_token(self._lookup(self._settings), signing_name))

    def has_service_token(self, signing_name: str | None) -> bool:
        """Whether the environment has a bearer token for the very service that signs as `signing_name`."""
        environ: Mapping[str, str] = os.environ if self._settings is None else self._settings.environ
        return environment_token(environ, signing_name) is not None

    def _lookup(self, settings: Settings, renewing: bool = False) -> Lookup:
        return Lookup(settings, renewing, now=self._now, service_call=self._service_call)

    def _find(self) -> Generator[Effect, Any, Credentials | None]:
        if not self._looks or self._settings is None:
            return None
        found = yield from find(self._lookup(self._settings))
        if found is None:
            return None
        self._credentials, self._source = found
        self._count()
        return found[0]

    def _renew(self, held: Credentials, source: Source) -> Generator[Effect, Any, Credentials]:
        """Ask the source again. While the old credentials are good for long enough, its failure is no failure."""
        assert held.expiry is not None
        assert self._settings is not None
        now = None if self._now is None else self._now()
        must = now is None or held.expiry - now < MANDATORY_REFRESH
        try:
            renewed = yield from source(self._lookup(self._settings, renewing=True))
        except Exception as error:
            if must:
                raise
            debug("sotalia.identity", "Credentials cannot be renewed yet: %s", type(error).__name__)
            renewed = None
        if now is not None:
            self._retry_at = now + REFRESH_PAUSE
        if renewed is None and not must:
            return held
        if renewed is None or (now is not None and renewed.expiry is not None and renewed.expiry <= now):
            raise CredentialRetrievalError(
                provider=held.method, error_msg="Credentials were refreshed, but the refreshed ones have ended."
            )
        self._credentials = renewed
        return renewed

    def _count(self) -> None:
        #: What the credentials count as, once they are known (see `sotalia.useragent.features`).
        self.features = credential_features(getattr(self._credentials, "method", None))

    def _is_due(self, expiry: float) -> bool:
        """Tell whether credentials that end at `expiry` should be fetched anew."""
        if self._now is None:
            return True
        now = self._now()
        remaining = expiry - now
        return remaining < ADVISORY_REFRESH and (remaining <= 0 or now >= self._retry_at)

    def __getstate__(self) -> tuple[Any, ...]:
        # What was found stays here: the other process finds its own.
        return self._settings, self._now, self._service_call, self._given, self._looks

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._settings, self._now, self._service_call, self._given, self._looks = state
        self._credentials = self._given
        self._source = None
        self._retry_at = 0.0
        self._count()

    def __repr__(self) -> str:
        return f"<Identity {self._credentials!r}>"
