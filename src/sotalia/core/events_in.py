"""A request whose body is a stream of events: each event becomes a frame, signed after the one before it.

The caller's iterable is read while the request is under way, by the transport, one event at a time; nothing is signed
before it is sent. A stream cannot be sent again, so such a call has one attempt unless the iterable can be started anew
(a list).
"""

from __future__ import annotations

from ..auth.eventstream import EventSigner, seed_signature
from ..wire.events import event_serializer, initial_frame
from ..wire.eventstream import encode_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..http import Request
    from ..wire import EventSource
    from .context import Call

#: Schemes that chain signatures; without one of them the frames go out bare.
_CHAINED = ("v4", "s3v4")


def attach_events(current: Call, attempt: Request) -> None:
    """Replace the attempt's `EventSource` by the iterable of its frames. The attempt must be signed by now."""
    source: EventSource = attempt.body  # type: ignore[assignment]
    encode = frame_encoder(current, source)
    initial = None if source.initial is None else encode_frame(*initial_frame(source.initial, source.content_type))
    attempt.body = current.client.streams.frames(source.events, encode, initial, frame_signer(current, attempt))
    attempt.length = None


def frame_encoder(current: Call, source: EventSource) -> Callable[[dict[str, Any]], bytes]:
    """Return the function from an event to its unsigned frame; it raises ParamValidationError."""
    serialize = event_serializer(current.client.protocol, source.shape)

    def encode(event: dict[str, Any]) -> bytes:
        return encode_frame(*serialize(event))

    return encode


def frame_signer(current: Call, attempt: Request) -> Callable[[bytes], bytes]:
    """Return the function from a frame to its signed form; `b""` stands for the end of the stream."""
    if current.auth.name not in _CHAINED:
        return lambda frame: frame
    signer = EventSigner(current.auth, current.credentials, seed_signature(attempt.headers["authorization"]))
    now = current.client.now
    return lambda frame: signer.sign(frame, now())
