"""A walk through moto's AWS gives the same dicts and errors through boto3 and through Sotalia, step by step."""

import datetime
import json
import time
from typing import Any

import boto3
import pytest

import sotalia

#: Different with every reply of moto's.
VARYING = {"RequestId", "HostId", "date", "x-amzn-requestid", "x-amz-request-id", "x-amz-id-2", "content-length"}

#: What a program may do with a bucket, a table, a queue, a topic, a role, an instance: (service, method, parameters).
WALK: list[tuple[str, str, dict[str, Any]]] = [
    ("s3", "create_bucket", {"Bucket": "walk"}),
    (
        "s3",
        "put_object",
        {"Bucket": "walk", "Key": "a b/ü", "Body": b"body", "Metadata": {"k": "v"}, "ContentType": "text/x"},
    ),
    ("s3", "head_object", {"Bucket": "walk", "Key": "a b/ü"}),
    ("s3", "get_object", {"Bucket": "walk", "Key": "a b/ü"}),
    ("s3", "list_objects_v2", {"Bucket": "walk"}),
    ("s3", "list_objects", {"Bucket": "walk", "Prefix": "a "}),
    ("s3", "list_buckets", {}),
    ("s3", "get_bucket_location", {"Bucket": "walk"}),
    ("s3", "put_bucket_tagging", {"Bucket": "walk", "Tagging": {"TagSet": [{"Key": "k", "Value": "v"}]}}),
    ("s3", "get_bucket_tagging", {"Bucket": "walk"}),
    ("s3", "get_object", {"Bucket": "walk", "Key": "not-there"}),
    ("s3", "head_object", {"Bucket": "walk", "Key": "not-there"}),
    ("s3", "delete_bucket", {"Bucket": "walk"}),
    ("s3", "delete_objects", {"Bucket": "walk", "Delete": {"Objects": [{"Key": "a b/ü"}]}}),
    (
        "dynamodb",
        "create_table",
        {
            "TableName": "walk",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
    ),
    ("dynamodb", "put_item", {"TableName": "walk", "Item": {"pk": {"S": "a"}, "n": {"N": "1.5"}, "b": {"B": b"\xff"}}}),
    ("dynamodb", "get_item", {"TableName": "walk", "Key": {"pk": {"S": "a"}}}),
    ("dynamodb", "scan", {"TableName": "walk", "ReturnConsumedCapacity": "TOTAL"}),
    (
        "dynamodb",
        "put_item",
        {"TableName": "walk", "Item": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(pk)"},
    ),
    ("dynamodb", "describe_table", {"TableName": "not-there"}),
    ("sqs", "create_queue", {"QueueName": "walk"}),
    ("sqs", "get_queue_url", {"QueueName": "walk"}),
    ("sqs", "get_queue_url", {"QueueName": "not-there"}),
    ("sqs", "list_queues", {}),
    ("sns", "create_topic", {"Name": "walk"}),
    ("sns", "list_topics", {}),
    ("iam", "create_user", {"UserName": "walk"}),
    ("iam", "list_users", {}),
    ("iam", "get_role", {"RoleName": "not-there"}),
    ("sts", "get_caller_identity", {}),
    ("ec2", "describe_regions", {}),
    ("ec2", "describe_vpcs", {}),
    ("ec2", "describe_availability_zones", {}),
    ("ec2", "describe_instances", {"InstanceIds": ["i-0123456789abcdef0"]}),
    ("lambda", "list_functions", {}),
    ("lambda", "get_function", {"FunctionName": "not-there"}),
    ("kms", "create_key", {"Description": "walk"}),
    ("kms", "list_aliases", {}),
    ("logs", "create_log_group", {"logGroupName": "walk"}),
    ("logs", "describe_log_groups", {}),
    ("ssm", "put_parameter", {"Name": "/walk", "Value": "v", "Type": "String"}),
    ("ssm", "get_parameter", {"Name": "/walk"}),
    ("secretsmanager", "create_secret", {"Name": "walk", "SecretString": "s"}),
    ("route53", "create_hosted_zone", {"Name": "walk.example", "CallerReference": "r"}),
    ("route53", "list_hosted_zones", {}),
    ("cloudwatch", "put_metric_data", {"Namespace": "walk", "MetricData": [{"MetricName": "m", "Value": 1.5}]}),
    ("cloudwatch", "list_metrics", {}),
    ("events", "list_rules", {}),
    ("stepfunctions", "list_state_machines", {}),
    ("apigateway", "create_rest_api", {"name": "walk"}),
    ("cloudformation", "describe_stacks", {"StackName": "not-there"}),
    ("rds", "describe_db_instances", {"DBInstanceIdentifier": "not-there"}),
]


@pytest.fixture(scope="module")
def walks(moto_server):
    """PageCursor through moto's AWS once with each library; the outcomes of each, in order."""
    results = []
    monkeypatch = pytest.MonkeyPatch()
    # Not at UTC, so that it shows which moments are given in the local time zone, and which are not.
    monkeypatch.setenv("TZ", "America/Manaus")
    time.tzset()
    for library in (boto3, sotalia):
        moto_server.reset()
        # Named here, since fixtures for single tests cannot be used by one for the module.
        arguments = {
            "endpoint_url": moto_server.url,
            "region_name": "us-east-1",
            "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": "secret-example",
        }
        clients = {service: library.client(service, **arguments) for service in {step[0] for step in WALK}}
        results.append([outcome(clients[service], method, parameters) for service, method, parameters in WALK])
    monkeypatch.undo()
    time.tzset()
    return results


def outcome(client, method: str, parameters: dict[str, Any]) -> Any:
    try:
        result = getattr(client, method)(**parameters)
    except client.exceptions.ClientError as error:
        # What HEAD does not find is raised by a class that says so; boto3 has the general one (differences.toml).
        general = method.startswith("head_") and error.response["Error"]["Code"] == "404"
        name = "ClientError" if general else type(error).__name__
        return [name, str(error), error.operation_name, stable(error.response)]
    if hasattr(result.get("Body"), "read"):
        result["Body"] = result["Body"].read()
    return stable(result)


def stable(value: Any) -> Any:
    """Return `value` with what differs from one run to the next replaced by its type."""
    if isinstance(value, dict):
        return {key: type(each).__name__ if key in VARYING else stable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [stable(each) for each in value]
    if isinstance(value, str) and any(character.isdigit() for character in value):
        return "text with digits"
    if isinstance(value, (str, bytes, bool, type(None))):
        return value
    if isinstance(value, datetime.datetime):
        return f"datetime, {value.utcoffset()} from UTC"
    return type(value).__name__


@pytest.mark.parametrize("at", range(len(WALK)), ids=[f"{at}-{step[0]}.{step[1]}" for at, step in enumerate(WALK)])
def test_the_outcome_is_the_same(walks, at):
    theirs, ours = (walk[at] for walk in walks)
    assert ours == theirs, json.dumps(WALK[at], default=str)
