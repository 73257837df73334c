"""The published vectors of json, rest-json and smithy-rpc-v2-cbor, beside botocore in the same run."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import cbor2
import pytest

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol
from tests.wire.json_reference import Headers, our_reply, same_request, time_zone
from tests.wire.test_xml_vectors import cases_of, check_reply
from tests.wire.xml_reference import botocore_reply, botocore_request, our_request, same_outcome

NAMES = [
    "json",
    "json_1_0",
    "json_1_0-query-compatible",
    "rest-json",
    "smithy-rpc-v2-cbor",
    "smithy-rpc-v2-cbor-query-compatible",
    "smithy-rpc-v2-cbor-non-query-compatible",
]
LEGACY = ["json", "rest-json"]
INPUTS = [("input", name) for name in NAMES] + [("legacy/input", name) for name in LEGACY]
OUTPUTS = [("output", name) for name in NAMES] + [("legacy/output", name) for name in LEGACY]

#: Where we do what the vector says and botocore does not: it sends {"null": document}, or falls over.
IMPROVED = {"DocumentTypeAsPayloadInput", "DocumentTypeAsPayloadInputString", "Idempotency token auto fill"}
#: Replies that botocore falls over: an empty body for a union, null where a map's value should be.
UNREAD_BY_BOTOCORE = {"RestJsonHttpPayloadWithUnsetUnion", "RestJsonDeserializesDenseSetMapAndSkipsNull"}


@pytest.fixture(autouse=True)
def an_odd_time_zone() -> Any:
    with time_zone("Asia/Kathmandu"):
        yield


@pytest.mark.parametrize(("folder", "name"), INPUTS)
def test_requests_are_those_of_botocore_and_of_the_vectors(folder: str, name: str) -> None:
    compared = 0
    for title, operation, case, kept in cases_of(folder, name):
        ours = our_request(protocol(operation.service_model).serializer(operation), case.get("params", {}))
        if not any(title.startswith(prefix) for prefix in IMPROVED):
            same_request(ours, botocore_request(operation, case.get("params", {})))
            compared += 1
        if (kept or title in IMPROVED) and not isinstance(ours, Exception):
            check_request(title, ours, case["serialized"])
    assert compared


def check_request(title: str, request: Any, expected: dict[str, Any]) -> None:
    method, prefix, target, headers, body = request
    assert method == expected.get("method", method), title
    assert target.partition("?")[0] == expected["uri"].partition("?")[0], title
    assert sorted(target.partition("?")[2].split("&")) == sorted(expected["uri"].partition("?")[2].split("&")), title
    assert expected.get("host", prefix).startswith(prefix), title
    for header, value in expected.get("headers", {}).items():
        if header.lower() != "content-length" and (header.lower() != "content-type" or "content-type" in headers):
            assert headers[header.lower()].replace(" ", "") == value.replace(" ", ""), title
    assert not {header.lower() for header in expected.get("forbidHeaders", ())} & headers.keys(), title
    if "body" not in expected:
        return
    wanted = expected["body"]
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        assert cbor2.loads(body or b"\xf6") == cbor2.loads(b64decode(wanted) or b"\xf6") or "NaN" in title, title
    else:
        assert body == wanted.encode() or json.loads(body) == json.loads(wanted), title


@pytest.mark.parametrize(("folder", "name"), OUTPUTS)
def test_replies_are_read_as_botocore_and_the_vectors_say(folder: str, name: str) -> None:
    compared = 0
    for title, operation, case, kept in cases_of(folder, name):
        given = case["response"]
        body = given.get("body", "")
        body = b64decode(body) if "cbor" in name else body.encode()
        reply = given.get("status_code", 200), given.get("headers", {}), body
        parser = protocol(operation.service_model).parser(operation)
        if operation.has_event_stream_output:
            continue
        if operation.has_streaming_output:
            assert our_reply(parser, *reply)[operation.output_shape.serialization["payload"]] == reply[2]
            continue
        ours, theirs = our_reply(parser, *reply), botocore_reply(operation, *reply)
        compared += 1
        if isinstance(theirs, Exception):
            assert title in UNREAD_BY_BOTOCORE or isinstance(ours, ResponseParserError), title
        else:
            same_outcome(ours, theirs)
        if kept and not isinstance(ours, Exception):
            check_reply(title, parser(reply[0], Headers(reply[1]), reply[2]), case)
    assert compared or name.endswith("non-query-compatible")
