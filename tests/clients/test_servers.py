"""Clients against real servers: SeaweedFS, which is strict about signatures and checksums, and moto's AWS."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import urllib.error
import urllib.request
import uuid
import zipfile
from typing import Any

import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import Config

KEYS = ["plain", "with space", "ü/€/漢", "+&?#%;=@:,$!'()*~", "a%2Fb", "🐬", "..dots..", "a/.b"]
#: SeaweedFS refuses these, or takes them for folders; moto does not.
PATHS = ["a/../b", "a/./b", "a//b", "/a", "trailing/", "..", "."]


@pytest.fixture
def s3(seaweed):
    with sotalia.client("s3", **seaweed.client_arguments) as client:
        client.bucket = f"bucket-{uuid.uuid4().hex[:12]}"
        client.create_bucket(Bucket=client.bucket)
        yield client


class TestSeaweed:
    @pytest.mark.parametrize("key", KEYS)
    def test_any_key_is_stored_found_and_deleted(self, s3, key):
        s3.put_object(Bucket=s3.bucket, Key=key, Body=key.encode())
        assert s3.get_object(Bucket=s3.bucket, Key=key)["Body"].read() == key.encode()
        assert s3.head_object(Bucket=s3.bucket, Key=key)["ContentLength"] == len(key.encode())
        assert key in [item["Key"] for item in s3.list_objects_v2(Bucket=s3.bucket)["Contents"]]
        s3.delete_object(Bucket=s3.bucket, Key=key)
        with pytest.raises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket=s3.bucket, Key=key)

    @pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
    @pytest.mark.parametrize("kind", [bytes, io.BytesIO, bytearray])
    def test_bodies_of_any_kind_and_size(self, s3, size, kind):
        data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        s3.put_object(Bucket=s3.bucket, Key="k", Body=kind(data))
        body = s3.get_object(Bucket=s3.bucket, Key="k")["Body"]
        assert hashlib.sha256(body.read()).digest() == hashlib.sha256(data).digest()

    @pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"])
    def test_checksums(self, s3, algorithm):
        for body in (b"body", io.BytesIO(b"body")):
            stored = s3.put_object(Bucket=s3.bucket, Key="k", Body=body, ChecksumAlgorithm=algorithm)
            assert stored["ResponseMetadata"]["HTTPStatusCode"] == 200
            assert s3.get_object(Bucket=s3.bucket, Key="k", ChecksumMode="ENABLED")["Body"].read() == b"body"

    def test_a_wrong_checksum_is_refused(self, s3):
        with pytest.raises(exceptions.ClientError) as raised:
            s3.put_object(Bucket=s3.bucket, Key="k", Body=b"body", ChecksumCRC32="AAAAAA==")
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400

    def test_metadata_ranges_and_conditions(self, s3):
        s3.put_object(
            Bucket=s3.bucket,
            Key="k",
            Body=b"0123456789",
            Metadata={"one": "1", "two-b": "a  b"},
            ContentType="text/x-y",
        )
        got = s3.get_object(Bucket=s3.bucket, Key="k", Range="bytes=2-4")
        assert got["Body"].read() == b"234"
        assert got["ContentRange"] == "bytes 2-4/10"
        assert got["Metadata"]["one"] == "1"
        assert got["ContentType"] == "text/x-y"
        with pytest.raises(exceptions.ClientError, match="304"):
            s3.get_object(Bucket=s3.bucket, Key="k", IfNoneMatch=got["ETag"])

    def test_an_upload_in_parts(self, s3):
        parts = [b"a" * 5 * 1024 * 1024, b"b" * 100]
        upload = s3.create_multipart_upload(Bucket=s3.bucket, Key="big")["UploadId"]
        where = {"Bucket": s3.bucket, "Key": "big", "UploadId": upload}
        done = [
            {"PartNumber": number, "ETag": s3.upload_part(**where, PartNumber=number, Body=io.BytesIO(part))["ETag"]}
            for number, part in enumerate(parts, 1)
        ]
        assert len(s3.list_parts(**where)["Parts"]) == 2
        s3.complete_multipart_upload(**where, MultipartUpload={"Parts": done})
        body = s3.get_object(Bucket=s3.bucket, Key="big")["Body"]
        assert sum(len(chunk) for chunk in body.iter_chunks(1 << 20)) == sum(map(len, parts))

    def test_copies_and_deletes_of_many(self, s3):
        s3.put_object(Bucket=s3.bucket, Key="from ü", Body=b"x")
        s3.copy_object(Bucket=s3.bucket, Key="to", CopySource={"Bucket": s3.bucket, "Key": "from ü"})
        assert s3.get_object(Bucket=s3.bucket, Key="to")["Body"].read() == b"x"
        deleted = s3.delete_objects(Bucket=s3.bucket, Delete={"Objects": [{"Key": "to"}, {"Key": "from ü"}]})
        assert {item["Key"] for item in deleted["Deleted"]} == {"to", "from ü"}
        assert "Contents" not in s3.list_objects_v2(Bucket=s3.bucket)

    @pytest.mark.parametrize("version", [None, "s3v4", "s3"])
    @pytest.mark.parametrize("key", ["plain", "ü +&"])
    def test_presigned_urls_open_for_anybody(self, s3, seaweed, version, key):
        s3.put_object(Bucket=s3.bucket, Key=key, Body=b"for all")
        signer = sotalia.client("s3", config=Config(signature_version=version), **seaweed.client_arguments)
        url = signer.generate_presigned_url("get_object", {"Bucket": s3.bucket, "Key": key}, ExpiresIn=60)
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.read() == b"for all"

    def test_a_presigned_url_takes_an_upload(self, s3, seaweed):
        signer = sotalia.client("s3", config=Config(signature_version="s3v4"), **seaweed.client_arguments)
        url = signer.generate_presigned_url("put_object", {"Bucket": s3.bucket, "Key": "up"})
        request = urllib.request.Request(url, data=b"sent", method="PUT")
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        assert s3.get_object(Bucket=s3.bucket, Key="up")["Body"].read() == b"sent"

    def test_a_tampered_url_is_refused(self, s3):
        s3.put_object(Bucket=s3.bucket, Key="mine", Body=b"x")
        url = s3.generate_presigned_url("get_object", {"Bucket": s3.bucket, "Key": "other"}).replace("other", "mine")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(url, timeout=10)

    def test_a_wrong_secret_is_refused(self, s3, seaweed):
        wrong = sotalia.client("s3", **seaweed.client_arguments | {"aws_secret_access_key": "wrong"})
        with pytest.raises(exceptions.ClientError, match="SignatureDoesNotMatch"):
            wrong.list_buckets()

    def test_the_old_signature(self, s3, seaweed):
        old = sotalia.client("s3", config=Config(signature_version="s3"), **seaweed.client_arguments)
        old.put_object(Bucket=s3.bucket, Key="k", Body=b"old")
        assert old.get_object(Bucket=s3.bucket, Key="k")["Body"].read() == b"old"

    def test_the_same_awaited(self, s3, seaweed):
        async def main():
            async with aio.client("s3", **seaweed.client_arguments) as client:
                await asyncio.gather(
                    *(
                        client.put_object(Bucket=s3.bucket, Key=key, Body=io.BytesIO(key.encode() * 1000))
                        for key in KEYS
                    )
                )
                for key in KEYS:
                    async with (await client.get_object(Bucket=s3.bucket, Key=key))["Body"] as body:
                        assert b"".join([chunk async for chunk in body.iter_chunks(777)]) == key.encode() * 1000
                url = await client.generate_presigned_url("get_object", {"Bucket": s3.bucket, "Key": KEYS[0]})
                return await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read())

        assert asyncio.run(main()) == b"plain" * 1000


def lambda_code():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("handler.py", "def handle(event, context): return event")
    return archive.getvalue()


class TestMoto:
    """A service or two for each protocol."""

    def test_sts_and_iam_speak_query(self, moto_url):
        identity = sotalia.client("sts").get_caller_identity()
        assert identity["Account"] == "123456789012"
        iam = sotalia.client("iam")
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(policy))
        assert iam.get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"] == policy
        with pytest.raises(iam.exceptions.NoSuchEntityException):
            iam.get_role(RoleName="nope")

    def test_sns(self, moto_url):
        sns = sotalia.client("sns")
        topic = sns.create_topic(Name="t", Attributes={"DisplayName": "ü"})["TopicArn"]
        assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "ü"
        assert sns.publish(TopicArn=topic, Message="hello")["MessageId"]

    def test_ec2(self, moto_url):
        ec2 = sotalia.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        found = ec2.describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Vpcs"]
        assert [item["CidrBlock"] for item in found] == ["10.0.0.0/16"]
        with pytest.raises(exceptions.ClientError, match="InvalidVpcID"):
            ec2.describe_vpcs(VpcIds=["vpc-nope"])

    def test_s3_speaks_rest_xml(self, moto_url):
        s3 = sotalia.client("s3", region_name="eu-west-1")
        s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        assert s3.get_bucket_location(Bucket="bucket")["LocationConstraint"] == "eu-west-1"
        s3.put_bucket_tagging(Bucket="bucket", Tagging={"TagSet": [{"Key": "a", "Value": "ü & <b>"}]})
        assert s3.get_bucket_tagging(Bucket="bucket")["TagSet"] == [{"Key": "a", "Value": "ü & <b>"}]
        with pytest.raises(s3.exceptions.NoSuchBucket):
            s3.list_objects_v2(Bucket="nope")

    @pytest.mark.parametrize("key", PATHS + KEYS)
    def test_keys_that_look_like_paths(self, moto_url, key):
        s3 = sotalia.client("s3")
        s3.create_bucket(Bucket="bucket")
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
        assert [item["Key"] for item in s3.list_objects_v2(Bucket="bucket")["Contents"]] == [key]
        assert s3.get_object(Bucket="bucket", Key=key)["Body"].read() == b"x"

    def test_route53(self, moto_url):
        route53 = sotalia.client("route53")
        zone = route53.create_hosted_zone(Name="example.com", CallerReference="x")["HostedZone"]["Id"]
        assert zone.startswith("/hostedzone/")
        assert route53.get_hosted_zone(Id=zone)["HostedZone"]["Name"] == "example.com."

    def test_dynamodb_speaks_json(self, moto_url):
        dynamodb = sotalia.client("dynamodb")
        dynamodb.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        item = {
            "id": {"S": "ü"},
            "n": {"N": "1.5"},
            "b": {"B": b"\0\xff"},
            "l": {"L": [{"BOOL": True}, {"NULL": True}]},
        }
        dynamodb.put_item(TableName="t", Item=item)
        assert dynamodb.get_item(TableName="t", Key={"id": {"S": "ü"}})["Item"] == item
        with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
            dynamodb.put_item(TableName="t", Item=item, ConditionExpression="attribute_not_exists(id)")

    def test_sqs_and_its_former_error_codes(self, moto_url):
        sqs = sotalia.client("sqs")
        queue = sqs.create_queue(QueueName="q")["QueueUrl"]
        sent = sqs.send_message(
            QueueUrl=queue, MessageBody="ü", MessageAttributes={"a": {"DataType": "String", "StringValue": "v"}}
        )
        (message,) = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"]
        assert (message["Body"], message["MessageId"]) == ("ü", sent["MessageId"])
        with pytest.raises(sqs.exceptions.QueueDoesNotExist) as raised:
            sqs.get_queue_url(QueueName="nope")
        assert raised.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"

    def test_kms_and_secrets(self, moto_url):
        kms = sotalia.client("kms")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        sealed = kms.encrypt(KeyId=key, Plaintext=b"\0plain")["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"\0plain"
        secrets = sotalia.client("secretsmanager")
        secrets.create_secret(Name="s", SecretString="hidden")
        assert secrets.get_secret_value(SecretId="s")["SecretString"] == "hidden"

    def test_kinesis_and_logs(self, moto_url):
        kinesis = sotalia.client("kinesis")
        kinesis.create_stream(StreamName="s", ShardCount=1)
        kinesis.put_record(StreamName="s", Data=b"row", PartitionKey="p")
        shard = kinesis.list_shards(StreamName="s")["Shards"][0]["ShardId"]
        at = kinesis.get_shard_iterator(StreamName="s", ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
            "ShardIterator"
        ]
        assert [record["Data"] for record in kinesis.get_records(ShardIterator=at)["Records"]] == [b"row"]
        logs = sotalia.client("logs")
        logs.create_log_group(logGroupName="g")
        assert [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]] == ["g"]

    def test_lambda_and_api_gateway_speak_rest_json(self, moto_url):
        role = sotalia.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        lambdas = sotalia.client("lambda")
        made = lambdas.create_function(
            FunctionName="f", Runtime="python3.12", Role=role, Handler="handler.handle", Code={"ZipFile": lambda_code()}
        )
        assert lambdas.get_function(FunctionName="f")["Configuration"]["FunctionArn"] == made["FunctionArn"]
        with pytest.raises(lambdas.exceptions.ResourceNotFoundException):
            lambdas.get_function(FunctionName="nope")
        efs = sotalia.client("efs")
        created = efs.create_file_system(Tags=[{"Key": "Name", "Value": "ü"}])
        assert efs.describe_file_systems()["FileSystems"][0]["CreationTime"] == created["CreationTime"]

    def test_cloudwatch_speaks_cbor_or_json(self, moto_url):
        import datetime

        cloudwatch = sotalia.client("cloudwatch")
        cloudwatch.put_metric_data(Namespace="n", MetricData=[{"MetricName": "m", "Value": 1.5}])
        now = datetime.datetime.now(datetime.UTC)
        points = cloudwatch.get_metric_statistics(
            Namespace="n",
            MetricName="m",
            StartTime=now - datetime.timedelta(hours=1),
            EndTime=now + datetime.timedelta(hours=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        assert [point["Sum"] for point in points] == [1.5]

    def test_many_services_at_once_awaited(self, moto_url):
        async def main():
            session = aio.Session()
            async with (
                session.client("s3") as s3,
                session.client("sqs") as sqs,
                session.client("ec2") as ec2,
                session.client("dynamodb") as dynamodb,
                session.client("lambda") as lambdas,
                session.client("sts") as sts,
            ):
                results: list[Any] = await asyncio.gather(
                    s3.list_buckets(),
                    sqs.list_queues(),
                    ec2.describe_vpcs(),
                    dynamodb.list_tables(),
                    lambdas.list_functions(),
                    sts.get_caller_identity(),
                    s3.list_objects_v2(Bucket="nope"),
                    return_exceptions=True,
                )
                assert isinstance(results.pop(), s3.exceptions.NoSuchBucket)
                return [parsed["ResponseMetadata"]["HTTPStatusCode"] for parsed in results]

        assert asyncio.run(main()) == [200] * 6
