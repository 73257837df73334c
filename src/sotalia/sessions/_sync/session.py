# Made from src/sotalia/sessions/_async/session.py by tools/async_to_sync.py: change that file and run `make format`.
"""Sessions whose clients are blocking: what of a session has to wait is here."""

from __future__ import annotations

from ...clients._sync.client import BaseClient
from ...io.drive import drive
from ...model.names import shown_as
from ..base import SessionBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...identity import Credentials


class BaseSession(SessionBase):
    """Base of the blocking sessions."""

    client_base = BaseClient

    @staticmethod
    def default_client(service_name: str) -> Any:
        """Make a client with the default session."""
        from ... import client

        return client(service_name)

    def get_credentials(self) -> Credentials | None:
        """Find the session's credentials, or return those that it has; None when there are none.

        Their attributes are `access_key`, `secret_key`, `token`, `account_id` and `method` (where they were found);
        `get_frozen_credentials()` returns those of the moment. Raises what the sources raise, PartialCredentialsError.
        """
        from ...io.perform import Performer
        from ...io.transport.curl import CurlTransport

        transport = CurlTransport()
        try:
            return drive(self.identity.load(), Performer(transport))
        finally:
            transport.close()


shown_as("Session", BaseSession)
