"""Credentials that expire and are fetched again before they do.

From `ADVISORY` seconds before they expire, newer ones are fetched and no caller waits for them; from `MANDATORY`
seconds before, all callers wait. However many callers find them due at the same time, they are fetched once
(`effects.Share`). Signatures are always made with one set: key, secret and token are replaced together.

A source that fails, or that has nothing newer, is not asked for `PAUSE` seconds while the credentials are still valid.
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

    The attributes are those of the latest set, which may have expired: `renewal()` returns the steps that bring it up
    to date. The classes for programs take these steps when an attribute is read, see `clients.credentials`.
    """

    #: Which callers wait while newer ones are fetched that are not needed yet.
    _meanwhile = Share.NOBODY
    _advisory_refresh_timeout: float = ADVISORY
    _mandatory_refresh_timeout: float = MANDATORY

    #: The class for credentials that are not there yet; None for this one.
    _deferred_kind: type[Renewable] | None = None

    #: The latest set that a service has refused before its time.
    _refused: ReadOnlyCredentials | None = None

    _frozen: ReadOnlyCredentials | None
    _fetch: Fetch
    #: The session's settings, for classes that fetch by themselves.
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
        """Return an object with these credentials, until `fetch` gets newer ones."""
        holder = cls.__new__(cls)
        holder._begin(fetch, credentials.method, now, settings)
        holder._meanwhile = Share.NOBODY
        holder._adopt(credentials)
        return holder

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
        """Return an object without credentials yet: `fetch` gets them when they are first needed."""
        kind = cls._deferred_kind or cls
        holder = kind.__new__(kind)
        holder._begin(fetch, method, now, settings)
        holder._meanwhile = Share.NOBODY
        holder.features = features or holder.features
        return holder

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
        # In this order: a thread that sees the new expiry then sees the new credentials.
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
        """Return the credentials to sign with now, or None when the steps of `renewal` have to be taken first."""
        return None if self.due else self._frozen

    @property
    def latest(self) -> ReadOnlyCredentials | None:
        """The latest set, which may have expired; None where there is none yet."""
        return self._frozen

    def renewal(self) -> Generator[Effect, Any, None]:
        """Bring the credentials up to date.

        Raises what fetching raises, where newer ones are needed now, and StillExpiredError.
        """
        while self.due:
            needed = self.needed
            renewed = yield Share(self, self._renew, Share.EVERYBODY if needed else self._meanwhile)
            if renewed or not needed:
                return
            # This was another caller's attempt, begun while newer credentials were not needed yet: try once more.

    def renewal_after_refusal(self, refused: ReadOnlyCredentials | None) -> Generator[Effect, Any, bool]:
        """Fetch newer ones, since a service has refused a set (None: it is not known which) before its time.

        Return whether there is another set to sign with now. A source that has no other is left alone for a while.
        """
        latest, end = self._frozen, self.expiry
        if latest is None or end is None or self._now is None:
            return False
        now = self._now()
        if now < self._retry_at and self._refused is not None and refused is None:
            return latest != self._refused
        if refused is not None and latest != refused:
            return True  # another caller has fetched them
        if now < self._retry_at and self._refused == latest:
            return False
        self._refused = latest
        self.expiry = min(end, now)
        try:
            yield from self.renewal()
        except Exception as error:
            debug("sotalia.identity", "Credentials cannot be renewed: %s", type(error).__name__)
            if self._frozen is latest:
                self.expiry = end
                self._pause()
        return self._frozen != latest

    def _renew(self) -> Generator[Effect, Any, bool]:
        """Fetch newer ones; return whether there are any."""
        if not self.due:
            return True  # another caller has just fetched them
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
        """Return the set that attributes are read from; the classes for programs renew it first."""
        return self._frozen

    def _change(self, **changes: Any) -> None:
        if self._frozen is not None:  # otherwise the set that is fetched first would replace the change
            self._frozen = ReadOnlyCredentials(**{**self._frozen._asdict(), **changes})

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the present values."""
        frozen = self._up_to_date()
        assert frozen is not None
        return frozen


def up_to_date(holder: Any) -> Generator[Effect, Any, ReadOnlyCredentials | None]:
    """Return the credentials to sign with now from the object that holds them; renewing them is an effect."""
    frozen: ReadOnlyCredentials | None
    if isinstance(holder, Renewable):
        yield from holder.renewal()
        frozen = holder.latest
    elif hasattr(holder, "refresh_needed"):  # another library's
        frozen = yield Ask(holder.get_frozen_credentials)
    else:
        frozen = holder.get_frozen_credentials()
    return frozen


def _attribute(name: str, doc: str) -> property:
    def get(self: Renewable) -> Any:
        return getattr(self._up_to_date(), name, None)

    def change(self: Renewable, value: Any) -> None:
        self._change(**{name: value})

    return property(get, change, doc=doc)


# These properties replace the attributes that the base class sets.
for _name, _doc in (
    ("access_key", "The access key's id."),
    ("secret_key", "The secret."),
    ("token", "The session token."),
    ("account_id", "The account, where it is known."),
):
    setattr(Renewable, _name, _attribute(_name, _doc))
