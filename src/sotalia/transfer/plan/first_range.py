"""Downloads that begin with the first range, without asking: boto3's, where replies' checksums count only if required.

The reply tells how large the object is, and the other ranges name its ETag. Transfers ask like this only where programs
look at requests; otherwise the plan for all downloads finds out without a range.
"""

from __future__ import annotations

from collections import deque

from ...errors import ClientError
from .base import FETCH, Piece
from .download import DownloadPlan
from .ranges import check_range, whole_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class FirstRangePlan(DownloadPlan):
    """The download of one object of unknown size, in ranges. Its ETag may be known."""

    def _begin(self, size: int | None = None, etag: str | None = None) -> None:
        self.size, self._etag = None, etag
        self._gaps = self.kept = self.whole = None
        self.kept_bytes = self._missing = 0
        params = {"Range": f"bytes=0-{self._range - 1}"} | ({} if etag is None else {"IfMatch": etag})
        self._opening = Piece("get_object", {**params, **self._params}, FETCH, length=None)
        self._waiting.append(self._opening)

    def head(self, piece: Piece, headers: Mapping[str, str]) -> None:
        """Take the head of a reply; see `DownloadPlan`."""
        size = None if piece.length is not None else whole_size(headers)
        if size is None:
            super().head(piece, headers)
            return
        piece.opened = True
        piece.length = self._range
        check_range(piece, headers, None)
        self._etag = headers.get("etag")
        self.size = self._missing = size
        piece.length = min(self._range, size)
        if size > self._range:
            self._gaps = deque([(self._range, size)])

    def _refused(self, piece: Piece, error: ClientError) -> None:
        if piece is self._opening and error.response.get("Error", {}).get("Code") == "InvalidRange":
            self.size = 0  # no range is in an empty object
            self.finished = True
        else:
            self.fail(error)
