"""URLs of objects and prefixes: `s3://bucket/key`, where the bucket may be the ARN of an access point."""

from __future__ import annotations

import re

SCHEME = "s3://"
_ARN = re.compile(
    r"(arn:[^:]*:s3[a-z-]*:[^:]*:[^:]*:(?:accesspoint|outpost/[^/:]+[/:]accesspoint)[/:][^/:]+)/?(.*)", re.S
)


def split_url(url: str) -> tuple[str, str]:
    """Return the bucket and the key of a URL, with or without its scheme; either may be empty."""
    path = url.removeprefix(SCHEME)
    arn = _ARN.match(path)
    if arn is not None:
        return arn[1], arn[2]
    bucket, _, key = path.partition("/")
    return bucket, key
