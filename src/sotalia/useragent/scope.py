"""Marks the calls that paginators and the like make for others: `with counting_as(PAGINATOR): page = client.list(...)`.

The call's User-Agent header then lists the feature (see `features`). A context variable carries it, as in boto3, since
calls go through methods that programs may replace, so that it cannot be an argument; each thread and task has its own
value. A generator must not `yield` inside the `with` block: its caller's calls would be marked too.
"""

from __future__ import annotations

from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextvars import Token

#: The features that are in use where this code runs, as a set of bits.
in_use: ContextVar[int] = ContextVar("sotalia features", default=0)


class counting_as:
    """Mark the calls made inside of the `with` block, by this thread or task, as made by these features."""

    __slots__ = ("_features", "_token")

    if TYPE_CHECKING:
        _token: Token[int]

    def __init__(self, features: int) -> None:
        self._features = features

    def __enter__(self) -> None:
        self._token = in_use.set(in_use.get() | self._features)

    def __exit__(self, *_: object) -> None:
        in_use.reset(self._token)
