"""How this kind of client hands streamed replies to the caller, and takes event streams from it."""

from __future__ import annotations

from ...bodies import LARGE
from .streaming import AsyncEventStream, AsyncStreamingBody

ASYNC = True

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from typing import Any


class AsyncStreams:
    """What the core knows as `client.streams`."""

    body = AsyncStreamingBody
    events = AsyncEventStream

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

        `events` is what the caller gave: an iterable of event dicts or, for an awaited client, an async iterable. None
        among them stands for "nothing to say yet": a blocking client reads replies meanwhile, and asks again.
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
        """Return `sign(frame)`, a large one's from where nobody has to wait for it."""
        if len(frame) <= LARGE:
            return sign(frame)
        from ...io.threads import in_own_thread

        return await in_own_thread(sign, frame)
