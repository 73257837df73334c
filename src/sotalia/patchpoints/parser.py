"""boto3's `ResponseParser`, whose `parse` is replaced by tools that look at replies."""

from __future__ import annotations

from .watch import PointsMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class ResponseParser(metaclass=PointsMeta):
    """Makes a dict of a reply: the parser of one operation."""

    POINTS = ("parse",)

    def __init__(self, parse: Callable[[int, dict[str, str], Any], dict[str, Any]]) -> None:
        self._parse = parse

    def parse(self, response: dict[str, Any], shape: Any) -> dict[str, Any]:
        """Return the dict of a reply. `response` has `status_code`, `headers` and `body`; `shape` is the output's."""
        return self._parse(response["status_code"], response["headers"], response["body"])
