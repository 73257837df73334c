# Made from src/sotalia/resources/_async/listing.py by tools/async_to_sync.py: change that file and run `make format`.
"""The collections that users hold: iterating, chaining, and actions on all resources of one."""

from __future__ import annotations

from copy import deepcopy

from ...model.names import Suggests
from ..attributes import Documentation, Method
from ..listings import BatchPlan
from ..params import merge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..context import ServiceContext
    from ..listings import CollectionPlan


CLOSE = "close"


def _close(pages: Any) -> None:
    """End an iteration that may have been left in the middle, if it can be ended (a program may put a list here)."""
    close = getattr(pages, CLOSE, None)
    if close is not None:
        close()


class ResourceCollection(Suggests):
    """Base of the collections: the parameters of a listing. Nothing is fetched yet; each iteration fetches anew."""

    _plan: CollectionPlan

    def __init__(self, parent: Any, params: dict[str, Any]) -> None:
        self._parent = parent
        self._params: dict[str, Any] = deepcopy(params)

    def __iter__(self) -> Iterator[Any]:
        """Yield the resources, a page fetched when the one before it is used up."""
        pages = self.pages()
        try:
            for page in pages:
                yield from page
        finally:
            _close(pages)

    def pages(self) -> Iterator[list[Any]]:
        """Yield the resources in lists, one for each reply; raises what the calls raise, ValueError for a bad limit."""
        plan, parent = self._plan, self._parent
        data = parent._data
        if plan.needs_data and data is None:
            data = parent._fetch("!")
        params, limit, page_size = plan.call(parent, data, self._params)
        client = parent._client
        if not client.can_paginate(plan.method):
            items = plan.items(parent, params, getattr(client, plan.method)(**params), data)
            yield items if limit is None else items[:limit]
            return
        config = {"MaxItems": limit, "PageSize": page_size}
        remaining = limit
        pages = iter(client.get_paginator(plan.method).paginate(PaginationConfig=config, **params))
        try:
            for page in pages:
                items = plan.items(parent, params, page, data)
                if remaining is not None:
                    items = items[:remaining]
                    remaining -= len(items)
                yield items
                if remaining == 0:
                    return
        finally:
            _close(pages)

    def _clone(self, params: dict[str, Any]) -> ResourceCollection:
        all_params = deepcopy(self._params)
        merge(all_params, params)
        return type(self)(self._parent, all_params)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._parent}, {self._plan.type_name})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._parent, self._plan.name, self._params)


class CollectionManager(Suggests):
    """Base of the managers of collections: `bucket.objects`. Its methods return collections; it is not one itself."""

    _plan: CollectionPlan
    _collection_class: type[ResourceCollection]

    def __init__(self, parent: Any) -> None:
        self._parent = parent

    def iterator(self, **kwargs: Any) -> ResourceCollection:
        """Return the collection; keyword arguments are parameters of the call, `limit` and `page_size`."""
        return self._collection_class(self._parent, kwargs)

    def _clone(self, params: dict[str, Any]) -> ResourceCollection:
        return self._collection_class(self._parent, params)

    def pages(self) -> Iterator[list[Any]]:
        """Iterate over all resources in lists, one for each reply."""
        return self.iterator().pages()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._parent}, {self._plan.type_name})"

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (self._parent, self._plan.name)


def _rebuild(parent: Any, name: str, params: dict[str, Any]) -> Any:
    return getattr(parent, name).iterator(**params)


class CollectionMethod(Method):
    """`all`, `filter`, `limit` and `page_size`, of managers and of collections: each returns a new collection."""

    __slots__ = ()

    def __init__(self, plan: CollectionPlan, name: str) -> None:
        super().__init__(plan.class_name, name, Documentation("collection_method", plan, name))

    def __call__(self, collection: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return a collection with these parameters added."""
        return collection._clone(_PARAMETERS[self.__name__](*args, **kwargs))


def _all() -> dict[str, Any]:
    return {}


def _filter(**kwargs: Any) -> dict[str, Any]:
    return kwargs


def _limit(count: Any) -> dict[str, Any]:
    return {"limit": count}


def _page_size(count: Any) -> dict[str, Any]:
    return {"page_size": count}


_PARAMETERS: dict[str, Callable[..., dict[str, Any]]] = {
    "all": _all,
    "filter": _filter,
    "limit": _limit,
    "page_size": _page_size,
}
for _name, _function in _PARAMETERS.items():
    _function.__qualname__ = _name  # what a TypeError for wrong arguments calls it


class BatchAction(Method):
    """An action on all resources of a collection: one call for each page."""

    __slots__ = ("_batch_plan", "_context", "_definition", "_resource_name")

    def __init__(self, context: ServiceContext, plan: CollectionPlan, name: str, definition: dict[str, Any]) -> None:
        super().__init__(plan.class_name, name, Documentation("batch_action", context, plan, name, definition))
        self._context = context
        self._resource_name: str = plan.definition["resource"]["type"]
        self._definition = definition
        self._batch_plan: BatchPlan | None = None

    def __call__(self, collection: Any, /, *args: Any, **kwargs: Any) -> list[Any]:
        """Make the calls; keyword arguments go to each of them. Returns the replies, up to the first empty page."""
        plan = self._batch_plan
        if plan is None:
            plan = self._batch_plan = BatchPlan(self._context, self._resource_name, self._definition)
        replies = []
        pages = collection.pages()
        try:
            for page in pages:
                params: dict[str, Any] = {}
                for number, resource in enumerate(page):
                    data = resource._data
                    if plan.parameters.needs_data and data is None:
                        data = resource._fetch("!")
                    plan.parameters.fill(resource, data, params, number)
                if not params:
                    break
                params.update(kwargs)
                response = getattr(collection._parent._client, plan.method)(*args, **params)
                replies.append(plan.result(collection, params, response, None))
        finally:
            _close(pages)
        return replies


#: What classes of collections are made of.
PARTS = {
    "ResourceCollection": ResourceCollection,
    "CollectionManager": CollectionManager,
    "CollectionMethod": CollectionMethod,
    "BatchAction": BatchAction,
}
