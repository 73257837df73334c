"""What a reply to a ranged GetObject says of its range, against what was asked for (RFC 9110, 14.4)."""

from __future__ import annotations

from ...errors import S3ValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .base import Piece


class NoRangeError(S3ValidationError):
    """A server has answered with the whole object where a range of it was asked for."""


def whole_size(headers: Mapping[str, str]) -> int | None:
    """Return how many bytes the object has, as a reply to its first range says; None where it does not say."""
    content_range = headers.get("content-range")
    size = headers.get("content-length", "") if content_range is None else content_range.rpartition("/")[2]
    return int(size) if size.isdecimal() else None


def check_range(piece: Piece, headers: Mapping[str, str], size: int | None) -> None:
    """Raise S3ValidationError for a reply that has another range than was asked for, or is of another object.

    `size` is what the object had before in bytes, None where that is unknown.
    """
    asked, content_range = piece.params.get("Range"), headers.get("content-range")
    if asked is None or piece.length is None:
        return
    start, end = piece.offset + piece.received, piece.offset + piece.length - 1
    if content_range is None:
        if start and headers.get("content-length") != str(end + 1 - start):
            raise NoRangeError(f"Response has no range although bytes from {start} on were requested")
        return
    # As boto3 reads it: some servers, and answers of programs' own, write `bytes=`.
    first, _, rest = content_range[len("bytes ") :].partition("-")
    last, _, whole = rest.partition("/")
    if first != str(start):
        raise S3ValidationError(f"Response range start `{first}` does not match requested start `{start}`")
    if last.isdecimal() and int(last) > end:
        raise S3ValidationError(f"Response range end `{last}` exceeds requested end `{end}`")
    if whole.isdecimal() and size is not None and int(whole) != size:
        raise S3ValidationError(f"Response range is of {whole} bytes, and the object had {size} before")


def check_whole(headers: Mapping[str, str]) -> None:
    """Raise S3ValidationError for a reply that has a part of the object only, although all of it was asked for."""
    content_range = headers.get("content-range")
    if content_range is None:
        return
    first, _, rest = content_range[len("bytes ") :].partition("-")
    last, _, whole = rest.partition("/")
    if first != "0" or (last.isdecimal() and whole.isdecimal() and int(last) + 1 != int(whole)):
        raise S3ValidationError(f"Response has the range `{content_range}` although the whole object was requested")
