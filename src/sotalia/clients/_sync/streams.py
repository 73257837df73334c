# Made from src/sotalia/clients/_async/streams.py by tools/async_to_sync.py: change that file and run `make format`.
"""How this kind of client hands streamed replies to the caller, and takes event streams from it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .streaming import EventStream, StreamingBody


#: The class of bodies, once a reply has needed it.
_body_class: type[Any] | None = None


def _load_body_class() -> type[Any]:
    global _body_class
    from .streaming import StreamingBody

    _body_class = StreamingBody
    return StreamingBody


class Streams:
    """The core's `client.streams`. Making a client does not load the modules that streams need."""

    @staticmethod
    def body(raw_stream: Any, content_length: Any, *, checksum: Any = None) -> StreamingBody:
        """Return the body of a reply, read from the transport's byte stream."""
        body_class = _body_class or _load_body_class()
        body: StreamingBody = body_class(raw_stream, content_length, checksum=checksum)
        return body

    @staticmethod
    def events(raw_stream: Any, decoder: Any) -> EventStream:
        """Return the events of a reply, read from the transport's byte stream."""
        from .streaming import EventStream

        return EventStream(raw_stream, decoder)

    @staticmethod
    def whole(data: bytes) -> Any:
        """Return the byte stream of a body that is there already."""
        from ...io.transport.memory import MemoryStream

        return MemoryStream(data)

    @staticmethod
    def frames(
        events: Any, encode: Callable[[dict[str, Any]], bytes], initial: bytes | None, sign: Callable[[bytes], bytes]
    ) -> Iterator[bytes]:
        """Yield the signed frames of `events`: the initial message if there is one, each event, the end.

        `events` is the caller's iterable of event dicts or, for a blocking client, an async iterable. None in it means
        "no event yet": a blocking client then reads replies, and takes the next item later.
        """
        if initial is not None:
            yield sign(initial)
        for event in events:
            yield b"" if event is None else sign(encode(event))
        end = sign(b"")
        if end:
            yield end
