"""The rows of the table, in its order. Each module has `NAME`, `REPLIES` (what the server must answer, by name) and
`run(server, effort) -> list of lines`.
"""

from __future__ import annotations

from types import ModuleType

from . import (
    cold_start,
    describe_instances,
    extra_session,
    get_caller_identity,
    get_item,
    get_item_awaited,
    installed_size,
    items,
    list_objects_v2,
    objects_all,
    peak_memory,
    query,
    soak,
    table_query,
)

ROWS: tuple[ModuleType, ...] = (
    get_item,
    get_caller_identity,
    list_objects_v2,
    describe_instances,
    query,
    get_item_awaited,
    objects_all,
    table_query,
    items,
    cold_start,
    peak_memory,
    extra_session,
    installed_size,
    soak,
)
