"""The legacy retry mode: the same requests, headers, waits and errors as boto3's, reply by reply."""

from __future__ import annotations

import itertools

import botocore.loaders
import pytest

from sotalia import exceptions
from sotalia.config import Config
from sotalia.services.legacy_retries import RULES

from .beside import CHANCE, Boto3, outcome
from .scripted import KINDS, Recorded, reply, scripted

LEGACY = {"mode": "legacy"}
#: A call of each service that has rules of its own, and of one that has none, by its protocol's way to name an error.
SERVICES: dict[str, tuple[str, dict[str, str], str]] = {
    "cloudsearch": ("list_domain_names", {}, "xml"),
    "dynamodb": ("list_tables", {}, "json"),
    "ec2": ("describe_vpcs", {}, "ec2"),
    "glacier": ("list_vaults", {}, "json"),
    "kinesis": ("list_streams", {}, "json"),
    "logs": ("describe_log_groups", {}, "json"),
    "organizations": ("list_roots", {}, "json"),
    "route53": ("list_hosted_zones", {}, "xml"),
    "s3": ("list_buckets", {}, "s3"),
    "sqs": ("list_queues", {}, "json"),
    "sts": ("get_caller_identity", {}, "xml"),
}
BODIES = {
    "json": '{"__type":"%s","message":"m"}',
    "xml": "<ErrorResponse><Error><Code>%s</Code><Message>m</Message></Error></ErrorResponse>",
    "ec2": "<Response><Errors><Error><Code>%s</Code><Message>m</Message></Error></Errors></Response>",
    "s3": "<Error><Code>%s</Code><Message>m</Message></Error>",
}


def all_rules():
    """botocore's, as it reads them."""
    return botocore.loaders.Loader().load_data("_retry")


def named_codes():
    def walk(node):
        if isinstance(node, dict):
            if "service_error_code" in node:
                yield node["service_error_code"]
            for value in node.values():
                yield from walk(value)

    return sorted({*walk(all_rules()), "Unheard"})


def error(status, code, form, **headers):
    return reply(status, (BODIES[form] % code).encode(), **headers)


@pytest.mark.parametrize("service", SERVICES)
def test_the_same_replies_are_tried_again_for_each_service(monkeypatch, service):
    method, params, form = SERVICES[service]
    boto3 = Boto3(monkeypatch, service, reply(), retries=LEGACY)
    ours, script = scripted(service, reply(), config=Config(retries=LEGACY))
    different = []
    for status, code in itertools.product([301, 400, 403, 408, 409, 429, 500, 501, 502, 503, 504, 509], named_codes()):
        answers = [error(status, code, form), error(418, "End", form)]
        for sent in (boto3.requests, script.requests):
            sent.clear()
        boto3.answers, script.answers = list(answers), list(answers)
        outcome(boto3.call, method, **params)
        outcome(getattr(ours, method), **params)
        if len(boto3.requests) != len(script.requests):
            different.append((status, code, len(boto3.requests), len(script.requests)))
    assert not different


def test_no_service_has_rules_that_are_not_known_here():
    known = {*RULES, "ec2", "cloudsearch"}  # what these two add is tried again anyway
    assert {name for name in all_rules()["retry"] if name != "__default__"} == known
    assert known <= {*SERVICES}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("service", ["dynamodb", "sts"])
@pytest.mark.parametrize("date", [{}, {"date": "Wed, 21 Oct 2015 07:28:00 GMT"}])
@pytest.mark.parametrize("more", [{}, {"max_attempts": 2}, {"total_max_attempts": 1}])
def test_attempts_headers_and_waits_are_boto3s(monkeypatch, kind, service, date, more):
    method, params, form = SERVICES[service]
    answer = error(500, "InternalError", form, **date)
    boto3 = Boto3(monkeypatch, service, answer, retries={**LEGACY, **more})
    theirs = outcome(boto3.call, method, **params)
    waited = list(boto3.sleeps)
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("sotalia.io.clock.sleep", slept.append)
    monkeypatch.setattr("sotalia.io.clock.random", lambda: CHANCE)
    monkeypatch.setattr("asyncio.sleep", sleep)
    ours = Recorded(kind, service, *[answer] * 10, config=Config(retries={**LEGACY, **more}))
    assert outcome(ours.call, method, **params) == theirs
    assert slept == pytest.approx(waited)
    said = [request["amz-sdk-request"] for request in boto3.requests]
    assert [request.headers["amz-sdk-request"] for request in ours.requests] == said
    assert len({request.headers["amz-sdk-invocation-id"] for request in ours.requests}) == 1
    assert all("cfg/retry-mode#legacy" in request.headers["user-agent"] for request in ours.requests)
    features = ours.requests[0].headers["user-agent"].split(" m/")[1].split()[0].split(",")
    assert {*features} & {"D", "E", "F"} == {"D"}


@pytest.mark.parametrize(
    "answers",
    [
        [reply(200, b"{}", x_amz_crc32="1")],
        [reply(200, b"{}", x_amz_crc32="1"), reply(200, b"{}", x_amz_crc32="2745614147")],
        [reply(500, b"{}", x_amz_crc32="1"), reply(400, b"{}")],
        [reply(400, b"{}", x_amz_crc32="1")],
    ],
)
def test_a_reply_of_dynamodb_that_was_damaged_is_fetched_again_and_refused_in_the_end(monkeypatch, answers):
    boto3 = Boto3(monkeypatch, "dynamodb", *answers, retries=LEGACY)
    ours, script = scripted("dynamodb", *answers, config=Config(retries=LEGACY))
    assert outcome(ours.list_tables) == outcome(boto3.call, "list_tables")
    assert len(script.requests) == len(boto3.requests)
    assert script.sleeps == boto3.sleeps


@pytest.mark.parametrize(
    "failure",
    [
        exceptions.ConnectionClosedError(endpoint_url="u"),
        exceptions.ReadTimeoutError(endpoint_url="u"),
        exceptions.ConnectTimeoutError(endpoint_url="u"),
        exceptions.EndpointConnectionError(endpoint_url="u"),
        exceptions.ProxyConnectionError(proxy_url="u"),
        exceptions.SSLError(endpoint_url="u", error="e"),
        exceptions.HTTPClientError(error="e"),
        exceptions.ResponseStreamingError(error="e"),
        exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_the_same_failures_are_tried_again(monkeypatch, failure):
    boto3 = Boto3(monkeypatch, "sts", failure, retries=LEGACY)
    ours, script = scripted("sts", failure, config=Config(retries=LEGACY))
    assert outcome(ours.get_caller_identity) == outcome(boto3.call, "get_caller_identity")
    assert len(script.requests) == len(boto3.requests)


def test_a_closed_client_is_not_asked_again():
    ours, script = scripted("sts", exceptions.ClientClosedError(endpoint_url="u"), config=Config(retries=LEGACY))
    with pytest.raises(exceptions.ClientClosedError):
        ours.get_caller_identity()
    assert len(script.requests) == 1


def test_a_success_at_the_last_attempt_says_nothing_of_it(monkeypatch):
    answers = [reply(500), reply(200, b"<R><GetCallerIdentityResult/></R>")]
    settings = {**LEGACY, "total_max_attempts": 2}
    boto3 = Boto3(monkeypatch, "sts", *answers, retries=settings)
    ours, _ = scripted("sts", *answers, config=Config(retries=settings))
    assert outcome(ours.get_caller_identity) == outcome(boto3.call, "get_caller_identity")


def test_a_client_in_trouble_goes_on_trying_as_there_is_no_quota():
    ours, script = scripted("s3", reply(500), config=Config(retries=LEGACY))
    for _ in range(50):
        with pytest.raises(exceptions.ClientError):
            ours.list_buckets()
    assert len(script.requests) == 250
