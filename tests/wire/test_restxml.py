"""rest-xml: what the vectors and the parity tests do not say."""

from __future__ import annotations

import io
import re
import threading
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from botocore.model import ServiceModel

from sotalia.errors import ParamValidationError, ResponseParserError
from sotalia.wire import Protocol, protocol
from sotalia.wire.xmltext import escape_attribute, escape_text
from tests.wire.xml_reference import botocore_reply, botocore_request, comparable, our_request, same_outcome, service


def spoken() -> Protocol:
    return protocol(service("s3"))


def serialize(operation: str, params: Any, *, validate: bool = True) -> Any:
    return spoken().serializer(service("s3").operation_model(operation), validate=validate)(params)


def parse(operation: str, status: int, body: Any, headers: dict[str, str] | None = None) -> Any:
    return spoken().parser(service("s3").operation_model(operation))(status, headers or {}, body)


def test_a_body_is_what_elementtree_would_write() -> None:
    params = {
        "Bucket": "b",
        "Delete": {"Objects": [{"Key": "a<&>\"'\n\tü🐬\ufffd\x7f\x85"}, {"Key": "k", "ETag": ""}], "Quiet": True},
    }
    operation = service("s3").operation_model("DeleteObjects")
    same_outcome(our_request(spoken().serializer(operation), params), botocore_request(operation, params))
    assert b"<Key>k</Key><ETag />" in serialize("DeleteObjects", params).body


UNCARRIED = ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"]


@pytest.mark.parametrize("character", UNCARRIED, ids=ascii)
@pytest.mark.parametrize("validate", [True, False])
def test_a_character_that_xml_cannot_hold_is_refused_with_its_place(character: str, validate: bool) -> None:
    """boto3 sends a document that no server reads."""
    shown = f"which cannot hold the character U+{ord(character):04X}"
    tags = [{"Key": "a", "Value": "b"}, {"Key": f"c{character}", "Value": f"{character}d"}]
    with pytest.raises(ParamValidationError) as raised:
        serialize("PutBucketTagging", {"Bucket": "b", "Tagging": {"TagSet": tags}}, validate=validate)
    assert str(raised.value).splitlines()[1:] == [
        f"Invalid value for parameter Tagging.TagSet[1].{member}: it is sent as XML 1.0, {shown}"
        for member in ("Key", "Value")
    ]
    route53 = service("route53")
    create = protocol(route53).serializer(route53.operation_model("CreateHostedZone"), validate=validate)
    with pytest.raises(ParamValidationError, match=f"parameter Name: it is sent as XML 1.0, {re.escape(shown)}"):
        create({"Name": character, "CallerReference": "r"})


def test_everything_else_is_read_as_it_was_written() -> None:
    """A raw carriage return would be read as a line feed."""
    texts = ["\r", "a\r\nb\rc\n\t", "\x7f\x80\x9f\ud7ff\ue000\ufffd\U00010000\U0010ffff", " "]
    tags = [{"Key": text, "Value": ""} for text in texts]
    body = serialize("PutBucketTagging", {"Bucket": "b", "Tagging": {"TagSet": tags}}).body
    namespace = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    assert [element.text for element in ElementTree.fromstring(body).iter(f"{namespace}Key")] == texts


def test_other_bodies_hold_what_they_hold() -> None:
    assert serialize("PutObject", {"Bucket": "b", "Key": "k", "Body": b"\0\x01"}).body == b"\0\x01"
    assert serialize("PutBucketPolicy", {"Bucket": "b", "Policy": "\x01"}).body == b"\x01"


def test_namespaces_and_attributes_stand_in_the_opening_tag() -> None:
    grant = {"Grantee": {"Type": 'Group"&', "URI": "u"}, "Permission": "READ"}
    body = serialize("PutBucketAcl", {"Bucket": "b", "AccessControlPolicy": {"Grants": [grant]}}).body
    xsi = b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group&quot;&amp;"'
    assert body == (
        b'<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><AccessControlList><Grant>'
        b"<Grantee " + xsi + b"><URI>u</URI></Grantee>"
        b"<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>"
    )


def test_escapes() -> None:
    assert escape_text("a<b>&\"'\n") == "a&lt;b&gt;&amp;\"'\n"
    assert escape_attribute('<">\r\n\t&') == "&lt;&quot;&gt;&#13;&#10;&#09;&amp;"


def test_without_validation_members_that_are_none_are_left_out() -> None:
    params = {"Bucket": "b", "VersioningConfiguration": {"MFADelete": None, "Status": "Enabled"}}
    body = serialize("PutBucketVersioning", params, validate=False).body
    assert body.endswith(b"<Status>Enabled</Status></VersioningConfiguration>")


def test_a_streaming_payload_is_handed_on_as_it_is() -> None:
    stream = io.BytesIO(b"x")
    assert serialize("PutObject", {"Bucket": "b", "Key": "k", "Body": stream}).body is stream
    assert serialize("PutObject", {"Bucket": "b", "Key": "k", "Body": "text ü"}).body == "text ü".encode()
    body = object()
    assert parse("GetObject", 200, body)["Body"] is body


HEADERS = {
    "x-amz-version-id": "v1",
    "x-amz-meta-river": "Tocantins",
    "content-type": "text/plain",
    "last-modified": "Sun, 25 Jan 2015 08:00:00 GMT",
    "expires": "0",
    "x-amz-checksum-crc32": "AAAAAA==",
    "content-length": "12",
    "x-amz-delete-marker": "false",
    "x-amz-meta-": "no name",
    "x-unknown": "x",
    "accept-ranges": "bytes",
}


#: Where they stand among the others differs.
AROUND = ("ResponseMetadata", "Body", "Key")


@pytest.mark.parametrize(
    "names", [[], ["content-length"], ["x-unknown"], list(HEADERS), list(reversed(HEADERS))], ids=len
)
@pytest.mark.parametrize("operation", ["GetObject", "HeadObject", "PutObject", "CreateMultipartUpload"])
def test_members_in_headers_come_in_the_models_order_whatever_the_replys(operation: str, names: list[str]) -> None:
    headers = {name: HEADERS[name] for name in names}
    body = "<R><Key>k</Key></R>" if operation == "CreateMultipartUpload" else ""
    ours = comparable(parse(operation, 200, body.encode(), headers))
    theirs = botocore_reply(service("s3").operation_model(operation), 200, headers, body.encode())
    assert {**ours, "Body": None} == {**theirs, "Body": None}
    assert [name for name in ours if name not in AROUND] == [name for name in theirs if name not in AROUND]


def test_a_list_with_flattened_items() -> None:
    body = b"""<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>b</Name>
  <IsTruncated>false</IsTruncated>
  <Contents><Key>a</Key><LastModified>2024-05-01T12:34:56.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>0</Size>
  <ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumAlgorithm>SHA1</ChecksumAlgorithm></Contents>
  <CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>
</ListBucketResult>"""
    parsed = parse("ListObjectsV2", 200, body, {"x-amz-request-id": "id", "x-amz-id-2": "host"})
    assert parsed == {
        "Name": "b",
        "IsTruncated": False,
        "Contents": [
            {
                "Key": "a",
                "LastModified": datetime(2024, 5, 1, 12, 34, 56, tzinfo=UTC),
                "ETag": '"e"',
                "Size": 0,
                "ChecksumAlgorithm": ["CRC32", "SHA1"],
            }
        ],
        "CommonPrefixes": [{"Prefix": "p/"}],
        "ResponseMetadata": {
            "RequestId": "id",
            "HostId": "host",
            "HTTPStatusCode": 200,
            "HTTPHeaders": {"x-amz-request-id": "id", "x-amz-id-2": "host"},
        },
    }


def test_an_error_without_a_body_has_its_status_for_a_code() -> None:
    parsed = parse("HeadObject", 404, b"", {"x-amz-request-id": "id"})
    assert parsed["Error"] == {"Code": "404", "Message": "Not Found"}
    assert parsed["ResponseMetadata"]["RequestId"] == "id"
    assert parsed["ResponseMetadata"]["HostId"] == ""
    assert parse("HeadObject", 499, b"")["Error"] == {"Code": "499", "Message": ""}


def test_an_s3_error() -> None:
    body = b"<Error><Code>NoSuchKey</Code><Message>gone</Message><Key>k</Key>"
    body += b"<RequestId>r</RequestId><HostId>h</HostId></Error>"
    parsed = parse("GetObject", 404, body, {"x-amz-request-id": "id", "x-amz-id-2": "host"})
    assert parsed["Error"] == {"Code": "NoSuchKey", "Message": "gone", "Key": "k"}
    assert (parsed["ResponseMetadata"]["RequestId"], parsed["ResponseMetadata"]["HostId"]) == ("id", "host")


def test_a_malformed_success_is_refused() -> None:
    with pytest.raises(ResponseParserError, match="well-formed"):
        parse("ListObjectsV2", 200, b"<ListBucketResult><Name>b</Name>")


def test_recursive_shapes_take_any_depth() -> None:
    model = ServiceModel(
        {
            "metadata": {"protocol": "rest-xml", "protocols": ["rest-xml"], "serviceId": "r", "endpointPrefix": "r"},
            "operations": {
                "Nest": {
                    "name": "Nest",
                    "http": {"method": "POST", "requestUri": "/"},
                    "input": {"shape": "Node", "locationName": "Node"},
                    "output": {"shape": "Node"},
                }
            },
            "shapes": {
                "Node": {
                    "type": "structure",
                    "members": {"Name": {"shape": "Text"}, "Child": {"shape": "Node"}, "More": {"shape": "Nodes"}},
                },
                "Nodes": {"type": "list", "member": {"shape": "Node"}},
                "Text": {"type": "string"},
            },
        },
        "r",
    )
    value: dict[str, Any] = {"Name": "leaf"}
    for depth in range(40):
        value = {"Child": value} if depth % 2 else {"More": [value, {"Name": "x"}], "Name": str(depth)}
    operation = model.operation_model("Nest")
    body = protocol(model).serializer(operation)(value).body
    same_outcome(our_request(protocol(model).serializer(operation), value), botocore_request(operation, value))
    parsed = protocol(model).parser(operation)(200, {}, body)
    del parsed["ResponseMetadata"]
    assert parsed == value


def test_many_threads_may_compile_and_use_one_protocol_at_once() -> None:
    shared, model = spoken(), service("s3")
    body = b"<R><Name>b</Name><Contents><Key>k</Key><Owner><ID>i</ID></Owner></Contents></R>"
    results: list[Any] = []

    def work() -> None:
        operation = model.operation_model("ListObjectsV2")
        for _ in range(50):
            results.append(shared.parser(operation)(200, {}, body)["Contents"])  # noqa: PERF401
            shared.serializer(operation)({"Bucket": "b"})

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[{"Key": "k", "Owner": {"ID": "i"}}]] * 400
