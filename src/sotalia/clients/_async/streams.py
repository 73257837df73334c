"""How this kind of client hands streamed replies to the caller, and takes event streams from it."""

from __future__ import annotations

ASYNC = True

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import Any

    from .streaming import AsyncEventStream, AsyncStreamingBody


#: The class of bodies, once a reply has needed it.
_body_class: type[Any] | None = None


def _load_body_class() -> type[Any]:
    global _body_class
    from .streaming import AsyncStreamingBody

    _body_class = AsyncStreamingBody
    return AsyncStreamingBody


class AsyncStreams:
    """The core's `client.streams`. Making a client does not load the modules that streams need."""

    @staticmethod
    def body(raw_stream: Any, content_length: Any, *, checksum: Any = None) -> AsyncStreamingBody:
        """Return the body of a reply, read from the transport's byte stream."""
        body_class = _body_class or _load_body_class()
        body: AsyncStreamingBody = body_class(raw_stream, content_length, checksum=checksum)
        return body

    @staticmethod
    def events(raw_stream: Any, decoder: Any) -> AsyncEventStream:
        """Return the events of a reply, read from the transport's byte stream."""
        from .streaming import AsyncEventStream

        return AsyncEventStream(raw_stream, decoder)

    @staticmethod
    def whole(data: bytes) -> Any:
        """Return the byte stream of a body that is there already."""
        from ...io.transport.memory import AsyncMemoryStream

        return AsyncMemoryStream(data)

    @staticmethod
    async def frames(
        events: Any, encode: Callable[[dict[str, Any]], bytes], initial: bytes | None, sign: Callable[[bytes], bytes]
    ) -> AsyncIterator[bytes]:
        """Yield the signed frames of `events`: the initial message if there is one, each event, the end.

        `events` is the caller's iterable of event dicts or, for an awaited client, an async iterable. None in it means
        "no event yet": a blocking client then reads replies, and takes the next item later.
        """
        if initial is not None:
            yield sign(initial)
        if ASYNC:
            if hasattr(events, "__aiter__"):
                async for event in events:
                    yield b"" if event is None else await _signed(encode(event), sign)
            else:
                for event in events:
                    yield b"" if event is None else await _signed(encode(event), sign)
        else:
            for event in events:
                yield b"" if event is None else sign(encode(event))
        end = sign(b"")
        if end:
            yield end


if ASYNC:

    async def _signed(frame: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """Return `sign(frame)`; a large frame is signed in another thread."""
        from ...bodies import LARGE

        if len(frame) <= LARGE:
            return sign(frame)
        from ...io.threads import in_own_thread

        return await in_own_thread(sign, frame)
