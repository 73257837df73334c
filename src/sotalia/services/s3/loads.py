"""S3: what loads a bucket and an object of a listing, since neither's attributes are what one call returns.

HeadBucket knows nothing of a bucket but that it exists, so it is looked for in the list of buckets. Those that may not
list them, or look at another account's bucket, get one without attributes.
"""

from __future__ import annotations

from ...errors import ClientError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    Steps = Generator[tuple[str, dict[str, Any]], dict[str, Any], Any]


def load_bucket(bucket: Any) -> Steps:
    """Fetch the bucket's attributes with ListBuckets; they are None where that is not allowed or it is not listed."""
    try:
        reply = yield "list_buckets", {}
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "AccessDenied":
            raise
        return {}
    return next((found for found in reply["Buckets"] if found["Name"] == bucket.name), {})


def load_object_summary(summary: Any) -> Steps:
    """Fetch the object's attributes with HeadObject."""
    reply = yield "head_object", {"Bucket": summary.bucket_name, "Key": summary.key}
    if "ContentLength" in reply:
        reply["Size"] = reply.pop("ContentLength")
    return reply
