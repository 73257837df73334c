"""Event streams, read by a program itself: bytes in, messages out."""

from __future__ import annotations

from ...wire.eventstream import Decoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class EventStreamMessage:
    """One message of an event stream."""

    def __init__(self, prelude: Any, headers: dict[str, Any], payload: bytes, crc: int | None = None) -> None:
        """`prelude` and `crc` are taken for botocore's sake; they have been checked when there is a message."""
        self.prelude = prelude
        self.headers = headers
        self.payload = payload
        self.crc = crc

    def to_response_dict(self, status_code: int = 200) -> dict[str, Any]:
        """Return it as parsers take replies: an error has the status 400."""
        if self.headers.get(":message-type") in ("error", "exception"):
            status_code = 400
        return {"status_code": status_code, "headers": self.headers, "body": self.payload}


class EventStreamBuffer:
    """Takes bytes of an event stream as they come (`add_data`), and gives the messages that are complete (iterate).

    Raises ParserError and its subclasses for what is no event stream.
    """

    def __init__(self) -> None:
        self._decoder = Decoder(lambda headers, payload: None)

    def add_data(self, data: bytes) -> None:
        """Add bytes."""
        self._decoder.feed(data)

    def next(self) -> EventStreamMessage:
        """Return the next message. Raises StopIteration while there is none."""
        frame = self._decoder.next_frame()
        if frame is None:
            raise StopIteration
        headers, payload = frame
        return EventStreamMessage(None, dict(headers), payload)

    __next__ = next

    def __iter__(self) -> Iterator[EventStreamMessage]:
        return self
