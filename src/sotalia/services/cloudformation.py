"""CloudFormation: a JSON template comes back as a dict in the order it was written; a YAML one stays text."""

from __future__ import annotations

from collections import OrderedDict

from .._json import read_json
from ..core.hooks import Hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call

HOOKS = Hooks()


@HOOKS.on("result", "GetTemplate")
def decode_template(call: Call, parsed: dict[str, Any]) -> None:
    """Replace `TemplateBody` by its JSON value, if it is JSON."""
    if "TemplateBody" in parsed:
        try:
            parsed["TemplateBody"] = read_json(parsed["TemplateBody"], object_pairs_hook=OrderedDict)
        except (ValueError, TypeError):
            return
