"""The history of commands: what is kept, what is shown of it, and that there is no secret in it."""

import os
import sqlite3
import stat

import pytest

from .lines import run_line

ENABLED = "[default]\ncli_history = enabled\n"
IDENTITY = (
    "<R><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/x</Arn><UserId>U</UserId><Account>1</Account>"
    "</GetCallerIdentityResult></R>"
)


def run(directory, line, config=ENABLED, **case):
    """Run a line; the history is one for all lines of a test."""
    where = directory / f"run{len(list(directory.glob('run*')))}"
    where.mkdir()
    env = {"AWS_CLI_HISTORY_FILE": str(directory / "history.db"), **case.pop("env", {})}
    words = line if isinstance(line, list) else line.split()
    return run_line({"argv": words, "files": {".aws/config": config}, "env": env, **case}, where)


def test_a_command_can_be_shown(tmp_path):
    run(tmp_path, "sts get-caller-identity", replies=[{"body": IDENTITY}])
    listed = run(tmp_path, "history list")
    assert (listed["code"], listed["stderr"]) == (0, "")
    (row,) = listed["stdout"].splitlines()
    assert row[62:] == f"{'sts get-caller-identity':<50}0"
    shown = run(tmp_path, ["history", "show", row[:36]])["stdout"]
    assert shown == run(tmp_path, "history show")["stdout"]
    assert shown.startswith("\nAWS CLI command entered\nat time: ")
    for text in ("[0] API call made\n", "to service: sts\nusing operation: GetCallerIdentity\nwith parameters: {}\n",
                 "[0] HTTP request sent\n", "with method: POST\n", "with status code: 200\n",
                 '"Arn": "arn:aws:iam::1:user/x"', "AWS CLI command exited\n", "with return code: 0\n"):  # fmt: skip
        assert text in shown


def test_what_fails_is_kept_with_its_code(tmp_path):
    denied = {"status": 400, "body": {"__type": "AccessDeniedException", "message": "no: hunter2"}}
    run(tmp_path, "dynamodb list-tables", replies=[denied])
    run(tmp_path, "dynamodb describe-table --table-name t", env={"AWS_ACCESS_KEY_ID": None})
    codes = [row.split()[-1] for row in run(tmp_path, "history list")["stdout"].splitlines()]
    assert codes == ["253", "254"]


def test_events_can_be_chosen(tmp_path):
    run(tmp_path, "sts get-caller-identity", replies=[{"body": IDENTITY}])
    only = run(tmp_path, "history show --include CLI_RC CLI_ARGUMENTS")["stdout"]
    assert only.startswith("with arguments: ['sts', 'get-caller-identity']\n\nAWS CLI command exited\n")
    both = run(tmp_path, "history show --include CLI_RC --exclude CLI_RC")
    assert both["code"] == 252
    assert "Either --exclude or --include can be provided but not both" in both["stderr"]


LINES = [
    "secretsmanager create-secret --name n --secret-string hunter2",
    "secretsmanager create-secret --name n --secret-string=hunter2",
    "iam create-login-profile --user-name u --password hunter2",
    "ssm put-parameter --name n --value hunter2 --type String",
    "configure set aws_secret_access_key hunter2",
    "sts get-caller-identity --endpoint-url http://user:hunter2@127.0.0.1:1",
    "kms encrypt --key-id k --plaintext aHVudGVyMg==",
    "lambda create-function --function-name f --role r --environment Variables={A=hunter2} --code S3Bucket=b,S3Key=k",
    ["secretsmanager", "create-secret", "--cli-input-json", '{"Name": "n", "SecretString": "hunter2"}'],
]


@pytest.mark.parametrize("line", LINES)
def test_no_secret_is_kept(tmp_path, line):
    reply = {"body": {"SecretString": "hunter2", "Name": "n"}}
    done = run(tmp_path, line, replies=[reply], env={"AWS_SESSION_TOKEN": "sessionhunter2", "AWS_MAX_ATTEMPTS": "1"})
    path = tmp_path / "history.db"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    payloads = [row[0] for row in sqlite3.connect(path).execute("SELECT payload FROM records")]
    assert len(payloads) >= 3, done
    for payload in payloads:
        assert "hunter2" not in payload
        assert "aHVudGVyMg" not in payload


def test_nothing_is_kept_where_nobody_asked_for_it(tmp_path):
    run(tmp_path, "sts get-caller-identity", config="[default]\n", replies=[{"body": IDENTITY}])
    assert not (tmp_path / "history.db").exists()
    done = run(tmp_path, "history list")
    assert done["code"] == 255
    assert 'adding "cli_history = enabled" to the config file.' in done["stderr"]


def test_a_history_that_cannot_be_written_stops_no_command(tmp_path):
    (tmp_path / "history.db").write_text("this is no database, but a text that is long enough to be seen as one" * 9)
    done = run(tmp_path, "sts get-caller-identity", replies=[{"body": IDENTITY}])
    assert (done["code"], done["stderr"]) == (0, "")
    assert run(tmp_path, "history list")["code"] == 255
    nowhere = run(tmp_path, "sts get-caller-identity", replies=[{"body": IDENTITY}],
                  env={"AWS_CLI_HISTORY_FILE": "/proc/nowhere/x.db"})  # fmt: skip
    assert (nowhere["code"], nowhere["stderr"]) == (0, "")


def test_an_id_that_is_not_there_is_named(tmp_path):
    run(tmp_path, "configure list-profiles")
    done = run(tmp_path, "history show nope")
    assert (done["code"], done["stderr"]) == (255, "\naws: [ERROR]: There is no command nope.\n")
