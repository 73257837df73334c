"""Checks of parameters against a shape, in boto3's words."""

from __future__ import annotations

from ...errors import ParamValidationError
from ...wire.validate import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ValidationErrors:
    """What is wrong with parameters."""

    def __init__(self, text: str) -> None:
        self._text = text

    def has_errors(self) -> bool:
        """Return whether anything is."""
        return bool(self._text)

    def generate_report(self) -> str:
        """Return all of it, a line each."""
        return self._text


class ParamValidator:
    """Checks parameters."""

    def validate(self, params: Any, shape: Any) -> ValidationErrors:
        """Return what is wrong with the parameters that a shape describes."""
        return ValidationErrors(report(shape, params))


def validate_parameters(params: Any, shape: Any) -> None:
    """Raise ParamValidationError for parameters that a shape does not allow."""
    text = report(shape, params)
    if text:
        raise ParamValidationError(report=text)


class ParamValidationDecorator:
    """A serializer that checks parameters with `param_validator` before it passes them on to another one."""

    def __init__(self, param_validator: ParamValidator, serializer: Any) -> None:
        self._param_validator = param_validator
        self._serializer = serializer

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        """Return the other's request. Raises ParamValidationError."""
        shape = operation_model.input_shape
        if shape is not None:
            found = self._param_validator.validate(parameters, shape)
            if found.has_errors():
                raise ParamValidationError(report=found.generate_report())
        return self._serializer.serialize_to_request(parameters, operation_model)
