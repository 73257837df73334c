"""Downloads: one GetObject, or ranges of the object.

boto3 asks first (HeadObject), then gets the object, in ranges where it has the threshold's size. So does this plan with
`ask_first`. Without, the first GetObject tells: a small object is there with it; of a large one it goes on as the first
range, and ends where the second begins. Where it is refused, the plan asks all the same, so that the caller gets
boto3's error.

Ranges name the ETag that the object had at first (If-Match). What breaks off goes on from where it stopped, as often as
`num_download_attempts` says. What an earlier run has left (`kept`) is taken for a part of the object if that is still
the same: the reply to the first range that is missing tells.

Of an object that was uploaded in parts, and has a checksum of their checksums, the plan asks in addition how long the
first part is (see `parts`), while that comes. Whoever may get the object may ask that; if the reply is none, nothing is
compared.
"""

from __future__ import annotations

from collections import deque

from ...errors import (
    ClientError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    ReadTimeoutError,
    RetriesExceededError,
    S3DownloadFailedError,
    S3ValidationError,
)
from .base import CALL, FETCH, Piece, Plan
from .parts import PartsChecksum, checksum_of_parts
from .ranges import NoRangeError, check_range, check_whole
from .whole import USUAL, RangeChecksum, WholeChecksum, digest_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..config import TransferConfig
    from .kept import KeptRanges
    from .parts import SplitChecksum

#: What S3 says when the object is not any more what it was, or is gone.
_NO_MORE = ("PreconditionFailed", "InvalidRange", "NoSuchKey", "NoSuchVersion", "404", "412", "416")
#: The failures of a connection, after which a range is asked for again.
_BROKEN = (FlexibleChecksumError, HTTPClientError, IncompleteReadError, ReadTimeoutError)


class DownloadPlan(Plan):
    """The download of one object.

    `in_ranges` says that the object may come in ranges, in any order; `restarts` that bytes may come once more.
    `size` and `etag` are given where they are known, `kept` where there is something to go on from.
    """

    def __init__(
        self,
        bucket: str,
        key: str,
        extra_args: dict[str, Any],
        config: TransferConfig,
        *,
        ask_first: bool,
        in_ranges: bool = True,
        restarts: bool = True,
        size: int | None = None,
        etag: str | None = None,
        kept: KeptRanges | None = None,
    ) -> None:
        super().__init__()
        self._params = {"Bucket": bucket, "Key": key, **extra_args}
        self._threshold = config.multipart_threshold
        self._range = config.multipart_chunksize
        self._attempts = config.num_download_attempts
        self._in_ranges = in_ranges
        self._restarts = restarts
        self._asks_first = ask_first
        self._waiting: deque[Piece] = deque()
        #: What is missing, by beginning and end, but for pieces that have been planned; None if there are no ranges.
        self._gaps: deque[tuple[int, int]] | None = None
        self._missing = 0
        self._etag: str | None = None
        self._opening: Piece | None = None
        #: What there is from an earlier run, as long as the object seems to be the same.
        self.kept: KeptRanges | None = None
        #: How many bytes came of what has been fetched again from its beginning.
        self.given_up = 0
        #: The checksum of the object, where it comes in ranges whose checksums can be put together.
        self.whole: WholeChecksum | PartsChecksum | None = None
        #: Whether replies have been asked for checksums.
        self.is_checked = False
        #: Whether ranges are summed up by CRCs only, so that they can be gone on from.
        self.only_crcs = False
        #: Whether the server gives ranges, as far as is known: without, what breaks off begins anew.
        self._knows_ranges = True
        #: What is asked of single parts: how long the first one is; at the end, which one is wrong.
        self._questions: set[Piece] = set()
        self._doubt: FlexibleChecksumError | None = None
        self._is_unclear = False
        if kept is not None and etag in (None, kept.etag):
            self._go_on(kept)
        else:
            self._begin(size, etag)

    @property
    def version(self) -> dict[str, Any] | None:
        """Which version of the object comes, for a run that goes on with it; None where none could."""
        if self._gaps is None or self._etag is None:
            return None
        known = {"etag": self._etag, "size": self.size}
        if self.whole is not None:
            known |= {"algorithm": self.whole.algorithm, "checksum": self.whole.expected}
        return known

    def range_checksum(self, piece: Piece, headers: Mapping[str, str]) -> RangeChecksum | SplitChecksum:
        """Return what sums up a range, for the whole's checksum and so that it can be gone on from."""
        if self.whole is None or piece.length is None:
            return RangeChecksum(USUAL)
        return self.whole.range(piece.offset, piece.length, headers)

    def _begin(self, size: int | None = None, etag: str | None = None) -> None:
        """Plan an object of which nothing is there."""
        self.size, self._etag = size, etag
        self._gaps = self.kept = self.whole = None
        self.kept_bytes = self._missing = 0
        if size is not None:
            self._set_out(size)
            if self._gaps is not None and not self._asks_first:
                self._open_known(size)
        elif self._asks_first:
            self._ask()
        else:
            self._opening = Piece("get_object", dict(self._params), FETCH, length=None)
            self._waiting.append(self._opening)

    def _go_on(self, kept: KeptRanges) -> None:
        """Plan what is missing. One piece is asked for at first, which tells whether the object is the same."""
        self.kept, self.size, self._etag = kept, kept.size, kept.etag
        self.kept_bytes, self._missing = kept.bytes, kept.size - kept.bytes
        self._gaps = deque(kept.gaps())
        if kept.checksum is not None:
            algorithm, expected = kept.checksum
            if "-" in expected:
                self.whole = PartsChecksum(algorithm, expected, kept.size)
                self._ask_of_part(1)
            else:
                self.whole = WholeChecksum(algorithm, expected)
            for offset, length, crc in kept.ranges:
                self.whole.add_digest(offset, length, digest_of(algorithm, crc))
        if not self._questions:
            self._open_kept()

    def _open_kept(self) -> None:
        """Ask for the first range that is missing."""
        self._opening = self._next_range()
        assert self._opening is not None  # something is missing
        self._waiting.append(self._opening)

    def _ask(self) -> None:
        self._waiting.append(Piece("head_object", dict(self._params)))

    def _set_out(self, size: int) -> None:
        """Plan an object of a known size."""
        self.size = self._missing = size
        if size < self._threshold or not self._in_ranges:
            self._waiting.append(Piece("get_object", dict(self._params), FETCH, length=size))
        else:
            self._gaps = deque([(0, size)])

    def _open_known(self, size: int) -> None:
        """Begin a large object of a known size: the reply to a request for all of it tells the checksum, too."""
        params = {"IfMatch": self._etag} if self._etag is not None else {}
        end = min(self._range, size)
        self._gaps = deque([(end, size)])
        self._opening = Piece("get_object", {**params, **self._params}, FETCH, length=end)
        self._waiting.append(self._opening)

    def _next(self) -> Piece | None:
        if self._waiting:
            return self._waiting.popleft()
        if self._opening is not None and not self._opening.opened and not self._opening.received:
            return None  # its reply will tell how the ranges are checked
        return None if self._questions else self._next_range()

    def _next_range(self) -> Piece | None:
        while self._gaps:
            at, gap_end = self._gaps.popleft()
            end = min(self._end_of_range(at), gap_end)
            if end < gap_end:
                self._gaps.appendleft((end, gap_end))
            if at < end:
                piece = Piece("get_object", {}, FETCH, offset=at, length=end - at)
                self._aim(piece)
                return piece
        return None

    def _end_of_range(self, at: int) -> int:
        if not self._in_ranges:
            assert self.size is not None
            return self.size
        parts = self.whole if isinstance(self.whole, PartsChecksum) else None
        return at + self._range if parts is None else parts.end_of_range(at, self._range)

    def _aim(self, piece: Piece) -> None:
        """Give a piece the parameters for what it still lacks."""
        assert piece.length is not None
        start, end = piece.offset + piece.received, piece.offset + piece.length
        # boto3 leaves the end of the last range open.
        last = "" if end == self.size else end - 1
        piece.params = {"Range": f"bytes={start}-{last}"}
        if self._etag is not None:
            piece.params["IfMatch"] = self._etag
        piece.params.update(self._params)

    def head(self, piece: Piece, headers: Mapping[str, str]) -> None:
        """Take the head of a reply: the first one tells how large the object is.

        Raises S3ValidationError for a range that was not asked for, S3DownloadFailedError for one of another object.
        """
        piece.opened = True
        length = headers.get("content-length", "")
        if "Range" not in piece.params:
            check_whole(headers)
        if piece.length is not None:
            if "Range" in piece.params:
                if self._etag is not None and headers.get("etag", self._etag) != self._etag:
                    raise self._is_another()  # some servers do not know If-Match
                check_range(piece, headers, self.size)
            elif self._gaps is not None and length == str(self.size):
                self._etag = self._etag or headers.get("etag")
                self._heed_parts(piece, headers)
            elif self._gaps is not None:
                raise S3ValidationError(f"Response has {length} bytes although the listing said {self.size}")
            elif length.isdecimal():  # what a listing said of the size may be out of date
                self.size = self._missing = piece.length = int(length)
                self._etag = headers.get("etag")
                self._heed_parts(piece, headers)
            return
        if not length.isdecimal():
            return  # it comes to its end, and is as long as it is
        self._etag = headers.get("etag")
        self.size = self._missing = size = int(length)
        piece.length = size
        if self._in_ranges and size >= self._threshold and size > self._range and self._etag is not None:
            piece.length = self._range
            self._gaps = deque([(self._range, size)])
        self._heed_parts(piece, headers)

    def _heed_parts(self, piece: Piece, headers: Mapping[str, str]) -> None:
        """Have an object that was uploaded in parts checked part by part, where its head says that this is possible."""
        size, checksum = self.size, checksum_of_parts(headers) if self.is_checked else None
        if checksum is None or not size or self._etag is None or piece.received:
            return
        if piece.attempts > 1 and self._gaps is not None:
            return  # the ranges have been planned
        parts = PartsChecksum(*checksum, size)
        if self.only_crcs and not parts.adds_up:
            return
        self.whole = parts
        if parts.count > 1:
            self._ask_of_part(1)
        limit = self._range if self._gaps is not None and parts.adds_up else size
        piece.length = min(limit, parts.sure)
        if piece.length < size:
            self._gaps = deque([(piece.length, size)])

    def _ask_of_part(self, number: int) -> None:
        question = Piece("head_object", {"IfMatch": self._etag, **self._params, "PartNumber": number}, number=number)
        self._questions.add(question)
        self._waiting.append(question)

    def _learn_of_part(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        """Take what is said of one part; an empty reply says nothing."""
        self._questions.discard(piece)
        parts = self.whole
        if not isinstance(parts, PartsChecksum):
            return
        if self._doubt is not None:
            self._settle(piece, reply, parts)
        elif not parts.learn(reply.get("ContentLength", 0)):
            self.whole = None
        if self.kept is not None and self._opening is None:
            self._open_kept()

    def _settle(self, piece: Piece, reply: Mapping[str, Any], parts: PartsChecksum) -> None:
        """Find out what is wrong: a part, or what was thought of the parts' lengths."""
        try:
            is_wrong = parts.differs(piece.number, reply) if reply else True
        except ValueError:  # not all parts are as long as the first one: nothing can be compared
            self._waiting.clear()
            self.finished = True
            return
        self._is_unclear = self._is_unclear or is_wrong is None
        if is_wrong or (self._is_unclear and not self._questions):
            assert self._doubt is not None
            self.fail(self._doubt)
        else:
            self.finished = not self._questions

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        if piece in self._questions:
            self._learn_of_part(piece, reply)
            self._end_if_all_is_there()
            return
        if piece.kind == CALL:
            self._etag = reply.get("ETag")
            self._set_out(reply["ContentLength"])
            return
        if piece.length is None:  # the reply did not say how long it is
            self.size, self._missing = piece.received, 0
        elif piece.received < piece.length:
            raise AssertionError(f"{piece} was reported as done with {piece.received} bytes")
        else:
            self._missing -= piece.length
        if self.whole is not None and piece.length is not None:
            self.whole.add(piece.offset, piece.length, piece.checksum)
        self._end_if_all_is_there()

    def _end_if_all_is_there(self) -> None:
        if self._missing or self._waiting or self._questions or self._doubt is not None:
            return
        error = None if self.whole is None else self.whole.error()
        if error is None:
            self.finished = True
        elif isinstance(self.whole, PartsChecksum) and self.whole.count > 1:
            self._doubt = error
            for number in range(1, self.whole.count + 1):
                self._ask_of_part(number)
        else:
            self.fail(error)

    def _failed(self, piece: Piece, error: BaseException) -> None:
        if piece in self._questions:
            self._learn_of_part(piece, {})
            self._end_if_all_is_there()
        elif piece is self._opening and self.kept is not None and not piece.received and self._is_no_more(error):
            self._begin()
        elif isinstance(error, ClientError):
            self._refused(piece, error)
        elif isinstance(error, _BROKEN) and piece.opened:
            self._broke_off(piece, error)
        elif isinstance(error, NoRangeError) and self._gaps is None:
            self._knows_ranges = False
            self._broke_off(piece, error)
        else:
            self.fail(error)

    def _is_no_more(self, error: BaseException) -> bool:
        """Return whether the object is not any more the one that an earlier run has begun."""
        if isinstance(error, ClientError):
            return error.response.get("Error", {}).get("Code") in _NO_MORE
        return isinstance(error, (S3DownloadFailedError, S3ValidationError))

    def _is_another(self) -> S3DownloadFailedError:
        return S3DownloadFailedError(
            f'Contents of stored object "{self._params["Key"]}" in bucket "{self._params["Bucket"]}" did not '
            "match expected ETag."
        )

    def _refused(self, piece: Piece, error: ClientError) -> None:
        code = error.response.get("Error", {}).get("Code")
        if piece is self._opening and self.kept is None and piece.received == 0 and piece.attempts == 1:
            self._opening = None
            self._ask()
        elif code == "PreconditionFailed" and piece.kind == FETCH:
            self.fail(self._is_another())
        else:
            self.fail(error)

    def _broke_off(self, piece: Piece, error: BaseException) -> None:
        """Ask for the rest of a piece, or for all of it where that is not possible."""
        goes_on = piece.received > 0 and piece.length is not None and self._etag is not None
        if isinstance(error, FlexibleChecksumError) or not self._knows_ranges:
            goes_on = False
        if not goes_on and piece.received and not self._restarts:
            self.fail(error)
            return
        if piece.attempts >= self._attempts:
            self.fail(RetriesExceededError(error))
            return
        piece.attempts += 1
        piece.opened = False
        if goes_on:
            self._aim(piece)
        else:
            self.given_up = max(self.given_up, piece.offset + piece.received)
            piece.received = 0
            piece.checksum = None
            if self._gaps is None:
                piece.params = dict(self._params)
            elif "Range" in piece.params:
                self._aim(piece)
        self._waiting.appendleft(piece)
