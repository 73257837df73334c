"""What s3transfer has and Sotalia itself does not: a config with other names, subscribers, constants."""

from __future__ import annotations

from ..finder import VERSIONS

__version__ = VERSIONS["s3transfer"]
