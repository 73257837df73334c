"""The files of boto 2 and of EC2's first tools, beside boto3."""

from __future__ import annotations

import botocore.exceptions
import pytest

from sotalia import errors
from sotalia.identity.sources import boto_config

EC2 = "AWSAccessKeyId=AKIDEC2\nAWSSecretKey=sEcReT\n"
BOTO = "[Boto]\ndebug = 1\n[Credentials]\naws_access_key_id = AKIDBOTO\naws_secret_access_key = sEcReT\n"


@pytest.fixture(autouse=True)
def files(home, monkeypatch):
    """No file of this machine's is read."""
    paths = [str(home / "etc"), "~/.boto"]
    monkeypatch.delenv("BOTO_CONFIG", raising=False)
    monkeypatch.setattr(boto_config, "PATHS", paths)
    monkeypatch.setattr("botocore.credentials.BotoProvider.DEFAULT_CONFIG_FILENAMES", paths)
    return home


def test_the_paths_are_boto3s(monkeypatch):
    monkeypatch.undo()
    from botocore.credentials import BotoProvider

    assert list(boto_config.PATHS) == BotoProvider.DEFAULT_CONFIG_FILENAMES


def both(find, theirs):
    """Return what both find, or the errors of both."""
    try:
        session = find.session()
        found = find(session)
        ours = found and (found.access_key, len(found.secret_key), *found[2:], session.identity.holder.method)
    except errors.BotoCoreError as error:
        ours = error
    try:
        found = theirs()
        boto3s = found and (found[0], len(found[1]), *found[2:])
    except Exception as error:
        boto3s = error
    assert "sEcReT" not in str(ours)
    return ours, boto3s


@pytest.mark.parametrize(
    "text",
    [
        EC2,
        "# a comment\n\n AWSAccessKeyId = AKIDEC2 \r\nAWSSecretKey= a=b \r\nother\nx=",
        "AWSSecretKey=sEcReT\n",
        "",
    ],
)
def test_ec2s_file(files, find, theirs, monkeypatch, text):
    (files / "ec2").write_text(text, newline="")
    monkeypatch.setenv("AWS_CREDENTIAL_FILE", "~/ec2")
    ours, boto3s = both(find, theirs)
    assert ours == boto3s
    assert (ours is None) == ("AccessKeyId" not in text)


@pytest.mark.parametrize("kind", ["missing", "directory", "empty name"])
def test_ec2s_file_that_cannot_be_read_is_an_error_as_in_boto3(files, find, theirs, monkeypatch, kind):
    if kind == "directory":
        (files / "ec2").mkdir()
    monkeypatch.setenv("AWS_CREDENTIAL_FILE", "" if kind == "empty name" else "~/ec2")
    ours, boto3s = both(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "ConfigNotFound"
    assert str(ours) == str(boto3s)


def test_an_access_key_without_its_secret_in_ec2s_file_is_named(files, find, theirs, monkeypatch):
    (files / "ec2").write_text("AWSAccessKeyId=AKIDEC2\nAWSSecretkey=sEcReT\n")
    monkeypatch.setenv("AWS_CREDENTIAL_FILE", "~/ec2")
    ours, boto3s = both(find, theirs)
    assert isinstance(boto3s, KeyError)
    assert type(ours) is errors.PartialCredentialsError
    assert str(ours) == (f"Partial credentials found in ec2-credentials-file ({files}/ec2), missing: AWSSecretKey")


def test_ec2s_file_in_another_encoding_is_named(files, find, theirs, monkeypatch):
    (files / "ec2").write_bytes(b"AWSSecretKey=sEcReT\xff\n")
    monkeypatch.setenv("AWS_CREDENTIAL_FILE", "~/ec2")
    ours, boto3s = both(find, theirs)
    assert isinstance(boto3s, ValueError)
    assert isinstance(ours, ValueError)
    assert "ec2 (AWS_CREDENTIAL_FILE) is not in UTF-8" in str(ours)
    assert isinstance(ours, errors.UnusableCredentialsError)
    assert ours.__context__ is None


@pytest.mark.parametrize("place", ["etc", "home", "both", "variable", "empty variable"])
def test_boto2s_files(files, find, theirs, monkeypatch, place):
    if place in ("etc", "both"):
        (files / "etc").write_text(BOTO.replace("AKIDBOTO", "AKIDETC"))
    if place != "etc":
        (files / ".boto").write_text(BOTO)
    if place == "variable":
        (files / "other").write_text(BOTO.replace("AKIDBOTO", "AKIDOTHER"))
        monkeypatch.setenv("BOTO_CONFIG", "$HOME/other")
    if place == "empty variable":
        monkeypatch.setenv("BOTO_CONFIG", "")
    ours, boto3s = both(find, theirs)
    assert ours == boto3s
    expected = {"etc": "AKIDETC", "both": "AKIDETC", "home": "AKIDBOTO", "variable": "AKIDOTHER"}
    assert (ours and ours[0]) == expected.get(place)


@pytest.mark.parametrize(
    "text",
    [
        "[Boto]\naws_access_key_id = A\naws_secret_access_key = s\n",
        "[credentials]\naws_access_key_id = A\naws_secret_access_key = s\n",
        "[Credentials]\naws_secret_access_key = s\n",
        f"{BOTO}aws_security_token = t\naws_session_token = t\naws_account_id = 1\n",
        BOTO.replace("[Credentials]", "[Credentials]\nAWS_Access_Key_ID2 = x"),
        "[Credentials]\naws_access_key_id = A\n",
        "no section\n",
        "[Credentials]\naws_access_key_id = A\naws_access_key_id = B\n",
        "\xff",
    ],
)
def test_what_stands_in_boto2s_file(files, find, theirs, text):
    (files / ".boto").write_text(text, encoding="latin-1")
    ours, boto3s = both(find, theirs)
    if isinstance(boto3s, Exception):
        assert type(ours).__name__ == type(boto3s).__name__
        if isinstance(boto3s, botocore.exceptions.PartialCredentialsError):
            assert str(ours) == str(boto3s)
    else:
        assert ours == boto3s


def test_a_directory_in_the_place_of_boto2s_file_is_passed_over(files, find, theirs):
    (files / "etc").mkdir()
    (files / ".boto").write_text(BOTO)
    ours, boto3s = both(find, theirs)
    assert ours == boto3s
    assert ours[0] == "AKIDBOTO"


def test_they_stand_before_containers_and_behind_profiles(files, find, theirs, monkeypatch):
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/")
    (files / ".boto").write_text(BOTO)
    (files / "ec2").write_text(EC2)
    found = []
    for prepare in (
        lambda: None,
        lambda: monkeypatch.setenv("AWS_CREDENTIAL_FILE", "~/ec2"),
        lambda: write_profile(files),
    ):
        prepare()
        ours, boto3s = both(find, theirs)
        assert ours == boto3s
        found.append(ours[-1])
    assert found == ["boto-config", "ec2-credentials-file", "config-file"]


def write_profile(home):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text("[default]\naws_access_key_id = A\naws_secret_access_key = s\n")
