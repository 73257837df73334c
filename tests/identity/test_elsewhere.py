"""A profile whose credentials come from somewhere this version does not know is never signed for as somebody else."""

import pytest

import sotalia
from sotalia.exceptions import CredentialRetrievalError

KEYS = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret-example\n"


@pytest.mark.parametrize(
    "options",
    [
        "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = default\n",
        "web_identity_token_file = /token\nrole_arn = arn:aws:iam::123456789012:role/r\n",
        "sso_session = mine\n",
        "sso_start_url = https://example.awsapps.com/start\n",
    ],
)
def test_its_own_keys_are_not_taken(home, options):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(f"[profile other]\nregion = eu-west-1\n{options}{KEYS}")
    session = sotalia.Session(profile_name="other")
    with pytest.raises(CredentialRetrievalError, match="'other' gets its credentials by") as caught:
        session.client("sts", endpoint_url="http://127.0.0.1:9").get_caller_identity()
    assert "secret-example" not in str(caught.value)


def test_the_environment_goes_before_the_default_profile(home, monkeypatch):
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text("[default]\nrole_arn = arn:aws:iam::123456789012:role/r\n")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-example")
    assert sotalia.Session().get_credentials().access_key == "AKIDEXAMPLE"
