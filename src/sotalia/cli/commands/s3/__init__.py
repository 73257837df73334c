"""The commands below `s3`: one module each, those of buckets together."""

from __future__ import annotations

from ...handmade import Command
from .buckets import LS, MB, RB, WEBSITE
from .presign import PRESIGN

S3 = Command(
    below={"ls": LS, "mb": MB, "rb": RB, "presign": PRESIGN, "website": WEBSITE},
)
