"""Sessions: where settings and credentials come from, and clients are made. The path is boto3's."""

from __future__ import annotations

from .clients._sync.session import BaseSession
from .clients.session_base import SessionBase

__all__ = ["Session"]


class Session(BaseSession):
    """A session whose clients block."""

    __doc__ = SessionBase.__doc__
