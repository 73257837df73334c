"""Calls to make through both libraries: (service, method, parameters), and settings of the client where they matter.

They are chosen for what they put on the wire: every protocol, where a member can go, and what is special to a service.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

WHEN = datetime.datetime(2026, 11, 22, 4, 5, 6, 789000, tzinfo=datetime.UTC)


class Case(NamedTuple):
    """One call."""

    service: str
    method: str
    parameters: dict[str, Any]
    config: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """What the test is called."""
        settings = "".join(f",{key}={value}" for key, value in self.config.items())
        return f"{self.service}.{self.method}({','.join(self.parameters)}{settings})"


JSON = [
    Case("dynamodb", "get_item", {"TableName": "t", "Key": {"pk": {"S": "ü"}, "n": {"N": "1.50"}}}),
    Case(
        "dynamodb",
        "put_item",
        {
            "TableName": "t",
            "Item": {
                "pk": {"S": "a"},
                "b": {"B": b"\x00\xff"},
                "bs": {"BS": [b"1", b"2"]},
                "m": {"M": {"x": {"NULL": True}, "y": {"L": [{"BOOL": False}]}}},
            },
        },
    ),
    Case("dynamodb", "transact_write_items", {"TransactItems": [{}], "ClientRequestToken": "token"}),
    Case(
        "sqs", "send_message", {"QueueUrl": "https://queue.example.com/1/q", "MessageBody": "hello", "DelaySeconds": 3}
    ),
    Case("sqs", "receive_message", {"QueueUrl": "https://queue.example.com/1/q", "AttributeNames": ["All"]}),
    Case("kms", "encrypt", {"KeyId": "k", "Plaintext": b"secret", "EncryptionContext": {"a": "b"}}),
    Case(
        "logs",
        "put_log_events",
        {"logGroupName": "g", "logStreamName": "s", "logEvents": [{"timestamp": 1, "message": "m"}]},
    ),
    Case("ecs", "list_clusters", {}),
    Case("events", "put_events", {"Entries": [{"Time": WHEN, "Source": "s", "DetailType": "d", "Detail": "{}"}]}),
    Case("secretsmanager", "get_secret_value", {"SecretId": "s"}),
    Case("ssm", "get_parameters_by_path", {"Path": "/a", "Recursive": True, "ParameterFilters": [{"Key": "Type"}]}),
    Case("kinesis", "put_record", {"StreamName": "s", "Data": b"data", "PartitionKey": "p"}),
    Case("stepfunctions", "list_executions", {"stateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:x"}),
    Case(
        "cognito-idp",
        "initiate_auth",
        {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "u"}, "ClientId": "c"},
    ),
]

REST_JSON = [
    Case(
        "lambda", "invoke", {"FunctionName": "f", "Payload": b'{"a":1}', "InvocationType": "Event", "Qualifier": "v 1"}
    ),
    Case("lambda", "list_functions", {"MaxItems": 5, "Marker": "a/b +c"}),
    Case(
        "lambda", "tag_resource", {"Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Tags": {"a": "b"}}
    ),
    Case("apigateway", "get_rest_apis", {"limit": 2}),
    Case(
        "apigateway",
        "update_stage",
        {"restApiId": "r", "stageName": "s", "patchOperations": [{"op": "add", "path": "/x"}]},
    ),
    Case("glacier", "list_vaults", {}),
    Case("glacier", "upload_archive", {"vaultName": "v", "body": b"archive"}),
    Case("batch", "submit_job", {"jobName": "j", "jobQueue": "q", "jobDefinition": "d", "parameters": {"k": "v"}}),
    Case("eks", "create_cluster", {"name": "c", "roleArn": "r", "resourcesVpcConfig": {}, "clientRequestToken": "t"}),
    Case("iot-data", "publish", {"topic": "a/b c", "qos": 1, "payload": b"x"}),
    Case("polly", "synthesize_speech", {"Text": "t", "OutputFormat": "mp3", "VoiceId": "Joanna"}),
    Case("xray", "put_trace_segments", {"TraceSegmentDocuments": ["{}"]}),
    Case(
        "bedrock-runtime", "converse", {"modelId": "m:0", "messages": [{"role": "user", "content": [{"text": "hi"}]}]}
    ),
    Case("lex-runtime", "post_text", {"botName": "b", "botAlias": "a", "userId": "user", "inputText": "i"}),
    Case("scheduler", "list_schedules", {"NamePrefix": "n", "MaxResults": 3}),
    Case("opensearch", "list_tags", {"ARN": "arn:aws:es:us-east-1:123456789012:domain/d"}),
]

QUERY_AND_EC2 = [
    Case("sts", "get_caller_identity", {}),
    Case(
        "sts",
        "assume_role",
        {
            "RoleArn": "arn:aws:iam::123456789012:role/r",
            "RoleSessionName": "session",
            "Tags": [{"Key": "k", "Value": "v"}],
        },
    ),
    Case("iam", "create_role", {"RoleName": "r", "AssumeRolePolicyDocument": '{"a": "ü b+c"}', "Path": "/"}),
    Case(
        "sns",
        "publish",
        {"TopicArn": "a", "Message": "m", "MessageAttributes": {"k": {"DataType": "Binary", "BinaryValue": b"\xff"}}},
    ),
    Case(
        "cloudformation", "create_stack", {"StackName": "s", "TemplateBody": "{}", "Capabilities": ["CAPABILITY_IAM"]}
    ),
    Case("rds", "describe_db_instances", {"Filters": [{"Name": "engine", "Values": ["mysql"]}], "MaxRecords": 20}),
    Case("autoscaling", "describe_auto_scaling_groups", {"AutoScalingGroupNames": []}),
    Case("elbv2", "describe_load_balancers", {"Names": ["a", "b"]}),
    Case(
        "ses",
        "send_email",
        {"Source": "a@b", "Destination": {"ToAddresses": ["c@d"]}, "Message": {"Subject": {"Data": "s"}, "Body": {}}},
    ),
    Case("sdb", "put_attributes", {"DomainName": "d", "ItemName": "i", "Attributes": [{"Name": "n", "Value": "v"}]}),
    Case("ec2", "describe_instances", {"Filters": [{"Name": "instance-state-name", "Values": ["running", "pending"]}]}),
    Case(
        "ec2",
        "run_instances",
        {"MinCount": 1, "MaxCount": 2, "UserData": "#!/bin/sh", "ImageId": "ami-1", "ClientToken": "t"},
    ),
    Case("ec2", "describe_spot_price_history", {"StartTime": WHEN, "EndTime": "2026-11-22"}),
    Case("ec2", "create_tags", {"Resources": ["i-1"], "Tags": [{"Key": "k", "Value": ""}]}),
]

REST_XML = [
    Case("s3", "list_buckets", {}),
    Case("s3", "create_bucket", {"Bucket": "bucket", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
    Case("s3", "put_object", {"Bucket": "bucket", "Key": "a/../b ü+%2F//c", "Body": b"body", "Metadata": {"k": "v"}}),
    Case("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": b"body", "ChecksumAlgorithm": "SHA256"}),
    Case("s3", "put_object", {"Bucket": "bucket", "Key": "k", "Body": b"", "Expires": WHEN, "Tagging": "a=b&c=d"}),
    Case(
        "s3",
        "put_object",
        {"Bucket": "bucket", "Key": "k", "SSECustomerKey": b"0" * 32, "SSECustomerAlgorithm": "AES256"},
    ),
    Case(
        "s3",
        "put_object",
        {"Bucket": "bucket", "Key": "k", "Body": b"x"},
        {"request_checksum_calculation": "when_required"},
    ),
    Case("s3", "get_object", {"Bucket": "bucket", "Key": "k", "Range": "bytes=0-9", "IfModifiedSince": WHEN}),
    Case("s3", "get_object", {"Bucket": "bucket", "Key": "k", "VersionId": "v", "ResponseContentType": "text/x y"}),
    Case("s3", "head_object", {"Bucket": "bucket", "Key": "k"}),
    Case(
        "s3",
        "copy_object",
        {"Bucket": "bucket", "Key": "k", "CopySource": {"Bucket": "b2", "Key": "ü/k", "VersionId": "1"}},
    ),
    Case("s3", "copy_object", {"Bucket": "bucket", "Key": "k", "CopySource": "b2/a b"}),
    Case(
        "s3",
        "delete_objects",
        {"Bucket": "bucket", "Delete": {"Objects": [{"Key": "a&b"}, {"Key": "\r\n"}], "Quiet": True}},
    ),
    Case(
        "s3",
        "list_objects_v2",
        {"Bucket": "bucket", "Prefix": "a b", "Delimiter": "/", "MaxKeys": 3, "StartAfter": "ü"},
    ),
    Case(
        "s3",
        "put_bucket_cors",
        {
            "Bucket": "bucket",
            "CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]},
        },
    ),
    Case("s3", "put_bucket_policy", {"Bucket": "bucket", "Policy": "{}"}),
    Case("s3", "upload_part", {"Bucket": "bucket", "Key": "k", "PartNumber": 1, "UploadId": "u+/=", "Body": b"part"}),
    Case("s3", "get_bucket_location", {"Bucket": "bucket"}, {"signature_version": "s3"}),
    Case("s3", "list_objects", {"Bucket": "bucket"}, {"s3": {"addressing_style": "path"}}),
    Case(
        "route53",
        "list_resource_record_sets",
        {"HostedZoneId": "/hostedzone/Z1", "StartRecordType": "A", "StartRecordName": "n"},
    ),
    Case(
        "route53",
        "change_resource_record_sets",
        {
            "HostedZoneId": "Z1",
            "ChangeBatch": {
                "Changes": [
                    {
                        "Action": "CREATE",
                        "ResourceRecordSet": {"Name": "n", "Type": "A", "TTL": 1, "ResourceRecords": [{"Value": "1"}]},
                    }
                ]
            },
        },
    ),
    Case(
        "cloudfront",
        "create_invalidation",
        {
            "DistributionId": "D",
            "InvalidationBatch": {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "r"},
        },
    ),
]

CBOR = [
    Case(
        "cloudwatch",
        "put_metric_data",
        {"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1.5, "Timestamp": WHEN}]},
    ),
]

CASES = [*JSON, *REST_JSON, *QUERY_AND_EC2, *REST_XML, *CBOR]
