"""The commands below `s3`: tables of options here, what they do in modules that are imported when one is typed."""

from __future__ import annotations

from ...handmade import Command
from .buckets import LS, MB, RB, WEBSITE
from .commands import CAT, CP, DU, MV, RM, SYNC, TREE
from .presign import PRESIGN

S3 = Command(
    below={
        "cat": CAT,
        "cp": CP,
        "du": DU,
        "ls": LS,
        "mb": MB,
        "mv": MV,
        "presign": PRESIGN,
        "rb": RB,
        "rm": RM,
        "sync": SYNC,
        "tree": TREE,
        "website": WEBSITE,
    },
)
