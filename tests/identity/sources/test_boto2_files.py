"""The files of boto 2 and of EC2's first tools, beside boto3."""

from __future__ import annotations

import pytest

from sotalia import errors

EC2 = "AWSAccessKeyId=AKIDEC2\nAWSSecretKey=sEcReT\n"


@pytest.fixture(autouse=True)
def files(home, monkeypatch):
    """No file of this machine's is read."""
    monkeypatch.setattr("botocore.credentials.BotoProvider.DEFAULT_CONFIG_FILENAMES", [])
    return home


def both(find, theirs):
    """Return what both find, or the errors of both."""
    try:
        session = find.session()
        found = find(session)
        ours = found and (found.access_key, len(found.secret_key), *found[2:], session.identity.known.method)
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
