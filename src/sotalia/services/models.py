"""Operation models with a trait changed, for services whose model and endpoint rules say the same thing twice."""

from __future__ import annotations

import copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.operation import OperationModel


def with_http(model: OperationModel, **changes: Any) -> OperationModel:
    """Return a copy of an operation's model with changes to its `http` trait."""
    twin = copy.copy(model)
    twin.http = {**model.http, **changes}
    return twin


def without_host_prefix(model: OperationModel) -> OperationModel:
    """Return a copy of an operation's model without a host prefix."""
    twin = copy.copy(model)
    endpoint = {name: value for name, value in (model.endpoint or {}).items() if name != "hostPrefix"}
    twin._traits = {**model._traits, "endpoint": endpoint}
    return twin
