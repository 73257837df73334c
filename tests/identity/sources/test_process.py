"""Credentials that a program prints, beside boto3: the same words, the same credentials, the same classes of errors."""

from __future__ import annotations

import itertools
import json
import random
import sys
import traceback

import botocore.compat
import botocore.credentials
import botocore.session
import pytest

from sotalia import errors
from sotalia.identity.commands import split_command
from sotalia.io import clock, processes

PRINTED = {
    "Version": 1,
    "AccessKeyId": "AKIDPROCESS",
    "SecretAccessKey": "sEcReT",
    "SessionToken": "tOkEn",
    "Expiration": "2999-01-01T00:00:00Z",
}


@pytest.fixture
def profile(home):
    """Writes the profile `robot`, whose program prints what is given."""

    def write(printed=PRINTED, options="", command=None):
        output = home / "output"
        output.write_bytes(printed if isinstance(printed, bytes) else json.dumps(printed).encode())
        (home / ".aws").mkdir(exist_ok=True)
        (home / ".aws/config").write_text(
            f"[profile robot]\ncredential_process = {f'cat {output}' if command is None else command}\n{options}"
        )

    return write


def python(code):
    """Return a command that runs `code`."""
    return f"{sys.executable} -c '{code}'"


@pytest.mark.parametrize(
    ("printed", "options"),
    [
        (PRINTED, ""),
        ({**PRINTED, "Version": 1.0}, ""),
        ({**PRINTED, "AccountId": "123456789012"}, "aws_account_id = 999999999999"),
        (PRINTED, "aws_account_id = 999999999999"),
        ({**PRINTED, "AccountId": ""}, "aws_account_id = 999999999999"),
        ({name: PRINTED[name] for name in ("Version", "AccessKeyId", "SecretAccessKey")}, ""),
        ({**PRINTED, "SessionToken": None, "Expiration": None, "Other": [1]}, ""),
        *(({**PRINTED, "Expiration": time}, "") for time in ("2999-01-01T00:00:00UTC", "2999-01-01T02:00:00.5+01:00")),
        *(({**PRINTED, "Expiration": time}, "") for time in ("29990101T000000Z", "Tue, 01 Jan 2999 00:00:00 GMT")),
    ],
    ids=str,
)
def test_what_is_printed_is_what_boto3_takes_it_for(profile, find, theirs, printed, options):
    profile(printed, options)
    session = find.session(profile_name="robot")
    assert (*find(session), session.identity.holder.method) == theirs("robot")
    end = getattr(botocore.session.Session(profile="robot").get_credentials(), "_expiry_time", None)
    assert session.identity.holder.expiry == (end and end.timestamp())


def test_an_account_may_be_a_number(profile, find):
    profile({**PRINTED, "AccountId": 123456789012})
    assert find(profile_name="robot").account_id == "123456789012"


def test_a_time_without_a_zone_is_utc(profile, find):
    profile({**PRINTED, "Expiration": "2999-01-01T00:00:00"})
    session = find.session(profile_name="robot")
    find(session)
    assert session.identity.holder.expiry == 32472144000
    with pytest.raises(TypeError):  # boto3 compares it with a time that has one
        botocore.session.Session(profile="robot").get_credentials().get_frozen_credentials()


def test_the_program_is_run_again_when_the_credentials_end(profile, find, monkeypatch):
    profile({**PRINTED, "Expiration": "2030-01-01T00:00:00Z"})
    now = 1893456000 - 3600.0
    monkeypatch.setattr("time.time", lambda: now)
    session = find.session(profile_name="robot")
    assert find(session).access_key == "AKIDPROCESS"
    profile({**PRINTED, "AccessKeyId": "AKIDNEWER"})
    assert find(session).access_key == "AKIDPROCESS"
    now += 3001
    assert find(session).access_key == "AKIDNEWER"


def test_a_program_without_credentials_that_end_is_run_once(profile, find):
    profile({**PRINTED, "Expiration": None})
    session = find.session(profile_name="robot")
    find(session)
    profile(b"rubbish")
    assert find(session).access_key == "AKIDPROCESS"


def raised(function, *arguments, **options):
    with pytest.raises(Exception) as caught:
        function(*arguments, **options)
    return caught.value


def base_of(error):
    """Return the class that a subclass of ours stands for."""
    return next((base for base in (FileNotFoundError, PermissionError, ValueError) if isinstance(error, base)), None)


@pytest.mark.parametrize(
    ("command", "printed", "says"),
    [
        ("/no/such/program", b"", "The program '/no/such/program' cannot be run: No such file or directory"),
        ("/etc/passwd", b"", "The program '/etc/passwd' cannot be run: Permission denied"),
        ("/etc", b"", "The program '/etc' cannot be run: Permission denied"),
        ("echo 'sEcReT", b"", "No closing quotation"),
        (None, b"sEcReT", "The program printed no JSON object"),
        (None, b'{"SecretAccessKey": "sEcReT"', "The program printed no JSON object"),
        (None, b"\xff\xfe", "The program printed no JSON object"),
        (None, b"", "The program printed no JSON object"),
        (None, {**PRINTED, "Expiration": "sEcReT"}, "Expiration in the output is no time"),
    ],
    ids=str,
)
def test_errors_of_pythons_own_in_boto3_are_documented_ones_of_the_same_kind(
    profile, find, theirs, command, printed, says
):
    profile(printed, command=command)
    error, their_error = raised(find, profile_name="robot"), raised(theirs, "robot")
    assert isinstance(error, errors.CredentialRetrievalError)
    assert base_of(error) is base_of(their_error) is not None
    assert str(error) == (
        f"Error when retrieving credentials from custom-process: {says} (credential_process of the profile 'robot')"
    )
    assert_hides(error)


def assert_hides(error):
    while error is not None:
        assert "sEcReT" not in "".join(traceback.format_exception(error))
        assert "tOkEn" not in "".join(traceback.format_exception(error))
        error = error.__context__


@pytest.mark.parametrize(
    "printed",
    [
        {**PRINTED, "Version": 2},
        {**PRINTED, "Version": "1"},
        {name: PRINTED[name] for name in PRINTED if name != "Version"},
        {name: PRINTED[name] for name in PRINTED if name != "AccessKeyId"},
        {name: PRINTED[name] for name in PRINTED if name != "SecretAccessKey"},
    ],
    ids=str,
)
def test_what_is_missing_is_said_as_boto3_says_it(profile, find, theirs, printed):
    profile(printed)
    error, their_error = raised(find, profile_name="robot"), raised(theirs, "robot")
    assert isinstance(error, errors.CredentialRetrievalError)
    assert type(their_error).__name__ == "CredentialRetrievalError"
    assert str(error) == f"{their_error} (credential_process of the profile 'robot')"
    assert_hides(error)


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ([], "The program printed no JSON object"),
        (7, "The program printed no JSON object"),
        ({**PRINTED, "Version": "sEcReT"}, "Unsupported version '…'"),
        ({**PRINTED, "Version": {"sEcReT": 1}}, "Unsupported version '…'"),
        ({**PRINTED, "AccessKeyId": 7}, "AccessKeyId in the output is no text"),
        ({**PRINTED, "SecretAccessKey": None}, "SecretAccessKey in the output is no text"),
        ({**PRINTED, "SecretAccessKey": ""}, "SecretAccessKey in the output is no text"),
        ({**PRINTED, "SessionToken": ["tOkEn"]}, "SessionToken in the output is no text"),
        ({**PRINTED, "Expiration": 7}, "Expiration in the output is no text"),
    ],
    ids=str,
)
def test_what_boto3_would_sign_with_or_stumble_over_is_named(profile, find, printed, says):
    profile(printed)
    error = raised(find, profile_name="robot")
    assert isinstance(error, errors.CredentialRetrievalError)
    assert says in str(error)
    assert str(error).endswith("(credential_process of the profile 'robot')")
    assert_hides(error)


def test_an_empty_command_is_named(profile, find):
    profile(command="")
    with pytest.raises(errors.UnusableCredentialsError, match=r"The command is empty .*the profile 'robot'"):
        find(profile_name="robot")


@pytest.mark.parametrize("complaint", ["boom", "", "two\nlines"])
def test_a_failing_programs_complaint_is_shown_and_its_output_is_not(profile, find, theirs, complaint):
    code = f'import sys; print("sEcReT"); sys.stderr.write({complaint!r}); sys.exit(3)'.replace("'", '"')
    profile(command=python(code))
    error, their_error = raised(find, profile_name="robot"), raised(theirs, "robot")
    assert type(error).__name__ == type(their_error).__name__ == "CredentialRetrievalError"
    assert str(error).startswith(str(their_error))
    assert str(error).endswith("[exit code 3] (credential_process of the profile 'robot')")
    assert_hides(error)


def test_an_endless_complaint_is_cut(profile, find):
    profile(command=python('import sys; sys.stderr.write("first " + "x" * 100000 + " last"); sys.exit(1)'))
    message = str(raised(find, profile_name="robot"))
    assert len(message) < 3000
    assert " last [exit code 1]" in message


def test_a_complaint_may_be_of_any_bytes(profile, find):
    profile(command=python('import sys; sys.stderr.buffer.write(b"\\xff boom"); sys.exit(1)'))
    assert "\ufffd boom" in str(raised(find, profile_name="robot"))


def test_output_without_end_is_no_credentials(profile, find, monkeypatch):
    monkeypatch.setattr(processes, "LARGEST_OUTPUT", 100_000)
    profile(command=python('while True: print("sEcReT" * 1000)'))
    error = raised(find, profile_name="robot")
    assert isinstance(error, errors.CredentialFileError)
    assert "prints more than" in str(error)


@pytest.mark.parametrize("options", ["", "credential_process_timeout = 60.25\n"])
def test_a_program_that_hangs_is_killed_and_named(profile, find, tmp_path, monkeypatch, options):
    started = tmp_path / "started"
    profile(command=python(f'import time; print("sEcReT"); open("{started}", "w"); time.sleep(600)'), options=options)
    times = itertools.chain([0.0], iter(lambda: 60.5 if started.exists() else 59.99, None))
    monkeypatch.setattr(clock, "monotonic", lambda: next(times))
    error = raised(find, profile_name="robot")
    assert type(error) is errors.CredentialRetrievalError
    limit = "60.25" if options else "60"
    assert f"had not ended after {limit} seconds, and was killed" in str(error)
    assert "credential_process_timeout" in str(error)
    assert str(error).endswith("(credential_process of the profile 'robot')")
    assert_hides(error)


@pytest.mark.parametrize("value", ["0", "-1", "nan", "soon"])
def test_a_time_limit_that_is_none_is_named(profile, find, value):
    profile(options=f"credential_process_timeout = {value}\n")
    with pytest.raises(errors.InvalidOptionValueError, match="credential_process_timeout"):
        find(profile_name="robot")


def test_no_limit_is_a_limit(profile, find):
    profile(options="credential_process_timeout = inf\n")
    assert find(profile_name="robot").access_key == "AKIDPROCESS"


def test_the_command_may_stand_in_the_credentials_file(profile, home, find, theirs):
    profile()
    (home / ".aws/config").rename(home / ".aws/credentials")
    path = home / ".aws/credentials"
    path.write_text(path.read_text().replace("[profile robot]", "[robot]"))
    assert find(profile_name="robot") == theirs("robot")[:4]


def test_no_shell_sees_the_command(profile, find, theirs, home):
    (home / "print it").write_text(
        f"#!/bin/sh\necho '{json.dumps({**PRINTED, 'SecretAccessKey': '$0'})}' | sed s/0/$2/\n"
    )
    (home / "print it").chmod(0o700)
    profile(command=f"\"{home}/print it\" '; echo $HOME' HOME # $HOME `x` > {home}/made")
    assert find(profile_name="robot") == theirs("robot")[:4]
    assert find(profile_name="robot").secret_key == "$HOME"
    assert not (home / "made").exists()


def test_calls_are_signed_with_what_was_printed_and_say_so(profile, find, raw_server, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    profile()
    raw_server.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    client = botocore.session.Session(profile="robot").create_client("sqs", endpoint_url=raw_server.url)
    client.list_queues()
    session = find.session(profile_name="robot")
    if find.awaited:

        async def call():
            async with session.client("sqs", endpoint_url=raw_server.url) as client:
                await client.list_queues()

        __import__("asyncio").run(call())
    else:
        session.client("sqs", endpoint_url=raw_server.url).list_queues()
    features = [
        set(request.headers["user-agent"].partition(" m/")[2].partition(" ")[0].split(","))
        for request in raw_server.requests
    ]
    assert {"v", "w"} <= features[0] & features[1]
    assert "Credential=AKIDPROCESS/" in raw_server.requests[1].headers["authorization"]


# ---------------------------------------------------------------- the words of a command


@pytest.mark.parametrize("windows", [False, True], ids=["elsewhere", "windows"])
def test_words_are_boto3s(windows):
    chance = random.Random(7)
    short = ["".join(characters) for length in range(6) for characters in itertools.product('a \\"', repeat=length)]
    long = ["".join(chance.choices("ab \t\\\"'$%é\n", k=chance.randrange(6, 30))) for _ in range(20_000)]
    for command in short + long:
        expected = words_or_error(botocore.compat.compat_shell_split, command, "win32" if windows else "linux")
        assert words_or_error(split_command, command, windows=windows) == expected, command


def words_or_error(function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except ValueError:
        return "ValueError"
