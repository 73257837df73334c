"""S3: how a bucket and an object of a listing are loaded, since no call returns exactly their attributes.

HeadBucket tells nothing of a bucket but that it exists, so the attributes come from the list of buckets. Callers that
may not list buckets, or load another account's bucket, get one without attributes.
"""

from __future__ import annotations

from ...errors import ClientError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    Steps = Generator[tuple[str, dict[str, Any]], dict[str, Any], Any]


def load_bucket(bucket: Any) -> Steps:
    """Fetch the bucket's attributes (ListBuckets); they are None where that is denied or lists no such bucket."""
    try:
        reply = yield "list_buckets", {}
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "AccessDenied":
            raise
        return {}
    return next((entry for entry in reply["Buckets"] if entry["Name"] == bucket.name), {})


def load_object_summary(summary: Any) -> Steps:
    """Fetch the object's attributes with HeadObject."""
    reply = yield "head_object", {"Bucket": summary.bucket_name, "Key": summary.key}
    if "ContentLength" in reply:
        reply["Size"] = reply.pop("ContentLength")
    return reply
