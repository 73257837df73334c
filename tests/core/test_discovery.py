"""Endpoints that services hand out, beside boto3: who is asked, when, where calls go, and what becomes of failures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import botocore.config
import botocore.discovery
import botocore.exceptions
import pytest

import sotalia
import sotalia.aio
import sotalia.config
from sotalia import errors
from sotalia.testing import AsyncRecordingTransport
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.parity import Pair, new_sessions
from tests.conformance.replies import Reply
from tests.conformance.sides import NOW, Settings, frozen
from tests.core.scripted import KEYS, reply, scripted, with_machinery

JSON = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "id"}
#: One call: seconds since the one before, operation, parameters, replies.
Step = tuple[float, str, dict[str, Any], list[Reply | None]]


def as_json(body: Any, status: int = 200) -> Reply:
    return Reply(status, JSON, json.dumps(body).encode())


def endpoints(*addresses: str, minutes: int = 5) -> Reply:
    return as_json({"Endpoints": [{"Address": name, "CachePeriodInMinutes": minutes} for name in addresses]})


DATABASES = as_json({"Databases": []})
TABLES = as_json({"TableNames": []})
MISDIRECTED = as_json({}, 421)
INVALID = as_json({"__type": "InvalidEndpointException", "message": "m"}, 400)
DENIED = as_json({"__type": "AccessDeniedException", "message": "m"}, 400)


class Clock:
    """The time for both sides: what boto3's discovery knows as the module `time`."""

    def __init__(self) -> None:
        self.passed = 0.0

    def time(self) -> float:
        return NOW.timestamp() + self.passed


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    with mock.patch("botocore.discovery.time", clock), frozen():
        yield clock


def pair_of(service: str, **config: Any) -> Pair:
    return Pair(new_sessions(), service, Settings("discovery", config, region_name="eu-west-1"))


def differences(pair: Pair, clock: Clock, steps: list[Step]) -> list[Difference]:
    """Make the calls one after the other on both sides; return how they differ, signatures of later days apart."""
    with_machinery(pair.sotalia.client, now=clock.time)
    found = []
    for seconds, operation, params, replies in steps:
        clock.passed += seconds
        theirs = pair.boto3.call(operation, params, list(replies))
        ours = pair.sotalia.call(operation, params, list(replies))
        assert len(ours.sent) == len(replies), "The script does not fit."
        if clock.passed:
            for sent in (*theirs.sent, *ours.sent):
                del sent.headers["x-amz-date"], sent.headers["authorization"]
        for sent in theirs.sent:
            # A discovered endpoint has no path in boto3's object; its HTTP client sends this one.
            sent.url += "/" if sent.url.count("/") == 2 else ""
        found += [request_difference(theirs.sent, ours.sent), outcome_difference(theirs, ours)]
    return [difference for difference in found if difference is not None]


def listing(*replies: Reply | None, after: float = 0) -> Step:
    return after, "ListDatabases", {}, list(replies)


REQUIRED: dict[str, list[Step]] = {
    "asks once": [listing(endpoints("a.example"), DATABASES), listing(DATABASES), listing(DATABASES, after=299)],
    "asks again": [listing(endpoints("a.example"), DATABASES), listing(endpoints("b.example"), DATABASES, after=300)],
    "takes the first": [listing(endpoints("a.example", "b.example"), DATABASES)],
    "keeps a scheme": [listing(endpoints("http://a.example:81"), DATABASES), listing(DATABASES)],
    "is misdirected": [listing(endpoints("a.example"), MISDIRECTED, endpoints("b.example"), DATABASES)],
    "is invalid": [listing(endpoints("a.example"), INVALID, endpoints("b.example"), DATABASES), listing(DATABASES)],
    "goes invalid": [
        listing(endpoints("a.example"), DATABASES),
        listing(INVALID, endpoints("b.example"), DATABASES),
        listing(DATABASES),
    ],
    "is not reached": [listing(None), listing(None), listing(endpoints("a.example"), DATABASES), listing(DATABASES)],
    "is not reached any more": [
        listing(endpoints("a.example"), DATABASES),
        listing(None, DATABASES, after=301),
        listing(DATABASES, after=59),
        listing(None, DATABASES, after=2),
        listing(endpoints("b.example"), DATABASES, after=60),
    ],
    "may not ask": [listing(DENIED), listing(endpoints("a.example"), DATABASES)],
    "is told nothing": [listing(endpoints()), listing(endpoints("a.example"), DATABASES)],
    "fails otherwise": [listing(endpoints("a.example"), DENIED), listing(DATABASES)],
    "is given wrong parameters": [(0, "DescribeDatabase", {}, []), (0, "DescribeDatabase", {"DatabaseName": 3}, [])],
    "lists endpoints itself": [(0, "DescribeEndpoints", {}, [endpoints("a.example")])],
}
OPTIONAL: dict[str, list[Step]] = {
    "asks once": [(0, "ListTables", {}, [endpoints("a.example"), TABLES]), (0, "ListTables", {}, [TABLES])],
    "is not reached": [
        (0, "ListTables", {}, [None, TABLES]),
        (59, "ListTables", {}, [TABLES]),
        (1, "ListTables", {}, [endpoints("a.example"), TABLES]),
    ],
    "is not reached again": [(0, "ListTables", {}, [endpoints("a.example"), INVALID, None, TABLES])],
    "is told nothing": [(0, "ListTables", {}, [endpoints(), TABLES])],
    "does not hand out any": [(0, "CreateBackup", {"TableName": "ttt", "BackupName": "bbb"}, [endpoints("a"), TABLES])],
}


@pytest.mark.parametrize("steps", REQUIRED.values(), ids=REQUIRED.keys())
def test_endpoints_are_discovered_where_that_is_required(steps: list[Step], clock: Clock) -> None:
    assert not differences(pair_of("timestream-write"), clock, steps)


@pytest.mark.parametrize("steps", OPTIONAL.values(), ids=OPTIONAL.keys())
def test_endpoints_are_discovered_where_that_is_wanted(steps: list[Step], clock: Clock) -> None:
    assert not differences(pair_of("dynamodb", endpoint_discovery_enabled=True), clock, steps)


@pytest.mark.parametrize("value", [True, False, "true", "FALSE", " auto ", "False"])
def test_discovery_can_be_chosen(value: Any, clock: Clock) -> None:
    refused = str(value).lower() == "false"
    steps = [listing() if refused else listing(endpoints("a.example"), DATABASES)]
    assert not differences(pair_of("timestream-write", endpoint_discovery_enabled=value), clock, steps)
    always = str(value).lower() == "true"
    steps = [(0, "ListTables", {}, [endpoints("a.example"), TABLES] if always else [TABLES])]
    assert not differences(pair_of("dynamodb", endpoint_discovery_enabled=value), clock, steps)


def test_discovery_is_chosen_in_the_environment(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_DISCOVERY_ENABLED", "false")
    assert not differences(pair_of("timestream-query"), clock, [(0, "ListScheduledQueries", {}, [])])
    monkeypatch.setenv("AWS_ENDPOINT_DISCOVERY_ENABLED", "true")
    assert not differences(pair_of("dynamodb"), clock, [(0, "ListTables", {}, [endpoints("a.example"), TABLES])])


@pytest.mark.parametrize("value", ["maybe", "", 1])
def test_a_choice_that_is_none_is_refused_where_it_matters(value: Any) -> None:
    for library, config, module in (
        (boto3, botocore.config.Config, botocore.exceptions),
        (sotalia, sotalia.config.Config, errors),
    ):
        chosen = config(endpoint_discovery_enabled=value)
        with pytest.raises(module.InvalidEndpointDiscoveryConfigurationError, match="true"):
            library.client("dynamodb", region_name="us-east-1", config=chosen)
        library.client("sqs", region_name="us-east-1", config=chosen)


def test_a_given_endpoint_is_the_endpoint(clock: Clock) -> None:
    settings = Settings("given", {}, region_name="eu-west-1", endpoint_url="https://given.example")
    tables: Step = (0, "ListTables", {}, [TABLES])
    for service, step in (("timestream-write", listing(DATABASES)), ("dynamodb", tables)):
        assert not differences(Pair(new_sessions(), service, settings), clock, [step])


def test_a_configured_endpoint_is_asked(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://configured.example")
    assert not differences(pair_of("timestream-write"), clock, [listing(endpoints("a.example"), DATABASES)])


@pytest.mark.parametrize("enabled", [True, False])
def test_a_presigned_url_is_of_the_usual_endpoint(enabled: bool, clock: Clock) -> None:
    pair = pair_of("timestream-write", endpoint_discovery_enabled=enabled)
    theirs, ours = (side.presign("ListDatabases", {}) for side in (pair.boto3, pair.sotalia))
    assert outcome_difference(theirs, ours) is None


def test_members_that_identify_an_endpoint_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def structure(members: dict[str, Any], *required: str) -> dict[str, Any]:
        return {"type": "structure", "members": members, "required": list(required)}

    text = {"shape": "Text"}
    shapes = {
        "Text": {"type": "string"},
        "Minutes": {"type": "long"},
        "Ids": {"type": "map", "key": text, "value": text},
        "Where": structure({"Cell": {**text, "endpointdiscoveryid": True}, "Other": text}, "Cell"),
        "Thing": structure({"Name": {**text, "endpointdiscoveryid": True}, "Where": {"shape": "Where"}}, "Name"),
        "Asked": structure({"Operation": text, "Identifiers": {"shape": "Ids"}}),
        "Endpoint": structure({"Address": text, "CachePeriodInMinutes": {"shape": "Minutes"}}),
        "Endpoints": {"type": "list", "member": {"shape": "Endpoint"}},
        "Answer": structure({"Endpoints": {"shape": "Endpoints"}}),
        "Nothing": structure({}),
    }

    def operation(name: str, given: str, answer: str, **traits: Any) -> dict[str, Any]:
        http = {"method": "POST", "requestUri": "/"}
        return {"name": name, "http": http, "input": {"shape": given}, "output": {"shape": answer}, **traits}

    metadata = {
        "apiVersion": "2020-01-01",
        "endpointPrefix": "things",
        "serviceId": "Things",
        "uid": "things-2020-01-01",
        "protocol": "json",
        "jsonVersion": "1.0",
        "targetPrefix": "Things",
        "signatureVersion": "v4",
    }
    model = {
        "metadata": metadata,
        "operations": {
            "Ask": operation("Ask", "Asked", "Answer", endpointoperation=True),
            "Do": operation("Do", "Thing", "Nothing", endpointdiscovery={"required": True}),
            "Undo": operation("Undo", "Thing", "Nothing", endpointdiscovery={}),
            "Rest": operation("Rest", "Nothing", "Nothing", endpointdiscovery={"required": True}),
        },
        "shapes": shapes,
    }
    folder = tmp_path / "things" / "2020-01-01"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps(model), encoding="utf-8")
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    done = as_json({})
    steps: list[Step] = [
        (0, "Do", {"Name": "n"}, [endpoints("a.example"), done]),
        (0, "Do", {"Name": "n"}, [done]),
        (0, "Do", {"Name": "o"}, [endpoints("b.example"), done]),
        (0, "Do", {"Name": "n", "Where": {"Cell": "c", "Other": "o"}}, [endpoints("c.example"), done]),
        (0, "Undo", {"Name": "n"}, [done]),
        (0, "Rest", {}, [endpoints("d.example"), done]),
        (0, "Rest", {}, [done]),
    ]
    assert not differences(pair_of("things"), clock, steps)


def test_a_service_that_always_sends_elsewhere_is_not_asked_for_ever() -> None:
    found = reply(200, json.dumps({"Endpoints": [{"Address": "a.example", "CachePeriodInMinutes": 5}]}).encode())

    def answer(request: Any) -> Any:
        return found if "DescribeEndpoints" in request.headers["x-amz-target"] else reply(421, b"{}")

    client, script = scripted("timestream-write", answer)
    with pytest.raises(errors.ClientError, match="max retries: 3"):
        client.list_databases()
    assert len(script.requests) == 2 * 4


ODD: list[Any] = [None, [], [None], [{}], [{"Address": 5}], [{"Address": None, "CachePeriodInMinutes": 5}]]
ODD_PERIODS = [None, "many", -1, -(10**400), 10**400, 1.5, [5]]


@pytest.mark.parametrize("listed", ODD)
def test_an_odd_list_of_endpoints_is_none(listed: Any) -> None:
    answer = reply(200, json.dumps({"Endpoints": listed}).encode())
    client, script = scripted("timestream-write", answer)
    with pytest.raises(errors.EndpointDiscoveryRefreshFailed):
        client.list_databases()
    config = sotalia.config.Config(endpoint_discovery_enabled=True)
    client, script = scripted("dynamodb", answer, reply(200, b"{}"), config=config)
    client.list_tables()
    assert script.requests[1].url == "https://dynamodb.us-east-1.amazonaws.com/"


@pytest.mark.parametrize("minutes", ODD_PERIODS)
def test_an_endpoint_with_an_odd_period_is_taken_all_the_same(minutes: Any) -> None:
    found = {"Endpoints": [{"Address": "a.example", "CachePeriodInMinutes": minutes}]}
    client, script = scripted("timestream-write", reply(200, json.dumps(found).encode()), reply(200, b"{}"))
    client.list_databases()
    assert script.requests[1].url == "https://a.example/"


def test_awaited_clients_discover_as_well() -> None:
    network = AsyncRecordingTransport()
    network.add(json.dumps({"Endpoints": [{"Address": "a.example", "CachePeriodInMinutes": 5}]}).encode())
    network.add(b'{"Databases": []}')
    client = sotalia.aio.client("timestream-write", region_name="us-east-1", transport=network, **KEYS)
    assert asyncio.run(client.list_databases())["Databases"] == []
    assert [request.url for request in network.requests] == [
        "https://ingest.timestream.us-east-1.amazonaws.com/",
        "https://a.example/",
    ]
