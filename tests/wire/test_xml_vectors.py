"""The published vectors of query, ec2 and rest-xml, and real services' replies, beside botocore in the same run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest
from botocore.model import OperationModel

from sotalia.errors import ResponseParserError
from sotalia.wire import protocol, xmlread
from sotalia.wire.query import Query
from tests.wire.xml_reference import (
    VECTORS,
    XML_PROTOCOLS,
    botocore_reply,
    botocore_request,
    comparable,
    our_reply,
    our_request,
    same_outcome,
    service,
    vector_operation,
    vector_suites,
)

INPUTS = [(folder, name) for folder in ("input", "legacy/input") for name in XML_PROTOCOLS]
OUTPUTS = [(folder, name) for folder in ("output", "legacy/output") for name in XML_PROTOCOLS]

#: Where botocore stumbles and Sotalia does what the vector says: a body without a name for its root (KeyError there),
#: an empty reply where a union is the payload (ResponseParserError there).
IMPROVED = ("Idempotency token auto fill", "RestXmlHttpPayloadWithUnsetUnion")


def ignored(kind: str, name: str) -> tuple[set[str], set[str]]:
    """The suites and cases that botocore is known to fail."""
    listed = json.loads((VECTORS / "protocols" / "protocol-tests-ignore-list.json").read_text())
    suites: set[str] = set()
    cases: set[str] = set()
    for part in (listed["general"], listed["protocols"].get(name, {})):
        suites.update(part.get(kind, {}).get("suites", ()))
        cases.update(part.get(kind, {}).get("cases", ()))
    return suites, cases


def cases_of(folder: str, name: str) -> Iterator[tuple[str, OperationModel, dict[str, Any], bool]]:
    """Each case: its title, operation and content, and whether botocore does what it says."""
    suites, cases = ignored(folder.rpartition("/")[2], name)
    for suite in vector_suites(folder, name):
        for number, case in enumerate(suite["cases"]):
            title = case.get("id") or f"{suite['description']} {number}"
            kept = suite["description"] not in suites and title not in cases
            yield title, vector_operation(suite, case), case, kept


@pytest.mark.parametrize(("folder", "name"), INPUTS)
def test_requests_are_those_of_botocore_and_of_the_vectors(folder: str, name: str) -> None:
    compared = 0
    for title, operation, case, kept in cases_of(folder, name):
        ours = our_request(protocol(operation.service_model).serializer(operation), case["params"])
        if not title.startswith(IMPROVED):
            same_outcome(ours, botocore_request(operation, case["params"]))
            compared += 1
        if kept and not isinstance(ours, Exception):
            check_request(title, name, ours, case)
    assert compared >= 10


def check_request(title: str, name: str, request: Any, case: dict[str, Any]) -> None:
    method, prefix, target, headers, body = request
    expected = case["serialized"]
    assert method == expected.get("method", method), title
    assert target == expected.get("uri", target), title
    assert expected.get("host", prefix).startswith(prefix), title
    for header, value in expected.get("headers", {}).items():
        if header.lower() not in {"content-length", "content-type"}:
            assert headers[header.lower()].replace(" ", "") == value.replace(" ", ""), title
    assert not {header.lower() for header in expected.get("forbidHeaders", ())} & headers.keys(), title
    if "body" in expected:
        wanted = expected["body"]
        if name == "rest-xml" and wanted.lstrip().startswith("<"):
            assert canonicalize(body.decode(), strip_text=True) == canonicalize(wanted, strip_text=True), title
        else:
            assert body.decode() == wanted, title


@pytest.mark.parametrize(("folder", "name"), OUTPUTS)
def test_replies_are_read_as_botocore_and_the_vectors_say(folder: str, name: str) -> None:
    compared = 0
    for title, operation, case, kept in cases_of(folder, name):
        if operation.has_event_stream_output:
            continue  # see test_events
        given = case["response"]
        reply = given.get("status_code", 200), given.get("headers", {}), given.get("body", "").encode()
        parser = protocol(operation.service_model).parser(operation)
        if operation.has_streaming_output:
            assert our_reply(parser, *reply)[operation.output_shape.serialization["payload"]] == reply[2]
            continue
        ours, theirs = our_reply(parser, *reply), botocore_reply(operation, *reply)
        if title == "RestXmlHttpPayloadWithUnsetUnion":  # botocore finds a fault with the union that is not there
            assert "nested" not in ours
        elif isinstance(theirs, Exception):
            assert type(ours).__name__ == "ResponseParserError", title
        else:
            same_outcome(ours, theirs)
            if kept:
                check_reply(title, parser(reply[0], {k.lower(): v for k, v in reply[1].items()}, reply[2]), case)
        compared += 1
    assert compared >= 10


def check_reply(title: str, parsed: dict[str, Any], case: dict[str, Any]) -> None:
    if "errorCode" in case:
        assert parsed["Error"]["Code"] == case["errorCode"], title
        assert parsed["Error"]["Message"] == case.get("errorMessage", ""), title
        expected = case.get("error", {})
    else:
        expected = case.get("result", {})
    shown = as_vectors_show(parsed)
    for name, value in expected.items():
        if name != "ResponseMetadata":
            assert shown[name] == value, title


def as_vectors_show(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_vectors_show(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_vectors_show(item) for item in value]
    if isinstance(value, datetime):
        seconds = value.timestamp()
        return int(seconds) if seconds == int(seconds) else seconds
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float) and value - value != 0:
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}[str(value)]
    return value


# ---------------------------------------------------------------- real services' replies


#: What a service's own hooks make of the reply later on.
CUSTOMIZED = {"cloudformation-get-template", "s3-get-bucket-location"}


def real_replies(folder: str) -> list[Any]:
    files = sorted((VECTORS / "response_parsing" / "xml" / folder).glob("*.xml"))
    return [pytest.param(path, id=path.stem) for path in files] or [pytest.param(None, id="absent")]


def operation_of(stem: str) -> OperationModel:
    """`ses-delete-identity` → the operation; a few carry a suffix that tells their cases apart."""
    name, _, rest = stem.partition("-")
    model = service(name)
    wanted = rest.replace("-", "").lower()
    for operation_name in sorted(model.operation_names, key=len, reverse=True):
        if wanted.startswith(operation_name.lower()):
            return model.operation_model(operation_name)
    raise AssertionError(f"no operation for {stem}")


@pytest.mark.parametrize("path", real_replies("responses"))
def test_real_replies(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check_real_reply(path, 200, monkeypatch)


@pytest.mark.parametrize("path", real_replies("errors"))
def test_real_errors(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check_real_reply(path, 400, monkeypatch)


def check_real_reply(path: Any, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if path is None:
        pytest.skip(f"no test vectors under {VECTORS}")
    operation, reply = operation_of(path.stem), (status, {}, path.read_bytes())
    expected = json.loads(path.with_suffix(".json").read_text())
    model = operation.service_model
    spoken = Query if model.service_name == "sqs" else type(protocol(model))  # SQS speaks JSON now; it did not then
    if model.service_name != "sqs":
        ours, theirs = our_reply(spoken(model).parser(operation), *reply), botocore_reply(operation, *reply)
        if isinstance(theirs, ValueError):  # some times in these files are only patterns
            assert isinstance(ours, ResponseParserError)
        else:
            same_outcome(ours, theirs)
    if path.stem in CUSTOMIZED:
        return
    monkeypatch.setitem(xmlread._TEXT, "timestamp", None)  # the vectors show times as they came
    parsed = spoken(model).parser(operation)(*reply)
    metadata = parsed["ResponseMetadata"]
    assert metadata.pop("HTTPStatusCode") == status
    assert metadata.pop("HTTPHeaders") == {}
    for extra in parsed.keys() - expected.keys() - {"ResponseMetadata"}:
        assert status == 400  # a modeled member of an error; the vectors leave those out
        del parsed[extra]
    assert comparable(parsed) == comparable({"ResponseMetadata": {}, **expected})
