"""What `botocore.httpchecksum` has."""

from __future__ import annotations

from ...auth.checksums import DEFAULT

#: The checksum that requests have by themselves.
DEFAULT_CHECKSUM_ALGORITHM = DEFAULT.upper()
