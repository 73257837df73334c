"""Bucket names that no bucket has ever had are refused before anything is sent.

Old buckets in us-east-1 may have up to 255 characters, capitals and underscores; access points and outposts are named
by ARN: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

import re

from ...errors import ParamValidationError
from ...percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks

BUCKET_NAME = re.compile(r"^[a-zA-Z0-9.\-_]{1,255}$")
BUCKET_ARN = re.compile(
    r"^arn:(aws).*:(s3|s3-object-lambda):[a-z\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\-.]{1,63}$"
    r"|^arn:(aws).*:s3-outposts:[a-z\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\-]{1,63}[/:]accesspoint[/:]"
    r"[a-zA-Z0-9\-]{1,63}$"
)


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
    if not BUCKET_NAME.search(bucket) and not BUCKET_ARN.search(bucket):
        raise ParamValidationError(
            report=(
                f'Invalid bucket name "{bucket}": Bucket name must match the regex "{BUCKET_NAME.pattern}" or be '
                f'an ARN matching the regex "{BUCKET_ARN.pattern}"'
            )
        )
