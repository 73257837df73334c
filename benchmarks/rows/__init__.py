"""The rows of the table, in its order. Each is a `Row` (_row.py): calls beside boto3's are entries of calls.py, others
have modules of their own. A row may print more than one line.
"""

from __future__ import annotations

from . import (
    calls,
    cold_start,
    command_line,
    extra_session,
    get_item_awaited,
    installed_size,
    items,
    objects_all,
    patch_points,
    peak_memory,
    reply_memory,
    s3_lines,
    soak,
    sotalia_run,
    table_query,
    transfers,
)
from ._row import Row

ROWS: tuple[Row, ...] = (
    *calls.ROWS,
    patch_points.ROW,
    sotalia_run.ROW,
    table_query.ROW,
    items.ROW,
    objects_all.ROW,
    get_item_awaited.ROW,
    cold_start.ROW,
    command_line.ROW,
    peak_memory.ROW,
    reply_memory.ROW,
    extra_session.ROW,
    installed_size.ROW,
    soak.ROW,
    *transfers.ROWS,
    s3_lines.ROW,
)
