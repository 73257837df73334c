"""`CopySource` is one header, `bucket/key?versionId=…`, percent-encoded; callers pass text or a dict.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
"""

from __future__ import annotations

from ...errors import ParamValidationError
from ...percent import percent_encode, plain
from .buckets import is_arn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params", "CopyObject", "UploadPartCopy")(encode_source)


def encode_source(call: Call, params: dict[str, Any]) -> None:
    """Replace `CopySource` by its header form; raises ParamValidationError for a dict without Bucket or Key."""
    source = params.get("CopySource")
    if isinstance(source, str):
        import re

        version = re.search(r"\?versionId=[^\s]+$", source)
        path, suffix = (source, "") if version is None else (source[: version.start()], version.group())
        params["CopySource"] = percent_encode(path, "/") + suffix
    elif isinstance(source, dict):
        params["CopySource"] = _from_dict(source)


def _from_dict(source: dict[str, Any]) -> str:
    for name in ("Bucket", "Key"):
        if name not in source:
            raise ParamValidationError(report=f"Missing required parameter: '{name}'")
    bucket, key, version = plain(source["Bucket"]), plain(source["Key"]), plain(source.get("VersionId"))
    middle = "/object/" if is_arn(bucket) else "/"
    path = percent_encode(f"{bucket}{middle}{key}", "/")
    return path if version is None else f"{path}?versionId={version}"
