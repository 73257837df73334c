"""The options of operations that come in pages, and what they mean together.

    --starting-token TOKEN    go on where an earlier result ended: its NextToken
    --max-items N             print so many items at most
    --page-size N             ask for so many items in a call

Who uses the API's own parameters for that, or --no-paginate, gets one page: the call is not paged then.
"""

from __future__ import annotations

import sys

from ..model.names import xform_name
from .faults import InvalidLine
from .words import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.loader import Loader
    from ..model.operation import OperationModel
    from ..model.service import ServiceModel

#: Option → what paginators call it. In the order in which they are named in errors.
_SETTINGS = {"starting-token": "StartingToken", "page-size": "PageSize", "max-items": "MaxItems"}
#: The API's own parameters with these names do not switch paging off: they mean the options.
_SHARED = ("start-token", "max-items")


class Paging:
    """How one operation is paged, on its line."""

    def __init__(self, config: dict[str, Any], model: OperationModel, options: dict[str, Option]) -> None:
        """Add the options to those of the operation."""
        tokens = config["input_token"]
        members = [*(tokens if isinstance(tokens, list) else [tokens])]
        limit = config.get("limit_key")
        self.members = [*members, limit] if limit else members
        self.manual = [xform_name(name, "-") for name in self.members]
        number = _number(model, limit)
        added = {"starting-token": "", **({"page-size": number} if limit else {}), "max-items": number}
        #: The operation's own options that the added ones hide.
        self.shadowed = {f"--{name}": options[f"--{name}"] for name in added if f"--{name}" in options}
        for name, kind in added.items():
            options[f"--{name}"] = Option(f"--{name}", number=kind)

    @classmethod
    def of(
        cls, loader: Loader, service: ServiceModel, model: OperationModel, options: dict[str, Option]
    ) -> Paging | None:
        """Return how an operation is paged, or None if AWS has published no paginator for it."""
        config = loader.paginators(service.service_name).get(model.name)
        return None if config is None else cls(config, model, options)

    def config(self, values: dict[str, Any], paginate: bool) -> dict[str, Any] | None:
        """Return the paginator's settings, or None where the line has the call made once. Raises InvalidLine."""
        if any(name in values for name in self.manual if name not in _SHARED):
            paginate = False
        own = [name for name in _SETTINGS if f"--{name}" not in self.shadowed]
        if not paginate:
            used = [f"--{name}" for name in own if values.get(name)]
            if used:
                raise InvalidLine(f"Cannot specify --no-paginate along with pagination arguments: {', '.join(used)}")
            return None
        settings = {key: values[name] for name, key in _SETTINGS.items() if name in values}
        if "MaxItems" in settings and int(settings["MaxItems"]) <= 0:
            sys.stderr.write("warning: Non-positive values for --max-items may result in undefined behavior.\n")
        return settings

    def is_manual(self, parameters: dict[str, Any]) -> bool:
        """Return whether parameters, of --cli-input-json for example, have the API's own for paging."""
        return any(name in parameters for name in self.members)


def _number(model: OperationModel, limit: str | None) -> str:
    shape = model.input_shape
    text = limit is not None and shape is not None and shape.members[limit].type_name == "string"
    return "" if text else "int"
