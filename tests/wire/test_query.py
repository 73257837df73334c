"""The form protocols, query and ec2: what the vectors and the parity tests do not say."""

from __future__ import annotations

import io
from enum import Enum
from typing import Any
from urllib.parse import quote_plus

import pytest

from sotalia.errors import ParamValidationError, ResponseParserError
from sotalia.wire import Protocol, protocol
from sotalia.wire.query import encode_text
from tests.wire.xml_reference import botocore_request, our_request, same_outcome, service


def spoken(name: str) -> Protocol:
    return protocol(service(name))


def serialize(name: str, operation: str, params: Any, *, validate: bool = True) -> Any:
    return spoken(name).serializer(service(name).operation_model(operation), validate=validate)(params)


def parse(name: str, operation: str, status: int, body: bytes) -> Any:
    return spoken(name).parser(service(name).operation_model(operation))(status, {}, body)


@pytest.mark.parametrize("text", ["", "abc", "a b", "".join(map(chr, range(256))), "漢字 🐬", "%41+", "~-._", "²½Ⅷ٣"])
def test_text_is_encoded_as_the_standard_library_does(text: str) -> None:
    assert encode_text(text) == quote_plus(text)


def test_the_order_is_that_of_the_parameters() -> None:
    one = serialize("sts", "AssumeRole", {"RoleArn": "arn:aws:iam::1:role/r12345", "RoleSessionName": "me"}).body
    other = serialize("sts", "AssumeRole", {"RoleSessionName": "me", "RoleArn": "arn:aws:iam::1:role/r12345"}).body
    assert (
        one == b"Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr12345&RoleSessionName=me"
    )
    assert sorted(one.split(b"&")) == sorted(other.split(b"&"))
    assert other.endswith(b"&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr12345")


def test_empty_lists_leave_a_trace_in_query_and_none_in_ec2() -> None:
    assert serialize("sns", "SetSMSAttributes", {"attributes": {}}).body.count(b"&") == 1
    assert serialize("cloudformation", "DescribeStackEvents", {"StackName": "s"}).body.endswith(b"StackName=s")
    assert serialize("iam", "TagUser", {"UserName": "u", "Tags": []}).body.endswith(b"&Tags=")
    assert serialize("ec2", "DescribeInstances", {"Filters": []}).body == b"Action=DescribeInstances&Version=2016-11-15"


class Color(str, Enum):  # noqa: UP042 - the older way, which many programs have
    RED = "red"


def test_an_enum_of_strings_goes_out_as_its_value() -> None:
    params = {"UserName": Color.RED}
    assert serialize("iam", "GetUser", params).body.endswith(b"UserName=red")
    operation = service("iam").operation_model("GetUser")
    same_outcome(our_request(spoken("iam").serializer(operation), params), botocore_request(operation, params))


def test_a_blob_may_be_a_file() -> None:
    body = serialize("ec2", "ImportKeyPair", {"KeyName": "k", "PublicKeyMaterial": io.BytesIO(b"key")}).body
    assert body.endswith(b"&PublicKeyMaterial=a2V5")


def test_without_validation_anything_goes() -> None:
    body = serialize("iam", "GetUser", {"UserName": 5}, validate=False).body
    assert body.endswith(b"&UserName=5")
    body = serialize("ec2", "DescribeInstances", {"MaxResults": "five", "DryRun": 1}, validate=False).body
    assert body.endswith(b"&MaxResults=five&DryRun=true")
    assert serialize("sts", "AssumeRole", {}, validate=False).body == b"Action=AssumeRole&Version=2011-06-15"


def test_all_faults_are_reported_at_once() -> None:
    with pytest.raises(ParamValidationError) as caught:
        serialize("sts", "AssumeRole", {"RoleArn": 5, "Nope": 1})
    text = str(caught.value)
    assert 'Missing required parameter in input: "RoleSessionName"' in text
    assert 'Unknown parameter in input: "Nope", must be one of: RoleArn, RoleSessionName' in text
    assert "Invalid type for parameter RoleArn, value: 5, type: <class 'int'>, valid types: <class 'str'>" in text


def test_a_reply_without_its_result_is_malformed() -> None:
    with pytest.raises(ResponseParserError, match="has no <GetUserResult>"):
        parse("iam", "GetUser", 200, b"<GetUserResponse><ResponseMetadata/></GetUserResponse>")


@pytest.mark.parametrize("body", [b"", b"OK", b'{"a": 1}', b"<GetUserResponse><GetUserResult>"])
@pytest.mark.parametrize("status", [200, 400])
def test_what_is_not_xml_is_malformed_and_shown(body: bytes, status: int) -> None:
    with pytest.raises(ResponseParserError) as caught:
        parse("iam", "GetUser", status, body)
    assert body.decode() in str(caught.value)


def test_a_long_body_is_shown_by_its_beginning() -> None:
    with pytest.raises(ResponseParserError) as caught:
        parse("iam", "GetUser", 200, b"not XML " * 100_000)
    assert "not XML" in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_proxys_page_is_an_error_with_the_status_for_its_code() -> None:
    parsed = parse("iam", "GetUser", 503, b"<html><body>Busy</body></html>")
    assert parsed["Error"] == {"Code": "503", "Message": "Service Unavailable"}


def test_metadata_comes_from_the_body() -> None:
    body = b"<R><GetUserResult><User><UserName>u</UserName></User></GetUserResult>"
    body += b"<ResponseMetadata><RequestId>id</RequestId><Box>b</Box></ResponseMetadata></R>"
    parsed = parse("iam", "GetUser", 200, body)
    assert parsed["User"] == {"UserName": "u"}
    assert parsed["ResponseMetadata"] == {"RequestId": "id", "Box": "b", "HTTPStatusCode": 200, "HTTPHeaders": {}}
    parsed = parse("ec2", "DescribeInstances", 200, b"<R><requestId>id</requestId><reservationSet/></R>")
    assert parsed["ResponseMetadata"]["RequestId"] == "id"
    assert parsed["Reservations"] == []


def test_an_operation_without_output_still_has_metadata() -> None:
    body = b"<R><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></R>"
    assert parse("iam", "DeleteUser", 200, body) == {
        "ResponseMetadata": {"RequestId": "id", "HTTPStatusCode": 200, "HTTPHeaders": {}}
    }
