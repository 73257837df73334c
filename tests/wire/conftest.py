"""JSON's tests run twice: with the library of a process's first calls, and with the one that takes over."""

from __future__ import annotations

import pytest

from sotalia.wire import jsonbytes

_TWICE = {"test_json_bulk", "test_json_parity", "test_jsonbytes", "test_plain_values", "test_validate"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of these modules both ways."""
    if metafunc.module.__name__.rpartition(".")[2] in _TWICE:
        metafunc.fixturenames.append("json_library")
        metafunc.parametrize("json_library", ["stdlib", "orjson"], indirect=True)


@pytest.fixture
def json_library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The library in use: it stays in use for the whole test."""
    if request.param == "orjson":
        jsonbytes.use_orjson()
    else:
        monkeypatch.setattr(jsonbytes, "_read", None)
        monkeypatch.setattr(jsonbytes, "_write", None)
    return str(request.param)
