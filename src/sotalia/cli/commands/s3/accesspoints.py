"""Whether a move would be one onto itself, by way of access points: their buckets can be asked for."""

from __future__ import annotations

import re

from ...faults import InvalidLine
from .places import Remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...context import Context
    from .checks import Order

_VARIABLE = "AWS_CLI_S3_MV_VALIDATE_SAME_S3_PATHS"
_POINT = re.compile(r"arn:aws[^:]*:s3:[a-z0-9-]+:([0-9]{12}):accesspoint[:/]([a-z0-9-]{3,50})\Z")
_OUTPOST = re.compile(r"arn:aws[^:]*:s3-outposts:[a-z0-9-]+:([0-9]{12}):outpost/op-[a-zA-Z0-9]+/accesspoint[:/].+\Z")
_MULTI_REGION = re.compile(r"arn:aws:s3::([0-9]{12}):accesspoint[:/]([a-zA-Z0-9]+\.mrap)\Z")
_ALIAS, _OUTPOST_ALIAS = "-s3alias", "--op-s3"


def check_move(context: Context, order: Order) -> str | None:
    """Check that a move has two ends, as far as the line wants it; return a warning where that was not checked.

    Raises InvalidLine, and what calls raise.
    """
    source, target = order.source, order.target
    if order.command != "mv" or not isinstance(source, Remote) or not isinstance(target, Remote):
        return None
    name = "" if source.holds else source.last
    if source.at("") != target.at(name):
        return None
    variable = context.settings.environ.get(_VARIABLE, "").lower() == "true"
    if order.values.get("validate-same-s3-paths") or variable:
        if set(_buckets(context, source.bucket)) & set(_buckets(context, target.bucket)):
            raise InvalidLine(f"Cannot mv a file onto itself: {order.paths[0]} - {order.paths[1]}")
        return None
    if not _stands_for_other(source.bucket) and not _stands_for_other(target.bucket):
        return None
    return (
        "Provided s3 paths may resolve to same underlying s3 object(s) and result in deletion instead of being moved. "
        "To resolve and validate underlying s3 paths are not the same, specify the --validate-same-s3-paths flag or "
        f"set the {_VARIABLE} environment variable to true. To resolve s3 outposts access point path, the arn must be "
        "used instead of the alias."
    )


def _stands_for_other(bucket: str) -> bool:
    is_arn = any(pattern.match(bucket) for pattern in (_POINT, _OUTPOST, _MULTI_REGION))
    return is_arn or bucket.endswith((_ALIAS, _OUTPOST_ALIAS))


def _buckets(context: Context, bucket: str) -> list[str]:
    """Return the buckets that a bucket's name, alias or ARN stands for."""
    point, outpost, many = (pattern.match(bucket) for pattern in (_POINT, _OUTPOST, _MULTI_REGION))
    if bucket.endswith(_OUTPOST_ALIAS):
        raise InvalidLine(
            "Can't resolve underlying bucket name of s3 outposts access point alias. Use arn instead to resolve the "
            "bucket name and validate the mv command."
        )
    if point is None and outpost is None and many is None and not bucket.endswith(_ALIAS):
        return [bucket]
    control = context.client("s3control")
    if many is not None:
        for page in control.get_paginator("list_multi_region_access_points").paginate(AccountId=many[1]):
            for entry in page["AccessPoints"]:
                if entry["Alias"] == many[2]:
                    return [region["Bucket"] for region in entry["Regions"]]
        raise InvalidLine(f"Couldn't find multi-region access point with alias {many[2]} in account {many[1]}")
    if point is not None:
        account, name = point[1], point[2]
    elif outpost is not None:
        account, name = outpost[1], bucket
    else:
        account, name = context.client("sts").get_caller_identity()["Account"], bucket
    return [control.get_access_point(AccountId=account, Name=name)["Bucket"]]
