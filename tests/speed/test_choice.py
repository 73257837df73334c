"""Which readers are used, and what is said of it."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from sotalia import __version__, _speed


@pytest.fixture(autouse=True)
def nobody_has_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_speed, "_module", None)
    monkeypatch.setattr(_speed, "_reason", "")
    monkeypatch.delenv("SOTALIA_SPEED", raising=False)


def install(monkeypatch: pytest.MonkeyPatch, version: str) -> ModuleType:
    module = ModuleType("sotalia_speed")
    module.__version__ = version  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sotalia_speed", module)
    return module


def test_readers_of_the_same_version_are_used(monkeypatch):
    module = install(monkeypatch, __version__)
    assert _speed.readers() is module
    assert _speed.said() == f"in C (sotalia-speed {__version__})"


def test_readers_of_another_version_are_not_used(monkeypatch):
    install(monkeypatch, "0.0.1")
    assert _speed.readers() is None
    assert _speed.said() == "in Python (sotalia-speed is of version 0.0.1)"


def test_without_them_those_in_python_are_used(monkeypatch):
    monkeypatch.setitem(sys.modules, "sotalia_speed", None)  # an import of it raises ModuleNotFoundError
    assert _speed.readers() is None
    assert _speed.said() == "in Python (sotalia-speed is not installed)"


def test_what_cannot_be_loaded_is_not_used_and_the_reason_is_told(monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "sotalia_speed":
                raise ImportError("no GIL here")

    monkeypatch.delitem(sys.modules, "sotalia_speed", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert _speed.readers() is None
    assert _speed.said() == "in Python (sotalia-speed cannot be loaded: no GIL here)"


@pytest.mark.parametrize("value", ["off", "OFF", "0", "no", "false", " off "])
def test_the_environment_turns_them_off(monkeypatch, value):
    install(monkeypatch, __version__)
    monkeypatch.setenv("SOTALIA_SPEED", value)
    assert _speed.readers() is None
    assert _speed.said() == "in Python (SOTALIA_SPEED turns those in C off)"


@pytest.mark.parametrize("value", ["", "on", "1"])
def test_other_values_leave_them_on(monkeypatch, value):
    module = install(monkeypatch, __version__)
    monkeypatch.setenv("SOTALIA_SPEED", value)
    assert _speed.readers() is module


def test_it_is_settled_once(monkeypatch):
    install(monkeypatch, __version__)
    first = _speed.readers()
    monkeypatch.setenv("SOTALIA_SPEED", "off")
    assert _speed.readers() is first
