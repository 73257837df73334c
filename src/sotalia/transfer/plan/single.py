"""A transfer of one request."""

from __future__ import annotations

from .base import Piece, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class SinglePlan(Plan):
    """One call, such as DeleteObject."""

    def __init__(self, method: str, params: dict[str, Any]) -> None:
        super().__init__()
        self._waiting: Piece | None = Piece(method, params)
        self.reply: Mapping[str, Any] = {}

    def _next(self) -> Piece | None:
        piece, self._waiting = self._waiting, None
        return piece

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        self.reply = reply
        self.finished = True
