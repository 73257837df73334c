"""`s3 cp`, `mv`, `rm`, `sync`, `cat`, `du` and `tree`: their lines. What they do is imported when it is done."""

from __future__ import annotations

from ...handmade import Command
from .options import CAT_ROWS, CP_ROWS, DU_ROWS, MV_ROWS, RM_ROWS, SYNC_ROWS, TREE_ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...context import Context


def _running(name: str) -> Callable[[Context, dict[str, Any]], int]:
    def run(context: Context, values: dict[str, Any]) -> int:
        from .run import carry_out

        return carry_out(context, name, values)

    return run


def _browsing(name: str) -> Callable[[Context, dict[str, Any]], int]:
    def run(context: Context, values: dict[str, Any]) -> int:
        from . import browse

        result: int = getattr(browse, name)(context, values)
        return result

    return run


CP = Command(_running("cp"), CP_ROWS, summary="copy a file to S3, from S3, or inside of S3", positional=("paths*",))
MV = Command(_running("mv"), MV_ROWS, summary="move a file to S3, from S3, or inside of S3", positional=("paths*",))
RM = Command(_running("rm"), RM_ROWS, summary="delete objects", positional=("paths*",))
SYNC = Command(
    _running("sync"),
    SYNC_ROWS,
    summary="transfer what a folder or prefix lacks, compared with another one",
    positional=("paths*",),
)
CAT = Command(_browsing("cat"), CAT_ROWS, summary="print objects", positional=("paths*",))
DU = Command(
    _browsing("du"), DU_ROWS, summary="sum up sizes, and count objects, below each folder", positional=("path",)
)
TREE = Command(_browsing("tree"), TREE_ROWS, summary="show folders and objects as a tree", positional=("path",))
