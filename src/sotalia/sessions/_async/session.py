"""Sessions whose clients are awaited: what of a session has to wait is here."""

from __future__ import annotations

from ...clients._async.client import AsyncBaseClient
from ...io.drive_async import drive_async
from ...model.names import shown_as
from ..base import SessionBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...identity import Credentials


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
        `get_frozen_credentials()` returns those of the moment. Raises what the sources raise, PartialCredentialsError.
        """
        from ...io.perform_async import AsyncPerformer
        from ...io.transport.curl_async import AsyncCurlTransport

        if ASYNC:
            from ...io.threads import once_in_own_thread

            await once_in_own_thread(self.settings.read_files)
        transport = AsyncCurlTransport()
        try:
            return await drive_async(self.identity.load(), AsyncPerformer(transport))
        finally:
            await transport.close()


shown_as("Session", AsyncBaseSession)
