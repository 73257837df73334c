"""aioboto3's clients: those of aiobotocore, with methods for S3's transfers."""

from __future__ import annotations

from ..aiobotocore.client import AioBaseClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TRANSFERS = "sotalia.compat.aioboto3.inject:"


class TransferClient(AioBaseClient):
    """Base of the clients of aioboto3's sessions."""

    other_methods = {
        name: _TRANSFERS + name
        for name in ("copy", "download_file", "download_fileobj", "upload_file", "upload_fileobj")
    }

    @staticmethod
    def _resource_shell() -> Any:
        from . import resources

        return resources
