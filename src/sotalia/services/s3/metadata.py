"""Object metadata travels in headers, which hold ASCII only: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html"""

from __future__ import annotations

from ...errors import ParamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", "PutObject", "CopyObject", "CreateMultipartUpload")(require_ascii)


def require_ascii(call: Call, params: dict[str, Any]) -> None:
    """Raise ParamValidationError for metadata with other characters."""
    metadata = params.get("Metadata")
    if not metadata or not isinstance(metadata, dict):
        return
    for key, value in metadata.items():
        if not (isinstance(key, str) and isinstance(value, str)):
            continue  # validation names these
        if not (key.isascii() and value.isascii()):
            raise ParamValidationError(
                report=(
                    f'Non ascii characters found in S3 metadata for key "{key}", value: "{value}".  \n'
                    "S3 metadata can only contain ASCII characters. "
                )
            )
