"""boto3's Session: Sotalia's, over the session of botocore that lies below it there."""

from __future__ import annotations

from ...session import Session as OwnSession
from ..modules import current
from ..sessions import OverBotocore
from .client import Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Session(OverBotocore, OwnSession):
    """A session whose clients block; see `OverBotocore`."""

    client_base = Client

    def _session_of_program(self) -> Any:
        from ..botocore.session import get_session

        maker = current("botocore.session", "get_session")
        session = None if maker is get_session else maker()
        return session if isinstance(getattr(session, "_sotalia", None), OverBotocore) else None  # a mock, for one

    def _session_below(self) -> Any:
        from ..botocore.session import Session as BotocoreSession

        return BotocoreSession.over(self)
