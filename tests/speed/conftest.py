"""The readers in C, for tests that need them; without a compiler there are none, and these tests are left out."""

from __future__ import annotations

from types import ModuleType

import pytest

from sotalia import _speed
from sotalia.dynamodb import types


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module. It is in use, whatever the environment says; what happens to numbers is seen by no other test."""
    module: ModuleType = pytest.importorskip("sotalia_speed", reason="the readers in C are not built here")
    monkeypatch.setattr(_speed, "_module", module)
    monkeypatch.setattr(types, "DYNAMODB_CONTEXT", types.DYNAMODB_CONTEXT.copy())
    return module
