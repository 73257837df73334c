"""Copies inside of S3: one CopyObject, or parts copied on the server.

CopyObject takes along what belongs to an object: metadata, tags, its kind of checksum. A copy in parts is a new object,
so the plan gives it what its source has. Metadata comes with the look at the source (HeadObject); tags are asked for
where the source has some, and annotations where the program wants them (`AnnotationDirective`).
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from ...errors import ClientError, S3CopyFailedError
from .. import arguments
from ..arguments import only, without
from ..limits import part_size
from .base import Piece
from .multipart import COMPLETE, MultipartPlan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..config import TransferConfig

#: What HeadObject tells of an object that CreateMultipartUpload can give to another.
_METADATA = (
    *("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Expires"),
    "Metadata",
)


class CopyPlan(MultipartPlan):
    """The copy of one object. `source` is `{"Bucket", "Key"}`, perhaps with a VersionId; `size` may be known."""

    def __init__(
        self,
        source: dict[str, Any],
        bucket: str,
        key: str,
        extra_args: dict[str, Any],
        config: TransferConfig,
        size: int | None = None,
    ) -> None:
        super().__init__(bucket, key)
        self._source = source
        self._extra_args = extra_args
        self._config = config
        self._etag: str | None = None
        self._waiting: Piece | None = None
        self._in_parts = False
        self._at = 0
        self._part_size = 0
        self._tag_count = 0
        self._result: Mapping[str, Any] = {}
        self._annotations: list[str] = []
        self._failed_annotations: dict[str, BaseException] = {}
        self._copied_annotations: list[str] = []
        if size is not None and size < config.multipart_threshold:
            self._learn({"ContentLength": size})
            return
        head = dict(source)
        for name, value in extra_args.items():
            if name in arguments.HEAD_ARGS:
                head[arguments.HEAD_ARGS[name]] = value
        self._waiting = Piece("head_object", head, of_source=True)

    def _next(self) -> Piece | None:
        if self._waiting is not None:
            piece, self._waiting = self._waiting, None
            return piece
        return self._next_of_parts() if self._in_parts else None

    def _next_part(self, number: int) -> Piece | None:
        assert self.size is not None
        assert self.upload is not None
        length = min(self._part_size, self.size - self._at)
        if length <= 0:
            return None
        at, self._at = self._at, self._at + length
        params = {"CopySource": self._source, **self.upload, "PartNumber": number}
        params.update(only(self._extra_args, arguments.COPY_PART_ARGS))
        params["CopySourceRange"] = f"bytes={at}-{self._at - 1}"
        if self._etag is not None:
            params["CopySourceIfMatch"] = self._etag
        return Piece("upload_part_copy", params, offset=at, length=length, number=number)

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        method = piece.method
        if method == "head_object":
            self._learn(reply)
        elif method == "copy_object":
            self.finished = True
        elif method == "get_object_tagging":
            self._put_tags(reply.get("TagSet", []))
        elif method == "put_object_tagging":
            self._list_annotations()
        elif method == "list_object_annotations":
            self._annotations = [entry["AnnotationName"] for entry in reply.get("Annotations", [])]
            self._next_annotation()
        elif method == "get_object_annotation":
            self._put_annotation(piece, reply)
        elif method == "put_object_annotation":
            self._copied_annotations.append(piece.params["AnnotationName"])
            self._next_annotation()
        else:
            algorithm = self._extra_args.get("ChecksumAlgorithm")
            self._done_of_parts(piece, reply, None if algorithm is None else f"Checksum{algorithm.upper()}")
            if method == COMPLETE:
                self._result = reply
                self._copy_tags()

    def _failed(self, piece: Piece, error: BaseException) -> None:
        if piece.method == "put_object_annotation":
            self._failed_annotations[piece.params["AnnotationName"]] = error
            self._next_annotation()
        elif piece.method == "upload_part_copy" and isinstance(error, ClientError) and _is_changed(error):
            source = self._source
            message = (
                f'Contents of stored object "{source["Key"]}" in bucket "{source["Bucket"]}" did not match expected '
                "ETag."
            )
            self.fail(S3CopyFailedError(message))
        else:
            self.fail(error)

    def _learn(self, head: Mapping[str, Any]) -> None:
        """Go on with what is known of the source now."""
        self.size = size = head["ContentLength"]
        self._etag = head.get("ETag")
        if size < self._config.multipart_threshold:
            params = {"CopySource": self._source, **self.place, **self._extra_args}
            self._waiting = Piece("copy_object", params, length=size)
            return
        self._in_parts = True
        self._tag_count = head.get("TagCount", 0)
        self._part_size = part_size(self._config.multipart_chunksize, size)
        self.create = without(_with_metadata(self._extra_args, head), arguments.NOT_FOR_COPY_CREATE)
        self.complete = only(self._extra_args, arguments.COPY_COMPLETE_ARGS)
        self.abort = only(self._extra_args, arguments.ABORT_ARGS)

    # ------------------------------------------------------------ tags and annotations, once the object is there

    def _copy_tags(self) -> None:
        directive = self._extra_args.get("TaggingDirective")
        if directive == "REPLACE":
            pairs = parse_qsl(self._extra_args.get("Tagging", ""), keep_blank_values=True)
            self._put_tags([{"Key": key, "Value": value} for key, value in pairs])
        elif directive == "COPY" or (directive is None and self._tag_count):
            self._waiting = self._of_source("get_object_tagging")
        else:
            self._list_annotations()

    def _put_tags(self, tags: list[dict[str, Any]]) -> None:
        if not tags:
            self._list_annotations()
            return
        params = {**self.place, "Tagging": {"TagSet": tags}}
        self._waiting = Piece("put_object_tagging", {**params, **self._of_target()})

    def _list_annotations(self) -> None:
        if self._extra_args.get("AnnotationDirective") == "COPY":
            self._waiting = self._of_source("list_object_annotations")
        else:
            self.finished = True

    def _next_annotation(self) -> None:
        if self._annotations:
            self._waiting = self._of_source("get_object_annotation")
            self._waiting.params["AnnotationName"] = self._annotations.pop(0)
        elif self._failed_annotations:
            failures, place = self._failed_annotations, self.place
            self.fail(
                S3CopyFailedError(
                    f"Failed to copy annotations to s3://{place['Bucket']}/{place['Key']}. Succeeded: "
                    f"{self._copied_annotations}. Failed: {list(failures)}. Errors: {failures}"
                )
            )
        else:
            self.finished = True

    def _put_annotation(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        name = piece.params["AnnotationName"]
        params = {**self.place, "AnnotationName": name, "AnnotationPayload": reply["AnnotationPayload"]}
        params |= self._of_target()
        if self._result.get("ETag"):
            params["ObjectIfMatch"] = self._result["ETag"]
        self._waiting = Piece("put_object_annotation", params)

    def _of_source(self, method: str) -> Piece:
        params = {name: self._source[name] for name in ("Bucket", "Key", "VersionId") if self._source.get(name)}
        return Piece(method, params | only(self._extra_args, arguments.READ_EXTRAS_ARGS), of_source=True)

    def _of_target(self) -> dict[str, Any]:
        """Return the arguments of what is written to the new object."""
        params = only(self._extra_args, arguments.WRITE_EXTRAS_ARGS)
        if self._result.get("VersionId"):
            params["VersionId"] = self._result["VersionId"]
        return params


def _with_metadata(extra_args: dict[str, Any], head: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments with the source's metadata in them, unless the program replaces it."""
    if extra_args.get("MetadataDirective") == "REPLACE":
        return extra_args
    return {**without(extra_args, _METADATA), **only(head, _METADATA)}


def _is_changed(error: ClientError) -> bool:
    return bool(error.response.get("Error", {}).get("Code") == "PreconditionFailed")
