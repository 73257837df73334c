"""The command itself: versions, names, what it says when the line makes no sense, and what it loads."""

import subprocess
import sys

import pytest

from sotalia import __version__, _speed
from sotalia.cli import main
from sotalia.cli.own import COMMANDS
from sotalia.cli.program import AWS_CLI_VERSION
from sotalia.cli.services import service_commands
from sotalia.model.loader import Loader

from .lines import run_line


@pytest.mark.parametrize("words", [["help"], ["--help"], ["-h"]])
def test_help_names_every_command(capsys, words):
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("NAME\n")
    assert all(name in printed and purpose in printed for name, (_, purpose) in COMMANDS.items())


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
