"""The methods of a client: one per operation, made without reading the operation's model.

A method holds its two names. Its docstring and signature are made from the model and the docs store on first use
(`help(client.put_object)`, `inspect.signature(client.put_object)`), as `model.described` says.
"""

from __future__ import annotations

from ..model.described import DescribedMethod
from ..patchpoints.watch import any_replaced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.service import ServiceModel


class ApiMethod(DescribedMethod):
    """One operation as a method: `client.list_buckets(**parameters)`."""

    __slots__ = ("_service_model", "operation_name")

    def __init__(self, service_model: ServiceModel, class_name: str, name: str, operation_name: str) -> None:
        super().__init__(class_name, name)
        self._service_model = service_model
        self.operation_name = operation_name

    def __call__(self, client: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call the operation on `client`; it takes keyword arguments only."""
        if args:
            self._refuse_positions(args)
        return client._make_api_call(self.operation_name, kwargs)

    def _describe(self) -> str:
        from ..model.docs import operation_docstring

        return operation_docstring(self._service_model, self.operation_name)

    def _signature(self) -> Any:
        from ..model.signatures import operation_signature

        return operation_signature(self._service_model, self.operation_name)

    def __reduce__(self) -> str:
        raise TypeError(f"{self.__qualname__} cannot be pickled on its own; pickle the client.")


def client_methods(service_model: ServiceModel, class_name: str) -> dict[str, Any]:
    """Return the methods of a service's client by name, made as a program wants that has replaced what makes them."""
    if any_replaced():
        from ..patchpoints.creator import ClientCreator

        creator = ClientCreator(lambda name, operation: ApiMethod(service_model, class_name, name, operation))
        return creator._create_methods(service_model)
    return {
        name: ApiMethod(service_model, class_name, name, operation_name)
        for name, operation_name in service_model.methods.items()
    }
