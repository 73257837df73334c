"""The exceptions of a service: one class per error in its model, found by the code that comes over the wire."""

from __future__ import annotations

from .. import errors
from ..model.names import Unknown, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.service import ServiceModel


class ServiceExceptions:
    """What `client.exceptions` is: the service's error classes as attributes, and `from_code`.

    The classes are made on first use; there is one per service and name in a process, so that all clients have the same
    ones (see `errors.client_error_class`).
    """

    ClientError: type[errors.ClientError] = errors.ClientError

    def __init__(self, service_model: ServiceModel) -> None:
        self._service = service_model.service_name
        shapes = [shape for shape in service_model.error_shapes if shape.type_name == "structure"]
        self._code_of = {shape.name: str(shape.error_code) for shape in shapes}
        self._name_of = {str(shape.error_code): shape.name for shape in shapes}

    def from_code(self, error_code: str | None) -> type[errors.ClientError]:
        """Return the class for an error code as it stands in replies; ClientError for one not in the model."""
        name = self._name_of.get(error_code) if error_code is not None else None
        return errors.ClientError if name is None else errors.client_error_class(self._service, name)

    def __getattr__(self, name: str) -> type[errors.ClientError]:
        if name.startswith("_"):  # also where an object is being unpickled, and has no attributes yet
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=None)
        if name not in self._code_of:
            question = did_you_mean(name, self._code_of)
            raise AttributeError(
                f"{Unknown(f'{self!r} object has no attribute {name}', question)!s}"
                f"{'' if question else '.'} Valid exceptions are: {', '.join(self._code_of)}",
                name=name,
                obj=None,
            )
        return errors.client_error_class(self._service, name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._code_of]

    def __repr__(self) -> str:
        return f"<exceptions of {self._service}>"


def service_exceptions(service_model: ServiceModel) -> ServiceExceptions:
    """Return the exceptions of a service, the same object for all clients that share its model."""
    exceptions: ServiceExceptions = service_model.shared.once("exceptions", ServiceExceptions, service_model)
    return exceptions
