"""Credentials that end and are fetched again before they do.

From `ADVISORY` seconds before their end, newer ones are fetched and nobody waits for them; from `MANDATORY` seconds
before it, everybody does. However many callers find them due at once, they are fetched once (`effects.Share`). What is
signed with is always one set: key, secret and token are replaced together.

A source that fails, or that has nothing newer, is left alone for `PAUSE` seconds while the credentials are still good.
"""

from __future__ import annotations

from .._log import debug
from ..effects import Ask, Share
from ..errors import StillExpiredError
from ..useragent.features import credential_features
from .credentials import Credentials, ReadOnlyCredentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, Self

    from ..effects import Effect
    from ..settings.session import Settings

    #: Steps to newer credentials, or to None where there are none.
    Fetch = Callable[[], Generator[Effect, Any, Credentials | None]]

ADVISORY = 15 * 60
MANDATORY = 10 * 60
PAUSE = 60


class Renewable(Credentials):
    """Credentials, and the steps to newer ones.

    The attributes are those of the set that is held, which may have ended: `renewal()` are the steps that bring it up
    to date. The kinds that programs hold take them when an attribute is read, see `clients.credentials`.
    """

    #: Who waits while newer ones are fetched that are not needed yet.
    _meanwhile = Share.NOBODY
    _advisory_refresh_timeout: float = ADVISORY
    _mandatory_refresh_timeout: float = MANDATORY

    #: The class of those that hold none yet; None for this one.
    _deferred_kind: type[Renewable] | None = None

    _frozen: ReadOnlyCredentials | None
    _fetch: Fetch
    #: The session's, for kinds that fetch by themselves.
    _settings: Settings | None
    _now: Callable[[], float] | None
    _retry_at: float

    def __init__(self) -> None:
        raise TypeError("Renewable credentials are made by `holding` or `deferred`.")

    @classmethod
    def holding(
        cls,
        credentials: Credentials,
        fetch: Fetch,
        *,
        now: Callable[[], float] | None,
        settings: Settings | None = None,
    ) -> Self:
        """Return what holds these credentials, until `fetch` brings newer ones."""
        made = cls.__new__(cls)
        made._begin(fetch, credentials.method, now, settings)
        made._meanwhile = Share.NOBODY
        made._adopt(credentials)
        return made

    @classmethod
    def deferred(
        cls,
        method: str,
        fetch: Fetch,
        *,
        now: Callable[[], float] | None,
        settings: Settings | None = None,
        features: int = 0,
    ) -> Renewable:
        """Return what holds none yet: `fetch` is asked when they are first needed."""
        kind = cls._deferred_kind or cls
        made = kind.__new__(kind)
        made._begin(fetch, method, now, settings)
        made._meanwhile = Share.NOBODY
        made.features = features or made.features
        return made

    def _begin(
        self, fetch: Fetch, method: str, now: Callable[[], float] | None, settings: Settings | None = None
    ) -> None:
        self.method = method
        self._settings = settings
        self.features = credential_features(method)
        self.expiry = None
        self._frozen = None
        self._fetch = fetch
        self._now = now
        self._retry_at = 0.0

    def _adopt(self, credentials: Credentials) -> None:
        # In this order: who reads the new end, reads the new credentials.
        self._frozen = credentials.get_frozen_credentials()
        self.expiry = credentials.expiry
        self.features = credentials.features or self.features

    @property
    def due(self) -> bool:
        """Whether newer ones should be fetched."""
        if self._frozen is None:
            return True
        if self.expiry is None:
            return False
        if self._now is None:
            return True
        now = self._now()
        remaining = self.expiry - now
        return remaining < self._advisory_refresh_timeout and (remaining <= 0 or now >= self._retry_at)

    @property
    def needed(self) -> bool:
        """Whether newer ones must be fetched before anything is signed."""
        if self._frozen is None or self.expiry is None or self._now is None:
            return self.due
        return self.expiry - self._now() < self._mandatory_refresh_timeout

    def current(self) -> ReadOnlyCredentials | None:
        """Return the credentials to sign with now, or None when `renewal` has to be taken first."""
        return None if self.due else self._frozen

    @property
    def held(self) -> ReadOnlyCredentials | None:
        """The set that is held, which may have ended; None where there is none yet."""
        return self._frozen

    def renewal(self) -> Generator[Effect, Any, None]:
        """Bring them up to date. Raises what fetching them raises, if they cannot do without it; StillExpiredError."""
        while self.due:
            needed = self.needed
            renewed = yield Share(self, self._renew, Share.EVERYBODY if needed else self._meanwhile)
            if renewed or not needed:
                return
            # It was somebody else's attempt that we have waited for, begun when there was more time left.

    def _renew(self) -> Generator[Effect, Any, bool]:
        """Fetch newer ones; return whether there are any."""
        if not self.due:
            return True  # somebody else has, a moment ago
        needed = self.needed
        try:
            credentials = yield from self._fetch()
            now = None if self._now is None else self._now()
            if credentials is None or (
                now is not None and credentials.expiry is not None and credentials.expiry <= now
            ):
                raise StillExpiredError(provider=self.method)
        except Exception as error:
            if needed:
                raise
            debug("sotalia.identity", "Credentials cannot be renewed yet: %s", type(error).__name__)
            self._pause()
            return False
        self._pause()
        self._adopt(credentials)
        return True

    def _pause(self) -> None:
        if self._now is not None:
            self._retry_at = self._now() + PAUSE

    def _up_to_date(self) -> ReadOnlyCredentials | None:
        """Return the set that an attribute is read from; the kinds that programs hold renew it first."""
        return self._frozen

    def _change(self, **changes: Any) -> None:
        if self._frozen is not None:  # else they will be overwritten by those that are fetched
            self._frozen = ReadOnlyCredentials(**{**self._frozen._asdict(), **changes})

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the credentials of this moment."""
        frozen = self._up_to_date()
        assert frozen is not None
        return frozen


def up_to_date(held: Any) -> Generator[Effect, Any, ReadOnlyCredentials | None]:
    """Return what to sign with now, of whatever holds credentials; what it takes to renew them is an effect."""
    frozen: ReadOnlyCredentials | None
    if isinstance(held, Renewable):
        yield from held.renewal()
        frozen = held.held
    elif hasattr(held, "refresh_needed"):  # of foreign make
        frozen = yield Ask(held.get_frozen_credentials)
    else:
        frozen = held.get_frozen_credentials()
    return frozen


def _attribute(name: str, doc: str) -> property:
    def get(self: Renewable) -> Any:
        return getattr(self._up_to_date(), name, None)

    def change(self: Renewable, value: Any) -> None:
        self._change(**{name: value})

    return property(get, change, doc=doc)


# They stand in the way of what the base class sets on itself.
for _name, _doc in (
    ("access_key", "The access key's id."),
    ("secret_key", "The secret."),
    ("token", "The session token."),
    ("account_id", "The account, where it is known."),
):
    setattr(Renewable, _name, _attribute(_name, _doc))
