"""`s3 presign`: a URL with which anybody can read an object, for a limited time."""

from __future__ import annotations

import sys

from ...faults import SUCCESS
from ...handmade import Command, Row
from ...words import Option
from .urls import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...context import Context

_HOUR = 3600


def _presign(context: Context, values: dict[str, Any]) -> int:
    bucket, key = split_url(values["path"], needs_scheme=False)
    parameters = {"Bucket": bucket, "Key": key}
    client = context.client("s3", config=context.config(signature_version="s3v4"))
    url = client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=values["expires-in"])
    sys.stdout.write(f"{url}\n")
    return SUCCESS


PRESIGN = Command(
    _presign,
    summary="print a URL with which anybody can read an object, for a limited time",
    rows=(Row(Option("--expires-in", number="int"), "Seconds that it is good for (default: 3600).", default=_HOUR),),
    positional=("path",),
)
