"""What resources have that no document describes: a small file per service, each saying why it is there.

A file has `ADDITIONS`: resource (the class's name without the service) → name → what it is:
- a generator function of the resource and the caller's arguments, which yields calls as (method, parameters), is sent
  the replies, and returns the result: it serves blocking and awaited resources alike;
- a string, `module:function` with `{side}` for `_sync` or `_async`: a function that takes the resource first; its
  module is imported when somebody looks at the method.

`CONFIG` has options that the client of such a service's resources is made with unless the caller chose otherwise.
`VALUES` has what docstrings say of values that are not as the service's model has them: see `model.docsyntax`.
"""

from __future__ import annotations

from ...model.described import ImportedMethod

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...model.docsyntax import Values
    from ..context import ServiceContext

#: Services that have a file here.
SERVICES = ("dynamodb", "ec2", "s3")


def additions(context: ServiceContext, name: str) -> dict[str, Any]:
    """Return what a resource's class has beyond its document."""
    if context.service_name not in SERVICES:
        return {}
    module = _module(context.service_name)
    class_name = context.class_name(name)
    found: dict[str, Any] = {}
    for attribute, what in module.ADDITIONS.get(class_name.partition(".")[2], {}).items():
        if isinstance(what, str):
            found[attribute] = ImportedMethod(what.format(side=context.shell.__name__.split(".")[-2]))
        elif attribute == "load":
            found[attribute] = context.parts["CustomLoad"](class_name, attribute, what)
        else:
            found[attribute] = context.parts["CustomMethod"](class_name, attribute, what)
    return found


def client_config(service_name: str) -> dict[str, Any]:
    """Return the options that the client of a service's resources is made with."""
    if service_name not in SERVICES:
        return {}
    options: dict[str, Any] = getattr(_module(service_name), "CONFIG", {})
    return options


def custom_values(service_name: str) -> Values:
    """Return what a service's resources take and give in the place of shapes of its model."""
    values: Values = getattr(_module(service_name), "VALUES", {}) if service_name in SERVICES else {}
    return values


def _module(service_name: str) -> Any:
    # importlib would cost more than all else that making a service's resource does.
    return __import__(f"{__name__}.{service_name}", fromlist=["ADDITIONS"])
