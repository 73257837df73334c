"""CloudWatch Logs: an export's start is named `from`, a Python keyword; callers may say `fromTime`."""

from __future__ import annotations

from ..core.hooks import Hooks
from .aliases import accept_alias

HOOKS = Hooks()
HOOKS.on("params", "CreateExportTask")(accept_alias("from", "fromTime"))
