"""s3transfer's modules."""

from __future__ import annotations

S3TRANSFER: dict[str, dict[str, str]] = {}
