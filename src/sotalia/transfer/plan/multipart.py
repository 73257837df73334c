"""An object that is made of parts: created, filled, completed; or aborted, so that no parts stay on the server."""

from __future__ import annotations

from .base import Piece, Plan
from .kept import can_go_on_after

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

CREATE, COMPLETE, ABORT = "create_multipart_upload", "complete_multipart_upload", "abort_multipart_upload"


class MultipartPlan(Plan):
    """Base of the plans that make an object of parts.

    `create`, `complete` and `abort` are the arguments of these calls beyond bucket, key and upload.
    """

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__()
        self.place: dict[str, Any] = {"Bucket": bucket, "Key": key}
        self.create: dict[str, Any] = {}
        self.complete: dict[str, Any] = {}
        self.abort: dict[str, Any] = {}
        #: The upload that was created, with bucket and key; None before and after.
        self.upload: dict[str, Any] | None = None
        #: Whether the parts stay on the server when the transfer fails, for another run to go on with.
        self.keeps_parts = False
        #: Whether an earlier run has left parts.
        self._goes_on = False
        self._is_created = False
        self._is_completed = False
        self._last_given = 0
        self._parts: dict[int, dict[str, Any]] = {}

    def _next_of_parts(self) -> Piece | None:
        if not self._is_created:
            self._is_created = True
            return Piece(CREATE, {**self.place, **self.create})
        if self.upload is None:
            return None
        while self._last_given + 1 in self._parts:
            self._last_given += 1  # an earlier run has sent it
        piece = self._next_part(self._last_given + 1)
        if piece is not None:
            self._last_given += 1
            return piece
        if self._is_completed or len(self._parts) < self._last_given:
            return None
        self._is_completed = True
        parts = [self._parts[number] for number in sorted(self._parts)]
        return Piece(COMPLETE, {**self.upload, "MultipartUpload": {"Parts": parts}, **self.complete})

    def _next_part(self, number: int) -> Piece | None:
        """Return the part of that number, or None when there are no more."""
        raise NotImplementedError

    def _done_of_parts(self, piece: Piece, reply: Mapping[str, Any], checksum: str | None) -> None:
        """Take the reply to one of the calls. `checksum` is the member of a part's reply that completing repeats."""
        if piece.method == CREATE:
            self.upload = {**self.place, "UploadId": reply["UploadId"]}
        elif piece.method in (ABORT, COMPLETE):
            self.upload = None
        else:
            result = reply.get("CopyPartResult", reply)
            self._parts[piece.number] = part = {"ETag": result["ETag"], "PartNumber": piece.number}
            if checksum is not None and checksum in result:
                part[checksum] = result[checksum]

    def failed(self, piece: Piece, error: BaseException) -> None:
        """Take the error of a piece."""
        if piece.method == ABORT:
            self.upload = None  # it is gone, or cannot be removed
        super().failed(piece, error)

    def exhausted(self, piece: Piece) -> None:
        """Take back the part after the last one of a stream."""
        super().exhausted(piece)
        self._last_given -= 1

    def fail(self, error: BaseException) -> None:
        """End the transfer with an error, if it has not ended yet."""
        if self.error is None:
            self.keeps_parts = self.keeps_parts and (self._goes_on or bool(self._parts)) and can_go_on_after(error)
        super().fail(error)

    def _has_to_clean_up(self) -> bool:
        return self.upload is not None and not self.keeps_parts

    def _clean_up(self) -> Piece | None:
        if self.upload is None or self.keeps_parts:
            return None
        return Piece(ABORT, {**self.upload, **self.abort}, cleans_up=True)
