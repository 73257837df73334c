"""The same call through boto3 and through Sotalia puts the same request on the wire.

Left out of the comparison: what differs between two calls of boto3 as well (date, signature, invocation id), and the
`User-Agent`, in which a library says its name. The scope and the list of signed headers in `Authorization` are
compared.
"""

import json
import re
from collections.abc import Iterable

import boto3
import botocore.config
import pytest

import sotalia
from sotalia.config import Config
from tests.servers.raw import RawServer, Recorded, reply

from .cases import CASES, Case

#: Different with every call, or in every library.
VARYING = {"amz-sdk-invocation-id", "host", "user-agent", "x-amz-date", "date"}
#: What follows from how a JSON document is written.
JSON_WRITING = {"content-length", "x-amz-content-sha256"}
REPLIES = {"json": b"{}", "rest-json": b"{}", "smithy-rpc-v2-cbor": b"\xa0"}


def sent(server: RawServer, library, config_class, case: Case) -> Recorded:
    client = library.client(
        case.service, endpoint_url=server.url, region_name="us-east-1", config=config_class(**case.config)
    )
    protocol = client.meta.service_model.resolved_protocol
    server.answer(reply(200, REPLIES.get(protocol, b""), {"smithy-protocol": "rpc-v2-cbor", "x-amzn-RequestId": "id"}))
    server.requests.clear()
    try:
        getattr(client, case.method)(**case.parameters)
    except Exception:  # what the empty reply means to a parser is not this test's business, if only it was asked for
        if not server.requests:
            raise
    return server.requests[0]


def headers(request: Recorded, without: Iterable[str] = ()) -> dict[str, str]:
    kept = {name: value for name, value in request.headers.items() if name not in {*VARYING, *without}}
    if "authorization" in kept:
        kept["authorization"] = re.sub(r"Signature=\w+|/\d{8}/|:[\w+/=]+$", "*", kept["authorization"])
    return kept


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_request_is_the_same(raw_server, case):
    theirs = sent(raw_server, boto3, botocore.config.Config, case)
    ours = sent(raw_server, sotalia, Config, case)
    assert (ours.method, ours.target) == (theirs.method, theirs.target)
    if theirs.body[:1] in (b"{", b"[") and ours.body != theirs.body:
        # JSON: the same document, written without boto3's spaces and escapes, and so with another length and hash.
        assert json.loads(ours.body) == json.loads(theirs.body)
        assert headers(ours, JSON_WRITING) == headers(theirs, JSON_WRITING)
    else:
        assert headers(ours) == headers(theirs)
        assert ours.wire_body == theirs.wire_body
