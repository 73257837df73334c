"""Constants of boto3's transfers."""

from __future__ import annotations

KB = 1024
MB = KB * KB
#: boto3 can transfer with awscrt; Sotalia does without.
HAS_CRT = False
CLASSIC_TRANSFER_CLIENT = "classic"
CRT_TRANSFER_CLIENT = "crt"
AUTO_RESOLVE_TRANSFER_CLIENT = "auto"


def has_minimum_crt_version(minimum_version: tuple[int, ...]) -> bool:
    """Return False: awscrt is not used, whatever its version."""
    return False
