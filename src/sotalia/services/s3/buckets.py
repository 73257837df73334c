"""Bucket names that no bucket has ever had are refused before anything is sent.

Old buckets in us-east-1 may have up to 255 characters, capitals and underscores; access points and outposts are named
by ARN: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

from ...errors import ParamValidationError
from ...percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks

_NAME = r"^[a-zA-Z0-9.\-_]{1,255}$"
_ARN = (
    r"^arn:(aws).*:(s3|s3-object-lambda):[a-z\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\-.]{1,63}$"
    r"|^arn:(aws).*:s3-outposts:[a-z\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\-]{1,63}[/:]accesspoint[/:]"
    r"[a-zA-Z0-9\-]{1,63}$"
)
#: How the names of directory buckets (S3 Express One Zone) end, and the aliases of their access points.
_DIRECTORIES = ("--x-s3", "--xa-s3")
_NAME_CHARACTERS = frozenset(".-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params")(refuse_impossible_names)


def refuse_impossible_names(call: Call, params: dict[str, Any]) -> None:
    """Raise ParamValidationError for a `Bucket` that is neither a name nor an ARN."""
    bucket = params.get("Bucket")
    if bucket is None:
        return
    if not isinstance(bucket, str):
        # The steps from here to the endpoint rules need text. Validation, unless switched off, names all that is wrong.
        if call.client.parameter_validation:
            call.operation.serialize(params)
        raise ParamValidationError(
            report=(
                f"Invalid type for parameter Bucket, value: {bucket}, type: {type(bucket)}, valid types: <class 'str'>"
            )
        )
    bucket = plain(bucket)
    if not _is_name(bucket) and not is_arn(bucket):
        raise ParamValidationError(
            report=(
                f'Invalid bucket name "{bucket}": Bucket name must match the regex "{_NAME}" or be '
                f'an ARN matching the regex "{_ARN}"'
            )
        )


def _is_name(bucket: str) -> bool:
    # Most names need no regular expression; `re` takes long to import, and a first call needs it for nothing else.
    return (0 < len(bucket) < 256 and _NAME_CHARACTERS.issuperset(bucket)) or _matches(_NAME, bucket)


def is_arn(bucket: str) -> bool:
    """Return whether a `Bucket` is the ARN of an access point."""
    return _matches(_ARN, bucket)


def is_directory_bucket(bucket: str) -> bool:
    """Return whether a `Bucket` is a directory bucket, or an access point of one: it lists its keys in no order."""
    return bucket.endswith(_DIRECTORIES)


def _matches(pattern: str, text: str) -> bool:
    import re

    return re.search(pattern, text) is not None
