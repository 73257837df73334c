"""Where calls go whose parameters say more than a name: ARNs for S3 Control, EventBridge's endpoint ids."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.beside import Case, assert_same

ACCOUNT = "123456789012"
OUTPOST = f"arn:aws:s3-outposts:us-west-2:{ACCOUNT}:outpost/op-01234567890123456"
POINT, BUCKET = f"{OUTPOST}/accesspoint/point", f"{OUTPOST}/bucket/b"

S3CONTROL_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("GetAccessPoint", {"Name": "point"}),
    ("GetAccessPoint", {"Name": POINT}),
    ("GetBucket", {"Bucket": BUCKET}),
    ("GetBucketTagging", {"Bucket": BUCKET.replace("/", ":")}),
    ("ListRegionalBuckets", {"OutpostId": "op-01234567890123456"}),
    ("CreateBucket", {"Bucket": "b", "OutpostId": "op-01234567890123456"}),
    ("CreateAccessPoint", {"Name": "point", "Bucket": BUCKET}),
    ("CreateAccessPoint", {"Name": POINT, "Bucket": "b"}),
    ("DeleteAccessPointPolicy", {"Name": POINT}),
    ("PutBucketPolicy", {"Bucket": BUCKET, "Policy": "{}"}),
    ("GetJobTagging", {"JobId": "j"}),
    ("ListTagsForResource", {"ResourceArn": f"arn:aws:s3:us-west-2:{ACCOUNT}:storage-lens/a"}),
]
S3CONTROL_CONFIGS: list[dict[str, Any]] = [
    {},
    {"s3": {"use_arn_region": True}},
    {"s3": {"use_arn_region": False}},
    {"s3": {"use_dualstack_endpoint": True}},
    {"s3": {"use_accelerate_endpoint": True}},
]
#: Names that look like ARNs.
S3CONTROL_ARNS = [
    *(f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint/point", "arn:aws:s3:::b", "a:b:c:d:e:f", "arn:aws:s3"),
    *(POINT.replace("us-west-2", "fips-us-west-2"), POINT.replace("us-west-2", "us-west-fips-")),
    *(POINT.replace("us-west-2", ""), POINT.replace("us-west-2", "no region"), POINT.replace("aws:", "aws-cn:")),
    *(POINT.replace(ACCOUNT, "999999999999"), POINT.replace(ACCOUNT, ""), POINT.replace("s3-outposts", "s3")),
    *(f"{OUTPOST}", f"{POINT}/more", f"{OUTPOST}/bucket", BUCKET, POINT, POINT.replace("op-01", "op_0.1")),
    "",
]


@pytest.mark.parametrize("config", S3CONTROL_CONFIGS, ids=repr)
@pytest.mark.parametrize(("operation", "params"), S3CONTROL_CALLS)
def test_an_arn_leads_s3_control_to_its_outpost(operation: str, params: dict[str, Any], config: dict[str, Any]) -> None:
    assert_same(Case("s3control", operation, {"AccountId": ACCOUNT, **params}, config=config), presign=True)


@pytest.mark.parametrize("arn", S3CONTROL_ARNS)
@pytest.mark.parametrize(("operation", "member"), [("GetAccessPoint", "Name"), ("GetBucket", "Bucket")])
def test_other_arns_are_refused_as_boto3_refuses_them(operation: str, member: str, arn: str) -> None:
    for account in ({"AccountId": ACCOUNT}, {}):
        assert_same(Case("s3control", operation, {member: arn, **account}))


@pytest.mark.parametrize("arguments", [{"endpoint_url": "https://s3.example.com"}, {"region_name": "us-gov-west-1"}])
def test_an_arn_does_as_much_for_clients_elsewhere(arguments: dict[str, str]) -> None:
    for operation, member, arn in (("GetAccessPoint", "Name", POINT), ("GetBucket", "Bucket", BUCKET)):
        assert_same(Case("s3control", operation, {member: arn}, arguments=arguments))


@pytest.mark.parametrize("inject", [True, False, None])
@pytest.mark.parametrize("arguments", [{}, {"endpoint_url": "https://example.com/base"}], ids=str)
@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("s3control", "GetJobTagging", {"AccountId": ACCOUNT, "JobId": "j"}),
        ("s3control", "GetAccessPoint", {"AccountId": ACCOUNT, "Name": "point"}),
        ("cloudfront-keyvaluestore", "ListKeys", {"KvsARN": f"arn:aws:cloudfront::{ACCOUNT}:key-value-store/k"}),
        ("servicediscovery", "DiscoverInstances", {"NamespaceName": "n", "ServiceName": "s"}),
        ("lakeformation", "StartQueryPlanning", {"QueryPlanningContext": {"DatabaseName": "d"}, "QueryString": "q"}),
    ],
)
def test_what_goes_before_the_host_goes_there(
    service: str, operation: str, params: dict[str, Any], arguments: dict[str, str], inject: bool | None
) -> None:
    config = {} if inject is None else {"inject_host_prefix": inject}
    assert_same(Case(service, operation, params, config=config, arguments=arguments))


@pytest.mark.parametrize(
    "endpoint_id", ["abc123.456def", "a", "", "no label", "-a", "x" * 64, "bad_label", "a..b", "a.b.", 7]
)
@pytest.mark.parametrize(
    "config", [{}, {"use_dualstack_endpoint": True}, {"use_fips_endpoint": True}, {"signature_version": "v4"}], ids=repr
)
def test_events_go_to_multi_region_endpoints(endpoint_id: Any, config: dict[str, Any]) -> None:
    params = {"Entries": [{"Source": "s"}], "EndpointId": endpoint_id}
    assert_same(Case("events", "PutEvents", params, config=config))


@pytest.mark.parametrize(
    "arguments",
    [{"endpoint_url": "https://events.example.com"}, {"region_name": "cn-north-1"}, {"region_name": "us-gov-west-1"}],
    ids=repr,
)
def test_multi_region_endpoints_of_other_partitions(arguments: dict[str, str]) -> None:
    params = {"Entries": [{"Source": "s"}], "EndpointId": "abc123.456def"}
    assert_same(Case("events", "PutEvents", params, arguments=arguments))


def test_events_without_an_endpoint_stay_in_their_region() -> None:
    assert_same(Case("events", "PutEvents", {"Entries": [{"Source": "s"}]}))
