"""DynamoDB: attribute values are Python's own, in all that its resources and their client send and receive."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ADDITIONS: dict[str, dict[str, Any]] = {}
CONFIG: dict[str, Any] = {"dynamodb_types": True}
