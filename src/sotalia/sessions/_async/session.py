"""Sessions whose clients are awaited: the methods of a session that may have to wait."""

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
        """Return the session's credentials, after looking for them if need be; None when there are none.

        Their attributes are `access_key`, `secret_key`, `token`, `account_id` and `method` (where they come from);
        `get_frozen_credentials()` returns their present values. Those that expire are RefreshableCredentials; those
        that take a call are DeferredRefreshableCredentials, fetched when they are first needed.

        Raises what the sources raise, PartialCredentialsError.
        """
        await self._read_files()
        credentials: Credentials | None = await self._run(self.identity.load())
        return credentials

    async def get_frozen_credentials(self) -> ReadOnlyCredentials | None:
        """Return valid credentials, renewed if need be: `(access_key, secret_key, token, account_id)`, or None.

        (Not in boto3.) Raises what `get_credentials` does, and what renewing raises.
        """
        await self._read_files()
        frozen: ReadOnlyCredentials | None = await self._run(self.identity.credentials())
        return frozen

    async def _run(self, steps: Steps) -> Any:
        from ...clients._async.alone import run_alone_async

        return await run_alone_async(steps, self.settings)

    async def _read_files(self) -> None:
        """Read the settings' files, in another thread where an event loop would have to wait."""
        if ASYNC:
            from ...io.threads import once_in_own_thread

            await once_in_own_thread(self.settings.read_files)


shown_as("Session", AsyncBaseSession)
