"""What programs test themselves with: transports that record requests and answer by themselves.

    from sotalia.testing import RecordingTransport

No connection is made. Whatever takes a transport takes one of these; see `RecordingTransport`.
"""

from __future__ import annotations

from .transports import AsyncRecordingTransport, RecordingTransport

__all__ = ["AsyncRecordingTransport", "RecordingTransport"]
