"""Sessions whose clients are awaited: what of a session has to wait is here."""

from __future__ import annotations

from ...clients._async.client import AsyncBaseClient
from ...model.names import shown_as
from ..base import SessionBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...effects import Steps
    from ...identity import Credentials, ReadOnlyCredentials


ASYNC = True


class AsyncBaseSession(SessionBase):
    """Base of the awaited sessions."""

    client_base = AsyncBaseClient

    @staticmethod
    def default_client(service_name: str) -> Any:
        """Make a client with the default session."""
        if ASYNC:
            from ...aio import client
        else:
            from ... import client
        return client(service_name)

    async def get_credentials(self) -> Credentials | None:
        """Find the session's credentials, or return those that it has; None when there are none.

        Their attributes are `access_key`, `secret_key`, `token`, `account_id` and `method` (where they were found);
        `get_frozen_credentials()` returns those of the moment. Those that end are RefreshableCredentials, and those
        that cost a call are fetched when they are first needed: DeferredRefreshableCredentials.

        Raises what the sources raise, PartialCredentialsError.
        """
        await self._read_files()
        found: Credentials | None = await self._run(self.identity.load())
        return found

    async def get_frozen_credentials(self) -> ReadOnlyCredentials | None:
        """Return what to sign with now, renewed if need be: `(access_key, secret_key, token, account_id)`, or None.

        (Not in boto3.) Raises what `get_credentials` does, and what renewing raises.
        """
        await self._read_files()
        frozen: ReadOnlyCredentials | None = await self._run(self.identity.credentials())
        return frozen

    async def _run(self, steps: Steps) -> Any:
        from ...clients._async.alone import run_alone_async

        return await run_alone_async(steps, self.settings)

    async def _read_files(self) -> None:
        """Have the settings' files read where that keeps nobody waiting."""
        if ASYNC:
            from ...io.threads import once_in_own_thread

            await once_in_own_thread(self.settings.read_files)


shown_as("Session", AsyncBaseSession)
