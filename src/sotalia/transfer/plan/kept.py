"""What an earlier run of a transfer has left to go on from, and after which errors there is something to go on from.

A download has ranges of a certain version of its object (the ETag says which), an upload has parts on the server.
"""

from __future__ import annotations

from ...errors import ClientError, FlexibleChecksumError, S3DownloadFailedError, S3ValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Refusals that may be none the next time, beside those of the server's own (5xx).
_PASSING_STATUS = (401, 403, 408, 409, 429)
_PASSING_CODES = ("ExpiredToken", "InvalidToken", "RequestTimeout", "TokenRefreshRequired")
#: The bytes are not those that they must be.
_WRONG_BYTES = (FlexibleChecksumError, S3DownloadFailedError, S3ValidationError)


class SourceChangedError(OSError):
    """A file is not any more what it was when its upload began."""


def can_go_on_after(error: BaseException) -> bool:
    """Return whether a transfer that ended with `error` may be taken up again later.

    It may not where the bytes are other ones than they were, nor where S3 refuses what will be the same then.
    """
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = error.response.get("Error", {}).get("Code", "")
        return status >= 500 or status in _PASSING_STATUS or code in _PASSING_CODES
    return not isinstance(error, (SourceChangedError, *_WRONG_BYTES))


class KeptRanges:
    """Ranges of an object that a file has already: `ranges` are (offset, length, CRC), in order, without overlaps.

    `checksum` is the algorithm of these CRCs and what the whole object must have, as its header says (`…-3`: a checksum
    of the parts'); None where nothing is known of the whole.
    """

    def __init__(
        self, etag: str, size: int, checksum: tuple[str, str] | None, ranges: Iterable[tuple[int, int, int]]
    ) -> None:
        self.etag = etag
        self.size = size
        self.checksum = checksum
        self.ranges = list(ranges)
        if sum(length for _, length, _ in self.ranges) == size:
            # Something has to be asked for, to learn whether the object is still the same.
            self.ranges.pop()

    @property
    def bytes(self) -> int:
        """How many bytes there are."""
        return sum(length for _, length, _ in self.ranges)

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Yield the beginning and the end of what is missing."""
        at = 0
        for offset, length, _ in self.ranges:
            if offset > at:
                yield at, offset
            at = offset + length
        if at < self.size:
            yield at, self.size


class KeptUpload:
    """An upload that is open on the server: its id, and the size of its parts in bytes.

    `checksums` are those that the server answered for parts, by number and ETag; None where it answered none.
    """

    def __init__(self, upload_id: str, part_size: int, checksums: dict[tuple[int, str], str | None]) -> None:
        self.upload_id = upload_id
        self.part_size = part_size
        self.checksums = checksums
