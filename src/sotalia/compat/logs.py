"""Sotalia's messages below botocore's: what programs say of the logger `botocore` holds for those of `sotalia`, too.

So `boto3.set_stream_logger("botocore")` shows them, and `logging.getLogger("botocore").setLevel(logging.WARNING)`, in a
program that logs everything else, hides them. Their names stay Sotalia's. Nothing of this loads `logging`.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

MODULE = "logging"


def put_below_botocore() -> None:
    """Do so, where `logging` has been imported already."""
    module = sys.modules.get(MODULE)
    if module is not None:
        put_below(module)


def put_below(logging: ModuleType | Any) -> None:
    """Make `botocore` the parent of the logger `sotalia`, whose levels and handlers it has from there."""
    logging.getLogger("sotalia").parent = logging.getLogger("botocore")
