"""What boto3 does to single services outside of their models, case by case: the same request, the same outcome.

The whole of every service is compared in tests/conformance; here are the values that its generators do not come upon.
"""

from __future__ import annotations

import io
import json
import zlib
from base64 import b64encode
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import boto3
import botocore.handlers
import pytest
from botocore.awsrequest import HeadersDict

import sotalia
from sotalia import exceptions
from sotalia.http import Request
from sotalia.services.glacier import add_hashes
from tests.conformance.replies import Reply
from tests.services.beside import Case, assert_same

XML = {"Content-Type": "text/xml", "x-amz-request-id": "id", "x-amz-id-2": "host"}
JSON = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "id"}
POLICY = quote(json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]}))
ARN = "arn:aws:s3:us-west-2:123456789012:accesspoint/point"
OUTPOST = "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456"


def xml(body: str, status: int = 200, **headers: str) -> Reply:
    return Reply(status, {**XML, **{name.replace("_", "-"): value for name, value in headers.items()}}, body.encode())


def as_json(body: Any, status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {**JSON, **named}, json.dumps(body).encode())


def query_result(operation: str, inner: str) -> Reply:
    return xml(f"<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>")


IAM = [
    Case("iam", "GetRolePolicy", {"RoleName": "r", "PolicyName": "p"}, query_result("GetRolePolicy", inner))
    for inner in (
        f"<RoleName>r</RoleName><PolicyName>p</PolicyName><PolicyDocument>{POLICY}</PolicyDocument>",
        "<RoleName>r</RoleName><PolicyName>p</PolicyName><PolicyDocument>no%20JSON</PolicyDocument>",
        "<RoleName>r</RoleName><PolicyName>p</PolicyName><PolicyDocument>%7B%22a%22%3A1%7D</PolicyDocument>",
    )
] + [
    Case("iam", "ListRoles", {}, query_result("ListRoles", inner))
    for inner in (
        f"<Roles><member><AssumeRolePolicyDocument>{POLICY}</AssumeRolePolicyDocument></member></Roles>",
        "<Roles/>",
    )
]
CLOUDFORMATION = [
    Case("cloudformation", "GetTemplate", {"StackName": "s"}, query_result("GetTemplate", inner))
    for inner in (
        '<TemplateBody>{"b": 1, "a": {"d": [], "c": 2.5}}</TemplateBody>',
        "<TemplateBody>Resources:\n  A: 1\n</TemplateBody>",
        "<TemplateBody></TemplateBody>",
        "<StagesAvailable/>",
    )
]
EC2 = [
    *(
        Case("ec2", "GetConsoleOutput", {"InstanceId": "i-1"}, xml(f"<R><output>{output}</output></R>"))
        for output in (b64encode("out ü".encode()).decode(), b64encode(b"\xff\xfe").decode(), "not base64!", "")
    ),
    *(
        Case("ec2", "RunInstances", {"MinCount": 1, "MaxCount": 1, "UserData": data})
        for data in ("text ü", b"bytes\xff", bytearray(b"array"), "")
    ),
    Case("ec2", "CopySnapshot", {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-1", "Description": "a b~ü"}),
    Case(
        "ec2", "CopySnapshot", {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-1", "PresignedUrl": "https://x"}
    ),
    Case(
        "ec2", "CopySnapshot", {"SourceRegion": "eu-west-1", "SourceSnapshotId": "s", "DestinationRegion": "eu-west-1"}
    ),
    Case(
        "ec2",
        "CopySnapshot",
        {"SourceRegion": "us-west-2", "SourceSnapshotId": "snap-1"},
        config={"signature_version": botocore.UNSIGNED},
    ),
    Case("ec2", "DescribeInstances", {"Filter": [{"Name": "n", "Values": ["v"]}]}),
    Case("ec2", "DescribeInstances", {"Filter": [], "Filters": []}),
    Case("autoscaling", "CreateLaunchConfiguration", {"LaunchConfigurationName": "l", "UserData": "text"}),
]
SNAPSHOTS = {"SourceDBClusterSnapshotIdentifier": "arn:s", "TargetDBClusterSnapshotIdentifier": "t"}
RDS = [
    Case(service, operation, {**params, "SourceRegion": "us-west-2", **extra})
    for service, operation, params in (
        ("rds", "CopyDBSnapshot", {"SourceDBSnapshotIdentifier": "arn:s", "TargetDBSnapshotIdentifier": "t u"}),
        ("rds", "CreateDBInstanceReadReplica", {"DBInstanceIdentifier": "i"}),
        ("rds", "StartDBInstanceAutomatedBackupsReplication", {"SourceDBInstanceArn": "arn:i"}),
        *(
            (service, operation, params)
            for service in ("rds", "neptune", "docdb")
            for operation, params in (
                ("CreateDBCluster", {"DBClusterIdentifier": "c", "Engine": service}),
                ("CopyDBClusterSnapshot", SNAPSHOTS),
            )
        ),
    )
    for extra in ({}, {"PreSignedUrl": "https://given"})
]
S3_REQUESTS = [
    *(
        Case("s3", "CopyObject", {"Bucket": "b-1", "Key": "k", "CopySource": source})
        for source in (
            {"Bucket": "b", "Key": "a b+ü"},
            {"Bucket": "b", "Key": "k?", "VersionId": "v"},
            {"Bucket": ARN, "Key": "k"},
            {"Bucket": "b"},
            "b/a b+ü?versionId=v",
            "/b/k%20",
        )
    ),
    *(
        Case("s3", "PutObject", {"Bucket": "b-1", "Key": "k", "Body": body})
        for body in ("text ü", b"bytes", b"", io.BytesIO(b"file"), bytearray(b"array"))
    ),
    *(
        Case("s3", "PutObject", {"Bucket": "b-1", "Key": "k", "Metadata": {key: value}})
        for key, value in (("k", "v"), ("K-2", "a  b"), ("ü", "v"), ("k", "ü"))
    ),
    *(
        Case("s3", "GetObject", {"Bucket": "b-1", "Key": "k", "SSECustomerAlgorithm": "AES256", "SSECustomerKey": key})
        for key in ("k" * 32, b"\xff" * 32, bytearray(b"k" * 32))
    ),
    Case("s3", "GetObject", {"Bucket": "b-1", "Key": "k", "SSECustomerKey": "given", "SSECustomerKeyMD5": "given"}),
    *(
        Case("s3", "GetObject", {"Bucket": bucket, "Key": "k"}, config=config, arguments=arguments)
        for bucket in ("b-1", "Old_Bucket", "with.dots", "no bucket", "a/b", ARN, f"{OUTPOST}/accesspoint/point")
        for config, arguments in (
            ({}, {}),
            ({"s3": {"addressing_style": "path"}}, {}),
            ({"s3": {"addressing_style": "virtual"}}, {"region_name": "us-east-1"}),
            ({"s3": {"use_arn_region": False}}, {}),
            ({"s3": {"use_accelerate_endpoint": True}}, {}),
            ({"s3": {"use_dualstack_endpoint": True}}, {"region_name": "us-west-2"}),
            ({"use_fips_endpoint": True}, {"region_name": "us-west-2"}),
            ({}, {"endpoint_url": "https://s3.example.com"}),
            ({}, {"region_name": "cn-north-1"}),
            ({"signature_version": "s3"}, {"region_name": "us-east-1"}),
        )
    ),
    Case("s3", "GetObject", {"Bucket": "arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/p", "Key": "k"}),
    Case("s3", "DeleteObjects", {"Bucket": "b-1", "Delete": {"Objects": [{"Key": "a\r\nb"}, {"Key": "c&<"}]}}),
    Case("s3", "CreateBucket", {"Bucket": "b-1", "CreateBucketConfiguration": {"LocationConstraint": "EU"}}),
    Case("s3", "UploadPart", {"Bucket": "b-1", "Key": "k", "UploadId": "u", "PartNumber": 1, "Body": b"x" * 100}),
]
LISTING = (
    "<EncodingType>url</EncodingType><Delimiter>%2F</Delimiter><Prefix>a%2Bb+c</Prefix><StartAfter>%C3%BC</StartAfter>"
    "<KeyMarker>%C3%BC</KeyMarker><Marker>%20</Marker><NextMarker>x</NextMarker><NextKeyMarker>%25</NextKeyMarker>"
    "<Contents><Key>%F0%9F%90%AC+%0A</Key></Contents><Contents><Key>plain</Key></Contents>"
    "<Version><Key>%41</Key></Version><DeleteMarker><Key>%42</Key></DeleteMarker>"
    "<CommonPrefixes><Prefix>p%2F</Prefix></CommonPrefixes>"
)
ERROR_IN_SUCCESS = xml("<?xml version='1.0'?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>")
S3_REPLIES = [
    *(
        Case("s3", operation, {"Bucket": "b-1", **params}, xml(f"<R>{LISTING}</R>"))
        for operation in ("ListObjects", "ListObjectsV2", "ListObjectVersions")
        for params in ({}, {"EncodingType": "url"})
    ),
    *(
        Case("s3", "GetBucketLocation", {"Bucket": "b-1"}, xml(body))
        for body in (
            "<LocationConstraint>eu-west-1</LocationConstraint>",
            '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
        )
    ),
    Case("s3", "CopyObject", {"Bucket": "b-1", "Key": "k", "CopySource": "b/k"}, ERROR_IN_SUCCESS),
    Case("s3", "CompleteMultipartUpload", {"Bucket": "b-1", "Key": "k", "UploadId": "u"}, ERROR_IN_SUCCESS),
    Case("s3", "ListBuckets", {}, ERROR_IN_SUCCESS),
    Case("s3", "DeleteBucket", {"Bucket": "b-1"}, ERROR_IN_SUCCESS),
    Case("s3", "GetObject", {"Bucket": "b-1", "Key": "k"}, ERROR_IN_SUCCESS),
    Case("s3", "GetBucketPolicy", {"Bucket": "b-1"}, ERROR_IN_SUCCESS),
    Case("s3", "ListBuckets", {}, xml("")),
    Case("s3", "ListBuckets", {}, xml("<ListAllMyBucketsResult><Owner>")),
    *(
        Case("s3", operation, {"Bucket": "b-1", "Key": "k"}, xml("", Expires=expires))
        for operation in ("GetObject", "HeadObject")
        for expires in ("Mon, 01 Jan 2024 10:00:00 GMT", "never", "1700000000", "2024-01-01T10:00:00Z")
    ),
    *(
        Case("s3", operation, {"Bucket": "b-1", **params}, Reply(status, XML, b""))
        for operation, params in (("HeadObject", {"Key": "k"}), ("HeadBucket", {}))
        for status in (404, 403, 412, 304)
    ),
]
JSON_SERVICES = [
    *(
        Case("sqs", "GetQueueUrl", {"QueueName": "q"}, as_json({"__type": kind, "message": "m"}, 400, **headers))
        for kind in ("com.amazonaws.sqs#QueueDoesNotExist", "QueueDoesNotExist", "Unknown")
        for headers in ({}, {"x_amzn_query_error": "AWS.SimpleQueueService.NonExistentQueue;Sender"})
    ),
    *(
        Case("route53", "GetHostedZone", {"Id": name}, xml("<R/>"))
        for name in ("/hostedzone/Z1", "Z1", "hostedzone/Z1", "/")
    ),
    Case("route53", "GetChange", {"Id": "/change/C1"}),
    Case("route53", "GetReusableDelegationSet", {"Id": "/delegationset/N1"}),
    *(
        Case("glacier", "UploadArchive", {"vaultName": "v", "body": body, **params})
        for body in (b"", b"small", b"x" * (1024 * 1024 + 1), io.BytesIO(b"y" * (3 * 1024 * 1024)))
        for params in ({}, {"accountId": "123456789012"}, {"checksum": "given"})
    ),
    Case("glacier", "ListVaults", {}),
    Case("glacier", "ListVaults", {"accountId": None}),
    Case("apigateway", "GetRestApis", {}),
    Case(
        "apigateway",
        "GetExport",
        {"restApiId": "r", "stageName": "s", "exportType": "x", "accepts": "text/yaml"},
    ),
    *(
        Case("machinelearning", "Predict", {"MLModelId": "m", "Record": {}, "PredictEndpoint": url})
        for url in ("https://realtime.example.com", "http://realtime.example.com/path", "https://h:8443/")
    ),
    *(
        Case(
            "cloudsearchdomain",
            "Search",
            {"query": "a b", **params},
            None,
            arguments={"endpoint_url": "https://d.x"},
        )
        for params in ({}, {"return": "x"}, {"returnFields": "x,y"}, {"return": "x", "returnFields": "y"})
    ),
    *(
        Case("logs", "CreateExportTask", {"logGroupName": "g", "to": 2, "destination": "d", **params})
        for params in ({"from": 1}, {"fromTime": 1}, {"from": 1, "fromTime": 1}, {})
    ),
    *(
        Case("sso-oidc", "CreateToken", {"clientId": "c", "clientSecret": "s", "grantType": "g"}, as_json(body, 400))
        for body in (
            {"error": "slow_down", "error_description": "too fast"},
            {"error": "invalid_grant", "error_description": "d", "message": "m"},
            {"__type": "AuthorizationPendingException", "error_description": "wait"},
            {},
        )
    ),
    *(
        Case("lambda", "Invoke", {"FunctionName": "f", "Payload": payload}, Reply(status, JSON, b'{"a": 1}'))
        for payload in (b"{}", "{}", io.BytesIO(b"{}"))
        for status in (200, 202)
    ),
    *(
        Case("dynamodb", "ListTables", {}, as_json({"TableNames": []}, x_amz_crc32=str(crc)))
        for crc in (zlib.crc32(b'{"TableNames": []}'), 7)
    ),
    *(
        Case(
            "dynamodb",
            operation,
            params,
            None,
            {"account_id_endpoint_mode": mode},
            {"aws_account_id": account} if account else {},
        )
        for operation, params in (
            ("ListTables", {}),
            ("GetItem", {"TableName": "arn:aws:dynamodb:eu-west-1:999999999999:table/t", "Key": {"a": {"S": "b"}}}),
            ("BatchGetItem", {"RequestItems": {"arn:aws:dynamodb:eu-west-1:999999999999:table/t": {"Keys": []}}}),
        )
        for mode in ("preferred", "required", "disabled")
        for account in (None, "123456789012")
    ),
    *(
        Case("kinesis", operation, {"StreamARN": arn, **params})
        for operation, params in (("DescribeStream", {}), ("PutRecord", {"Data": b"d", "PartitionKey": "p"}))
        for arn in ("arn:aws:kinesis:eu-west-1:123456789012:stream/s", "arn:aws:kinesis:eu-west-1:12:stream/s", "no")
    ),
    Case("dynamodb", "DescribeEndpoints", {}),
    Case("cognito-identity", "GetId", {"IdentityPoolId": "p"}),
    Case("cognito-identity", "GetOpenIdToken", {"IdentityId": "i"}),
    Case("cognito-identity", "GetCredentialsForIdentity", {"IdentityId": "i"}),
    Case("cognito-identity", "UnlinkIdentity", {"IdentityId": "i", "Logins": {}, "LoginsToRemove": []}),
    Case("cognito-identity", "ListIdentityPools", {"MaxResults": 1}),
    Case(
        "sts", "AssumeRoleWithWebIdentity", {"RoleArn": "a" * 20, "RoleSessionName": "s1", "WebIdentityToken": "tttt"}
    ),
    Case(
        "sts",
        "AssumeRoleWithSAML",
        {"RoleArn": "a" * 20, "PrincipalArn": "p" * 20, "SAMLAssertion": "YXNzZXJ0aW9u"},
    ),
    Case("sts", "GetCallerIdentity", {}, config={}, arguments={"region_name": "us-west-2"}),
    Case("importexport", "ListJobs", {}),
    Case("importexport", "ListJobs", {}, config={"signature_version": "v2"}),
    Case("sdb", "ListDomains", {}),
]
CASES = [*IAM, *CLOUDFORMATION, *EC2, *RDS, *S3_REQUESTS, *S3_REPLIES, *JSON_SERVICES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.service}-{case.operation}")
def test_a_call_is_the_same(case: Case) -> None:
    assert_same(case)


@pytest.mark.parametrize(
    ("service", "method"),
    [
        ("mturk", "list_hi_ts_for_qualification_type"),
        ("socialmessaging", "delete_whatsapp_media_message"),
        ("cloudwatch", "get_o_tel_enrichment"),
        ("cloudwatch", "start_o_tel_enrichment"),
        ("cloudwatch", "stop_o_tel_enrichment"),
        ("cloudwatch", "update_o_tel_enrichment"),
        ("signin", "create_o_auth2_token"),
    ],
)
def test_former_names_of_methods_work(service: str, method: str) -> None:
    arguments = {"region_name": "us-east-1"}
    ours = getattr(sotalia.client(service, **arguments), method)
    theirs = getattr(boto3.client(service, **arguments), method)
    assert ours.__name__ == theirs.__name__


def test_a_former_name_of_a_service_works() -> None:
    ours = sotalia.client("runtime.sagemaker", region_name="us-east-1")
    assert ours.meta.service_model.service_name == "sagemaker-runtime"


class InPieces(io.BytesIO):
    """Gives fewer bytes than it is asked for, as files without a buffer may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(700_000)


def test_glaciers_hashes_do_not_depend_on_how_a_file_is_read() -> None:
    content = bytes(range(256)) * 10_000
    requests = [Request("POST", "https://glacier", {}, body) for body in (content, InPieces(content))]
    for request in requests:
        add_hashes(SimpleNamespace(), request)  # type: ignore[arg-type]
    assert requests[0].headers == requests[1].headers
    assert requests[1].body.tell() == 0  # type: ignore[union-attr]


def test_a_body_that_glacier_could_not_send_any_more_is_not_hashed() -> None:
    request = Request("POST", "https://glacier", {}, SimpleNamespace(read=None))
    with pytest.raises(exceptions.UnseekableStreamError):
        add_hashes(SimpleNamespace(), request)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [(), ("x-amz-content-sha256",), ("x-amz-sha256-tree-hash",)])
def test_glaciers_hashes_do_not_replace_the_callers(given: tuple[str, ...]) -> None:
    request = Request("POST", "https://glacier", dict.fromkeys(given, "mine"), b"body")
    add_hashes(SimpleNamespace(), request)  # type: ignore[arg-type]
    theirs = {"headers": HeadersDict(dict.fromkeys(given, "mine")), "body": b"body"}
    botocore.handlers.add_glacier_checksums(theirs)
    assert request.headers == dict(theirs["headers"])
    assert set(given) == {name for name, value in request.headers.items() if value == "mine"}
