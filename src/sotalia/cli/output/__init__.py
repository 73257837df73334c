"""How results are printed: one module per format, each with a function from a value to text.

The formats are the AWS CLI's, byte for byte, and two more: `csv` and `jsonl`.
"""

from __future__ import annotations

import sys

from ..faults import CliError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from ..context import Context


def output_stream(context: Context) -> Any:
    """Return the stream for a result, to be used with `with`: stdout, or, on a terminal, the pager, until that ends."""
    if context.general.pager and context.on_terminal:
        from .pager import paged

        return paged(context) or Direct()
    return Direct()


class Direct:
    """Stdout itself."""

    def __enter__(self) -> Any:
        if sys.stdout is None:
            raise CliError("The result cannot be written: stdout is closed.")
        return sys.stdout

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            sys.stdout.flush()
