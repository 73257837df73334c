"""aiobotocore's and aioboto3's modules."""

from __future__ import annotations

AIO: dict[str, dict[str, str]] = {}
