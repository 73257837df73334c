# Made from src/sotalia/services/s3/_async/writing.py by tools/async_to_sync.py: change that file and run `make format`.
"""Writing an object as a file: what is written is collected and sent in parts, as a multi-part upload.

Laws:
- the object is there, whole, when `close()` returns, and not before; an object that is smaller than a part is one
  PutObject;
- if the `with` block ends with an exception, or a part cannot be sent, nothing becomes of the object, and no part is
  left: the upload is aborted;
- one part is in memory at a time. Parts grow with the object, so that 10,000 of them hold some 500 GB.
"""

from __future__ import annotations

import io

from ...._log import debug
from ..upload_params import UploadParams
from .begin import create_upload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self


#: Bytes of a part: S3 takes no fewer, but for the last part.
SMALLEST = 5 * 1024 * 1024
#: Parts become twice as large each time there are so many more.
STEP = 2000
#: S3 takes no more parts.
MOST_PARTS = 10_000

Base: Any
Base = io.BufferedIOBase


class ObjectWriter(Base):  # type: ignore[misc]
    """Writes an object. `place` has Bucket, Key and what the object is to have (ContentType, Metadata, …).

    `reply` is the reply to the last call, with the object's ETag, once it is there.

    Raises, while writing and closing, what PutObject and the calls of multi-part uploads raise.
    """

    def __init__(self, client: Any, place: dict[str, Any], part_size: int) -> None:
        """Raises ParamValidationError for parameters that no object can have, ValueError for too small a part."""
        if part_size < SMALLEST:
            raise ValueError(f"part_size is {part_size}: S3 takes no parts below {SMALLEST} bytes, but for the last.")
        self._client = client
        self._params = UploadParams(client, place)
        self._part_size = part_size
        self._buffer = bytearray()
        self._upload: dict[str, Any] | None = None
        self._parts: list[dict[str, Any]] = []
        self._written = 0
        self._error: BaseException | None = None
        self._ended = False
        self.reply: dict[str, Any] | None = None

    def readable(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return False."""
        return False

    def tell(self) -> int:
        """Return how many bytes were written."""
        self._check_open()
        return self._written

    def write(self, b: Any) -> int:
        """Write the bytes `b`; return how many. The call that fills a part sends it."""
        self._check_open()
        if self._error is not None:
            raise self._error
        view = memoryview(b).cast("B")
        at = 0
        while at < len(view):
            size = self._part_size << (len(self._parts) // STEP)
            piece = view[at : at + size - len(self._buffer)]
            self._buffer += piece
            at += len(piece)
            if len(self._buffer) == size:
                self._send_part()
        self._written += len(view)
        return len(view)

    def flush(self) -> None:
        """Do nothing: a part is sent when it is full, and at the end."""
        self._check_open()

    def _send_part(self) -> None:
        """Send what is collected as the next part."""
        body, self._buffer = self._buffer, bytearray()
        number = len(self._parts) + 1
        try:
            if number > MOST_PARTS:
                raise ValueError(
                    f"The object has more than {MOST_PARTS} parts, which S3 does not take: open it with a larger "
                    f"part_size than {self._part_size}."
                )
            if self._upload is None:
                create_upload(self._client, self._params.create, self._begin)
                assert self._upload is not None
            reply = self._client.upload_part(**self._params.part, PartNumber=number, **self._upload, Body=body)
        except BaseException as error:
            self._error = error
            raise
        self._parts.append(self._params.finished(number, reply))

    def _begin(self, reply: dict[str, Any]) -> None:
        self._upload = {"UploadId": reply["UploadId"]}

    def close(self) -> None:
        """Send what is left and have the object made. After an error, abort the upload and raise the error again."""
        if self._ended:
            return
        try:
            if self._error is None:
                self._complete()
        except BaseException as error:
            self._error = error
            raise
        finally:
            if self._error is not None:
                self._give_up()
            self._end()
        if self._error is not None:
            raise self._error

    def _complete(self) -> None:
        upload = self._upload
        if upload is None:
            self.reply = self._client.put_object(**self._params.put, Body=self._buffer)
            return
        if self._buffer:
            self._send_part()
        parts = {"Parts": self._parts}
        self.reply = self._client.complete_multipart_upload(**self._params.complete, **upload, MultipartUpload=parts)
        self._upload = None

    def abort(self) -> None:
        """Give up: no object is made, and the parts that were sent are deleted. Nothing can be written from then on."""
        upload = self._upload
        self._end()
        if upload is None:
            return
        try:
            self._client.abort_multipart_upload(**self._params.abort, **upload)
        except Exception:
            self._upload = None
            raise
        self._upload = None

    def _give_up(self) -> None:
        """Abort after an error, which is the one to raise whatever becomes of that."""
        try:
            self.abort()
        except Exception as error:
            debug("sotalia.transfer", "An upload could not be aborted: %s", type(error).__name__)

    def _end(self) -> None:
        super().close()
        self._ended = True
        self._buffer = bytearray()

    def _check_open(self) -> None:
        if self._ended:
            raise ValueError("I/O operation on closed file.")

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.close()
            else:
                self._give_up()
        except BaseException:
            if self._upload is not None:  # Ctrl-C has come before its abort
                self._give_up()
            raise

    def __del__(self) -> None:
        # Replaces IOBase's `__del__`, which would close the file, and so make an object of what is incomplete.
        if not getattr(self, "_ended", True):
            from warnings import warn

            upload = getattr(self, "_upload", None)
            left = "" if upload is None else f", and its parts stay where they are, of the upload {upload['UploadId']}"
            text = f"{self!r} was neither closed nor aborted: nothing was made of it{left}"
            warn(text, ResourceWarning, stacklevel=2)
