# Made from src/sotalia/sessions/_async/session.py by tools/async_to_sync.py: change that file and run `make format`.
"""Sessions whose clients are blocking: the methods of a session that may have to wait."""

from __future__ import annotations

from ...clients._sync.client import BaseClient
from ...model.names import shown_as
from ..base import SessionBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...effects import Steps
    from ...identity import Credentials, ReadOnlyCredentials


class BaseSession(SessionBase):
    """Base of the blocking sessions."""

    client_base = BaseClient

    @staticmethod
    def default_client(service_name: str) -> Any:
        """Make a client with the default session."""
        from ... import client

        return client(service_name)

    def get_credentials(self) -> Credentials | None:
        """Return the session's credentials, after looking for them if need be; None when there are none.

        Their attributes are `access_key`, `secret_key`, `token`, `account_id` and `method` (where they come from);
        `get_frozen_credentials()` returns their present values. Those that expire are RefreshableCredentials; those
        that take a call are DeferredRefreshableCredentials, fetched when they are first needed.

        Raises what the sources raise, PartialCredentialsError.
        """
        self._read_files()
        credentials: Credentials | None = self._run(self.identity.load())
        return credentials

    def get_frozen_credentials(self) -> ReadOnlyCredentials | None:
        """Return valid credentials, renewed if need be: `(access_key, secret_key, token, account_id)`, or None.

        (Not in boto3.) Raises what `get_credentials` does, and what renewing raises.
        """
        self._read_files()
        frozen: ReadOnlyCredentials | None = self._run(self.identity.credentials())
        return frozen

    def _run(self, steps: Steps) -> Any:
        from ...clients._sync.alone import run_alone

        return run_alone(steps, self.settings)

    def _read_files(self) -> None:
        """Read the settings' files, in another thread where an event loop would have to wait."""


shown_as("Session", BaseSession)
