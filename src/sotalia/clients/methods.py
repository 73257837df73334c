"""The methods of a client: one per operation, made without reading the operation's model.

A method is a descriptor that knows its two names. Its docstring and signature are worked out from the model and the
docs store when somebody looks (`help(client.put_object)`, `inspect.signature(client.put_object)`).
"""

from __future__ import annotations

import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ApiMethod:
    """One operation as a method: `client.list_buckets(**parameters)`."""

    __slots__ = ("__name__", "__qualname__", "_service_model", "operation_name")

    def __init__(self, service_model: Any, class_name: str, name: str, operation_name: str) -> None:
        self._service_model = service_model
        self.operation_name = operation_name
        self.__name__ = name
        self.__qualname__ = f"{class_name}.{name}"

    def __get__(self, client: Any, owner: Any = None) -> Any:
        return self if client is None else types.MethodType(self, client)

    def __call__(self, client: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call the operation on `client`; it takes keyword arguments only."""
        if args:
            raise TypeError(f"{self.__name__}() only accepts keyword arguments.")
        return client._make_api_call(self.operation_name, kwargs)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        from ..model.docs import operation_docstring

        return operation_docstring(self._service_model, self.operation_name)

    @property
    def __signature__(self) -> Any:
        from ..model.signatures import operation_signature

        return operation_signature(self._service_model, self.operation_name)

    @property
    def __module__(self) -> str:  # type: ignore[override]
        return __name__

    def __reduce__(self) -> str:
        raise TypeError(f"{self.__qualname__} cannot be pickled on its own; pickle the client.")

    def __repr__(self) -> str:
        return f"<method {self.__qualname__}>"


class ServiceMethod:
    """A method that a service offers beyond its operations; its module is imported when somebody looks at it."""

    __slots__ = ("_module", "_name")

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __get__(self, client: Any, owner: Any = None) -> Any:
        from importlib import import_module

        function = getattr(import_module(f"sotalia.services.{self._module}"), self._name)
        return function if client is None else types.MethodType(function, client)


def client_methods(service_model: Any, class_name: str) -> dict[str, ApiMethod]:
    """Return the methods of a service's client by name."""
    return {
        name: ApiMethod(service_model, class_name, name, operation_name)
        for name, operation_name in service_model.methods.items()
    }
