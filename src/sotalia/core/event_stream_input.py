"""A request whose body is a stream of events: each event becomes a frame, signed after the one before it.

The transport reads the caller's iterable while it sends the request, one event at a time, and each event is signed just
before it is sent. A stream cannot be sent again, so such a call has one attempt unless the iterable can be read again,
as a list can.
"""

from __future__ import annotations

from ..auth import event_signer
from ..wire.events import event_serializer, initial_frame
from ..wire.eventstream import encode_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..http import Request
    from ..wire import EventSource
    from .context import Call


def attach_events(current: Call, attempt: Request) -> None:
    """Replace the attempt's `EventSource` by the iterable of its frames. The attempt must be signed by now."""
    source: EventSource = attempt.body  # type: ignore[assignment]
    encode = frame_encoder(current, source)
    initial = None if source.initial is None else encode_frame(*initial_frame(source.initial, source.content_type))
    attempt.body = current.client.streams.frames(source.events, encode, initial, frame_signer(current, attempt))
    attempt.length = None


def frame_encoder(current: Call, source: EventSource) -> Callable[[dict[str, Any]], bytes]:
    """Return the function from an event to its unsigned frame; it raises ParamValidationError."""
    serialize = event_serializer(current.machinery.protocol, source.shape)

    def encode(event: dict[str, Any]) -> bytes:
        return encode_frame(*serialize(event))

    return encode


def frame_signer(current: Call, attempt: Request) -> Callable[[bytes], bytes]:
    """Return the function from a frame to its signed form; `b""` stands for the end of the stream."""
    signer = event_signer(current.auth, current.credentials, attempt.headers.get("authorization"))
    if signer is None:
        return lambda frame: frame
    now = current.machinery.now
    return lambda frame: signer.sign(frame, now())
