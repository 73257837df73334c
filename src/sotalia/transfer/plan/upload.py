"""Uploads: one PutObject, or parts."""

from __future__ import annotations

from .. import arguments
from ..arguments import only, without
from ..limits import LARGEST_OBJECT, MOST_PARTS, part_size, size_of_next
from .base import SEND, Piece
from .multipart import MultipartPlan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..config import TransferConfig


class UploadPlan(MultipartPlan):
    """The upload of `size` bytes, or of a stream that has at least the threshold's (None)."""

    def __init__(
        self, bucket: str, key: str, extra_args: dict[str, Any], size: int | None, config: TransferConfig
    ) -> None:
        super().__init__(bucket, key)
        if size is not None and size > LARGEST_OBJECT:
            raise ValueError(f"S3 stores no object of {size} bytes: the largest has {LARGEST_OBJECT}. Split it up.")
        self.size = size
        self._whole: Piece | None = None
        self._in_parts = size is None or size >= config.multipart_threshold
        self._ends_at = MOST_PARTS + 1
        self._at = 0
        if not self._in_parts:
            params = {**self.place, **without(extra_args, arguments.NOT_FOR_PUT)}
            self._whole = Piece("put_object", params, SEND, length=size)
            return
        extra_args = _of_parts(extra_args)
        self.create = without(extra_args, arguments.NOT_FOR_CREATE)
        self.complete = only(extra_args, arguments.COMPLETE_ARGS)
        self.abort = only(extra_args, arguments.ABORT_ARGS)
        self._part_args = only(extra_args, arguments.PART_ARGS)
        self._part_size = part_size(config.multipart_chunksize, size)
        algorithm = extra_args.get("ChecksumAlgorithm")
        self._checksum = None if algorithm is None else f"Checksum{algorithm.upper()}"

    def _next(self) -> Piece | None:
        if self._in_parts:
            return self._next_of_parts()
        piece, self._whole = self._whole, None
        return piece

    def _next_part(self, number: int) -> Piece | None:
        if self.size is None:
            length = size_of_next(self._part_size, number) if number < self._ends_at else 0
        else:
            length = min(self._part_size, self.size - self._at)
        if length <= 0:
            return None
        assert self.upload is not None
        params = {**self.upload, "PartNumber": number, **self._part_args}
        piece = Piece("upload_part", params, SEND, offset=self._at, length=length, number=number)
        self._at += length
        return piece

    def exhausted(self, piece: Piece) -> None:
        """Take back the part after the last one of a stream."""
        super().exhausted(piece)
        self._ends_at = min(self._ends_at, piece.number)

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        if self._in_parts:
            self._done_of_parts(piece, reply, self._checksum)
            self.finished = piece.method == "complete_multipart_upload"
        else:
            self.finished = True


def _of_parts(extra_args: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an upload in parts: a whole object's checksum that is given decides the parts' kind."""
    for name in arguments.WHOLE_CHECKSUMS:
        if name in extra_args:
            algorithm = name.removeprefix("Checksum")
            extra_args = {**extra_args, "ChecksumType": "FULL_OBJECT", "ChecksumAlgorithm": algorithm}
    return extra_args
