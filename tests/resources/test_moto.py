"""Resources against moto's AWS, from making things to deleting them."""

import asyncio
import json
from decimal import Decimal

import pytest

import sotalia
from sotalia import aio
from sotalia.errors import ClientError, WaiterError

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)
TABLE = {
    "TableName": "users",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "N"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def test_s3(moto_url):
    with sotalia.resource("s3") as s3:
        bucket = s3.create_bucket(Bucket="river")
        assert bucket == s3.Bucket("river")
        bucket.wait_until_exists()
        for number in range(25):
            bucket.put_object(Key=f"logs/{number:02}", Body=b"x" * number)
        assert [each.key for each in bucket.objects.filter(Prefix="logs/1").limit(3)] == [
            "logs/10",
            "logs/11",
            "logs/12",
        ]
        assert sum(each.size for each in bucket.objects.page_size(7)) == sum(range(25))
        assert [len(page) for page in bucket.objects.page_size(10).pages()] == [10, 10, 5]
        thing = s3.Object("river", "logs/07")
        assert (thing.content_length, thing.get()["Body"].read()) == (7, b"x" * 7)
        assert thing.put(Body=b"new")["ETag"] == thing.e_tag
        assert thing.content_length == 3
        assert bucket.Object("logs/07").Acl().owner
        assert bucket.Versioning().status is None
        bucket.Versioning().enable()
        assert s3.BucketVersioning("river").status == "Enabled"
        assert [each.name for each in s3.buckets.all()] == ["river"]
        assert bucket.creation_date
        upload = thing.initiate_multipart_upload()
        part = upload.Part(1)
        part.upload(Body=b"part")
        assert [(each.part_number, each.size) for each in upload.parts.all()] == [(1, 4)]
        assert [each.id for each in bucket.multipart_uploads.all()] == [upload.id]
        upload.abort()
        (deleted,) = bucket.objects.filter(Prefix="logs/").delete()
        assert len(deleted["Deleted"]) == 25
        assert len(list(bucket.object_versions.all())) == 50
        bucket.object_versions.delete()
        bucket.delete()
        bucket.wait_until_not_exists()
        with pytest.raises(ClientError, match="NoSuchBucket"):
            list(bucket.objects.all())


def test_s3_awaited(moto_url):
    async def main():
        async with aio.resource("s3") as s3:
            bucket = await s3.create_bucket(Bucket="river")
            await asyncio.gather(*(bucket.put_object(Key=f"k{number}", Body=b"x" * number) for number in range(5)))
            assert [each.key async for each in bucket.objects.filter(Prefix="k")] == ["k0", "k1", "k2", "k3", "k4"]
            thing = s3.Object("river", "k3")
            await thing.wait_until_exists()
            await thing.load()
            assert thing.content_length == 3
            assert await (await thing.get())["Body"].read() == b"xxx"
            assert [each.name async for each in s3.buckets.all()] == ["river"]
            (deleted,) = await bucket.objects.all().delete()
            assert len(deleted["Deleted"]) == 5
            await bucket.delete()
            with pytest.raises(WaiterError):
                await s3.meta.client.get_waiter("bucket_exists").wait(
                    Bucket="river", WaiterConfig={"Delay": 0, "MaxAttempts": 1}
                )

    asyncio.run(main())


def test_ec2(moto_url):
    ec2 = sotalia.resource("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")
    subnet = vpc.create_subnet(CidrBlock="10.0.1.0/24")
    group = vpc.create_security_group(GroupName="web", Description="web")
    image = ec2.Image("ami-12c6146b")
    instances = ec2.create_instances(
        ImageId=image.id, MinCount=2, MaxCount=2, SubnetId=subnet.id, SecurityGroupIds=[group.id]
    )
    assert len(instances) == 2
    one = instances[0]
    one.wait_until_running()
    one.reload()
    assert (one.vpc, one.subnet, one.image) == (vpc, subnet, image)
    assert one.state["Name"] == "running"
    assert [each["GroupId"] for each in one.security_groups] == [group.id]
    assert one.network_interfaces[0].vpc == vpc
    tags = ec2.create_tags(Resources=[each.id for each in instances], Tags=[{"Key": "Name", "Value": "tucuxi"}])
    assert [tag.value for tag in tags] == ["tucuxi", "tucuxi"]
    assert one.create_tags(Tags=[{"Key": "more", "Value": "1"}])[0].key == "more"
    found = ec2.instances.filter(Filters=[{"Name": "tag:Name", "Values": ["tucuxi"]}])
    assert set(found) == set(instances)
    assert set(vpc.instances.all()) == set(instances)
    one.delete_tags(Tags=[{"Key": "Name"}])
    assert list(found) == [instances[1]]
    stopped = ec2.instances.filter(InstanceIds=[each.id for each in instances]).stop()
    assert len(stopped[0]["StoppingInstances"]) == 2
    one.terminate()
    one.wait_until_terminated()
    with pytest.raises(ClientError, match="InvalidVpcID"):
        _ = ec2.Vpc("vpc-00000000").cidr_block


def test_ec2_awaited(moto_url):
    async def main():
        async with aio.resource("ec2") as ec2:
            vpc = await ec2.create_vpc(CidrBlock="10.0.0.0/16")
            subnet = await vpc.create_subnet(CidrBlock="10.0.1.0/24")
            assert [each async for each in vpc.subnets.all()] == [subnet]
            await subnet.load()
            assert (subnet.vpc, subnet.cidr_block) == (vpc, "10.0.1.0/24")
            assert vpc in [each async for each in ec2.vpcs.all()]

    asyncio.run(main())


def test_dynamodb(moto_url):
    from sotalia.dynamodb.conditions import Attr

    dynamodb = sotalia.resource("dynamodb")
    table = dynamodb.create_table(**TABLE)
    table.wait_until_exists()
    table.put_item(Item={"id": 1, "tags": {"a", "b"}, "size": Decimal("1.5")})
    assert table.get_item(Key={"id": 1})["Item"] == {"id": 1, "tags": {"a", "b"}, "size": Decimal("1.5")}
    with table.batch_writer() as batch:
        for number in range(2, 32):
            batch.put_item(Item={"id": number, "even": number % 2 == 0})
    assert table.scan(FilterExpression=Attr("even").eq(True))["Count"] == 15
    assert dynamodb.meta.client.get_item(TableName="users", Key={"id": 2})["Item"] == {"id": 2, "even": True}
    assert (table.table_status, table.item_count) == ("ACTIVE", 31)
    assert list(dynamodb.tables.all()) == [table]
    table.delete()
    table.wait_until_not_exists()


def test_dynamodb_awaited(moto_url):
    async def main():
        async with aio.resource("dynamodb") as dynamodb:
            table = await dynamodb.create_table(**TABLE)
            async with table.batch_writer() as batch:
                await batch.put_item(Item={"id": 1, "tags": {"a", "b"}})
            assert (await table.get_item(Key={"id": 1}))["Item"] == {"id": 1, "tags": {"a", "b"}}
            assert [each.name async for each in dynamodb.tables.all()] == ["users"]

    asyncio.run(main())


def test_sqs_and_sns(moto_url):
    sqs, sns = sotalia.resource("sqs"), sotalia.resource("sns")
    queue = sqs.create_queue(QueueName="river")
    assert sqs.get_queue_by_name(QueueName="river") == queue
    assert [each.url for each in sqs.queues.filter(QueueNamePrefix="riv")] == [queue.url]
    topic = sns.create_topic(Name="floods")
    subscription = topic.subscribe(Protocol="sqs", Endpoint=queue.attributes["QueueArn"])
    assert [each.arn for each in topic.subscriptions.all()] == [subscription.arn]
    topic.publish(Message="rising")
    (message,) = queue.receive_messages()
    assert json.loads(message.body)["Message"] == "rising"
    assert message.Queue() == queue
    message.delete()
    assert queue.receive_messages() == []
    queue.send_messages(Entries=[{"Id": str(number), "MessageBody": f"m{number}"} for number in range(3)])
    received = queue.receive_messages(MaxNumberOfMessages=10)
    assert sorted(each.body for each in received) == ["m0", "m1", "m2"]
    queue.purge()
    subscription.delete()
    topic.delete()
    queue.delete()
    assert list(sqs.queues.all()) == list(sns.topics.all()) == []


def test_iam(moto_url):
    iam = sotalia.resource("iam")
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST)
    assert role.arn.endswith(":role/reader")
    policy = iam.create_policy(PolicyName="p", PolicyDocument=POLICY)
    role.attach_policy(PolicyArn=policy.arn)
    assert list(role.attached_policies.all()) == [policy]
    assert [each.role_name for each in policy.attached_roles.all()] == ["reader"]
    assert policy.default_version.is_default_version is True
    profile = iam.create_instance_profile(InstanceProfileName="box")
    profile.add_role(RoleName="reader")
    assert profile.roles == [role]
    user = iam.create_user(UserName="ana")
    pair = user.create_access_key_pair()
    assert pair.secret
    assert pair.secret not in repr(user)
    assert [each.id for each in user.access_keys.all()] == [pair.id]
    group = iam.create_group(GroupName="people")
    group.add_user(UserName="ana")
    assert list(group.users.all()) == [user]
    assert [each.name for each in user.groups.all()] == ["people"]
    assert user.update(NewUserName="bia") == iam.User("bia")
