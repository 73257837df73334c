"""The classes of paginators, one for each operation and kind of client, with docstrings of its own.

They are made when first asked for, and kept with the service's model: a class costs more than a call does.
"""

from __future__ import annotations

import types

from ..errors import OperationNotPageableError
from .derive import derived
from .plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def paginator_class(base: type[Any], service_model: Any, published: Mapping[str, Any], method: str, name: str) -> Any:
    """Return the class of an operation's paginators: `base`, with the operation's `plan`.

    `published` are the service's paginators by the names of operations, `method` and `name` the operation's own.
    Raises OperationNotPageableError.
    """
    known: dict[Any, type[Any]] = service_model.__dict__.setdefault("paginator_classes", {})
    config = published.get(name)
    cls = known.get((base, name))
    # A user's own paginators may have come to a model that is built in, or have changed since.
    if cls is not None and (cls.derived if config is None else cls.plan.config is config):
        return cls
    operation = service_model.operation_model(name)
    found = config if config is not None else derived(operation)
    if found is None:
        raise OperationNotPageableError(operation_name=method)
    plan = Plan(found, operation)
    attributes = {
        "__module__": "sotalia.paginate",
        "__doc__": ClassDoc(service_model, name, plan, config is None),
        "derived": config is None,
        "paginate": PaginateMethod(base, service_model, name, plan),
        "plan": plan,
    }
    cls = type(f"{service_model.class_name}.Paginator.{name}", (base,), attributes)
    known[base, name] = cls
    return cls


def derived_methods(service_model: Any, published: Mapping[str, Any]) -> list[str]:
    """Return the methods whose operations have no published paginator, and get one that is derived; sorted."""
    return sorted(
        method
        for method, name in service_model.methods.items()
        if name not in published and derived(service_model.operation_model(name)) is not None
    )


class PaginateMethod:
    """`paginate` of one operation: that of its base class, with a docstring that is made when somebody looks."""

    __slots__ = ("__name__", "__qualname__", "_base", "_operation", "_plan", "_service_model")

    def __init__(self, base: type[Any], service_model: Any, operation: str, plan: Plan) -> None:
        self._base = base
        self._plan = plan
        self._service_model = service_model
        self._operation = operation
        self.__name__ = "paginate"
        self.__qualname__ = f"{service_model.class_name}.Paginator.{operation}.paginate"

    def __get__(self, paginator: Any, owner: Any = None) -> Any:
        return self if paginator is None else types.MethodType(self, paginator)

    def __call__(self, paginator: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return the pages, by the base class as it is now: programs patch `Paginator.paginate`."""
        if args:
            raise TypeError("paginate() only accepts keyword arguments.")
        return self._base.paginate(paginator, **kwargs)

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        from .docs import paginate_docstring

        return paginate_docstring(self._service_model, self._operation, self._plan)

    @property
    def __signature__(self) -> Any:
        import inspect

        return inspect.signature(self._base.paginate)

    @property
    def __module__(self) -> str:  # type: ignore[override]
        return "sotalia.paginate"

    def __repr__(self) -> str:
        return f"<method {self.__qualname__}>"


class ClassDoc:
    """The docstring of a paginator's class, made when somebody looks."""

    __slots__ = ("_derived", "_operation", "_plan", "_service_model")

    def __init__(self, service_model: Any, operation: str, plan: Plan, derived: bool) -> None:
        self._service_model = service_model
        self._operation = operation
        self._plan = plan
        self._derived = derived

    def __get__(self, paginator: Any, owner: Any = None) -> str:
        from .docs import class_docstring

        return class_docstring(self._service_model, self._operation, self._plan, self._derived)
