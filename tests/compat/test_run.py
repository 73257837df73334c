"""The ways into the hook: `sotalia run`, `python -m sotalia.compat`, pytest's plugin."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sotalia.compat.run import main
from tests.compat.programs import KEYS, OTHERS, run

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


@pytest.mark.parametrize("words", [["program.py"], ["./program.py"], ["../{folder}/program.py"]])
def test_a_relative_path_is_absolute_where_python_has_it_so(program, words):
    program.write_text("import sys; print(__file__, sys._getframe().f_code.co_filename, sys.argv, sys.path[0])")
    words = [word.format(folder=program.parent.name) for word in words]
    plain = run(*words, cwd=program.parent)
    assert run("-m", "sotalia", "run", *words, cwd=program.parent).stdout == plain.stdout != ""


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
        (["-X", "dev"], 2, "sotalia run: there is no option '-X'"),
        (["x.py"], 1, "sotalia run: boto3 and botocore"),
    ],
)
def test_what_cannot_be_run_is_said(capsys, monkeypatch, words, code, said):
    if words[:1] in (["no/such.py"], ["-X"]):
        monkeypatch.setattr("sotalia.compat.run.install", lambda alone: None)
    import boto3  # noqa: F401 - imported before the hook

    assert main(words) == code
    assert said in capsys.readouterr().err


def test_standard_input_is_run():
    done = subprocess.run(
        [sys.executable, "-m", "sotalia", "run", "-", "one"],
        input="import sys, boto3; print(sys.argv, repr(sys.path[0]), boto3.Session.__module__)",
        capture_output=True,
        text=True,
        timeout=120,
        env={**OTHERS, **KEYS},
        check=False,
    )
    assert (done.stdout, done.stderr) == ("['-', 'one'] '' sotalia.compat.boto3.session\n", "")


FAILS = "import boto3, sys\ndef fails():\n    raise ValueError('its own')\nfails()\n"


@pytest.mark.parametrize("way", ["file", "module", "folder", "code", "input"])
def test_tracebacks_are_the_ones_that_python_shows_without_it(way, tmp_path):
    (tmp_path / "fails.py").write_text(FAILS)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "__main__.py").write_text(FAILS)
    words = {"file": ["fails.py"], "module": ["-m", "fails"], "folder": ["folder"], "code": ["-c", FAILS], "input": "-"}
    runs = [
        subprocess.run(
            [sys.executable, *more, *words[way]],
            input=FAILS if way == "input" else None,
            capture_output=True,
            text=True,
            timeout=120,
            env={**OTHERS, **KEYS},
            cwd=tmp_path,
            check=False,
        )
        for more in ([], ["-m", "sotalia", "run"])
    ]
    # Paths are told as they were written here, and in full by some Pythons.
    theirs, ours = (run.stderr.replace(f"{tmp_path}{os.sep}", "").splitlines() for run in runs)
    assert ours == [line for line in theirs if "runpy" not in line]
    assert runs[0].returncode == runs[1].returncode == 1


def test_a_hook_of_the_programs_gets_the_same_traceback(tmp_path):
    (tmp_path / "hooks.py").write_text(
        "import sys\n"
        "sys.excepthook = lambda kind, error, traceback: print(kind.__name__, traceback.tb_lineno, traceback.tb_next)\n"
        "raise KeyError(1)\n"
    )
    done = run("-m", "sotalia", "run", "hooks.py", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == ("KeyError 3 None\n", "", 1)


def test_code_that_is_no_python_is_shown_without_frames():
    done = run("-m", "sotalia", "run", "-c", "x = (")
    assert done.stderr.startswith('  File "<string>", line 1')
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("code", ["raise KeyboardInterrupt", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"])
def test_signals_end_it_as_they_end_python(code):
    theirs, ours = run("-c", code), run("-m", "sotalia", "run", "-c", code)
    assert ours.returncode == theirs.returncode < 0


@pytest.mark.parametrize("mode", [[], ["--alone"]], ids=["over", "alone"])
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_of_multiprocessing_have_it(tmp_path, method, mode):
    (tmp_path / "starts.py").write_text(
        textwrap.dedent(
            """
            import multiprocessing, sys
            import boto3

            def kind():
                import sotalia.compat
                alone = next(each for each in sys.meta_path if hasattr(each, "installed_file"))._alone
                return [boto3.Session.__module__, alone]

            if __name__ == "__main__":
                with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
                    print(pool.apply(kind))
            """
        )
    )
    done = run("-m", "sotalia", "run", *mode, "starts.py", method, cwd=tmp_path)
    assert done.stdout == f"['sotalia.compat.boto3.session', {True if mode else None}]\n", done.stderr


def test_help_says_how(capsys):
    assert main(["--help"]) == 0
    usage = "usage: sotalia run [--alone | --site] (-m MODULE | -c CODE | FILE | -) [arguments]"
    assert usage in capsys.readouterr().out


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
