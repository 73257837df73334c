"""The published protocol vectors, made into services that both libraries' clients can call.

Each suite of cases becomes a model in a folder on `AWS_DATA_PATH` (two, where its cases do not agree on an operation).
Clients of both libraries call it over an HTTP proxy, the server that records: so the host that a case wants to see on
the wire can be anything. A case that a library answers otherwise than the vector says is listed in `differences.toml`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import botocore
from botocore.config import Config as BotocoreConfig

import sotalia
from sotalia.config import UNSIGNED, Config
from tests.servers.raw import RawServer
from tests.vectors import folder as vectors

DIFFERENCES = Path(__file__).with_name("differences.toml")
ENDPOINT = "http://vectors.example.com"


class Case(NamedTuple):
    """One vector: where it is from, its name, its content, and the service and operation to call."""

    source: str
    name: str
    content: dict[str, Any]
    service: str
    endpoint: str

    @property
    def operation(self) -> str:
        operation: str = self.content["given"]["name"]
        return operation


def suites(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every suite in `folder` (`input`, `legacy/output`, …), with the file it is from."""
    for path in sorted(vectors(f"protocols/{folder}").glob("*.json")):
        for suite in json.loads(path.read_text()):
            yield f"{folder}/{path.stem}", suite


def services(folder: str, models: Path) -> Iterator[list[Case]]:
    """The cases of each suite in `folder`, by service; their models are written into `models`."""
    for number, (source, suite) in enumerate(suites(folder)):
        parts: list[tuple[dict[str, Any], list[Case]]] = []
        for place, content in enumerate(suite["cases"]):
            given = operation_of(suite, content)
            agreeing = [known.setdefault(given["name"], given) == given for known, _ in parts]
            if True not in agreeing:
                parts.append(({given["name"]: given}, []))
                agreeing.append(True)
            part = agreeing.index(True)
            name = f"vectors-{folder.replace('/', '-')}-{number}-{part}"
            endpoint = suite.get("clientEndpoint", ENDPOINT).replace("https:", "http:")
            title = content.get("id") or f"{suite['description']} {place}"
            parts[part][1].append(Case(source, title, content, name, endpoint))
        for operations, cases in parts:
            write_model(models, cases[0].service, suite, operations)
            yield cases


def operation_of(suite: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """The case's operation as a model has it: what the vectors leave to be understood is filled in."""
    given = {"http": {"method": "POST", "requestUri": "/"}, **content["given"]}
    wrapper = f"{given['name']}Result"
    if suite["metadata"]["protocol"] == "query" and f"<{wrapper}>" in content.get("response", {}).get("body", ""):
        given["output"] = {"resultWrapper": wrapper, **given["output"]}
    return given


def write_model(models: Path, service: str, suite: dict[str, Any], operations: dict[str, Any]) -> None:
    metadata = {"apiVersion": "2020-01-01", "signatureVersion": "v4", "serviceId": service, **suite["metadata"]}
    metadata.update(endpointPrefix=service, serviceFullName=service)
    metadata.setdefault("protocols", [metadata["protocol"]])
    metadata.setdefault("targetPrefix", "Vectors")
    metadata.setdefault("jsonVersion", "1.1")
    folder = models / service / metadata["apiVersion"]
    folder.mkdir(parents=True)
    model = {"version": "2.0", "metadata": metadata, "operations": operations, "shapes": suite["shapes"]}
    (folder / "service-2.json").write_text(json.dumps(model))


class Both:
    """A client of each library for one service after the other, over one recording proxy."""

    def __init__(self, models: Path, server: RawServer, **settings: Any) -> None:
        """`settings` are `client()`'s, with which calls are signed; they are not when there are none."""
        self.server = server
        self._sessions = boto3.Session(), sotalia.Session()
        self._sessions[0]._session.get_component("data_loader").search_paths.insert(0, str(models))
        self._settings = settings
        unsigned = (None, None) if settings else (botocore.UNSIGNED, UNSIGNED)
        options = {"proxies": {"http": server.url}, "retries": {"total_max_attempts": 1}, "user_agent": "vectors"}
        self._configs = (
            BotocoreConfig(signature_version=unsigned[0], **options),
            Config(signature_version=unsigned[1], **options),
        )

    def clients(self, cases: list[Case]) -> Iterator[Any]:
        """boto3's client for the cases' service, then Sotalia's; each is closed when the next one is asked for."""
        case = cases[0]
        # Null is no value that programs may give, but the vectors say what to do with it.
        checked = not any(has_null(case.content.get("params", {})) for case in cases)
        for session, config in zip(self._sessions, self._configs, strict=True):
            config.parameter_validation = checked
            client = session.client(
                case.service, region_name="us-east-1", endpoint_url=case.endpoint, config=config, **self._settings
            )
            yield client
            client.close()


def has_null(value: Any) -> bool:
    """Whether there is a None in `value`, at any depth."""
    if isinstance(value, (dict, list)):
        return any(map(has_null, value.values() if isinstance(value, dict) else value))
    return value is None


def method_of(client: Any, case: Case) -> Any:
    """The client's method for the case."""
    for method, operation in client.meta.method_to_api_mapping.items():
        if operation == case.operation:
            return getattr(client, method)
    raise AssertionError(f"no method for {case.operation}")


class Answers(NamedTuple):
    """In what boto3 and Sotalia each differ from the vector; nothing is as the vector says."""

    boto3: list[str]
    sotalia: list[str]


def same(answers: list[str], listed: list[str]) -> bool:
    """Whether the answers are those that are listed; of one that ends in "…", only the beginning is."""
    return len(answers) == len(listed) and all(
        answer.startswith(text[:-1]) if text.endswith("…") else answer == text
        for answer, text in zip(answers, listed, strict=True)
    )


def check(found: Iterable[tuple[Case, Answers]], source: str, count: int) -> None:
    """Compare what was found with `differences.toml`; every case of `source`, a folder, must be among it,
    `count` in all."""
    known = tomllib.loads(DIFFERENCES.read_text())
    listed = {
        (entry["source"], entry["case"]): entry
        for entry in known.get("difference", ())
        if entry["source"].startswith(source)
    }
    usual = {(file, entry["answer"]): 0 for entry in known.get("usual", ()) for file in entry["sources"]}
    seen, faults = 0, []
    for case, answers in found:
        seen += 1
        for answer in [answer for answer in answers.boto3 if (case.source, answer) in usual]:
            # Only where both do it.
            usual[case.source, answer] += answer in answers.sotalia
            answers.boto3.remove(answer)
            answers.sotalia.remove(answer)
        entry = listed.pop((case.source, case.name), {})
        expected = Answers(entry.get("boto3", []), entry.get("sotalia", answers.boto3))
        if answers.sotalia != expected.sotalia or not same(answers.boto3, expected.boto3):
            faults.append(f"{case.source} {case.name}: differ in {answers}, not in {expected}")
    faults += [f"{file} {name} is listed, but no case differs" for file, name in listed]
    faults += [
        f"{file} is said to have {answer}, but no case does"
        for (file, answer), times in usual.items()
        if not times and file.startswith(source)
    ]
    assert not faults, "\n" + "\n".join(faults)
    assert seen == count
