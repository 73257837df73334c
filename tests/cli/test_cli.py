"""The command itself: versions, names, what it says when the line makes no sense, and what it loads."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sotalia import __version__, _speed
from sotalia.cli import main
from sotalia.cli.own import COMMANDS
from sotalia.cli.program import AWS_CLI_VERSION
from sotalia.cli.services import service_commands
from sotalia.model.loader import Loader

from .lines import ENVIRONMENT, PATIENCE, run_line


@pytest.mark.parametrize("words", [["help"], ["--help"], ["-h"]])
def test_help_names_every_command(capsys, words):
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("NAME\n")
    words = " ".join(printed.split())
    assert all(f"{name} {purpose}" in words for name, (_, purpose) in COMMANDS.items())


@pytest.mark.parametrize("words", [["--version"], ["-V"], ["--region", "x", "--version"]])
def test_version(capsys, words):
    assert main(words) == 0
    assert capsys.readouterr().out == f"sotalia {__version__}\nreaders: {_speed.said()}\n"


def test_it_says_what_computes_checksums(capsys):
    assert main(["--checksums"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "CRC64NVME  anycrc" in lines
    assert len(lines) == 6


def test_called_by_the_name_aws_it_tells_whose_command_line_it_is(tmp_path):
    done = run_line({"argv": ["--version"]}, tmp_path)
    python = ".".join(map(str, sys.version_info[:3]))
    assert done["stdout"] == f"aws-cli/{AWS_CLI_VERSION} Python/{python} sotalia/{__version__}\n"


def test_called_by_its_own_name_its_messages_begin_so(tmp_path):
    done = run_line({"argv": ["ec2"]}, tmp_path, "sotalia")
    assert done["stderr"].startswith("\nsotalia: [ERROR]: An error occurred (ParamValidation): the following arguments")
    assert "usage: sotalia [options]" in done["stderr"]


def test_no_service_is_called_as_a_command_of_sotalia():
    assert not set(COMMANDS) & set(service_commands(Loader()))


def test_the_module_runs_as_the_command():
    done = subprocess.run([sys.executable, "-m", "sotalia", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"sotalia {__version__}\n")


def loaded(*words):
    code = f"import sys, sotalia.cli; sotalia.cli.main({list(words)}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_loads_nothing():
    modules = loaded("--version")
    assert not {"argparse", "sotalia.model", "sotalia.cli.driver", "sotalia.errors"} & modules


@pytest.mark.parametrize("line", ["ec2 describe-instances --nope", "ec2 nope", "nope", "dynamodb get-item"])
def test_a_line_that_makes_no_sense_loads_no_session(line):
    modules = loaded(*line.split())
    assert not {"argparse", "pycurl", "sotalia.session", "sotalia.clients", "sotalia.wire", "socket"} & modules


# ------------------------------------------------------------ how the process ends


def ended(code, *words, **more):
    """Run code that runs a line as the command's process; return what became of it."""
    lines = (
        f"import sys\nsys.argv = ['sotalia', *{list(words)}]\n{code}\nfrom sotalia.cli import main\nsys.exit(main())"
    )
    return subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=False, **more)


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["configure", "get", "nope"], 1), (["nope"], 252)])
def test_the_process_ends_with_the_code_of_the_command(words, code):
    assert ended("", *words).returncode == code


def test_what_is_to_be_done_at_the_end_is_done():
    done = ended("import atexit; atexit.register(print, 'last')", "--version")
    assert done.stdout.splitlines()[-1] == "last"


def test_threads_that_work_are_waited_for():
    slow = (
        "import threading; go = threading.Event()\nthreading.Thread(target=lambda: (go.wait(), print('done'))).start()"
    )
    done = ended(f"{slow}\nimport atexit; threading.Timer(0.1, go.set).start()", "--version")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "done")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("words", [["--version"], ["help"], ["configure", "list-profiles"]])
def test_a_result_that_cannot_be_written_is_an_error(words, tmp_path):
    (tmp_path / "config").write_text("[default]\n")
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "sotalia", *words]
        environ = {**os.environ, "AWS_CONFIG_FILE": str(tmp_path / "config"), "PYTHONUNBUFFERED": ""}
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environ)
    assert done.returncode == 255
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_reader_that_leaves_is_no_fault():
    line = f"{sys.executable} -m sotalia help | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("NAME\n0\n", "")


@pytest.mark.parametrize(
    ("words", "code"),
    [(["sts", "get-caller-identity"], 130), (["ec2", "wait", "instance-running"], 130), (["complete"], 0)],
)
def test_ctrl_c_ends_a_command_that_waits_for_an_answer(words, code):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        environ = {**os.environ, **ENVIRONMENT, "AWS_ENDPOINT_URL": url, "HOME": "/nonexistent",
                   "COMP_LINE": "sotalia ec2 start-instances --instance-ids "}  # fmt: skip
        process = subprocess.Popen([sys.executable, "-m", "sotalia", *words], env=environ, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        connection, _ = server.accept()  # it waits for the answer now
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        connection.close()
    assert (process.returncode, out.strip(), err) == (code, "", "")


@pytest.mark.parametrize(("name", "profile"), [("sso login", "sso_session = s\nsso_account_id = 1\nsso_role_name = r"),
                                               ("login", "login_session = arn:aws:iam::1:user/x")])  # fmt: skip
def test_who_must_sign_in_is_told_by_which_command(tmp_path, name, profile):
    config = f"[default]\n{profile}\n[sso-session s]\nsso_start_url = https://s\nsso_region = eu-west-1\n"
    environ = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    case = {"argv": ["sts", "get-caller-identity"], "files": {".aws/config": config}, "env": environ}
    done = run_line(case, tmp_path, "sotalia")
    assert (done["code"], done["requests"]) == (255, [])
    assert f"'sotalia {name}'" in done["stderr"]
    assert done["stderr"].count("\n") == 2, "it is one line, after an empty one"


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("sts get-caller-identity --nope 2>&1 | head -n 0", 252, ""),
        ("configure <&-", 255, "sotalia: [ERROR]: There is nobody to answer: stdin is closed.\n"),
        ("help >&-", 255, "sotalia: [ERROR]: The result cannot be written: stdout is closed.\n"),
    ],
)
def test_streams_that_are_closed(line, code, message):
    line = f"{sys.executable} -m sotalia {line}; echo ${{PIPESTATUS[0]}} >&2"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == str(code)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
