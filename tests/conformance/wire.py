"""The section of the wire: every operation over a real connection, to a server that keeps what comes byte by byte.

Both libraries call with all parameters. Their requests are compared as they came, and each signature is verified from
those bytes and the known secret alone. The replies are real ones too, and so are the outcomes compared.
"""

from __future__ import annotations

import copy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

import boto3
from botocore.model import OperationModel

from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.exchanges import Exchange
from tests.conformance.parameters import Parameters
from tests.conformance.parity import Finding, Pair, Tally
from tests.conformance.replies import Reply, success_reply
from tests.conformance.sides import Observed, Sent, Settings, Side, frozen
from tests.conformance.signatures import fault, is_signed
from tests.servers.raw import RawServer, Recorded, reply

COLUMNS = (
    "wire requests",
    "wire requests equal",
    "wire replies",
    "wire replies equal",
    "signatures",
    "signatures equal",
)
#: The parameter that says where a call goes.
PLACE = "PredictEndpoint"
#: Operations that go to a place of their own, whatever endpoint is given: those of the console's own endpoint.
ELSEWHERE = {
    f"signin.{name}"
    for name in (
        *("DeleteConsoleAuthorizationConfiguration", "DeleteResourcePermissionStatement", "GetResourcePolicy"),
        *("GetConsoleAuthorizationConfiguration", "ListResourcePermissionStatements"),
        *("PutConsoleAuthorizationConfiguration", "PutResourcePermissionStatement"),
    )
}
#: Settings that put something else on the wire, by service and seed.
CONFIGS: dict[str, list[dict[str, Any]]] = {
    "s3": [
        {},
        {"s3": {"addressing_style": "path"}, "request_checksum_calculation": "when_required"},
        {"signature_version": "s3"},
    ]
}


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Make one call of each operation on both sides, to a server of our own."""
    with connected(sessions, service, seed) as pair:
        tally = Tally()
        for name in pair.operations():
            if f"{service}.{name}" in ELSEWHERE:
                continue
            compare_call(pair, name, seed, accepted, tally)
        return tally


@contextmanager
def connected(sessions: tuple[boto3.Session, Any], service: str, seed: int) -> Iterator[Wired]:
    """The clients of a service, connected with the server."""
    configs = CONFIGS.get(service, [{}])
    config = {**configs[seed % len(configs)], "connect_timeout": 20, "read_timeout": 20}
    settings = Settings("on the wire", config, region_name="us-west-2", endpoint_url=_server().endpoint)
    with frozen(), mock.patch("urllib3.util.connection.create_connection", _connect):
        yield Wired(sessions, service, settings)


class Server(RawServer):
    """The server, by any name that ends in .localhost."""

    @property
    def endpoint(self) -> str:
        # Not localhost itself, since some operations put a word without a dot before the host.
        return f"http://wire.localhost:{self.port}"


@cache
def _server() -> Server:
    """The server of this process."""
    return Server()


def _connect(address: tuple[str, int], timeout: Any = None, *_: Any, **__: Any) -> socket.socket:
    """To where every name under localhost leads; libcurl knows that by itself (RFC 6761, section 6.3)."""
    assert address[0].endswith(".localhost"), address
    connection = socket.create_connection(("127.0.0.1", address[1]))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as urllib3 does
    return connection


class Wired(Pair):
    """The clients of a service on both sides, which send what they send."""

    def __init__(self, sessions: tuple[boto3.Session, Any], service: str, settings: Settings) -> None:
        super().__init__(sessions, service, settings, connected=True)

    def observe(self, side: Side, exchange: Exchange) -> Observed:
        """What comes of a call on one side, and what reached the server."""
        server = _server()
        server.requests.clear()
        server.answer(_as_sent(exchange.reply))
        outcome = side.call(exchange.operation, copy.deepcopy(exchange.params), exchange.reply)
        return Observed([_received(request) for request in server.requests], outcome.returned, outcome.raised)


def _as_sent(canned: Reply) -> Any:
    """The answer to a request: nothing after the head of one to HEAD."""
    headers = {name: value for name, value in canned.headers.items() if name != "Content-Length"}
    whole = reply(canned.status, canned.body, headers)
    head = whole[: whole.index(b"\r\n\r\n") + 4]
    return lambda request: head if request.method == "HEAD" else whole


def _received(request: Recorded) -> Sent:
    assert len(request.headers) == len(request.header_list), f"a header comes twice: {request.header_list}"
    # What is no ASCII is sent, and signed, as UTF-8.
    headers = {name: value.encode("latin-1").decode() for name, value in request.headers.items()}
    return Sent(request.method, f"http://{headers['host']}{request.target}", headers, request.body)


def compare_call(pair: Wired, operation: str, seed: int, accepted: Accepted, tally: Tally) -> None:
    """Make a seed's call of one operation on both sides, and add what comes of it to the tally."""
    model = pair.model.operation_model(operation)
    exchange = _exchange(model, seed)
    theirs, ours = pair.observe(pair.boto3, exchange), pair.observe(pair.sotalia, exchange)
    found: list[tuple[str, Difference | None]] = [
        ("wire requests", request_difference(theirs.sent, ours.sent)),
        ("wire replies", outcome_difference(theirs, ours)),
    ]
    for name, observed in (("boto3", theirs), ("sotalia", ours)):
        wrong = [(sent.headers, fault(sent)) for sent in observed.sent if is_signed(sent)]
        found += [
            ("signatures", Difference(f"signature of {name}", headers, said) if said else None)
            for headers, said in wrong
        ]
    for kind, difference in found:
        finding = None
        if difference is not None:
            finding = Finding(pair.service, pair.settings.name, exchange, kind, difference, theirs.raised)
        tally.note(pair.model.resolved_protocol, kind, finding, accepted)


def _exchange(operation: OperationModel, seed: int) -> Exchange:
    purpose = f"{seed} {operation.service_model.service_name} {operation.name} wire"
    params = Parameters(purpose, 1.0 if seed % 2 == 0 else 0.6, operation).params(operation.input_shape)
    # Some would go out into the world, or speak TLS.
    if PLACE in params:
        params[PLACE] = _server().endpoint
    if str(params.get("Bucket")).startswith("arn:"):
        params["Bucket"] = "my-bucket"
    canned = success_reply(operation, purpose, 0.3, odd=False)
    canned.status = 200  # others may have no body
    return Exchange("on the wire", operation.name, params, canned)
