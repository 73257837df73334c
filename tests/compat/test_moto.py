"""moto in the program's own process: `mock_aws` finds the place for its handler, and the requests that it expects."""

from __future__ import annotations

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
