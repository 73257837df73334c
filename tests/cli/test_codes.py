"""The file with the code of what calls load: it is made, taken, and not taken once it is out of date."""

import os
import subprocess
import sys

import pytest

from .lines import ENVIRONMENT, PATIENCE

#: Prints which of the modules of a package came from the file at the path in argv, and writes it if need be.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[2])
from sotalia.cli import codes
codes._PACKAGE = "sample"
file = codes.CodeFile(sys.argv[1])
import sample
file.begin()
import sample.one, sample.inner.two
print(*(name for name, module in sys.modules.items() if getattr(module.__spec__, "loader", None) is file))
print(sample.one.VALUE, sample.inner.two.VALUE, sample.one.__file__, sample.inner.__path__)
file.end()
"""


@pytest.fixture
def package(tmp_path):
    """A package of three modules, made long enough ago for bytecode to be kept."""
    root = tmp_path / "sample"
    (root / "inner").mkdir(parents=True)
    for name, text in (("__init__", ""), ("one", "VALUE = 1\n"), ("inner/__init__", ""), ("inner/two", "VALUE = 2\n")):
        (root / f"{name}.py").write_text(text)
    return root


def run(package, **environ):
    path = package.parent / "codes"
    environ = {key: value for key, value in {**os.environ, **environ}.items() if key not in _BYTECODE or key in environ}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), str(package.parent)],
        env=environ, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stderr == ""
    taken, values = done.stdout.splitlines()
    return taken.split(), values, path


_BYTECODE = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
ALL = ["sample.one", "sample.inner", "sample.inner.two"]


def test_the_second_time_modules_come_from_the_file(package):
    first, values, path = run(package)
    assert first == []
    assert path.exists()
    second, again, _ = run(package)
    assert second == ALL
    assert again == values


def test_a_changed_module_is_read_anew(package):
    run(package)
    (package / "one.py").write_text("VALUE = 111\n")
    taken, values, _ = run(package)
    assert taken == ALL[1:]
    assert values.startswith("111 2 ")
    taken, values, _ = run(package)
    assert taken == ALL
    assert values.startswith("111 2 ")


@pytest.mark.parametrize("content", [b"", b"junk", b"sotalia codes 1\n", b"sotalia codes 1\n\xff\xff"])
def test_a_damaged_file_is_written_anew(package, content):
    _, _, path = run(package)
    path.write_bytes(content)
    assert run(package)[0] == []
    assert run(package)[0] == ALL


def test_where_no_bytecode_is_to_be_written_there_is_no_file(package):
    _, _, path = run(package, PYTHONDONTWRITEBYTECODE="1")
    assert not path.exists()


def test_where_the_directory_is_not_writable_nothing_is_said(package):
    path = package.parent / "codes"
    path.mkdir()
    assert run(package)[0] == []


def test_a_line_in_a_process_of_others_keeps_no_file():
    code = (
        "import sys; from sotalia.cli import main; from sotalia.cli.context import Context;"
        "main(['sts', 'help']); sys.exit(Context.before_calls is not None or 'sotalia.cli.codes' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **ENVIRONMENT}, capture_output=True)
    assert done.returncode == 0
