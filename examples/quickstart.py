"""Five minutes of Sotalia: S3, DynamoDB, SQS, EC2 and STS, then S3 once more under asyncio.

Run it against an AWS of its own, in memory:

    sotalia local -- python examples/quickstart.py

Nothing in it is special to that. With credentials of yours in the environment or in ~/.aws it runs against AWS itself,
where it makes (and deletes) two buckets, a table and a queue; bucket names are unique across all accounts, so change
`BUCKET` first.
"""

from __future__ import annotations

import asyncio
import time

import sotalia
from sotalia import aio

REGION = "ap-southeast-1"
BUCKET = "sotalia-quickstart"
DOLPHINS = {
    "rivers/amazon.txt": b"Boto and tucuxi live here.",
    "rivers/ganges.txt": b"The susu navigates by sound alone.",
    "seas/guiana.txt": b"Sotalia guianensis stays close to the shore.",
}


def objects() -> None:
    """Make a bucket in a region, put some objects, list them."""
    s3 = sotalia.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    print("S3 buckets:", ", ".join(bucket["Name"] for bucket in s3.list_buckets()["Buckets"]))
    for key, body in DOLPHINS.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="text/plain")
    for item in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
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
    while dynamodb.describe_table(TableName="dolphins")["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.5)
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
        await s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in DOLPHINS]})
        await s3.delete_bucket(Bucket=bucket)


def main() -> None:
    """Run all parts, one after another."""
    objects()
    items()
    messages()
    instances()
    identity()
    asyncio.run(objects_awaited())


if __name__ == "__main__":
    main()
