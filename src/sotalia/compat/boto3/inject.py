"""What `boto3.s3.inject` has beside the transfer methods: what loads resources, and puts methods into classes.

Sotalia's own classes have these methods; programs call the functions for classes of theirs.
"""

from __future__ import annotations

from logging import getLogger

from ...resources._sync.resource import result_of
from ...services.s3 import CUSTOMIZATION, loads
from ..modules import current
from .compat import is_append_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TRANSFERS = ("copy", "download_file", "download_fileobj", "upload_file", "upload_fileobj")


def bucket_load(self: Any, *args: Any, **kwargs: Any) -> None:
    """Load a bucket's attributes (ListBuckets); there are none where that is denied or lists no such bucket."""
    self.meta.data = result_of(loads.load_bucket(self), self.meta.client)


def object_summary_load(self: Any, *args: Any, **kwargs: Any) -> None:
    """Load the attributes of an object of a listing (HeadObject)."""
    self.meta.data = result_of(loads.load_object_summary(self), self.meta.client)


def inject_s3_transfer_methods(class_attributes: dict[str, Any], **kwargs: Any) -> None:
    """Put a client's methods into the attributes of a class. Raises RuntimeError for one that is there."""
    _inject(class_attributes, "Client", "")


def inject_bucket_methods(class_attributes: dict[str, Any], **kwargs: Any) -> None:
    """Put a bucket's methods into the attributes of a class. Raises RuntimeError for one that is there."""
    _inject(class_attributes, "Bucket", "bucket_")


def inject_object_methods(class_attributes: dict[str, Any], **kwargs: Any) -> None:
    """Put an object's methods into the attributes of a class. Raises RuntimeError for one that is there."""
    _inject(class_attributes, "Object", "object_")


def inject_object_summary_methods(class_attributes: dict[str, Any], **kwargs: Any) -> None:
    """Put the method of an object of a listing into the attributes of a class. Raises RuntimeError if it is there."""
    _inject(class_attributes, "ObjectSummary", "object_summary_")


def _inject(class_attributes: dict[str, Any], of: str, prefix: str) -> None:
    for name in CUSTOMIZATION.methods[of]:
        if name in _TRANSFERS or name == "load":
            method = current("boto3.s3.inject", f"{prefix}{name}")
            current("boto3.utils", "inject_attribute")(class_attributes, name, method)


def disable_threading_if_append_mode(config: Any, fileobj: Any) -> None:
    """Let a TransferConfig use one thread only, for a file that was opened to append to it."""
    if is_append_mode(fileobj):
        config.use_threads = False
        getLogger("boto3.s3.inject").warning(
            "A single thread will be used because the provided file object is in append mode: all that is written goes "
            "to the file's end, so it has to come in order."
        )
