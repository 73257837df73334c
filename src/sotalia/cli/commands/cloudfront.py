"""Short forms of CloudFront's options."""

from __future__ import annotations

import time

from ..adapt import Adapted, Extra
from ..faults import InvalidLine
from ..words import MANY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _reference() -> str:
    """Return a text that no earlier request had."""
    return f"cli-{int(time.time())}-{time.time_ns() % 1_000_000}"


class CreateInvalidation(Adapted):
    """`create-invalidation --paths`."""

    not_required = ("--invalidation-batch",)
    extras = (Extra("--paths", "The paths to invalidate, such as /index.html or '/images/*'.", MANY),)

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Make the batch."""
        paths = values.get("paths")
        if paths is None:
            return
        if "invalidation-batch" in values:
            raise InvalidLine("Only one of --paths or --invalidation-batch can be specified")
        parameters["InvalidationBatch"] = {
            "CallerReference": _reference(),
            "Paths": {"Quantity": len(paths), "Items": paths},
        }
