"""Keys of replies that are called certain are there, whatever a service leaves out of them."""

from __future__ import annotations

from typing import Any

import pytest

import sotalia
from sotalia.model.loader import Loader
from sotalia.stubs.certain import is_certain
from sotalia.stubs.service import ServiceTypes

KEY = {"TableName": "t", "Key": {"id": {"S": "nothing"}}}
TABLE = {
    "TableName": "t",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
#: Service, calls that prepare, and calls of whose replies a service leaves out what is empty or not set.
EVERYDAY: list[tuple[str, list[tuple[str, dict[str, Any]]], list[tuple[str, dict[str, Any]]]]] = [
    (
        "s3",
        [("create_bucket", {"Bucket": "bucket"})],
        [
            ("list_buckets", {}),
            ("list_objects_v2", {"Bucket": "bucket"}),
            ("list_objects", {"Bucket": "bucket"}),
            ("list_object_versions", {"Bucket": "bucket"}),
            ("list_multipart_uploads", {"Bucket": "bucket"}),
            ("get_bucket_versioning", {"Bucket": "bucket"}),
            ("get_bucket_location", {"Bucket": "bucket"}),
            ("get_bucket_acl", {"Bucket": "bucket"}),
            ("put_object", {"Bucket": "bucket", "Key": "k", "Body": b"x"}),
            ("get_object", {"Bucket": "bucket", "Key": "k"}),
            ("head_object", {"Bucket": "bucket", "Key": "k"}),
            ("delete_object", {"Bucket": "bucket", "Key": "k"}),
            ("delete_objects", {"Bucket": "bucket", "Delete": {"Objects": [{"Key": "k"}], "Quiet": True}}),
            ("create_multipart_upload", {"Bucket": "bucket", "Key": "k"}),
        ],
    ),
    (
        "dynamodb",
        [("create_table", TABLE)],
        [
            ("get_item", KEY),
            ("put_item", {"TableName": "t", "Item": {"id": {"S": "a"}}}),
            ("delete_item", KEY),
            ("update_item", {**KEY, "UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"S": "x"}}}),
            ("scan", {"TableName": "t"}),
            ("batch_get_item", {"RequestItems": {"t": {"Keys": [KEY["Key"]]}}}),
            ("batch_write_item", {"RequestItems": {"t": [{"PutRequest": {"Item": {"id": {"S": "a"}}}}]}}),
            ("list_tables", {}),
            ("describe_table", {"TableName": "t"}),
        ],
    ),
    (
        "sqs",
        [],
        [
            ("list_queues", {"QueueNamePrefix": "nothing"}),
            ("create_queue", {"QueueName": "q"}),
            ("get_queue_url", {"QueueName": "q"}),
        ],
    ),
    ("ec2", [], [("describe_instances", {}), ("describe_volumes", {}), ("describe_key_pairs", {})]),
    ("iam", [], [("list_users", {}), ("list_roles", {}), ("list_policies", {"Scope": "Local"})]),
    ("sns", [], [("list_topics", {}), ("list_subscriptions", {})]),
    ("lambda", [], [("list_functions", {}), ("list_layers", {})]),
]


@pytest.mark.parametrize(("service", "before", "calls"), EVERYDAY, ids=[row[0] for row in EVERYDAY])
def test_certain_keys_are_in_the_replies_to_everyday_calls(
    service: str, before: list[Any], calls: list[Any], moto_url: str
) -> None:
    client = sotalia.client(
        service,
        region_name="us-east-1",
        endpoint_url=moto_url,
        aws_access_key_id="x",
        aws_secret_access_key="y",
    )
    types = ServiceTypes(Loader(), service)
    for method, parameters in before:
        getattr(client, method)(**parameters)
    absent = {}
    for method, parameters in calls:
        output = types.operation(types.model.methods[method]).output_shape
        reply = getattr(client, method)(**parameters)
        if output is not None:
            certain = {key.name for key in types.shapes.result_keys(output) if key.certain}
            if missing := certain - set(reply):
                absent[method] = missing
    assert absent == {}


def test_the_rule() -> None:
    def certain(shape: str, key: str, *, location: str | None = None, **facts: Any) -> bool:
        facts = {"required": False, "outermost": True, "paging": (), **facts}
        return is_certain(shape, key, location, **facts)

    assert certain("ListBucketsOutput", "Buckets")
    assert not certain("ListObjectsV2Output", "Contents")
    assert certain("ListObjectsV2Output", "Contents", required=True)
    assert not certain("ListBucketsOutput", "ContinuationToken", paging=("ContinuationToken",))
    assert not certain("GetObjectOutput", "VersionId", location="header")
    assert certain("GetObjectOutput", "ContentLength", location="header")
    assert not certain("Instance", "InstanceId", outermost=False)
    assert certain("Tag", "Key", outermost=False)
