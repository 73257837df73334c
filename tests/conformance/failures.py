"""Failures as a service would send them: its own errors, those that nobody knows, and pages of something in between.

A seed serves every third of an operation's modeled errors, so that three seeds in a row serve all of them; the others
take turns in the same way.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from botocore.model import OperationModel, Shape

from tests.conformance.replies import CBOR, CONTENT_TYPES, REQUEST_ID, XML, Reply, protocol_of
from tests.wire.json_reference import Values
from tests.wire.xml_cases import error_bodies

#: How many seeds it takes to see every error.
SEEDS = 3
#: What proxies and load balancers say, by the seed.
PAGES = (b"<html><body><h1>Service Unavailable</h1></body></html>", b"", b"not that")
#: What an error says in any protocol. Of the same length in any casing, since CBOR and XML would break otherwise.
NAMES = ("__type", "code", "message", "Message", "Code", "Error", "Errors", "ErrorResponse", "Type", "RequestId")
_NAMES = re.compile(rf"\b({'|'.join(NAMES)})\b".encode())


def modeled_errors(operation: OperationModel, seed: int) -> Iterator[tuple[str, Reply]]:
    """The seed's share of an operation's errors."""
    for shape in operation.error_shapes[seed % SEEDS :: SEEDS]:
        yield f"the error {shape.name}", _error(operation, shape, f"{seed} {operation.name} {shape.name}")


def other_errors(operation: OperationModel, seed: int) -> Iterator[tuple[str, Reply]]:
    """A page that is none of the service's; by the seed an error that nobody knows, or one in odd casing."""
    chance = random.Random(f"{seed} {operation.name} others")
    status = chance.choice([500, 502, 503, 504, 403])
    yield "a page of HTML", Reply(status, {"Content-Type": "text/html"}, PAGES[seed % len(PAGES)])
    if seed % SEEDS == 0:
        yield "an unknown error", _error(operation, None, f"{seed} {operation.name} unknown")
    elif seed % SEEDS == 1:
        shape = chance.choice([*operation.error_shapes, None])
        yield "an error in odd casing", _oddly(_error(operation, shape, f"{seed} {operation.name} odd"), chance)


def _error(operation: OperationModel, shape: Shape | None, seed: str) -> Reply:
    return (_xml_error if protocol_of(operation) in XML else _document_error)(operation, shape, seed)


def _xml_error(operation: OperationModel, shape: Shape | None, seed: str) -> Reply:
    status, body = random.Random(seed).choice(list(error_bodies(shape, seed)))
    return Reply(status, {"Content-Type": "text/xml", "x-amz-request-id": REQUEST_ID, "x-amz-id-2": "host/id"}, body)


def _document_error(operation: OperationModel, shape: Shape | None, seed: str) -> Reply:
    spoken = protocol_of(operation)
    values = Values(seed, 0.7, cbor=spoken == CBOR, odd=False)
    pick = values.random.choice
    code = "NeverHeardOf" if shape is None else str(shape.error_code if pick([True, False]) else shape.name)
    said: dict[str, Any] = {}
    if shape is not None:
        said = {key: value for key, value in values.reply(shape).items() if key.lower() != "message"}
    if values.random.random() < 0.9:
        said[pick(["message", "Message"])] = pick(["what went wrong ü", "", "two\nlines"])
    headers = {} if shape is None else values.headers(shape)
    headers.pop("x-amzn-ErrorType", None)  # said below
    headers |= {"Content-Type": CONTENT_TYPES[spoken], "x-amzn-RequestId": REQUEST_ID}
    how = pick(["type", "namespaced", "header", "code"]) if spoken == "rest-json" else pick(["type", "namespaced"])
    if how == "header":
        headers["X-Amzn-ErrorType"] = f"{code}:http://internal.amazon.com/coral/"
    elif how == "code":
        said["code"] = code
    else:
        said["__type"] = f"com.amazonaws.service#{code}" if how == "namespaced" else code
    if values.random.random() < 0.2:
        headers["x-amzn-query-error"] = "AWS.Legacy.Code;Sender"
    status = (shape.metadata.get("error") or {}).get("httpStatusCode") if shape is not None else None
    return Reply(status or pick([400, 404, 409, 429, 500, 503]), headers, values.bytes_of(said))


def _oddly(reply: Reply, chance: random.Random) -> Reply:
    """The same reply with names in another case than the model's: all of them, or each by chance."""
    change, often = chance.choice(CASINGS), chance.choice([1.0, 0.5])
    headers = {change(name) if chance.random() < often else name: value for name, value in reply.headers.items()}
    changed = {name: change(name) if chance.random() < often else name for name in NAMES}
    if b"<message>" in reply.body and b"<Message>" in reply.body:
        # They would be the same element twice, which means nothing.
        changed |= {"message": "message", "Message": "Message"}
    body = _NAMES.sub(lambda match: changed[match[0].decode()].encode(), reply.body)
    return Reply(reply.status, headers, body)


def _other_initial(name: str) -> str:
    start = len(name) - len(name.lstrip("_"))
    return name[:start] + name[start].swapcase() + name[start + 1 :]


#: What `_oddly` does to names.
CASINGS: tuple[Callable[[str], str], ...] = (str.lower, str.upper, str.swapcase, _other_initial)
