"""The part of an action that does not depend on the resource that it is called on."""

from __future__ import annotations

from .params import Parameters
from .response import ResourceResult, raw_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .context import ServiceContext
    from .response import Result


class ActionPlan:
    """Which method of the client an action calls, with which parameters, and what it makes of the reply."""

    __slots__ = ("method", "needs_data", "parameters", "result")

    def __init__(self, context: ServiceContext, resource_name: str, definition: dict[str, Any]) -> None:
        model = context.model(resource_name)
        request = definition["request"]
        self.method = model.snake(request["operation"])
        self.parameters = Parameters(model, request.get("params", []))
        self.result: Result
        if "resource" in definition:
            self.result = resource_result = ResourceResult(context, model, definition["resource"], request["operation"])
            #: Whether the resource must have been loaded.
            self.needs_data = self.parameters.needs_data or resource_result.needs_data
        else:
            self.result = raw_result(definition.get("path"))
            self.needs_data = self.parameters.needs_data
