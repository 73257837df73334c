"""Pages: how the results of an operation are cut into them, and iterating over them as if they were not.

    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="my-bucket", PaginationConfig={"MaxItems": 5000}):
        ...

The names are those of botocore.paginate, and each class that has to wait has an awaited twin (`AsyncPaginator`). What
follows from what is in `cursor.py`, without a call being made; the shells in `_async` and `_sync` only fetch pages.
Clients make paginators with `get_paginator`.
"""

from __future__ import annotations

from .._lazy_exports import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async.paginator import AsyncPageIterator, AsyncPaginator, AsyncResultKeyIterator
    from ._sync.paginator import PageIterator, Paginator, ResultKeyIterator
    from .plan import PaginatorModel
    from .tokens import TokenDecoder, TokenEncoder

#: Public names and where they are: imported when first read, since most programs need one half.
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
__all__ = [
    "AsyncPageIterator",
    "AsyncPaginator",
    "AsyncResultKeyIterator",
    "PageIterator",
    "Paginator",
    "PaginatorModel",
    "ResultKeyIterator",
    "TokenDecoder",
    "TokenEncoder",
]
__getattr__, __dir__ = lazy_exports(globals(), _PLACES)
