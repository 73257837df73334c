"""The ways into the hook: `sotalia run`, `python -m sotalia.compat`, pytest's plugin."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from sotalia.compat.run import main
from tests.compat.programs import run

SHOWS = "import sys, boto3; print(__name__, sys.argv[1:], boto3.Session.__module__, sys.path[0], __file__)"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(SHOWS)
    return path


@pytest.mark.parametrize("way", [("-m", "sotalia", "run"), ("-m", "sotalia.compat")], ids=["run", "compat"])
def test_a_file_is_run_as_python_runs_it(program, way):
    done = run(*way, str(program), "one", "--two")
    said = f"__main__ ['one', '--two'] sotalia.compat.boto3.session {program.parent} {program}\n"
    assert (done.stdout, done.stderr, done.returncode) == (said, "", 0)


def test_a_module_is_run_as_python_runs_it(program):
    done = run("-m", "sotalia", "run", "-m", "program", "one", cwd=program.parent)
    assert done.stdout == f"__main__ ['one'] sotalia.compat.boto3.session {program.parent} {program}\n"


def test_code_is_run_as_python_runs_it():
    code = "import sys, boto3; print(sys.argv, repr(sys.path[0]), boto3.Session.__module__)"
    done = run("-m", "sotalia", "run", "-c", code, "one")
    assert done.stdout == "['-c', 'one'] '' sotalia.compat.boto3.session\n"


def test_a_folder_is_run_by_its_main_file(tmp_path):
    (tmp_path / "__main__.py").write_text("import boto3; print(boto3.Session.__module__)")
    assert run("-m", "sotalia", "run", str(tmp_path)).stdout == "sotalia.compat.boto3.session\n"


def test_its_exit_code_is_the_programs(tmp_path):
    path = tmp_path / "exits.py"
    path.write_text("import sys; sys.exit(7)")
    assert run("-m", "sotalia", "run", str(path)).returncode == 7


def test_alone_leaves_the_installed_botocore_aside(program):
    program.write_text("import boto3\ntry:\n    import botocore.discovery\nexcept ImportError:\n    print('alone')")
    assert run("-m", "sotalia", "run", "--alone", str(program)).stdout == "alone\n"


def test_classes_of_the_program_can_be_pickled(program):
    program.write_text("import pickle\nclass Own: pass\nprint(type(pickle.loads(pickle.dumps(Own()))).__module__)")
    assert run("-m", "sotalia", "run", str(program)).stdout == "__main__\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "usage: sotalia run"),
        (["-m"], 2, "sotalia run: -m takes an argument"),
        (["no/such.py"], 2, "sotalia run: there is no file 'no/such.py'"),
        (["x.py"], 1, "sotalia run: boto3 and botocore"),
    ],
)
def test_what_cannot_be_run_is_said(capsys, monkeypatch, words, code, said):
    if words == ["no/such.py"]:
        monkeypatch.setattr("sotalia.compat.run.install", lambda alone: None)
    import boto3  # noqa: F401 - imported before the hook

    assert main(words) == code
    assert said in capsys.readouterr().err


def test_help_says_how(capsys):
    assert main(["--help"]) == 0
    assert "usage: sotalia run [--alone | --site] (-m MODULE | -c CODE | FILE) [arguments]" in capsys.readouterr().out


@pytest.mark.parametrize(("mode", "module"), [("on", "sotalia"), ("alone", "sotalia"), ("", "boto3"), ("off", "boto3")])
def test_child_processes_have_it_where_the_environment_says_so(tmp_path, mode, module):
    site = run("-m", "sotalia", "run", "--site").stdout.strip()
    (tmp_path / "sitecustomize.py").write_text("print('other')")
    env = {"PYTHONPATH": os.pathsep.join((site, str(tmp_path))), "SOTALIA_COMPAT": mode}
    done = run("-c", "import boto3; print(boto3.Session.__module__.partition('.')[0])", env=env)
    assert (done.stdout, done.stderr) == (f"other\n{module}\n", "")


def test_pytest_runs_tests_with_it(tmp_path):
    (tmp_path / "test_it.py").write_text(
        textwrap.dedent(
            """
            import boto3

            def test_it():
                assert boto3.Session.__module__ == "sotalia.compat.boto3.session"
            """
        )
    )
    done = run("-m", "pytest", "-p", "sotalia.compat.pytest", "-q", str(tmp_path), cwd=tmp_path)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
