# Made from src/sotalia/services/s3/_async/reading.py by tools/async_to_sync.py: change that file and run `make format`.
"""Reading an object as a seekable file: by ranges, each a streamed GetObject.

The first range after a jump is small; as long as reading goes on where the last range ended, the ranges grow. So a
program that jumps about (the directory of a ZIP file, the columns of a Parquet file) fetches little that it does not
want, and one that reads from end to end makes few requests. What was read is not kept: see `files` for the buffer.

Laws:
- all bytes are of the same object: ranges carry its ETag (`IfMatch`), and a changed object is PreconditionFailed;
- what is read through to its end is what the object's checksum says, if it has one: else the last reading fails;
- a range that breaks off is asked for again from where it broke, some times in a row;
- no more than one range is open, and none after `close()`.
"""

from __future__ import annotations

import io

from ....errors import BotoCoreError, ClientError, HTTPClientError, ResponseStreamingError
from ..reading_checksum import checksum_to_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


#: Bytes of the first range, how much longer each following one is, and the longest.
FIRST, GROWTH, LONGEST = 256 * 1024, 4, 64 * 1024 * 1024
#: Bytes that are read and thrown away rather than closing the connection, or asking for another range.
SKIPPED = 64 * 1024
#: How many bytes are read at once of a range, where the caller wants all.
PIECE = 8 * 1024 * 1024
#: How many times in a row a range may break off without a byte.
BREAKS = 4

Base: Any
Base = io.RawIOBase


class ObjectReader(Base):  # type: ignore[misc]
    """Reads an object by ranges. `head` is what HeadObject says of it, and `size` how many bytes it has.

    Raises, while reading, what GetObject raises; ClientError with the code PreconditionFailed (412) if the object was
    changed since it was opened; FlexibleChecksumError at the end of an object that is not what its checksum says.
    """

    def __init__(self, client: Any, place: dict[str, Any], head: dict[str, Any]) -> None:
        self._client = client
        self._place = place if "ETag" not in head else {"IfMatch": head["ETag"], **place}
        self.head = head
        self.size: int = head["ContentLength"]
        self._position = 0
        #: The range that is open: where its next byte is in the object, and where it ends.
        self._body: Any = None
        self._at = 0
        self._end = -1
        self._length = FIRST
        self._to_the_end = False
        self._fault: HTTPClientError | None = None
        self._checksum = checksum_to_read(head)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return where the next byte is in the object."""
        self._check_open()
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to `offset` from the start (`whence` 0), from here (1) or from the end (2); return the place."""
        self._check_open()
        if whence not in (0, 1, 2):
            raise ValueError(f"whence is {whence!r}: it must be 0, 1 or 2.")
        place: int = (0, self._position, self.size)[whence] + offset
        if place < 0:
            raise ValueError(f"negative seek position {place}")
        self._position = place
        return place

    def readinto(self, b: Any) -> int:
        """Read into the writable buffer `b` and return the number of bytes read, 0 at the end of the object."""
        self._check_open()
        view = memoryview(b).cast("B")
        wanted = min(len(view), self.size - self._position)
        if wanted <= 0:
            return 0
        breaks = 0
        while True:
            try:
                self._approach()
                if self._body is None:
                    self._open(wanted)
                count = self._read_into(view[: min(wanted, self._end - self._at)])
            except BaseException:
                self._drop()
                raise
            if count:
                if self._checksum is not None and self._checksum.at == self.size:
                    self._verify()
                self._position += count
                return count
            breaks += 1
            if breaks > BREAKS:
                assert self._fault is not None
                raise self._fault

    def _verify(self) -> None:
        """Raise FlexibleChecksumError if what has come, all of the object, is something else."""
        checksum, self._checksum = self._checksum, None
        assert checksum is not None
        error = checksum.error()
        if error is None:
            return
        for number in range(2, checksum.count + 1):
            if self._length_of(number) != checksum.length_of(number):
                return  # parts of other lengths have other checksums
        raise error

    def _length_of(self, number: int) -> int:
        """Return how long a part of the object is, 0 where the server does not say that."""
        try:
            head = self._client.head_object(**self._place, PartNumber=number)
        except (ClientError, BotoCoreError):
            return 0
        length: int = head["ContentLength"]
        return length

    def _read_into(self, view: memoryview) -> int:
        """Read some of the range; return 0 if it has broken off, which `_fault` then explains."""
        try:
            count: int = self._body.readinto(view)
            if self._checksum is not None:
                self._checksum.update(self._at, view[:count])
            self._at += count
            if self._at == self._end:
                # The end of the body gives the connection back.
                body, self._body = self._body, None
                body.read()
            elif not count:
                raise ResponseStreamingError(error="the range ended early")
        except HTTPClientError as error:
            self._fault = error
            self._drop()
            return 0
        return count

    def readall(self) -> bytes:
        """Return the rest of the object, by one range."""
        self._check_open()
        pieces = []
        self._to_the_end = True
        try:
            while piece := self._read_some(PIECE):
                pieces.append(piece)
        finally:
            self._to_the_end = False
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _read_some(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end of the object."""
        buffer = bytearray(max(min(size, self.size - self._position), 0))
        filled = 0
        while filled < len(buffer):
            filled += self.readinto(memoryview(buffer)[filled:])
        return bytes(buffer)

    def _approach(self) -> None:
        """Have the range that is open stand where reading goes on, if it can; else leave it."""
        ahead = self._position - self._at
        if self._body is None or ahead == 0:
            return
        try:
            if 0 < ahead < min(self._end - self._at, SKIPPED):
                self._at += len(self._body.read(ahead))
                if self._at == self._position:
                    return
            elif self._end - self._at <= SKIPPED:
                self._body.read()
                self._body = None
        except BotoCoreError:  # of bytes that nobody wants
            pass
        self._end = -1
        self._drop()

    def _open(self, wanted: int) -> None:
        """Open a range from where reading goes on."""
        place = self._position
        if self._to_the_end:
            end = self.size
        elif place == self._at < self._end:  # the range that broke off
            end = self._end
        else:
            self._length = min(self._length * GROWTH, LONGEST) if place == self._end else FIRST
            end = min(place + max(self._length, wanted), self.size)
        checksum = self._checksum
        needs_parts = checksum is not None and place <= checksum.at < end and checksum.must_know_parts(end)
        if checksum is not None and needs_parts and not checksum.learn(self._length_of(1)):
            self._checksum = None
        reply = self._client.get_object(**self._place, Range=f"bytes={place}-{end - 1}")
        self._body, self._at, self._end = reply["Body"], place, end

    def _drop(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            body.close()

    def close(self) -> None:
        """Close the range that is open; nothing can be read from then on."""
        if not self.closed:
            self._drop()
        super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file.")
