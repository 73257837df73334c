"""The classes of paginators, one for each operation and kind of client, with docstrings of its own.

They are made when first asked for, and kept with the service's model: a class costs more than a call does.
"""

from __future__ import annotations

from ..errors import OperationNotPageableError
from ..model.described import ClassDoc, InheritedMethod
from .derive import derived
from .plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..model.service import ServiceModel


def paginator_class(
    base: type[Any], service_model: ServiceModel, paginators: Mapping[str, Any], method: str, name: str
) -> Any:
    """Return the class of an operation's paginators: `base`, with the operation's `plan`.

    `paginators` are the service's published ones by the names of operations, `method` and `name` the operation's own.
    Raises OperationNotPageableError.
    """
    classes: dict[Any, type[Any]] = service_model.shared.paginator_classes
    config = paginators.get(name)
    cls = classes.get((base, name))
    # A user's own paginators may have come to a model that is built in, or have changed since.
    if cls is not None and (cls.derived if config is None else cls.plan.config is config):
        return cls
    operation = service_model.operation_model(name)
    definition = config if config is not None else derived(operation)
    if definition is None:
        raise OperationNotPageableError(operation_name=method)
    plan = Plan(definition, operation)
    class_name = f"{service_model.class_name}.Paginator.{name}"
    subject = service_model, name, plan
    attributes = {
        "__module__": __package__,
        "__doc__": ClassDoc(_describe_class, *subject, config is None),
        "derived": config is None,
        "paginate": InheritedMethod(base, __package__, class_name, "paginate", _describe_method, *subject),
        "plan": plan,
    }
    cls = type(class_name, (base,), attributes)
    classes[base, name] = cls
    return cls


def derived_methods(service_model: ServiceModel, paginators: Mapping[str, Any]) -> list[str]:
    """Return the methods whose operations have no published paginator, and get one that is derived; sorted."""
    return sorted(
        method
        for method, name in service_model.methods.items()
        if name not in paginators and derived(service_model.operation_model(name)) is not None
    )


def _describe_class(service_model: ServiceModel, operation: str, plan: Plan, is_derived: bool) -> str:
    from .docs import class_docstring

    return class_docstring(service_model, operation, plan, is_derived)


def _describe_method(service_model: ServiceModel, operation: str, plan: Plan) -> str:
    from .docs import paginate_docstring

    return paginate_docstring(service_model, operation, plan)
