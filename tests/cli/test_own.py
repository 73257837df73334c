"""Sotalia's own commands beside the calls: the shell, and the link `aws`."""

import os
import shutil
import subprocess
import sys
import sysconfig

import pytest

from sotalia.cli import alias_aws
from sotalia.cli.own import COMMANDS
from sotalia.cli.services import service_commands
from sotalia.model.loader import Loader

from .lines import run_line
from .test_terminal import Terminal, terminal

__all__ = ["terminal"]
IDENTITY = {"body": "<R><GetCallerIdentityResult><Arn>arn</Arn></GetCallerIdentityResult></R>"}


def test_no_service_has_a_name_that_sotalia_has_or_may_need():
    own = {*COMMANDS, "run", "check", "types", "models", "complete"}
    assert not own & set(service_commands(Loader()))


# ------------------------------------------------------------ shell


def run_shell(directory, text, *words, **case):
    return run_line({"argv": ["shell", *words], "stdin": text, **case}, directory, "sotalia")


def test_the_shell_has_the_session_and_clients_by_name(tmp_path):
    text = "print(session.region_name, lambda_.meta.region_name, len([1]))\nprint(sts.get_caller_identity()['Arn'])\n"
    done = run_shell(tmp_path, text, "--region", "eu-west-1", replies=[IDENTITY])
    assert (done["code"], done["stdout"], done["stderr"]) == (0, "eu-west-1 eu-west-1 1\narn\n", "")


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('why')", 1, "why\n"),
        ("nope", 1, "NameError: name 'nope' is not defined\n"),
        ("1 +", 1, "SyntaxError: invalid syntax\n"),
    ],
)
def test_the_shell_ends_with_the_code_of_what_it_ran(tmp_path, text, code, message):
    done = run_shell(tmp_path, text)
    assert done["code"] == code
    assert done["stderr"].endswith(message)


def test_the_shell_refuses_what_it_does_not_know(tmp_path):
    done = run_shell(tmp_path, "", "nope")
    assert (done["code"], done["stderr"].splitlines()[-1]) == (252, "sotalia: [ERROR]: Unknown options: nope")


def test_the_shell_completes_services_and_their_methods(tmp_path, terminal):
    pytest.importorskip("readline")
    session: Terminal = terminal("shell")
    session.read_until(">>> ")
    session.type("dynamodbs\t")
    session.read_until("dynamodbstreams")
    session.type(".list_st\t")
    session.read_until("list_streams(")
    session.type("\x15\x04")
    _, code = session.end()
    assert code == 0


# ------------------------------------------------------------ alias-aws


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Return the folder that stands for the environment's programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shutil.copy2(os.path.join(sysconfig.get_path("scripts"), "sotalia"), folder / "sotalia")
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(folder))
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_the_link_is_made_used_and_removed(environment, capsys):
    assert alias_aws.main([]) == 0
    link = environment / "aws"
    assert os.readlink(link) == "sotalia"
    done = subprocess.run([sys.executable, link, "nope"], capture_output=True, text=True, check=False)
    assert done.returncode == 252
    assert done.stderr.startswith("\naws: [ERROR]: ")
    assert alias_aws.main([]) == 0, "it is there already, which is as well"
    assert alias_aws.main(["--remove"]) == 0
    assert not link.exists()
    assert alias_aws.main(["--remove"]) == 0
    assert capsys.readouterr().err == ""


def test_another_aws_is_left_alone(environment, capsys):
    (environment / "aws").write_text("#!/bin/sh\n")
    assert alias_aws.main([]) == 1
    assert alias_aws.main(["--remove"]) == 1
    assert (environment / "aws").read_text() == "#!/bin/sh\n"
    assert "is there already, and something else" in capsys.readouterr().err


def test_another_aws_that_the_shell_would_find_first_is_told(environment, tmp_path, monkeypatch, capsys):
    other = tmp_path / "other"
    other.mkdir()
    (other / "aws").write_text("#!/bin/sh\n")
    (other / "aws").chmod(0o755)
    monkeypatch.setenv("PATH", f"{other}{os.pathsep}{environment}")
    assert alias_aws.main([]) == 0
    assert f"Your shell finds {other / 'aws'} by the name aws" in capsys.readouterr().out


def test_alias_aws_refuses_what_it_does_not_know(capsys):
    assert alias_aws.main(["--nope"]) == 252
    assert capsys.readouterr().err.startswith("usage: sotalia alias-aws")
