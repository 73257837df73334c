"""URLs of objects: `s3://bucket/key`, where the bucket may be the ARN of an access point."""

from __future__ import annotations

import re

from ....transfer.many import urls
from ....transfer.many.urls import SCHEME
from ...faults import InvalidLine

#: ARNs that S3's own API does not take, or that only single calls take.
_NOT_FOR_S3 = (
    (
        re.compile(r"arn:[^:]*:s3-object-lambda:[^:]*:[^:]*:accesspoint[/:]"),
        "s3 commands do not support S3 Object Lambda resources. Use s3api commands instead.",
    ),
    (
        re.compile(r"arn:[^:]*:s3-outposts:[^:]*:[^:]*:outpost[/:][^/:]+[/:]bucket[/:]"),
        "s3 commands do not support Outpost Bucket ARNs. Use s3control commands instead.",
    ),
)


def split_url(url: str, *, needs_scheme: bool = True) -> tuple[str, str]:
    """Return the bucket and the key of a URL; either may be empty. Raises InvalidLine where it is none."""
    if needs_scheme and not url.startswith(SCHEME):
        raise InvalidLine(f"Invalid S3 URI {url!r}: it must begin with {SCHEME}")
    path = url.removeprefix(SCHEME)
    if path.startswith("arn:"):
        for pattern, why in _NOT_FOR_S3:
            if pattern.match(path):
                raise InvalidLine(why)
    return urls.split_url(path)
