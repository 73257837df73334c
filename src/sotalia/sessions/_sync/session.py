# Made from src/sotalia/sessions/_async/session.py by tools/async_to_sync.py: change that file and run `make format`.
"""Sessions whose clients are blocking: what of a session has to wait is here."""

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
        """Find the session's credentials, or return those that it has; None when there are none.

        Their attributes are `access_key`, `secret_key`, `token`, `account_id` and `method` (where they were found);
        `get_frozen_credentials()` returns those of the moment. Those that end are RefreshableCredentials, and those
        that cost a call are fetched when they are first needed: DeferredRefreshableCredentials.

        Raises what the sources raise, PartialCredentialsError.
        """
        self._read_files()
        found: Credentials | None = self._run(self.identity.load())
        return found

    def get_frozen_credentials(self) -> ReadOnlyCredentials | None:
        """Return what to sign with now, renewed if need be: `(access_key, secret_key, token, account_id)`, or None.

        (Not in boto3.) Raises what `get_credentials` does, and what renewing raises.
        """
        self._read_files()
        frozen: ReadOnlyCredentials | None = self._run(self.identity.credentials())
        return frozen

    def _run(self, steps: Steps) -> Any:
        from ...clients._sync.alone import run_alone

        return run_alone(steps, self.settings)

    def _read_files(self) -> None:
        """Have the settings' files read where that keeps nobody waiting."""


shown_as("Session", BaseSession)
