"""The methods for files of S3's clients: by the class `boto3.s3.inject.S3Transfer`, where a program has replaced it.

with mock.patch("boto3.s3.transfer.S3Transfer.upload_file") as upload_file: ...
"""

from __future__ import annotations

from ...clients._sync.client import BaseClient
from ..modules import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...transfer.config import TransferConfig

_HERE = "sotalia.compat.boto3.client:"


class Client(BaseClient):
    """Base of the clients of boto3's sessions."""

    other_methods = {name: _HERE + name for name in ("upload_file", "download_file")}


def upload_file(
    self: Any,
    Filename: Any,
    Bucket: str,
    Key: str,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> Any:
    """Upload a file; see Sotalia's method of this name."""
    replaced = _replaced()
    if replaced is None:
        from ...transfer._sync import methods

        return methods.upload_file(self, Filename, Bucket, Key, ExtraArgs, Callback, Config)
    with replaced(self, Config) as transfer:
        return transfer.upload_file(filename=Filename, bucket=Bucket, key=Key, extra_args=ExtraArgs, callback=Callback)


def download_file(
    self: Any,
    Bucket: str,
    Key: str,
    Filename: Any,
    ExtraArgs: dict[str, Any] | None = None,
    Callback: Callable[[int], Any] | None = None,
    Config: TransferConfig | None = None,
) -> Any:
    """Download an object to a file; see Sotalia's method of this name."""
    replaced = _replaced()
    if replaced is None:
        from ...transfer._sync import methods

        return methods.download_file(self, Bucket, Key, Filename, ExtraArgs, Callback, Config)
    with replaced(self, Config) as transfer:
        return transfer.download_file(
            bucket=Bucket, key=Key, filename=Filename, extra_args=ExtraArgs, callback=Callback
        )


def _replaced() -> Any:
    """Return the class of transfers, if a program has replaced it or a method of it; else None."""
    from ...s3.transfer import S3Transfer

    cls = current("boto3.s3.inject", "S3Transfer")
    if cls is not S3Transfer:
        return cls
    names = ("__init__", "upload_file", "download_file")
    # By their code: this module may be imported when they have been replaced.
    codes = (getattr(vars(cls)[name], "__code__", None) for name in names)
    own = all(getattr(code, "co_qualname", "") == f"S3Transfer.{name}" for code, name in zip(codes, names, strict=True))
    return None if own else cls
