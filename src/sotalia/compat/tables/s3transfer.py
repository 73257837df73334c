"""s3transfer's modules."""

from __future__ import annotations

_ERRORS = "RetriesExceededError S3CopyFailedError S3DownloadFailedError S3UploadFailedError S3ValidationError"
_CONFIG = "compat.s3transfer.config"
_FUTURES = "TransferFuture TransferMeta TransferNotDoneError"
_SUBSCRIBERS = "compat.s3transfer.subscribers"

S3TRANSFER: dict[str, dict[str, str]] = {
    "s3transfer": {
        "compat.s3transfer": "__version__",
        "compat.boto3.transfer": "MB",
        "s3.transfer": "S3Transfer",
        "transfer.config": "TransferConfig",
        "errors": "RetriesExceededError S3UploadFailedError",
    },
    "s3transfer.constants": {
        _CONFIG: "FULL_OBJECT_CHECKSUM_ARGS GB KB MB",
        "transfer.arguments": "ALLOWED_DOWNLOAD_ARGS=DOWNLOAD_ARGS",
    },
    "s3transfer.exceptions": {
        "errors": _ERRORS,
        "transfer.manager": "CancelledError FatalError TransferNotDoneError",
        _SUBSCRIBERS: "InvalidSubscriberMethodError",
    },
    "s3transfer.futures": {
        "transfer.manager": f"CancelledError {_FUTURES}",
        "compat.s3transfer.futures": "BaseExecutor NonThreadedExecutor",
    },
    "s3transfer.manager": {
        _CONFIG: "FULL_OBJECT_CHECKSUM_ARGS KB MB TransferConfig",
        "transfer.arguments": "ALLOWED_DOWNLOAD_ARGS=DOWNLOAD_ARGS",
        "transfer.manager": "CallArgs CancelledError FatalError TransferFuture TransferManager TransferMeta",
        "compat.s3transfer.utils": "OSUtils",
    },
    "s3transfer.subscribers": {_SUBSCRIBERS: "BaseSubscriber InvalidSubscriberMethodError"},
    "s3transfer.utils": {"compat.s3transfer.utils": "CallArgs OSUtils"},
}
