"""Tables beyond their actions: the path is `boto3.dynamodb.table`.

`table.batch_writer()` and `table.scan_parallel(…)` of the resource are these functions.
"""

from __future__ import annotations

from ._sync.table import BatchWriter, batch_writer, scan_parallel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["BatchWriter", "TableResource", "batch_writer", "register_table_methods", "scan_parallel"]


class TableResource:
    """Gives a class with `name` and `meta.client` what tables have: `batch_writer` and `scan_parallel`."""

    batch_writer = batch_writer
    scan_parallel = scan_parallel


def register_table_methods(base_classes: list[type], **kwargs: Any) -> None:
    """Put TableResource before `base_classes`: a handler of `creating-resource-class.dynamodb.Table`."""
    base_classes.insert(0, TableResource)
