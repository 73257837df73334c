"""The command `sotalia` itself: which subcommands there are, and what it says when the line makes no sense."""

import subprocess
import sys

import pytest

from sotalia import __version__, _speed
from sotalia.cli import COMMANDS, main


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["help"]])
def test_help_names_every_command(capsys, arguments):
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("usage: sotalia COMMAND")
    assert all(name in printed and purpose in printed for name, (_, purpose) in COMMANDS.items())


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_version(capsys, flag):
    assert main([flag]) == 0
    assert capsys.readouterr().out == f"sotalia {__version__}\nreaders: {_speed.said()}\n"


def test_it_says_what_computes_checksums(capsys):
    assert main(["--checksums"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "CRC64NVME  anycrc" in lines
    assert len(lines) == 6


def test_an_unknown_command_is_named_with_the_known_ones(capsys):
    assert main(["locla"]) == 2
    assert capsys.readouterr().err == "sotalia: there is no command 'locla'. There are: local, whoami.\n"


def test_the_module_runs_as_the_command():
    done = subprocess.run([sys.executable, "-m", "sotalia", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"sotalia {__version__}\n")


def test_the_command_imports_only_what_it_runs():
    code = "import sys, sotalia.cli; sotalia.cli.main(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert not {"argparse", "asyncio", "pycurl", "socket", "sotalia.model", "subprocess"} & set(modules)
