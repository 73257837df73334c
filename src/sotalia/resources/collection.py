"""The bases of collections by boto3's names, for programs that ask `isinstance(thing, ResourceCollection)`.

Those of awaited collections are `AsyncResourceCollection` and `AsyncCollectionManager`.
"""

from __future__ import annotations

from .._lazy_exports import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async.listing import AsyncCollectionManager as AsyncCollectionManager
    from ._async.listing import AsyncResourceCollection as AsyncResourceCollection
    from ._sync.listing import CollectionManager as CollectionManager
    from ._sync.listing import ResourceCollection as ResourceCollection

_BASES = {
    "AsyncCollectionManager": "_async.listing",
    "AsyncResourceCollection": "_async.listing",
    "CollectionManager": "_sync.listing",
    "ResourceCollection": "_sync.listing",
}
__getattr__, __dir__ = lazy_exports(globals(), _BASES)
