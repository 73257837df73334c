"""moto in the program's own process: `mock_aws` finds the place for its handler, and the requests that it expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compat.programs import value_of


def test_mock_aws_answers_clients_and_resources():
    assert value_of(
        """
        import boto3, moto

        before = boto3.client("sqs", region_name="us-east-1")

        @moto.mock_aws
        def use():
            s3 = boto3.client("s3")
            s3.create_bucket(Bucket="my-bucket")
            s3.put_object(Bucket="my-bucket", Key="k", Body=b"hello")
            s3.upload_file(moto.__file__, "my-bucket", "file")
            with moto.mock_aws():
                moto.core.patch_client(before)
                moto.core.patch_resource(boto3.resource("s3"))
            return [
                s3.get_object(Bucket="my-bucket", Key="k")["Body"].read().decode(),
                [each.key for each in boto3.resource("s3").Bucket("my-bucket").objects.all()],
                before.create_queue(QueueName="q")["QueueUrl"].rpartition("/")[2],
                boto3.client("sts").get_caller_identity()["Account"],
            ]

        value = use()
        """,
        env={"PYTHONWARNINGS": "ignore"},
    ) == ["hello", ["file", "k"], "q", "123456789012"]


PROFILES = """\
[profile base]
aws_access_key_id = BASE
aws_secret_access_key = secret-example
[profile role]
role_arn = arn:aws:iam::123456789012:role/example
source_profile = base
[profile web]
role_arn = arn:aws:iam::123456789012:role/example
web_identity_token_file = TOKEN
"""


@pytest.fixture
def profiles(tmp_path):
    """The environment of a program whose profiles are in a role; its home directory is `HOME`."""
    token, config, home = tmp_path / "token", tmp_path / "config", tmp_path / "home"
    token.write_text("a-token-of-the-web")
    config.write_text(PROFILES.replace("TOKEN", str(token)))
    home.mkdir()
    return {"AWS_CONFIG_FILE": str(config), "HOME": str(home), "USERPROFILE": str(home), "PYTHONWARNINGS": "ignore"}


@pytest.mark.parametrize("mode", ["", "over"])
def test_it_answers_the_calls_by_which_profiles_assume_their_roles(mode, profiles):
    assert value_of(
        """
        import boto3, moto

        value = []
        with moto.mock_aws(config={"core": {"mock_credentials": False}}):
            for profile in "role", "web":
                session = boto3.Session(profile_name=profile)
                session._session.register("before-send.sts", lambda event_name, **_: value.append(event_name))
                value.append(session.client("s3").list_buckets()["Buckets"])
                value.append(session.get_credentials().access_key[:4])
        """,
        mode,
        env=profiles,
    ) == ["before-send.sts.AssumeRole", [], "ASIA", "before-send.sts.AssumeRoleWithWebIdentity", [], "ASIA"]
    # Another program, or the AWS CLI, would use what is there.
    assert not list(Path(profiles["HOME"]).rglob("*.json"))


@pytest.mark.parametrize("mode", ["", "over", "alone"])
def test_such_calls_go_through_create_client_of_botocores_session(mode, profiles):
    assert value_of(
        """
        import boto3, botocore.session
        from unittest import mock

        keys = {"AccessKeyId": "FAKE", "SecretAccessKey": "s", "SessionToken": "t"}
        keys["Expiration"] = "2999-01-01T00:00:00Z"
        user = {"AssumedRoleId": "A:n", "Arn": "arn:aws:sts::123456789012:assumed-role/example/n"}
        client = mock.Mock()
        client.assume_role.return_value = {"Credentials": keys, "AssumedRoleUser": user}
        client.meta.region_name = "us-east-1"
        with mock.patch.object(botocore.session.Session, "create_client", return_value=client) as made:
            found = boto3.Session(profile_name="role").get_credentials().get_frozen_credentials()
        value = [found.access_key, made.call_args.args, made.call_args.kwargs["aws_access_key_id"]]
        """,
        mode,
        env=profiles,
    ) == ["FAKE", ["sts"], "BASE"]


@pytest.mark.parametrize("mode", ["", "over", "alone"])
def test_a_client_that_create_client_hands_out_again_stays_usable(mode, profiles):
    assert value_of(
        """
        import botocore.session
        from botocore.stub import Stubber

        class OneClient(botocore.session.Session):
            kept = None

            def create_client(self, service, **kwargs):
                if self.kept is None:
                    self.kept = super().create_client(service, **kwargs)
                return self.kept

        keys = {"AccessKeyId": "STUBBED-FOR-A-TEST", "SecretAccessKey": "s", "SessionToken": "t"}
        keys["Expiration"] = "2999-01-01T00:00:00Z"
        session = OneClient(profile="role")
        sts = session.create_client("sts", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
        value = []
        with Stubber(sts) as stubber:
            stubber.add_response("assume_role", {"Credentials": keys})
            stubber.add_response("get_caller_identity", {"Account": "1"})
            value.append(session.get_credentials().access_key)
            value.append(sts.get_caller_identity()["Account"])
            stubber.assert_no_pending_responses()
        """,
        mode,
        env=profiles,
    ) == ["STUBBED-FOR-A-TEST", "1"]
