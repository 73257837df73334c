"""Byte streams over bodies that are in memory already: of replies that no transport has read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class MemoryStream:
    """A reply's body that is there already, with the methods of `io.transport.ByteStream`."""

    def __init__(self, data: bytes) -> None:
        self._rest = data
        self.closed = False

    def read(self, amount: int = -1) -> bytes:
        """Return `amount` bytes, or all that is left."""
        if amount is None or amount < 0:
            amount = len(self._rest)
        data, self._rest = self._rest[:amount], self._rest[amount:]
        return data

    def read1(self, amount: int = -1) -> bytes:
        """Return `amount` bytes, or all that is left."""
        return self.read(amount)

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return the number of bytes."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def copy_to(self, write: Callable[[Any], Any]) -> int:
        """Hand the rest to `write`."""
        data = self.read()
        if data:
            write(memoryview(data))
        return len(data)

    def set_timeout(self, seconds: float | None) -> None:
        """Do nothing: there is nothing to wait for."""

    def readable(self) -> bool:
        """Return whether there is something left."""
        return bool(self._rest)

    def close(self) -> None:
        """Forget the rest."""
        self._rest = b""
        self.closed = True


class AsyncMemoryStream:
    """A reply's body that is there already, with the methods of `io.transport.AsyncByteStream`."""

    def __init__(self, data: bytes) -> None:
        self._stream = MemoryStream(data)

    async def read(self, amount: int = -1) -> bytes:
        """Return `amount` bytes, or all that is left."""
        return self._stream.read(amount)

    async def read1(self, amount: int = -1) -> bytes:
        """Return `amount` bytes, or all that is left."""
        return self._stream.read(amount)

    async def readinto(self, buffer: Any) -> int:
        """Fill `buffer` and return the number of bytes."""
        return self._stream.readinto(buffer)

    def set_timeout(self, seconds: float | None) -> None:
        """Do nothing: there is nothing to wait for."""

    def readable(self) -> bool:
        """Return whether there is something left."""
        return self._stream.readable()

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._stream.closed

    def abandon(self) -> None:
        """Forget the rest."""
        self._stream.close()

    async def close(self) -> None:
        """Forget the rest."""
        self._stream.close()
