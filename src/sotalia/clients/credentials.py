"""The classes of credentials that sessions return and programs make: boto3's, based on `identity.renewable`.

Credentials of a blocking session renew themselves when an attribute is read, as in boto3. Those of an awaited session
only return the present values, or raise, and `await credentials.load()` renews them.
"""

from __future__ import annotations

from ..effects import Ask, Share
from ..errors import CredentialRetrievalError
from ..identity.credentials import Credentials, ReadOnlyCredentials
from ..identity.renewable import Renewable
from ..io import clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from datetime import datetime
    from typing import Any, Self

    from ..effects import Effect

#: What a function that refreshes credentials returns.
_EXPECTED = ("access_key", "secret_key", "token", "expiry_time")


class RefreshableCredentials(Renewable):
    """Credentials that expire, and renew themselves before they do.

    Sessions return such objects. A program makes its own with `refresh_using`, a function without arguments
    that returns `{"access_key": …, "secret_key": …, "token": …, "expiry_time": …}` (the last as text or datetime; an
    `account_id` may be there too); for awaited sessions it may be async. From `advisory_timeout` seconds before they
    expire (15 minutes) newer ones are fetched if possible; from `mandatory_timeout` seconds (10 minutes) they have to
    be. `method` says where they come from.

    Reading an attribute may renew them, so that two attributes read in turn may belong to different sets.
    `get_frozen_credentials()` returns one set.
    """

    _meanwhile = Share.FIRST

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        token: str | None,
        expiry_time: datetime | None,
        refresh_using: Callable[[], Any],
        method: str,
        time_fetcher: Callable[[], datetime] | None = None,
        advisory_timeout: float | None = None,
        mandatory_timeout: float | None = None,
        account_id: str | None = None,
    ) -> None:
        """Make a program's own credentials."""
        self._begin(_refreshing(refresh_using, method), method, _seconds(time_fetcher))
        self._frozen = ReadOnlyCredentials(access_key, secret_key, token, account_id)
        self._set_end(expiry_time)
        if advisory_timeout is not None:
            self._advisory_refresh_timeout = advisory_timeout
        if mandatory_timeout is not None:
            self._mandatory_refresh_timeout = mandatory_timeout

    @classmethod
    def create_from_metadata(
        cls,
        metadata: Mapping[str, Any],
        refresh_using: Callable[[], Any],
        method: str,
        advisory_timeout: float | None = None,
        mandatory_timeout: float | None = None,
    ) -> Self:
        """Make credentials from `metadata`, and renew them with what `refresh_using` returns."""
        return cls(
            metadata["access_key"],
            metadata["secret_key"],
            metadata["token"],
            _time(metadata["expiry_time"]),
            refresh_using,
            method,
            advisory_timeout=advisory_timeout,
            mandatory_timeout=mandatory_timeout,
            account_id=metadata.get("account_id"),
        )

    def refresh_needed(self, refresh_in: float | None = None) -> bool:
        """Return whether they expire in less than `refresh_in` seconds (default: the advisory timeout)."""
        if self.expiry is None or self._now is None:
            return False
        least = self._advisory_refresh_timeout if refresh_in is None else refresh_in
        return self.expiry - self._now() < least

    def _end(self) -> datetime | None:
        if self.expiry is None:
            return None
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self.expiry, UTC)

    def _set_end(self, value: datetime | None) -> None:
        self.expiry = None if value is None else value.timestamp()

    _expiry_time = property(_end, _set_end)

    def _refresh(self) -> None:
        from ._sync.alone import run_alone

        run_alone(self.renewal(), self._settings)

    def _up_to_date(self) -> ReadOnlyCredentials | None:
        if self.due:
            self._refresh()
        return self._frozen


class DeferredRefreshableCredentials(RefreshableCredentials):
    """Credentials that are fetched when they are first needed: those of a role, which take a call."""

    def __init__(
        self,
        refresh_using: Callable[[], Any],
        method: str,
        time_fetcher: Callable[[], datetime] | None = None,
    ) -> None:
        """Make a program's own credentials; see RefreshableCredentials."""
        self._begin(_refreshing(refresh_using, method), method, _seconds(time_fetcher))

    def refresh_needed(self, refresh_in: float | None = None) -> bool:
        """Return whether there are none yet, or they expire in less than `refresh_in` seconds."""
        return self._frozen is None or super().refresh_needed(refresh_in)


class AsyncRefreshableCredentials(RefreshableCredentials):
    """The same for awaited sessions: reading an attribute never waits.

    If they have to be renewed first, reading raises CredentialRetrievalError; `await credentials.load()` renews them.
    """

    async def load(self) -> ReadOnlyCredentials:
        """Renew them if necessary; return them frozen."""
        from ._async.alone import run_alone_async

        await run_alone_async(self.renewal(), self._settings)
        assert self._frozen is not None
        return self._frozen

    def _refresh(self) -> None:
        if self._frozen is None or self.refresh_needed(0):
            raise CredentialRetrievalError(
                provider=self.method,
                error_msg=(
                    "They have to be fetched first, which attributes of an awaited session's credentials never do: "
                    "call `await credentials.load()`."
                ),
            )


class AsyncDeferredRefreshableCredentials(AsyncRefreshableCredentials, DeferredRefreshableCredentials):
    """Deferred credentials for awaited sessions, fetched when they are first needed."""


RefreshableCredentials._deferred_kind = DeferredRefreshableCredentials
AsyncRefreshableCredentials._deferred_kind = AsyncDeferredRefreshableCredentials


def _refreshing(
    refresh_using: Callable[[], Any], method: str
) -> Callable[[], Generator[Effect, Any, Credentials | None]]:
    """Return the steps that get the value of a program's function."""

    def fetch() -> Generator[Effect, Any, Credentials | None]:
        metadata = yield Ask(refresh_using)
        missing = [name for name in _EXPECTED if not metadata or name not in metadata]
        if missing:
            raise CredentialRetrievalError(
                provider=method,
                error_msg=f"Credential refresh failed, response did not contain: {', '.join(missing)}",
            )
        key, secret, token, expiry = (metadata[name] for name in _EXPECTED)
        return Credentials(key, secret, token, method, metadata.get("account_id"), expiry=_time(expiry).timestamp())

    return fetch


def _seconds(time_fetcher: Callable[[], datetime] | None) -> Callable[[], float]:
    return clock.now if time_fetcher is None else lambda: time_fetcher().timestamp()


def _time(value: Any) -> datetime:
    """Return a time that may be text; without a zone it is UTC. Raises ValueError."""
    from datetime import UTC, datetime

    from ..wire.timestamps import parse

    time = value if isinstance(value, datetime) else parse(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
