"""Sessions: they hold settings and credentials, and make clients. The module's path is boto3's."""

from __future__ import annotations

from .sessions._sync.session import BaseSession
from .sessions.base import SessionBase

__all__ = ["Session"]


class Session(BaseSession):
    """A session whose clients block."""

    __doc__ = SessionBase.__doc__
