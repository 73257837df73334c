"""What the documents take for granted: a bucket with objects, a table with dolphins, a role."""

from __future__ import annotations

import sotalia

KEYS = {"a": b"first", "b": b"second", "large": b"x" * 3_000_000, "logs/today.log": b"hello", "tmp/old": b""}


def make_world() -> None:
    """Make all of it in the AWS that the environment names."""
    s3 = sotalia.client("s3")
    s3.create_bucket(Bucket="my-bucket")
    for key, body in KEYS.items():
        s3.put_object(Bucket="my-bucket", Key=key, Body=body)
    dynamodb = sotalia.client("dynamodb")
    dynamodb.create_table(
        TableName="dolphins",
        AttributeDefinitions=[{"AttributeName": "species", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "species", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName="dolphins", Item={"species": {"S": "boto"}, "size": {"N": "2.4"}})
