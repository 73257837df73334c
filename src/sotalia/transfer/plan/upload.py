"""Uploads: one PutObject, or parts.

An upload that an earlier run has begun (`kept`) goes on: the server is asked which parts it has (ListParts). One that
is of no use any more (`stale`) is aborted.
"""

from __future__ import annotations

from ...errors import ClientError
from ...services.s3.customer_keys import encode_member
from .. import arguments
from ..arguments import only, without
from ..limits import LARGEST_OBJECT, MOST_PARTS, part_size, size_of_next
from .base import SEND, Piece
from .kept import can_go_on_after
from .multipart import ABORT, MultipartPlan

#: Asks which parts an upload has.
LIST = "list_parts"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..config import TransferConfig
    from .kept import KeptUpload


class UploadPlan(MultipartPlan):
    """The upload of `size` bytes, or of a stream that has at least the threshold's (None)."""

    def __init__(
        self,
        bucket: str,
        key: str,
        extra_args: dict[str, Any],
        size: int | None,
        config: TransferConfig,
        kept: KeptUpload | None = None,
        stale: str | None = None,
    ) -> None:
        super().__init__(bucket, key)
        if size is not None and size > LARGEST_OBJECT:
            raise ValueError(f"S3 stores no object of {size} bytes: the largest has {LARGEST_OBJECT}. Split it up.")
        self.size = size
        self._whole: Piece | None = None
        self._in_parts = size is None or size >= config.multipart_threshold or kept is not None
        self._ends_at = MOST_PARTS + 1
        self._at = 0
        self.abort = only(extra_args, arguments.ABORT_ARGS)
        #: What comes before anything is sent.
        self._first: list[Piece] = []
        self._checksums: dict[tuple[int, str], str | None] = {}
        self._aborts: list[Piece] = []
        if stale is not None:
            self._drop(stale)
        if not self._in_parts:
            params = {**self.place, **without(extra_args, arguments.NOT_FOR_PUT)}
            self._whole = Piece("put_object", params, SEND, length=size)
            return
        extra_args = _of_parts(extra_args)
        self.create = without(extra_args, arguments.NOT_FOR_CREATE)
        self.complete = only(extra_args, arguments.COMPLETE_ARGS)
        self._part_args = only(extra_args, arguments.PART_ARGS)
        self.part_size = part_size(config.multipart_chunksize, size)
        algorithm = extra_args.get("ChecksumAlgorithm")
        self._checksum = None if algorithm is None else f"Checksum{algorithm.upper()}"
        if kept is not None:
            self._go_on(kept, only(extra_args, arguments.LIST_PARTS_ARGS))

    def _go_on(self, kept: KeptUpload, list_args: dict[str, Any]) -> None:
        """Begin with asking what there is of the upload."""
        self.part_size = kept.part_size
        self._checksums = kept.checksums
        self._is_created = self._goes_on = True
        encode_member(list_args, "SSECustomerKey")  # calls of ListParts do not, as boto3's do not
        self._first.append(Piece(LIST, {**self.place, "UploadId": kept.upload_id, **list_args}))

    def checksum_of(self, reply: Mapping[str, Any]) -> str | None:
        """Return the checksum in the reply to a part."""
        return None if self._checksum is None else reply.get(self._checksum)

    def _drop(self, upload_id: str) -> None:
        """Abort an upload that is of no use any more."""
        self._aborts.append(Piece(ABORT, {**self.place, "UploadId": upload_id, **self.abort}, cleans_up=True))
        self._first.append(self._aborts[-1])

    def _next(self) -> Piece | None:
        if self._first:
            return self._first.pop()
        if self._in_parts:
            return self._next_of_parts()
        piece, self._whole = self._whole, None
        return piece

    def _next_part(self, number: int) -> Piece | None:
        if self.size is None:
            at, length = self._at, size_of_next(self.part_size, number) if number < self._ends_at else 0
        else:
            at, length = (number - 1) * self.part_size, self._length_of(number)
        if length <= 0:
            return None
        assert self.upload is not None
        params = {**self.upload, "PartNumber": number, **self._part_args}
        self._at = at + length
        return Piece("upload_part", params, SEND, offset=at, length=length, number=number)

    def _length_of(self, number: int) -> int:
        """Return the length of a part of what has a known size; 0 or less behind the last one."""
        assert self.size is not None
        return min(self.part_size, self.size - (number - 1) * self.part_size)

    def exhausted(self, piece: Piece) -> None:
        """Take back the part after the last one of a stream."""
        super().exhausted(piece)
        self._ends_at = min(self._ends_at, piece.number)

    def failed(self, piece: Piece, error: BaseException) -> None:
        """Take the error of a piece. An upload that is gone is begun anew; a stale one is aborted, or is gone."""
        if piece in self._aborts:
            self._under_way -= 1
        elif piece.method == LIST and isinstance(error, ClientError) and not can_go_on_after(error):
            self._under_way -= 1
            self._is_created = self._goes_on = False
            self._parts.clear()
            self.kept_bytes = 0
            if error.response.get("Error", {}).get("Code") != "NoSuchUpload":
                self._drop(piece.params["UploadId"])
        else:
            super().failed(piece, error)

    def _take_listed(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        """Take what the server has of an upload: not all servers list the checksums, which they want to get back."""
        for part in reply.get("Parts", ()):
            number, etag, name = part["PartNumber"], part.get("ETag"), self._checksum
            if part.get("Size") != self._length_of(number) or not etag:
                continue
            if name is not None and name not in part:
                if (number, etag) not in self._checksums:
                    continue
                checksum = self._checksums[number, etag]
                part = part if checksum is None else {**part, name: checksum}
            self._done_of_parts(Piece("upload_part", {}, number=number), part, name)
            self.kept_bytes += part["Size"]
        marker = reply.get("NextPartNumberMarker")
        if reply.get("IsTruncated") and marker:
            self._first.append(Piece(LIST, {**piece.params, "PartNumberMarker": marker}))
        else:
            self.upload = {**self.place, "UploadId": piece.params["UploadId"]}

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        if piece.method == LIST:
            self._take_listed(piece, reply)
        elif piece in self._aborts:
            pass
        elif self._in_parts:
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
