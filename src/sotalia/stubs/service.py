"""The types of one service: what all its files are made from, worked out once."""

from __future__ import annotations

from functools import partial

from ..model._lazy import lazy
from ..model.names import xform_name
from ..paginate.derive import derived
from ..services import customization_for
from .names import module_name, type_name
from .shapes import Key, Shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..model.loader import Loader
    from ..model.operation import OperationModel
    from ..model.resources import ResourceDefinitions
    from ..model.service import ServiceModel
    from ..model.shapes import Shape


class ServiceTypes:
    """A service: its model, its types, and what they are called."""

    def __init__(self, loader: Loader, service_name: str) -> None:
        """Raises UnknownServiceError."""
        self.loader = loader
        self.model: ServiceModel = loader.service_model(service_name)
        self.name = service_name
        self.module = module_name(service_name)
        self.title = self.model.class_name
        self.customization = customization_for(self.model.service_id.hyphenize())
        self.published: dict[str, Any] = {
            name: plan
            for name, plan in loader.paginators(service_name, self.model.api_version).items()
            if name in self.model.methods.values()
        }
        waiters = loader.waiter_document(service_name, self.model.api_version)
        self.waiters: dict[str, str] = {
            name: waiter["operation"]
            for name, waiter in sorted(waiters.get("waiters", {}).items())
            if waiter["operation"] in self.model.methods.values()
        }
        self.method_of = {operation: method for method, operation in self.model.methods.items()}

    @lazy
    def pages(self) -> dict[str, dict[str, Any]]:
        """The operations with a paginator, published or derived, and how they are paged."""
        plans = {name: self.published.get(name) or derived(self.operation(name)) for name in self.model.operation_names}
        return {name: plan for name, plan in plans.items() if plan}

    @lazy
    def definitions(self) -> ResourceDefinitions | None:
        """The service's resources, or None when it has none."""
        if self.name not in self.loader.list_available_services("resources-1"):
            return None
        return self.loader.resource(self.name)

    def operation(self, name: str) -> OperationModel:
        """Return an operation."""
        return self.model.operation_model(name)

    @lazy
    def shapes(self) -> Shapes:
        """The service's types, those of its paginators and waiters among them; resources add theirs."""
        tokens = {name: [*_tokens(plan), *self._echoes(name)] for name, plan in self.pages.items()}
        special = self.customization
        shapes = Shapes(self.model, tokens, special.parameter_types, special.native_types)
        for name, plan in self.pages.items():
            self._define_paging(shapes, name, plan)
        for name in self.waiters.values():
            shapes.define(self.wait_name(name), partial(_with, shapes, self.operation(name).input_shape, (), WAITING))
        return shapes

    def _echoes(self, name: str) -> list[str]:
        """Return the optional parameters of a listing: replies repeat those that were given."""
        shape = self.operation(name).input_shape
        required = shape.required_members if shape is not None else ()
        return [key for key in shape.members if key not in required] if shape is not None else []

    def _define_paging(self, shapes: Shapes, name: str, plan: dict[str, Any]) -> None:
        shape = self.operation(name).input_shape
        filled = {*_listed(plan["input_token"]), plan.get("limit_key")}
        shapes.define(self.paginate_name(name), partial(_with, shapes, shape, filled, PAGING))

    def paginate_name(self, operation: str) -> str:
        """Return the name of a paginator's parameters."""
        return type_name(self._stem(operation), "PaginateTypeDef")

    def wait_name(self, operation: str) -> str:
        """Return the name of the parameters of the waiters that poll an operation."""
        return type_name(self._stem(operation), "WaitTypeDef")

    def _stem(self, operation: str) -> str:
        shape = self.operation(operation).input_shape
        if shape is None:
            return operation
        return shape.name if self._input_uses[shape.name] == 1 else f"{shape.name}{operation}"

    @lazy
    def _input_uses(self) -> dict[str, int]:
        uses: dict[str, int] = {}
        for name in self.model.operation_names:
            shape = self.operation(name).input_shape
            if shape is not None:
                uses[shape.name] = uses.get(shape.name, 0) + 1
        return uses

    def method(self, waiter: str) -> str:
        """Return the name by which clients know a waiter."""
        return xform_name(waiter)


PAGING = Key("PaginationConfig", "PaginatorConfigTypeDef", False, "How many results, and from which on.")
WAITING = Key("WaiterConfig", "WaiterConfigTypeDef", False, "How long to wait, and how often to ask.")


def _with(shapes: Shapes, shape: Shape | None, without: Iterable[str | None], extra: Key) -> list[Key]:
    """Return the keys of parameters without some of them, and with `extra`."""
    keys = [] if shape is None else shapes.keys(shape, False)
    left_out = set(without)
    return [*(key for key in keys if key.name not in left_out), extra]


def _tokens(plan: dict[str, Any]) -> Iterator[str]:
    """Yield the outermost keys of a reply that its last page lacks."""
    for path in (*_listed(plan["output_token"]), *_listed(plan.get("more_results") or [])):
        for alternative in path.split("||"):
            yield alternative.strip().partition("[")[0].partition(".")[0].strip()


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
