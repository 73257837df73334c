"""Completion: what a word may become, and that bash asks for it."""

import os
import shutil
import subprocess

import pytest

from sotalia.cli import completion, main
from sotalia.cli.places import RESOURCES
from sotalia.cli.services import find_service
from sotalia.model.loader import Loader
from tests.servers.raw import reply

from .lines import PATIENCE, installed


def completed(line):
    *before, word = line.split(" ")[1:]
    return list(completion.candidates([each for each in before if each], word))


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("aws dyn", ["dynamodb", "dynamodbstreams"]),
        ("aws con", ["configure", "configservice"]),
        ("aws who", ["whoami"]),
        ("aws s3ap", ["s3api"]),
        ("aws dynamodb get-", ["get-item"]),
        ("aws --region eu-west-1 dynamodb get-", ["get-item"]),
        ("aws ecr get-login", ["get-login-password"]),
        ("aws configure s", ["set", "sso", "sso-session"]),
        ("aws ec2 wait instance-r", ["instance-running"]),
        ("aws ec2 wa", ["wait"]),
        ("aws dynamodb get-item --ta", ["--table-name"]),
        ("aws dynamodb get-item --table-name t --k", ["--key"]),
        ("aws eks get-token --clu", ["--cluster-name", "--cluster-id"]),
        ("aws sts --out", ["--output"]),
        ("aws --output t", ["text", "table"]),
        ("aws dynamodb put-item --return-values ", ["ALL_OLD"]),
        ("aws --region eu-c", ["eu-central-1"]),
        ("aws dynamodb list-tables --max", ["--max-items"]),
    ],
)
def test_candidates(line, some):
    assert set(some) <= set(completed(line))
    word = line.rpartition(" ")[2]
    assert all(name.startswith(word) for name in completed(line))


@pytest.mark.parametrize(
    "line", ["aws nope x", "aws dynamodb get-item --projection-expression ", "aws sts get-caller-identity x"]
)
def test_where_nothing_is_known_there_is_nothing(line):
    assert completed(line) == []


def test_profiles(home):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text("[default]\n[profile one]\n[profile other]\n")
    assert completed("aws --profile o") == ["one", "other"]


def test_aliases(home):
    (home / ".aws/cli").mkdir(parents=True)
    (home / ".aws/cli/alias").write_text("[toplevel]\nwhereami = sts get-caller-identity\n")
    assert "whereami" in completed("aws where")


def test_what_the_account_has(credentials, monkeypatch, raw_server):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    raw_server.answer(reply(200, b'{"TableNames": ["one", "two", "other"]}'))
    monkeypatch.setenv("AWS_ENDPOINT_URL", raw_server.url)
    assert completed("aws dynamodb get-item --table-name o") == ["one", "other"]


def test_the_account_is_asked_about_parameters_that_there_are():
    loader = Loader()
    for command, rows in RESOURCES.items():
        service = find_service(loader, command)
        assert service is not None
        members = {
            name
            for operation in service.operation_names
            if (shape := service.operation_model(operation).input_shape) is not None
            for name in shape.members
        }
        assert set(rows) <= members
        assert {method for method, _ in rows.values()} <= set(service.methods)


def test_faults_are_silent(capsys, monkeypatch):
    monkeypatch.setenv("AWS_CONFIG_FILE", __file__)
    assert completion.complete("aws --profile x", None) == 0
    assert capsys.readouterr() == ("", "")


def test_only_what_stands_before_the_cursor_counts(capsys):
    assert completion.complete("aws dynamodb get-item --table-name x", "12") == 0
    assert capsys.readouterr().out.split() == ["dynamodb", "dynamodbstreams"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(capsys, shell):
    assert main(["completion", shell]) == 0
    assert "sotalia complete" in capsys.readouterr().out


def test_for_other_shells_the_usage_is_told(capsys):
    assert main(["completion", "tcsh"]) == 2
    assert "bash|zsh|fish" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not there")
@pytest.mark.parametrize(
    ("line", "expected"), [("dynamodb get-i", "get-item"), ("ec2 wait instance-ru", "instance-running")]
)
def test_bash_completes(tmp_path, line, expected):
    directory = installed("sotalia", tmp_path).parent
    script = f"""
        eval "$(sotalia completion bash)"
        compgen_line() {{ COMP_LINE="$1" COMP_POINT=${{#1}} $(complete -p sotalia | sed "s/.*-C '\\(.*\\)' .*/\\1/"); }}
        compgen_line 'sotalia {line}'
    """
    environ = {**os.environ, "PATH": f"{directory}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], env=environ, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == (f"{expected}\n", "")
