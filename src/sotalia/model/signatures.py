"""Signatures of methods that call operations, worked out from the model when they are read (`inspect.signature`)."""

from __future__ import annotations

import inspect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from .service import ServiceModel

_SELF = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)


def operation_signature(
    service_model: ServiceModel,
    operation_name: str,
    filled: Collection[str] = (),
    settings: str | None = None,
    *,
    optional: bool = False,
) -> inspect.Signature:
    """Return the signature of a method that takes an operation's parameters by keyword, the required ones first.

    Those that are `filled` in are left out; `settings` is a parameter that the method takes besides. With `optional`
    it may be called without the required ones. Raises OperationNotFoundError.
    """
    shape = service_model.operation_model(operation_name).input_shape
    members = {} if shape is None else shape.members
    required = set() if shape is None or optional else set(shape.required_members)
    names = [name for name in members if name.isidentifier() and name not in filled]
    parameters = [_keyword(name, name in required) for name in sorted(names, key=lambda name: name not in required)]
    if settings is not None:
        parameters.append(_keyword(settings, False))
    return inspect.Signature([_SELF, *parameters])


def positional_signature(names: Collection[str]) -> inspect.Signature:
    """Return the signature of a method that takes these arguments, by place or by name."""
    return inspect.Signature([_SELF, *(inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in names)])


def _keyword(name: str, required: bool) -> inspect.Parameter:
    default = inspect.Parameter.empty if required else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default)
