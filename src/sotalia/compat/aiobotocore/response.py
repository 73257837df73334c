"""aiobotocore's bodies."""

from __future__ import annotations

import asyncio

from ...clients._async.streaming import AsyncStreamingBody
from ...errors import ReadTimeoutError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any


class AioReadTimeoutError(ReadTimeoutError, asyncio.TimeoutError):
    """A body that did not go on in time."""


class AioStreamingBody(AsyncStreamingBody):
    """The body of a reply, read as it arrives; `close()` takes effect without being awaited, and may be."""

    @property
    def raw_stream(self) -> Any:
        """The stream below."""
        return self._raw_stream

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._is_closed

    _is_closed = False

    def close(self) -> Closed:  # type: ignore[override]
        """Stop reading; before the body's end, that closes the connection."""
        self._is_closed = True
        steps = super().close()
        try:
            steps.send(None)
        except StopIteration:
            return Closed()
        raise RuntimeError("The body's stream waits before it closes: use `await body.aclose()`.")

    async def aclose(self) -> None:
        """Stop reading, and wait until that is done."""
        self._is_closed = True
        await super().close()

    async def __aexit__(self, *details: object) -> None:
        await self.aclose()

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._amount_read


class Closed:
    """What may be awaited after the fact."""

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield
