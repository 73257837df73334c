# Made from src/sotalia/services/s3/_async/files.py by tools/async_to_sync.py: change that file and run `make format`.
"""Objects as files: `open_object` of clients, `open` of the resources that stand for objects.

file for reading   io.BufferedReader ─► ObjectReader ─► GetObject, a range at a time
file for writing   ObjectWriter ─► PutObject, or a multi-part upload
"""

from __future__ import annotations

import io

from .reading import ObjectReader
from .writing import ObjectWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


#: Bytes that are read at once of an object, so that small reads are cheap.
BUFFER_SIZE = 128 * 1024
#: Bytes of a part that is written.
PART_SIZE = 8 * 1024 * 1024
MODES = ("rb", "wb", "xb")


def open_object(
    self: Any,
    mode: str = "rb",
    *,
    Bucket: str,
    Key: str,
    buffer_size: int = BUFFER_SIZE,
    part_size: int = PART_SIZE,
    **params: Any,
) -> Any:
    """Open an object as a file of bytes: `with client.open_object(Bucket="b", Key="k") as file`.

    With mode "rb" the file can seek, and reads the object by ranges: zipfile, pyarrow or pandas fetch only what they
    need. `buffer_size` is how many bytes small reads have fetched at once. All bytes are of the object as it was when
    the file was opened; if it is changed meanwhile, reading ends with ClientError (PreconditionFailed). An object that
    is read from its beginning to its end is compared with its checksum, if it has one, as GetObject's body is
    (FlexibleChecksumError). `params` are further parameters of HeadObject and GetObject (VersionId, SSECustomerKey, …);
    `file.raw.head` is HeadObject's reply.

    With mode "wb" what is written is uploaded in parts of `part_size` bytes, one in memory at a time. `close()`, or the
    end of the `with` block, makes the object; an exception in the block aborts the upload, and no parts are left. "xb"
    is refused by S3 if the object exists. `params` are further parameters of PutObject (ContentType, Metadata, …).
    What wraps the file may close it after an exception as well, and so make the object (io.TextIOWrapper does): call
    `abort()` of this file then.

    Raises ValueError for another mode, NoSuchKey, ParamValidationError, and what the calls raise.
    """
    if mode not in MODES:
        raise ValueError(
            f"mode is {mode!r}: it must be 'rb' (read), 'wb' (write) or 'xb' (write what is not there yet). For text, "
            "wrap the file into io.TextIOWrapper."
        )
    place = {"Bucket": Bucket, "Key": Key, **params}
    return _open(self, mode, place, buffer_size, part_size)


def _open(client: Any, mode: str, place: dict[str, Any], buffer_size: int, part_size: int) -> Any:
    if mode != "rb":
        return ObjectWriter(client, place if mode == "wb" else {"IfNoneMatch": "*", **place}, part_size)
    validates = client.meta.config.response_checksum_validation == "when_supported"
    asked = {"ChecksumMode": "ENABLED", **place} if validates else place
    raw = ObjectReader(client, place, client.head_object(**asked))
    return io.BufferedReader(raw, buffer_size)


def open_own(self: Any, mode: str = "rb", **options: Any) -> Any:
    """Open the object as a file of bytes, with mode "rb", "wb" or "xb": see `open_object` of clients.

    `options` are that method's, without Bucket and Key.
    """
    return open_object(self.meta.client, mode, Bucket=self.bucket_name, Key=self.key, **options)


def open_version(self: Any, **options: Any) -> Any:
    """Open this version of the object as a file of bytes for reading: see `open_object` of clients."""
    place = {"Bucket": self.bucket_name, "Key": self.object_key, "VersionId": self.id}
    return open_object(self.meta.client, "rb", **place, **options)
