"""What aiobotocore has and Sotalia itself does not: its session, and streams that are closed without waiting."""

from __future__ import annotations

from ..finder import VERSIONS

__version__ = VERSIONS["aiobotocore"]
