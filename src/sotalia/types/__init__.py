"""Types for annotations: what all services share is here, and what a service has is in `sotalia.types.<service>`.

    from sotalia.types.s3 import S3Client, GetObjectOutputTypeDef
    from sotalia.types.s3.aio import AsyncS3Client

    def size(s3: S3Client, key: str) -> int: ...

The names, and the modules of a service, are those of boto3-stubs: `mypy_boto3_s3` becomes `sotalia.types.s3`. Checkers
and editors read them from `sotalia-stubs` (the extra `types`); when a program runs, they are made from the models.
Classes are the real ones then, so that `isinstance(client, S3Client)` says what it should.
"""

from __future__ import annotations

from .._lazy_exports import lazy_exports
from ._services import install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._classes import (
        AsyncCollectionManager,
        AsyncEventStream,
        AsyncResourceCollection,
        AsyncRootResource,
        AsyncServiceResource,
        AsyncStreamingBody,
        CollectionManager,
        EventStream,
        ResourceCollection,
        ResourceMeta,
        RootResource,
        ServiceExceptions,
        ServiceResource,
        StreamingBody,
    )
    from ._shared import (
        AsyncFileTypeDef,
        AsyncOpeningTypeDef,
        BlobTypeDef,
        CopySourceTypeDef,
        EmptyResponseMetadataTypeDef,
        ErrorTypeDef,
        EventIterableTypeDef,
        FileobjTypeDef,
        JSONTypeDef,
        PaginatorConfigTypeDef,
        ResponseMetadataTypeDef,
        StreamingBlobTypeDef,
        TimestampTypeDef,
        WaiterConfigTypeDef,
    )

__all__ = [
    "AsyncCollectionManager",
    "AsyncEventStream",
    "AsyncFileTypeDef",
    "AsyncOpeningTypeDef",
    "AsyncResourceCollection",
    "AsyncRootResource",
    "AsyncServiceResource",
    "AsyncStreamingBody",
    "BlobTypeDef",
    "CollectionManager",
    "CopySourceTypeDef",
    "EmptyResponseMetadataTypeDef",
    "ErrorTypeDef",
    "EventIterableTypeDef",
    "EventStream",
    "FileobjTypeDef",
    "JSONTypeDef",
    "PaginatorConfigTypeDef",
    "ResourceCollection",
    "ResourceMeta",
    "ResponseMetadataTypeDef",
    "RootResource",
    "ServiceExceptions",
    "ServiceResource",
    "StreamingBlobTypeDef",
    "StreamingBody",
    "TimestampTypeDef",
    "WaiterConfigTypeDef",
]
__getattr__, __dir__ = lazy_exports(
    globals(), {name: "_shared" if name.endswith("TypeDef") else "_classes" for name in __all__}
)
install(__name__)
