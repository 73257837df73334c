"""Replies of real services, published with what they say: what a call returns or raises, beside boto3's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.utils
import pytest

from sotalia.errors import ClientError
from tests.conformance.parameters import Parameters
from tests.conformance.sides import CREDENTIALS
from tests.protocols.vectors import Answers, Both, Case, check
from tests.servers.raw import RawServer
from tests.servers.raw import reply as http_reply
from tests.vectors import folder as vectors
from tests.wire.xml_reference import comparable

#: What the libraries tell of the exchange itself.
OF_THE_EXCHANGE = ("HTTPHeaders", "HTTPStatusCode", "RetryAttempts", "MaxAttemptsReached")


# Of the thirteenth error, as of some others of SQS, only what it says was published, not the reply.
@pytest.mark.parametrize(("folder", "status", "count"), [("responses", 200, 189), ("errors", 400, 12)])
def test_replies_of_real_services(folder: str, status: int, count: int, tmp_path: Path, raw_server: RawServer) -> None:
    both = Both(tmp_path, raw_server, **CREDENTIALS)
    check(compared(folder, status, both), f"real/{folder}", count)


def compared(folder: str, status: int, both: Both) -> Iterator[tuple[Case, Answers]]:
    paths = sorted(vectors(f"response_parsing/xml/{folder}").glob("*.xml"))
    for service, group in groupby(paths, lambda path: path.stem.partition("-")[0]):
        cases = [
            Case(f"real/{folder}", path.stem, {"path": path, "status": status}, service, both.server.url)
            for path in group
        ]
        theirs, ours = ([received(client, case, both.server) for case in cases] for client in both.clients(cases))
        for case, their, our in zip(cases, theirs, ours, strict=True):
            answers = Answers(differences(their, case), differences(our, case))
            if not any(answers) and our != their:
                answers.sotalia.append(f"returns {our}, boto3 {their}")
            yield case, answers


def received(client: Any, case: Case, server: RawServer) -> Any:
    """What the call returns, the reply of the ClientError that it raises, or another exception's name."""
    path: Path = case.content["path"]
    server.answer(http_reply(case.content["status"], path.read_bytes()))
    operation = client.meta.service_model.operation_model(operation_of(client, path.stem))
    params = Parameters("vectors", 0.0, operation).params(operation.input_shape) if operation.input_shape else {}
    try:
        returned = client._make_api_call(operation.name, params)
    except (ClientError, botocore.exceptions.ClientError) as error:
        returned = error.response
    except Exception as error:  # noqa: BLE001 - part of the answer
        return type(error).__name__
    for name in OF_THE_EXCHANGE:
        returned["ResponseMetadata"].pop(name, None)
    return comparable(returned)


def operation_of(client: Any, stem: str) -> str:
    """`ses-delete-identity` → `DeleteIdentity`; a few names carry a suffix that tells their cases apart."""
    wanted = stem.partition("-")[2].replace("-", "")
    operations: list[str] = sorted(client.meta.method_to_api_mapping.values(), key=len, reverse=True)
    return next(operation for operation in operations if wanted.startswith(operation.lower()))


def differences(reply: Any, case: Case) -> list[str]:
    """In what a reply differs from the published one; texts that fit into a list."""
    if isinstance(reply, str):
        return [f"raises {reply}"]
    expected = {"ResponseMetadata": {}, **json.loads(case.content["path"].with_suffix(".json").read_text())}
    given = dict(reply)
    if case.content["status"] != 200:
        # The vectors leave the modeled members of an error out; both libraries have them.
        given = {name: value for name, value in given.items() if name in expected}
    expected = comparable(as_returned(expected, given))
    names = [name for name in {**expected, **given} if given.get(name) != expected.get(name)]
    return [f"{name}: {given[name]!r}" if name in given else f"no {name}" for name in names]


def as_returned(expected: Any, given: Any) -> Any:
    """What is expected, with times, which vectors show as they came, as the times that they are."""
    if isinstance(expected, dict) and isinstance(given, dict):
        return {name: as_returned(value, given.get(name)) for name, value in expected.items()}
    if isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        return [as_returned(value, item) for value, item in zip(expected, given, strict=True)]
    if isinstance(given, tuple) and given[0] == "datetime" and isinstance(expected, str):
        return botocore.utils.parse_timestamp(expected)
    return expected
