"""Pages: how the results of an operation are cut into them, and iterating over them as if they were not.

    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="my-bucket", PaginationConfig={"MaxItems": 5000}):
        ...

The names are those of botocore.paginate, and each class that has to wait has an awaited twin (`AsyncPaginator`). What
follows from what is in `walk.py`, without a call being made; the shells in `_async` and `_sync` only fetch pages.
Clients make paginators with `get_paginator`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Public names and where they are: imported when somebody asks, since most programs need one half.
_PLACES = {
    "AsyncPageIterator": "_async.paginator",
    "AsyncPaginator": "_async.paginator",
    "AsyncResultKeyIterator": "_async.paginator",
    "PageIterator": "_sync.paginator",
    "Paginator": "_sync.paginator",
    "PaginatorModel": "plan",
    "ResultKeyIterator": "_sync.paginator",
    "TokenDecoder": "tokens",
    "TokenEncoder": "tokens",
}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{place}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES} - {"TYPE_CHECKING", "annotations"})
