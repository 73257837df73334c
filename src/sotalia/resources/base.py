"""What blocking and awaited resources have in common: identifiers, attributes, equality, pickling."""

from __future__ import annotations

from ..errors import ResourceIdentifiersError
from ..model.names import Suggests
from .meta import ResourceMeta as ResourceMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Self

    from .context import ServiceContext


class ResourceBase(Suggests):
    """Base of every class of resources; the classes themselves are made per resource (see `context`)."""

    _context: ClassVar[ServiceContext]
    #: The resource's name in the document; the service's for the service itself.
    _resource_name: ClassVar[str]
    _identifier_names: ClassVar[tuple[str, ...]] = ()

    meta: ResourceMeta
    _client: Any = None
    #: What was loaded; None before. Set, and forgotten, by a single assignment.
    _data: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make an object from its identifiers, in their order or by name. Nothing is sent.

        `client` is the client to make calls with, by default one of the default session.

        Raises ValueError for an identifier that is missing, None or unknown, IndexError for too many of them.
        """
        client = kwargs.pop("client", None)
        names = self._identifier_names
        if len(args) > len(names):
            raise ResourceIdentifiersError(
                f"{type(self).__name__} is made of ({', '.join(names)}), and {len(args)} identifiers were given"
            )
        state = {f"_{name}": value for name, value in zip(names, args, strict=False)}
        for name, value in kwargs.items():
            if name not in names:
                raise ValueError(f"Unknown keyword argument: {name}")
            state[f"_{name}"] = value
        for name in names:
            if state.get(f"_{name}") is None:
                raise ValueError(f"Required parameter {name} not set")
        for attribute, value in state.items():
            setattr(self, attribute, value)
        self._client = self._context.default_client() if client is None else client

    @classmethod
    def _from_reply(cls, client: Any, identifiers: dict[str, Any], data: Any) -> Any:
        """Make an object from the identifiers and the data in a reply."""
        instance = cls(client=client, **identifiers)
        if data is not None:
            instance._data = data
        return instance

    @classmethod
    def _is_plain(cls, names: set[str]) -> bool:
        """Return whether making an object of these identifiers is no more than setting them."""
        return cls.__init__ is ResourceBase.__init__ and names == set(cls._identifier_names)

    def _identifiers(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._identifier_names])

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python calls this at any AttributeError of a property; that of a load is raised again, not another one.
            attribute, error = self.__dict__.pop("_failed", (None, None))
            if attribute == name:
                raise error
            return super().__getattr__(name)

    def _load_for(self, name: str, load: Callable[[str], Any]) -> Any:
        """Return `load(name)` for the attribute `name`, keeping an AttributeError of it for `__getattr__`."""
        try:
            return load(name)
        except AttributeError as error:
            self.__dict__["_failed"] = name, error
            raise

    def _loaded(self, name: str) -> Any:
        """Return the resource's data, for its attribute `name`; only called when there is none yet."""
        raise NotImplementedError

    def _loaded_or_none(self, name: str) -> Any:
        """Return the resource's data, for its reference `name`; None when it has none."""
        raise NotImplementedError

    def __repr__(self) -> str:
        identifiers = [f"{name}={getattr(self, name)!r}" for name in self._identifier_names]
        return f"{type(self).__name__}({', '.join(identifiers)})"

    def __eq__(self, other: object) -> bool:
        if type(other).__name__ != type(self).__name__:
            return False
        return all(getattr(self, name) == getattr(other, name) for name in self._identifier_names)

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._identifiers()))

    def __copy__(self) -> Self:
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        import copy

        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        twin.__dict__.update((name, copy.deepcopy(value, memo)) for name, value in self.__dict__.items())
        return twin

    def __reduce__(self) -> tuple[Any, ...]:
        from .context import rebuild_resource

        state = dict(self.__dict__)
        return rebuild_resource, (state.pop("_client"), self._resource_name), state


#: boto3's name for the base of all resources, for programs that ask `isinstance(thing, ServiceResource)`: here blocking
#: and awaited ones. Each of the two kinds has a base of that name, too.
ServiceResource = ResourceBase
