"""Where the readers in C are built, and what is said where they cannot be."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools import speed


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, object]:
    """What Python says of its build: a compiler that is there, and headers."""
    (tmp_path / "Python.h").touch()
    said: dict[str, object] = {"CC": f"{sys.executable} -pthread", "Py_GIL_DISABLED": 0}
    monkeypatch.setattr(sysconfig, "get_config_var", said.get)
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    return said


def test_nothing_is_missing_where_there_are_a_compiler_and_headers(variables):
    assert speed.obstacle() is None


def test_a_machine_without_a_compiler_gets_a_line_and_no_error(variables, monkeypatch, capsys):
    variables["CC"] = "no-such-compiler -O2"
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert speed.main([]) == 0
    line = "the readers in C are not built, nor tested: there is no compiler, no-such-compiler"
    assert capsys.readouterr().out.startswith(line)


def test_so_does_one_without_headers(variables, monkeypatch, tmp_path):
    (tmp_path / "Python.h").unlink()
    assert "headers are missing" in str(speed.obstacle())


def test_so_does_a_free_threaded_python(variables):
    variables["Py_GIL_DISABLED"] = 1
    assert speed.obstacle() == "they are not for free-threaded Pythons"


def test_building_on_a_free_threaded_python_is_refused_with_the_reason(tmp_path):
    code = (
        "import sys, sysconfig\n"
        "sysconfig.get_config_var = lambda name: 1 if name == 'Py_GIL_DISABLED' else None\n"
        "sys.modules['setuptools'] = sys\n"
        "sys.Extension = sys.setup = None\n"
        "import runpy; runpy.run_path(sys.argv[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(speed.PROJECT / "setup.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "not for free-threaded builds of Python" in done.stderr


def test_readers_are_found_where_they_are(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name == "sotalia_speed" else None)
    assert speed.main(["--has"]) == 0
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert speed.main(["--has"]) == 1
