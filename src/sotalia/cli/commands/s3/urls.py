"""URLs of objects: `s3://bucket/key`, where the bucket may be the ARN of an access point."""

from __future__ import annotations

import re

from ...faults import InvalidLine

_ARN = re.compile(
    r"(arn:[^:]*:s3[a-z-]*:[^:]*:[^:]*:(?:accesspoint|outpost/[^/:]+[/:]accesspoint)[/:][^/:]+)/?(.*)", re.S
)
_SCHEME = "s3://"


def split_url(url: str, *, needs_scheme: bool = True) -> tuple[str, str]:
    """Return the bucket and the key of a URL; either may be empty. Raises InvalidLine where it is none."""
    if needs_scheme and not url.startswith(_SCHEME):
        raise InvalidLine(f"Invalid S3 URI {url!r}: it must begin with {_SCHEME}")
    path = url.removeprefix(_SCHEME)
    arn = _ARN.match(path)
    if arn is not None:
        return arn[1], arn[2]
    bucket, _, key = path.partition("/")
    return bucket, key
