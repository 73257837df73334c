"""Five minutes of Sotalia: S3, DynamoDB, SQS, EC2 and STS, by clients, by resources, and under asyncio.

Run it against an AWS of its own, in memory:

    sotalia local -- python examples/quickstart.py

Nothing in it is special to that. With credentials of yours in the environment or in ~/.aws it runs against AWS itself,
where it makes (and deletes) buckets, tables and a queue; bucket names are unique across all accounts, so change
`BUCKET` first.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal

import sotalia
from sotalia import aio
from sotalia.dynamodb.conditions import Attr, Key

REGION = "ap-southeast-1"
BUCKET = "sotalia-quickstart"
DOLPHINS = {
    "rivers/amazon.txt": b"Boto and tucuxi live here.",
    "rivers/ganges.txt": b"The susu navigates by sound alone.",
    "seas/guiana.txt": b"Sotalia guianensis stays close to the shore.",
}
SIGHTINGS = [
    {"river": "Amazon", "day": 1, "species": {"boto", "tucuxi"}, "metres": Decimal("2.4")},
    {"river": "Amazon", "day": 2, "species": {"tucuxi"}, "metres": Decimal("1.5")},
    {"river": "Amazon", "day": 9, "species": {"boto"}, "metres": Decimal("2.1")},
    {"river": "Ganges", "day": 1, "species": {"susu"}, "metres": Decimal("2.3")},
]


def objects() -> None:
    """Make a bucket in a region, put some objects, list them."""
    s3 = sotalia.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    print("S3 buckets:", ", ".join(bucket["Name"] for bucket in s3.list_buckets()["Buckets"]))
    for key, body in DOLPHINS.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="text/plain")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for item in page["Contents"]:
            print(f"  {item['Key']:<20} {item['Size']:>3} bytes")
    print("  amazon.txt says:", s3.get_object(Bucket=BUCKET, Key="rivers/amazon.txt")["Body"].read().decode())
    try:
        s3.get_object(Bucket=BUCKET, Key="rivers/rhine.txt")
    except s3.exceptions.NoSuchKey as error:
        print("  rhine.txt:", error.response["Error"]["Message"])
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key} for key in DOLPHINS]})
    s3.delete_bucket(Bucket=BUCKET)


def items() -> None:
    """Make a table, put an item, read it back."""
    dynamodb = sotalia.client("dynamodb", region_name=REGION)
    dynamodb.create_table(
        TableName="dolphins",
        AttributeDefinitions=[{"AttributeName": "species", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "species", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName="dolphins")
    dynamodb.put_item(
        TableName="dolphins",
        Item={"species": {"S": "Sotalia fluviatilis"}, "metres": {"N": "1.5"}, "fresh": {"BOOL": True}},
    )
    item = dynamodb.get_item(TableName="dolphins", Key={"species": {"S": "Sotalia fluviatilis"}})["Item"]
    print(f"DynamoDB item: {item['species']['S']}, {item['metres']['N']} m")
    dynamodb.delete_table(TableName="dolphins")


def messages() -> None:
    """Send a message through a queue."""
    sqs = sotalia.client("sqs", region_name=REGION)
    queue = sqs.create_queue(QueueName="sightings")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="three of them, off Cayenne")
    for message in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]:
        print("SQS message:", message["Body"])
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    sqs.delete_queue(QueueUrl=queue)


def instances() -> None:
    """Count the instances that run."""
    ec2 = sotalia.client("ec2", region_name=REGION)
    reply = ec2.describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running", "pending"]}])
    count = sum(len(reservation["Instances"]) for reservation in reply["Reservations"])
    print("EC2 instances running:", count)


def identity() -> None:
    """Ask who we are."""
    me = sotalia.client("sts", region_name=REGION).get_caller_identity()
    print(f"STS identity: account {me['Account']}, {me['Arn']}")


def bucket() -> None:
    """The S3 part in objects: a collection fetches its pages by itself, and the client is at hand beside it."""
    s3 = sotalia.resource("s3", region_name=REGION)
    bucket = s3.Bucket(f"{BUCKET}-objects")
    bucket.create(CreateBucketConfiguration={"LocationConstraint": REGION})
    bucket.wait_until_exists()
    for key, body in DOLPHINS.items():
        bucket.put_object(Key=key, Body=body, ContentType="text/plain")
    print("S3 bucket", bucket.name, "by resource:")
    for summary in bucket.objects.filter(Prefix="rivers/").limit(50):
        print(f"  {summary.key:<20} {summary.size:>3} bytes")
    guiana = bucket.Object("seas/guiana.txt")
    s3.meta.client.put_object_tagging(
        Bucket=guiana.bucket_name, Key=guiana.key, Tagging={"TagSet": [{"Key": "water", "Value": "salt"}]}
    )
    print(f"  {guiana.key} is {guiana.content_type} and says:", guiana.get()["Body"].read().decode())
    bucket.objects.all().delete()
    bucket.delete()
    bucket.wait_until_not_exists()


def table() -> None:
    """A table in objects: Python's own values go in and come out, conditions are written as expressions."""
    dynamodb = sotalia.resource("dynamodb", region_name=REGION)
    table = dynamodb.create_table(
        TableName="sightings",
        AttributeDefinitions=[
            {"AttributeName": "river", "AttributeType": "S"},
            {"AttributeName": "day", "AttributeType": "N"},
        ],
        KeySchema=[{"AttributeName": "river", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for sighting in SIGHTINGS:
            batch.put_item(Item=sighting)
    found = table.query(
        KeyConditionExpression=Key("river").eq("Amazon") & Key("day").lt(7),
        FilterExpression=Attr("species").contains("tucuxi"),
    )
    print("DynamoDB sightings of tucuxis in the first week:")
    for item in found["Items"]:
        print(f"  day {item['day']}: {', '.join(sorted(item['species']))}, {item['metres']} m")
    table.delete()


async def objects_awaited() -> None:
    """The S3 part once more: the same names, awaited; the objects are put all at once."""
    bucket = f"{BUCKET}-aio"
    async with aio.client("s3", region_name=REGION) as s3:
        await s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        print("asyncio, S3 buckets:", ", ".join(bucket["Name"] for bucket in (await s3.list_buckets())["Buckets"]))
        await asyncio.gather(*(s3.put_object(Bucket=bucket, Key=key, Body=body) for key, body in DOLPHINS.items()))
        for item in (await s3.list_objects_v2(Bucket=bucket))["Contents"]:
            print(f"  {item['Key']:<20} {item['Size']:>3} bytes")
        reply = await s3.get_object(Bucket=bucket, Key="seas/guiana.txt")
        async with reply["Body"] as body:
            print("  guiana.txt says:", (await body.read()).decode())
    async with aio.resource("s3", region_name=REGION) as resource:
        async for summary in resource.Bucket(bucket).objects.filter(Prefix="rivers/"):
            print("  by resource:", summary.key)
        await resource.Bucket(bucket).objects.all().delete()
        await resource.Bucket(bucket).delete()


async def table_awaited() -> None:
    """The table once more, awaited. Making an object is no I/O; what it knows of itself is there after `load()`."""
    async with aio.resource("dynamodb", region_name=REGION) as dynamodb:
        table = await dynamodb.create_table(
            TableName="sightings-aio",
            AttributeDefinitions=[{"AttributeName": "river", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "river", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        await table.wait_until_exists()
        async with table.batch_writer() as batch:
            await batch.put_item(Item={"river": "Orinoco", "species": {"boto", "tucuxi"}, "count": 12})
        await table.load()
        item = (await table.get_item(Key={"river": "Orinoco"}))["Item"]
        print(f"asyncio, DynamoDB table {table.name}: {item['count']} {' and '.join(sorted(item['species']))}")
        await table.delete()


def main() -> None:
    """Run all parts, one after another."""
    objects()
    items()
    messages()
    instances()
    identity()
    bucket()
    table()
    asyncio.run(objects_awaited())
    asyncio.run(table_awaited())


if __name__ == "__main__":
    main()
