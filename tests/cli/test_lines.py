"""Lines beyond those recorded: input files, skeletons, paging, streams, aliases, errors in every format, bad lines."""

import base64
import json
import subprocess
import sys

import pytest

from sotalia.wire.eventstream import encode_frame

from .lines import ENVIRONMENT, PATIENCE, installed, run_line

TABLES = [{"body": {"TableNames": ["aaa", "bbb"], "LastEvaluatedTableName": "bbb"}}, {"body": {"TableNames": ["ccc"]}}]
IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>1</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def run(directory, *words, **case):
    return run_line({"argv": list(words), **case}, directory)


def sent(result):
    (request,) = result["requests"]
    return json.loads(request["body"])


# ------------------------------------------------------------ values


def test_input_from_a_file_yields_to_the_line(tmp_path):
    given = {"TableName": "file", "Key": {"id": {"S": "1"}}}
    words = ["dynamodb", "get-item", "--cli-input-json", "file://i.json", "--table-name", "line"]
    assert sent(run(tmp_path, *words, files={"i.json": json.dumps(given)})) == {**given, "TableName": "line"}


def test_input_as_yaml(tmp_path):
    text = "TableName: t\nKey:\n  id: {B: aGk=}\n"
    done = run(tmp_path, "dynamodb", "get-item", "--cli-input-yaml", text)
    assert sent(done) == {"TableName": "t", "Key": {"id": {"B": "aGk="}}}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("--cli-input-json {", "Error parsing parameter 'cli-input-json': Invalid JSON received."),
        ("--cli-input-json []", "Error parsing parameter '--cli-input-json': Invalid type: expecting map, received"),
        ("--cli-input-yaml {a:", "Error parsing parameter 'cli-input-yaml': Invalid YAML received."),
        ("--cli-input-json {} --cli-input-yaml {}", "Only one --cli-input- parameter may be specified."),
        ("--table-name t --key {", "Error parsing parameter '--key': Invalid JSON: "),
        ("--table-name t --key id", "Error parsing parameter '--key': Expected: '=', received: 'EOF'"),
        ("--table-name t --key id={B=x}", 'Invalid base64: "x"'),
        ("--table-name t --key id={S=file}", ""),
        (
            "--endpoint-url nope --table-name t --key {}",
            'Bad value for --endpoint-url "nope": scheme is missing.  Must',
        ),
    ],
)
def test_bad_values_send_nothing(tmp_path, words, text):
    done = run(tmp_path, "dynamodb", "get-item", *words.split(), replies=[{"body": {}}])
    if text:
        assert (done["code"], done["requests"], done["stdout"]) == (252, [], "")
        assert f"aws: [ERROR]: An error occurred (ParamValidation): {text}" in done["stderr"]
    else:
        assert done["code"] == 0


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("lambda list-functions --max-items x", "argument --max-items: invalid int value: 'x'"),
        ("ec2 describe-instances --max-items nine", "argument --max-items: invalid int value: 'nine'"),
        ("kms encrypt --key-id k --plaintext ä", 'Invalid base64: "ä"'),
        (
            "sqs receive-message --queue-url u --max-number-of-messages nine",
            "invalid literal for int() with base 10: 'nine'",
        ),
        (
            "s3api put-object --bucket b --key k --body none",
            "Error parsing parameter '--body': Blob values must be a path",
        ),
        ("bedrock-runtime converse --model-id m --additional-model-request-fields a=b", "Invalid JSON"),
        (
            "bedrock-runtime converse --model-id m --messages role=user,content=[{toolUse={input=x}}]",
            "does not support document",
        ),
        ("sts assume-role --role-arn a", "the following arguments are required: --role-session-name"),
        ("sts get-caller-identity --cli-read-timeout x", "argument --cli-read-timeout: invalid int value: 'x'"),
        ("sts --cli-auto-prompt get-caller-identity", "Sotalia has no auto-prompt"),
    ],
)
def test_more_bad_values(tmp_path, words, text):
    done = run(tmp_path, *words.split(" "))
    assert (done["requests"], done["stdout"]) == ([], "")
    assert done["code"] in (252, 253)
    assert text in done["stderr"]


def test_unknown_options_come_after_the_usage(tmp_path):
    done = run(tmp_path, "sts", "get-caller-identity", "--nope", "1")
    assert (done["code"], done["requests"]) == (252, [])
    assert done["stderr"].startswith("\nusage: aws [options]")
    assert done["stderr"].endswith("\n\n\naws: [ERROR]: Unknown options: --nope, 1\n")


@pytest.mark.parametrize(("style", "value"), [("base64", "aGk="), ("raw-in-base64-out", "hi")])
def test_blobs(tmp_path, style, value):
    words = ["kms", "encrypt", "--key-id", "k", "--plaintext", value, "--cli-binary-format", style]
    assert sent(run(tmp_path, *words))["Plaintext"] == "aGk="


def test_the_profile_says_how_blobs_are_written(tmp_path):
    config = "[default]\ncli_binary_format = raw-in-base64-out\n"
    words = ["kms", "encrypt", "--key-id", "k", "--plaintext", "hi"]
    assert sent(run(tmp_path, *words, files={".aws/config": config}))["Plaintext"] == "aGk="


def test_a_body_comes_from_a_file(tmp_path):
    done = run(tmp_path, "s3api", "put-object", "--bucket", "b", "--key", "k", "--body", "f", files={"f": "content"})
    assert (done["code"], done["requests"][0]["body"]) == (0, "content")


def test_a_parameter_that_is_called_as_a_general_option_hides_it(tmp_path):
    """ECS's `--version-consistency`-like names are no matter; `--end` must not be taken for `--endpoint-url`."""
    done = run(tmp_path, "route53domains", "view-billing", "--end-time", "5", "--start", "4")
    assert sent(done) == {"Start": 4, "End": 5}


def test_renamed_and_negative_options(tmp_path):
    body = '<CreateImageResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"></CreateImageResponse>'
    words = ["ec2", "create-image", "--instance-id", "i", "--name", "name", "--reboot"]
    assert "NoReboot=false" in run(tmp_path, *words, replies=[{"body": body}])["requests"][0]["body"]


def test_times_are_in_the_zone_of_the_user(tmp_path):
    reply = {"TableDescription": {"TableName": "t", "CreationDateTime": 1767323045.5}}
    words = ["dynamodb", "delete-table", "--table-name", "t", "--query", "TableDescription.CreationDateTime"]
    done = run(tmp_path, *words, replies=[{"body": reply}], env={"TZ": "EST5"})
    assert done["stdout"] == '"2026-01-01T22:04:05.500000-05:00"\n'


# ------------------------------------------------------------ skeletons, pages, waiters


def test_a_skeleton_as_yaml(tmp_path):
    done = run(tmp_path, "sqs", "send-message", "--generate-cli-skeleton", "yaml-input")
    assert done["stdout"].startswith(
        "DelaySeconds: 0\nMessageAttributes:\n  KeyName:\n    BinaryListValues:\n    - ''\n"
    )


def test_the_skeleton_of_a_reply_checks_the_parameters_first(tmp_path):
    words = ["sqs", "get-queue-url", "--generate-cli-skeleton", "output"]
    assert "required: --queue-name" in run(tmp_path, *words)["stderr"]
    (tmp_path / "2").mkdir()
    done = run(tmp_path / "2", *words, "--queue-name", "q")
    assert (done["stdout"], done["requests"]) == ('{\n    "QueueUrl": "QueueUrl"\n}\n', [])


def test_a_token_goes_on_where_the_result_was_cut(tmp_path):
    token = base64.b64encode(b'{"ExclusiveStartTableName": null, "boto_truncate_amount": 1}').decode()
    done = run(tmp_path, "dynamodb", "list-tables", "--starting-token", token, replies=TABLES)
    assert json.loads(done["stdout"]) == {"TableNames": ["bbb", "ccc"]}


@pytest.mark.parametrize(
    ("words", "stdout"),
    [
        ("--output yaml-stream --query TableNames", "- - aaa\n  - bbb\n- - ccc\n"),
        ("--output jsonl", '"aaa"\n"bbb"\n"ccc"\n'),
        ("--output csv", "aaa\r\nbbb\r\nccc\r\n"),
        ("--output off", ""),
        ("--no-paginate --query TableNames", '[\n    "aaa",\n    "bbb"\n]\n'),
        ("--query nope", "null\n"),
        ("--query nope[]", "null\n"),
        ("--query TableNames[?@=='ccc']", '[\n    "ccc"\n]\n'),
    ],
)
def test_pages_in_every_format(tmp_path, words, stdout):
    assert run(tmp_path, "dynamodb", "list-tables", *words.split(), replies=TABLES)["stdout"] == stdout


def test_max_items_of_none_warns(tmp_path):
    done = run(tmp_path, "dynamodb", "list-tables", "--max-items", "0", replies=TABLES)
    assert done["stderr"] == "warning: Non-positive values for --max-items may result in undefined behavior.\n"


def test_a_waiter_that_fails(tmp_path):
    reply = {"status": 404, "body": ""}
    done = run(tmp_path, "s3api", "wait", "bucket-not-exists", "--bucket", "b", replies=[reply])
    assert (done["code"], done["stdout"]) == (0, "")
    (tmp_path / "2").mkdir()
    denied = run(
        tmp_path / "2",
        "s3api",
        "wait",
        "object-exists",
        "--bucket",
        "b",
        "--key",
        "k",
        replies=[{"status": 403, "body": ""}],
    )
    assert denied["code"] == 255
    assert "Waiter ObjectExists failed: An error occurred (403)" in denied["stderr"]


# ------------------------------------------------------------ streams


def event(kind, payload):
    headers = {":message-type": "event", ":event-type": kind, ":content-type": "application/json"}
    return encode_frame(headers.items(), payload)


def test_events_are_one_line_each(tmp_path):
    body = event("PayloadChunk", b"one") + event("InvokeComplete", b"{}")
    kind = {"content-type": "application/vnd.amazon.eventstream"}
    done = run(tmp_path, "lambda", "invoke-with-response-stream", "--function-name", "f",
               replies=[{"body": body, "headers": kind}])  # fmt: skip
    assert done["stdout"] == '{"PayloadChunk":{"Payload":"b25l"}}\n{"InvokeComplete":{}}\n'


def test_an_operation_that_takes_events_is_refused(tmp_path):
    done = run(tmp_path, "lexv2-runtime", "start-conversation", "--bot-id", "b")
    assert (done["code"], done["requests"]) == (252, [])
    assert "takes a stream of events" in done["stderr"]


def test_a_reply_goes_to_a_file(tmp_path):
    done = run(tmp_path, "s3api", "get-object", "--bucket", "b", "--key", "k", "out", replies=[{"body": "data"}])
    assert (done["files"], json.loads(done["stdout"])["ContentLength"]) == ({"out": "data"}, 4)


# ------------------------------------------------------------ aliases

ALIASES = """
[toplevel]
whoareyou = sts get-caller-identity
    --query Account
sts = sts --output text
loop = other
other = loop
refused = sts get-caller-identity --profile x
quoted = "sts
[command dynamodb]
tables = list-tables --output text
hello = !echo hello
"""


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        ("whoareyou", 0, "1\n"),
        ("whoareyou --output json", 0, "1\n"),
        ("sts get-caller-identity", 0, "1\ta\tu\n"),
        ("dynamodb hello you", 0, "hello you\n"),
        ("loop", 255, 'Alias "loop" leads to itself'),
        ("refused", 255, 'Global parameter "--profile" detected in alias "refused"'),
        ("quoted", 255, 'Value of alias "quoted" could not be parsed. Received error: No closing quotation'),
    ],
)
def test_aliases(tmp_path, words, code, text):
    done = run(tmp_path, *words.split(), files={".aws/cli/alias": ALIASES}, replies=[{"body": IDENTITY}])
    assert done["code"] == code
    assert (done["stdout"] == text) if code == 0 else (text in done["stderr"])


# ------------------------------------------------------------ errors

CANCELLED = {
    "status": 400,
    "body": {
        "__type": "x#TransactionCanceledException",
        "message": "cancelled",
        "CancellationReasons": [{"Code": "None"}],
    },
}
ITEM = '{"Delete": {"TableName": "t", "Key": {"id": {"S": "1"}}}}'
TRANSACTION = ["dynamodb", "transact-write-items", "--transact-items", ITEM]


@pytest.mark.parametrize(
    ("style", "end"),
    [
        ("enhanced", "\n\nAdditional error details:\nCancellationReasons: <complex value> "
         "(Use --cli-error-format with json or yaml to see full details)\n"),
        ("legacy", "cancelled\n"),
        ("yaml", "CancellationReasons:\n- Code: None\nCode: TransactionCanceledException\nMessage: cancelled\n"),
        ("text", "TransactionCanceledException\tcancelled\nCANCELLATIONREASONS\tNone\n"),
    ],
)  # fmt: skip
def test_errors_of_a_service(tmp_path, style, end):
    done = run(tmp_path, *TRANSACTION, "--cli-error-format", style, replies=[CANCELLED])
    assert done["code"] == 254
    assert done["stderr"].endswith(end)


def test_an_error_as_json(tmp_path):
    done = run(tmp_path, *TRANSACTION, "--cli-error-format", "json", replies=[CANCELLED])
    assert json.loads(done["stderr"]) == {
        "Message": "cancelled", "Code": "TransactionCanceledException", "CancellationReasons": [{"Code": "None"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("env", "words", "code", "text"),
    [
        ({"AWS_DEFAULT_REGION": None}, [], 253, 'You can also configure your region by running "aws configure".'),
        ({"AWS_SECRET_ACCESS_KEY": None}, [], 255, "Partial credentials"),
        ({}, ["--profile", "nope"], 255, "The config profile (nope) could not be found"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, [], 255, 'Could not connect to the endpoint URL: "http://127.0.0.1:1/"'),
        ({"AWS_DEFAULT_OUTPUT": "nope"}, [], 255, "Unknown output type: nope"),
    ],
)  # fmt: skip
def test_what_keeps_a_call_from_being_made_is_one_line(tmp_path, env, words, code, text):
    done = run(tmp_path, "dynamodb", "list-tables", *words, env=env)
    assert (done["code"], done["stdout"]) == (code, "")
    assert text in done["stderr"]
    assert len(done["stderr"].strip().splitlines()) == 1


def test_secrets_are_in_no_error_and_no_debug_log(tmp_path):
    env = {"AWS_SECRET_ACCESS_KEY": "verysecret", "AWS_SESSION_TOKEN": "verytoken"}
    done = run(tmp_path, "secretsmanager", "put-secret-value", "--secret-id", "s", "--secret-string", "hushhush",
               "--debug", env=env, replies=[{"status": 400, "body": {"__type": "X"}}])  # fmt: skip
    assert done["code"] == 254
    assert not [word for word in ("verysecret", "verytoken", "hushhush") if word in done["stderr"] + done["stdout"]]


def test_a_closed_pipe_ends_quietly(tmp_path):
    line = f"{sys.executable} {installed('aws', tmp_path)} ec2 help | head -1"
    environ = {**ENVIRONMENT, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(line, shell=True, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.stdout, done.stderr) == ("NAME\n", "")


# ------------------------------------------------------------ help


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("dynamodb help", ["DESCRIPTION", "   get-item", "   wait"]),
        (
            "dynamodb get-item help",
            ["SYNOPSIS", "--table-name <value>", "--key (map, required)", "OUTPUT", "Item -> (map)"],
        ),
        ("s3api get-object help", ["<outfile>", "The file to write Body to."]),
        ("dynamodb list-tables help", ["--max-items <value>", "the NextToken"]),
        ("ec2 wait help", ["instance-running"]),
        ("ec2 wait instance-running help", ["--instance-ids (list)", "Polls"]),
        ("ec2 run-instances help", ["--count <value>", "How many instances to launch"]),
        ("configure set help", ["<varname>", "<value>"]),
        ("ecr help", ["get-login-password"]),
    ],
)
def test_help(tmp_path, words, some):
    done = run(tmp_path, *words.split())
    assert (done["code"], done["stderr"], done["requests"]) == (0, "", [])
    assert [text for text in some if text not in done["stdout"]] == []
