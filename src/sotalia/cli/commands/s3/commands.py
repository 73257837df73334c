"""`s3 cp`, `s3 mv`, `s3 rm` and `s3 sync`: their lines. What they do is imported when one is carried out."""

from __future__ import annotations

from ...handmade import Command
from .options import CP_ROWS, MV_ROWS, RM_ROWS, SYNC_ROWS

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


CP = Command(_running("cp"), CP_ROWS, summary="copy a file to S3, from S3, or inside of S3", positional=("paths*",))
MV = Command(_running("mv"), MV_ROWS, summary="move a file to S3, from S3, or inside of S3", positional=("paths*",))
RM = Command(_running("rm"), RM_ROWS, summary="delete objects", positional=("paths*",))
SYNC = Command(
    _running("sync"),
    SYNC_ROWS,
    summary="transfer what a folder or prefix lacks, compared with another one",
    positional=("paths*",),
)
