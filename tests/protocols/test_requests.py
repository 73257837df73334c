"""The published vectors of requests: what reaches a server, beside boto3's."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError, canonicalize

import cbor2
import pytest

from tests.protocols.vectors import Answers, Both, Case, check, method_of, services
from tests.servers.raw import RawServer, Recorded
from tests.servers.raw import reply as http_reply
from tests.wire.xml_reference import comparable

#: What the vectors have in the place of a random token.
TOKEN = "00000000-0000-4000-8000-000000000000"
UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
#: Headers that a client sends besides what the model says, and those that depend on how the body is written.
NOT_COMPARED = {
    *("accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "connection", "content-length", "host"),
    *("proxy-connection", "transfer-encoding", "user-agent", "x-amzn-trace-id"),
}
#: An answer that every protocol can read. boto3 wants more of it than that, but not before the request is out.
ANSWER = http_reply(200, b"")


@pytest.mark.parametrize(("folder", "count"), [("input", 367), ("legacy/input", 162)])
def test_requests(
    folder: str, count: int, tmp_path: Path, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    raw_server.answer(ANSWER)
    check(compared(folder, tmp_path, raw_server), folder, count)


def compared(folder: str, models: Path, server: RawServer) -> Iterator[tuple[Case, Answers]]:
    grouped = list(services(folder, models))
    both = Both(models, server)
    for cases in grouped:
        theirs, ours = ([sent(client, case, server) for case in cases] for client in both.clients(cases))
        for case, their, our in zip(cases, theirs, ours, strict=True):
            answers = Answers(differences(their, case), differences(our, case))
            if not any(answers) and plain(our) != plain(their):
                # What the vector does not speak of is to be as boto3 has it.
                answers.sotalia.append(f"sends {plain(our)}, boto3 {plain(their)}")
            yield case, answers


def sent(client: Any, case: Case, server: RawServer) -> Recorded | str:
    """What the client sent for the case, or the exception that it raised before that."""
    server.requests.clear()
    raised: Exception | None = None
    shape = client.meta.service_model.operation_model(case.operation).input_shape
    try:
        method_of(client, case)(**with_floats(case.content.get("params", {}), shape))
    except Exception as error:  # noqa: BLE001 - part of the answer, where nothing was sent
        raised = error
    if not server.requests:
        return type(raised).__name__
    (request,) = server.requests
    drawn = UUID.search(request.body) or UUID.search(request.target.encode()) or UUID.search(request.raw)
    if drawn is not None and drawn[0].decode() not in json.dumps(case.content):
        token = drawn[0].decode()
        request.body = request.body.replace(drawn[0], TOKEN.encode())
        request.target = request.target.replace(token, TOKEN)
        request.headers = {name: text.replace(token, TOKEN) for name, text in request.headers.items()}
    return request


def with_floats(params: Any, shape: Any) -> Any:
    """The parameters with the numbers that JSON has no words for, which vectors write as text."""
    if shape is None or getattr(shape, "is_document_type", False):
        return params
    if isinstance(params, dict) and shape.type_name in ("structure", "map"):
        members = shape.members if shape.type_name == "structure" else dict.fromkeys(params, shape.value)
        return {name: with_floats(value, members[name]) for name, value in params.items()}
    if isinstance(params, list) and shape.type_name == "list":
        return [with_floats(value, shape.member) for value in params]
    return float(params) if isinstance(params, str) and shape.type_name in ("float", "double") else params


def differences(request: Recorded | str, case: Case) -> list[str]:
    """In what a request differs from the one that the vector expects; texts that fit into a list."""
    if isinstance(request, str):
        return [f"raises {request}"]
    expected, found = case.content["serialized"], []
    url = urlsplit(request.target)
    wanted = urlsplit(f"http://host{expected.get('uri', url.path)}")
    pairs: list[tuple[str, Any, Any]] = [
        ("method", request.method, expected.get("method", request.method)),
        ("path", url.path, wanted.path or "/"),
        ("query", sorted(url.query.split("&")), sorted(wanted.query.split("&"))),
        ("host", request.headers["host"], expected.get("host", request.headers["host"]).partition("/")[0]),
    ]
    for name, value in expected.get("headers", {}).items():
        if name.lower() != "content-length":
            pairs.append((name.lower(), squeezed(request.headers.get(name.lower())), squeezed(value)))
    found = [f"{what}: {shown(given)}" for what, given, wanted in pairs if given != wanted]
    found += [f"has {name.lower()}" for name in expected.get("forbidHeaders", ()) if name.lower() in request.headers]
    found += [
        f"lacks {name.lower()}" for name in expected.get("requireHeaders", ()) if name.lower() not in request.headers
    ]
    if "body" in expected and body_value(request.body, request) != body_value(expected_body(case), request):
        found.append(f"body: {shown(request.body)}")
    return found


def expected_body(case: Case) -> bytes:
    body: str = case.content["serialized"]["body"]
    return b64decode(body) if "cbor" in case.source else body.encode()


def squeezed(text: str | None) -> str | None:
    """A header's text without the blanks that lists may have between their items."""
    return None if text is None else text.replace(" ", "")


def shown(value: Any) -> str:
    """A text for the list of differences; JSON is written in one way."""
    if isinstance(value, bytes):
        try:
            return json.dumps(json.loads(value))
        except ValueError:
            return value.decode()
    return repr(value)


def body_value(body: bytes, request: Recorded) -> Any:
    """What a body says: JSON, CBOR and XML by value, anything else as it is."""
    content_type = request.headers.get("content-type", "")
    try:
        if request.headers.get("content-encoding", "").endswith("gzip"):
            body = gzip.decompress(body)
        if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
            return comparable(cbor2.loads(body)) if body else None
        if body[:1] in (b"{", b"["):
            return comparable(json.loads(body))
        if body.lstrip()[:1] == b"<":
            return canonicalize(body.decode(), strip_text=True)
    except (ValueError, ParseError):
        pass
    return body if "json" not in content_type else body.strip()


def plain(request: Recorded | str) -> Any:
    """All of a request that two libraries should have in common."""
    if isinstance(request, str):
        return request
    headers = {name: text for name, text in request.headers.items() if name not in NOT_COMPARED}
    return (
        request.method,
        request.target.rstrip("?"),
        request.headers["host"],
        headers,
        body_value(request.body, request),
    )
