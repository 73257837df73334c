"""A plugin for pytest that has s3transfer's own tests ask Sotalia's manager, in the place of the installed one.

Their helpers still come from the installed s3transfer. Loaded before the hook, on Sotalia's side only.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

_FIRST: dict[str, str] = import_module("sotalia.compat.tables").INSTALLED_FIRST
for _name in [name for name in _FIRST if name.partition(".")[0] == "s3transfer"]:
    del _FIRST[_name]

_limits: Any = import_module("sotalia.transfer.limits")


@pytest.fixture(autouse=True)
def _small_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let parts be small in the tests that replace s3transfer's class for their smallest size."""
    if "TestMultipartUpload" in request.node.nodeid:
        monkeypatch.setattr(_limits, "SMALLEST_PART", 1)
