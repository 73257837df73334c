"""The resources that users hold, and their methods: where calls are made."""

from __future__ import annotations

from ...errors import ResourceDataNotFoundError, ResourceNotLoadedError
from ...model.names import shown_as
from ..attributes import Documentation, FunctionDocumentation, Method, no_load
from ..base import ResourceBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from ..actions import ActionPlan
    from ..context import ServiceContext

ASYNC = True


def collections() -> dict[str, Any]:
    """Return the classes that collections are made of."""
    from .listing import PARTS

    return PARTS


class AsyncServiceResource(ResourceBase):
    """Base of the awaited resources. The name is boto3's, for all of them and not only for the one of the service."""

    _subresource_names: list[str]

    def get_available_subresources(self) -> list[str]:
        """Return the names of the methods that make other resources of this one, sorted."""
        return list(self._subresource_names)

    if ASYNC:

        def _loaded(self, name: str) -> Any:
            if not hasattr(self, "load"):
                raise no_load(self)
            raise ResourceNotLoadedError(f"{self!r} is not loaded: await its load() before reading {name}")

        _loaded_or_none = _loaded

    else:

        def _loaded(self, name: str) -> Any:
            data = self._fetch()
            if data is None:
                raise ResourceDataNotFoundError(
                    f"{self!r} has no {name}: what load() asked for says nothing of it, so it may not exist (any more)"
                )
            return data

        def _loaded_or_none(self, name: str) -> Any:
            return self._fetch("!")

    async def _fetch(self, mark: str = "") -> Any:
        """Load the resource and return the data that this call loaded, whatever other threads do meanwhile."""
        load = getattr(type(self), "load", None)
        if load is None:
            raise no_load(self, mark)
        if isinstance(load, (AsyncLoad, AsyncCustomLoad)):
            return await load.fetch(self)
        await load(self)
        return self._data


class AsyncRootResource(AsyncServiceResource):
    """Base of the awaited resources that stand for a service. `async with` closes the client that came with it."""

    async def close(self) -> None:
        """Close the connections of the client, which all resources made from this one share. Later calls open new."""
        await self._client.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


shown_as("ServiceResource", AsyncRootResource)


class AsyncResourceMethod(Method):
    """A method of resources that a document describes; how it calls is worked out by the first call."""

    #: The functions that describe it, in `docs` and in `signatures`.
    _KIND = "action"
    __slots__ = ("_context", "_definition", "_plan", "_resource_name")

    def __init__(self, context: ServiceContext, resource_name: str, name: str, definition: dict[str, Any]) -> None:
        describe = Documentation(self._KIND, context, resource_name, name, definition)
        super().__init__(context.class_name(resource_name), name, describe)
        self._context = context
        self._resource_name = resource_name
        self._definition = definition
        self._plan: ActionPlan | None = None

    async def _call(self, resource: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        plan = self._plan
        if plan is None:
            from ..actions import ActionPlan

            plan = self._plan = ActionPlan(self._context, self._resource_name, self._definition)
        data = resource._data
        if plan.needs_data and data is None:
            data = await resource._fetch("!")
        params = plan.parameters.fill(resource, data, {})
        params.update(kwargs)
        response = await getattr(resource._client, plan.method)(*args, **params)
        return plan.result(resource, params, response, data)


class AsyncAction(AsyncResourceMethod):
    """An action: a call with the resource's identifiers filled in."""

    __slots__ = ()

    async def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Make the call; keyword arguments are further parameters, or take the place of those filled in.

        Returns the reply, or the resources that are made from it. The loaded data of `resource` is forgotten.
        """
        result = await self._call(resource, args, kwargs)
        if hasattr(resource, "load"):
            resource._data = None
        return result


class AsyncLoad(AsyncResourceMethod):
    """`load()` and `reload()`."""

    __slots__ = ()

    async def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> None:
        """Fetch the resource's data."""
        resource._data = await self._call(resource, args, kwargs)

    async def fetch(self, resource: Any) -> Any:
        """Fetch the resource's data and return it."""
        data = resource._data = await self._call(resource, (), {})
        return data


class AsyncWaiterAction(AsyncResourceMethod):
    """A method that waits for the resource to be in some state."""

    _KIND = "waiter"
    __slots__ = ()

    async def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> None:
        """Wait; keyword arguments go to the client's waiter."""
        self._refuse_positions(args)
        from ..params import Parameters

        context, definition = self._context, self._definition
        model = context.model(self._resource_name)
        parameters = Parameters(model, definition.get("params", []))
        data = resource._data
        if parameters.needs_data and data is None:
            data = await resource._fetch("!")
        params = {**parameters.fill(resource, data, {}), **kwargs}
        await resource._client.get_waiter(model.snake(definition["waiterName"])).wait(**params)


async def result_of(steps: Any, client: Any) -> Any:
    """Make the calls that a generator yields, each as (method, parameters); return what it returns."""
    try:
        method, params = next(steps)
        while True:
            try:
                reply = await getattr(client, method)(**params)
            except Exception as error:
                method, params = steps.throw(error)
            else:
                method, params = steps.send(reply)
    except StopIteration as end:
        return end.value


class AsyncCustomMethod(Method):
    """A method that a service adds: a generator that yields the calls it wants made, and returns the result."""

    __slots__ = ("_steps",)

    def __init__(self, class_name: str, name: str, steps: Any) -> None:
        super().__init__(class_name, name, FunctionDocumentation(steps))
        self._steps = steps

    async def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Make the calls that the generator yields, each as (method, parameters)."""
        return await result_of(self._steps(resource, *args, **kwargs), resource._client)


class AsyncCustomLoad(AsyncCustomMethod):
    """A `load()` that a service adds, whose generator returns the data."""

    __slots__ = ()

    async def __call__(self, resource: Any, /, *args: Any, **kwargs: Any) -> None:
        """Fetch the resource's data."""
        await self.fetch(resource)

    async def fetch(self, resource: Any) -> Any:
        """Fetch the resource's data and return it."""
        data = resource._data = await super().__call__(resource)
        return data


#: What classes of resources are made of.
PARTS = {
    "Resource": AsyncServiceResource,
    "RootResource": AsyncRootResource,
    "Action": AsyncAction,
    "Load": AsyncLoad,
    "WaiterAction": AsyncWaiterAction,
    "CustomMethod": AsyncCustomMethod,
    "CustomLoad": AsyncCustomLoad,
}
