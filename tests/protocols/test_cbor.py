"""The published vectors of CBOR itself: each one is served as a member of a reply, and read by both libraries."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.protocols.vectors import ENDPOINT, Answers, Both, Case, check, write_model
from tests.servers.raw import RawServer
from tests.servers.raw import reply as http_reply
from tests.vectors import folder as vectors
from tests.wire.xml_reference import comparable

SERVICE = "vectors-cbor"
OPERATION = "Read"
#: The members of the reply, by what a vector holds, and their types.
MEMBERS = {
    "uint": "long", "negint": "long", "float32": "float", "float64": "double", "bool": "boolean",
    "string": "string", "bytestring": "blob", "null": "string", "tag": "timestamp", "list": "list", "map": "map",
}  # fmt: skip
METADATA = {"protocol": "smithy-rpc-v2-cbor", "targetPrefix": "Cbor"}
MALFORMED = "ResponseParserError"
HEADERS = {"Smithy-Protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}


@pytest.mark.parametrize(("name", "count"), [("success", 151), ("error", 56)])
def test_cbor(name: str, count: int, tmp_path: Path, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    write_model(tmp_path, SERVICE, {"metadata": METADATA, "shapes": shapes()}, operations())
    path = vectors("cbor") / f"decode-{name}-tests.json"
    cases = [
        Case(f"cbor/{name}", content["description"], content, SERVICE, ENDPOINT)
        for content in json.loads(path.read_text())
    ]
    check(compared(cases, Both(tmp_path, raw_server)), f"cbor/{name}", count)


def shapes() -> dict[str, Any]:
    members = {name: {"shape": kind.title()} for name, kind in MEMBERS.items()}
    described: dict[str, Any] = {kind.title(): {"type": kind} for kind in MEMBERS.values()}
    described["List"]["member"] = described["Map"]["key"] = described["Map"]["value"] = {"shape": "String"}
    return {**described, "Reply": {"type": "structure", "members": members}}


def operations() -> dict[str, Any]:
    http = {"method": "POST", "requestUri": "/"}
    return {OPERATION: {"name": OPERATION, "http": http, "output": {"shape": "Reply"}}}


def compared(cases: list[Case], both: Both) -> Iterator[tuple[Case, Answers]]:
    theirs, ours = ([received(client, case, both.server) for case in cases] for client in both.clients(cases))
    for case, their, our in zip(cases, theirs, ours, strict=True):
        wanted = expected(case.content["expect"]) if "expect" in case.content else MALFORMED
        yield case, Answers(*([] if got == comparable(wanted) else [str(got)] for got in (their, our)))


def received(client: Any, case: Case, server: RawServer) -> Any:
    """The value that the call returns in the case's member, or the name of the exception that it raises."""
    member = next(iter(case.content.get("expect", {"null": None})))
    key = bytes([0x60 + len(member)]) + member.encode()
    server.answer(http_reply(200, b"\xa1" + key + bytes.fromhex(case.content["input"]), HEADERS))
    try:
        returned = client.read()
    except Exception as error:  # noqa: BLE001 - compared
        return type(error).__name__
    return comparable(returned.get(member))


def expected(tagged: dict[str, Any]) -> Any:
    """A vector's value: `{"list": [{"uint": 1}]}` → `[1]`."""
    ((kind, value),) = tagged.items()
    if kind == "map":
        # boto3 leaves out what is null.
        return {key: expected(item) for key, item in value.items() if item != {"null": {}}}
    if kind == "list":
        return [expected(item) for item in value]
    if kind == "bytestring":
        return bytes(value)
    if kind == "float32":
        return struct.unpack(">f", value.to_bytes(4, "big"))[0]
    if kind == "float64":
        return struct.unpack(">d", value.to_bytes(8, "big"))[0]
    # A tag that nobody knows is refused; those of times are not among the cases.
    return {"null": None, "tag": MALFORMED}.get(kind, value)
