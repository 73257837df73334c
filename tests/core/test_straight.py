"""The straight way through a call gives what the general one gives, and leaves to it what is special."""

from __future__ import annotations

import gc
import io
import logging
import pickle
from typing import Any

import pytest

from sotalia.config import Config
from sotalia.errors import (
    ClientError,
    ConnectionClosedError,
    FlexibleChecksumError,
    InvalidHTTPRequestError,
    ParamValidationError,
)
from sotalia.http import ReadyRequest, Request, Response
from sotalia.io.transport.head import request_lines
from sotalia.io.transport.memory import MemoryStream
from sotalia.wire import jsonbytes

from .scripted import KINDS, NOW, Recorded, reply, scripted, with_machinery

KEY = {"TableName": "t", "Key": {"id": {"S": "x"}}}
ITEM = reply(200, b'{"Item": {"id": {"S": "x"}}}', x_amzn_requestid="r")
IDENTITY = reply(200, b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>")


@pytest.fixture(autouse=True)
def orjson_is_there():
    """Before orjson is loaded, calls of JSON's services look whether that is due."""
    jsonbytes.use_orjson()


def ways(script):
    return ["straight" if isinstance(request, ReadyRequest) else "general" for request in script.requests]


def both_ways(service, method, params, *, answer, **arguments):
    """The requests and results of the same call in the general way and in the straight one."""
    client, script = scripted(service, answer, **arguments)
    with_machinery(client, now=lambda: NOW, uuid=lambda: "one-uuid")
    call = getattr(client, method)
    results = [call(**params), call(**params), call(**params)]
    assert ways(script) == ["general", "straight", "straight"]
    return script.requests, results


@pytest.mark.parametrize(
    ("service", "method", "params", "answer"),
    [
        ("dynamodb", "get_item", KEY, ITEM),
        ("sts", "get_caller_identity", {}, IDENTITY),
        ("ec2", "describe_instances", {"InstanceIds": ["i-1"]}, reply(200, b"<R/>")),
        ("lambda", "list_functions", {"MaxItems": 3}, reply(200, b"{}")),
        ("apigateway", "get_rest_apis", {}, reply(200, b"{}")),
        ("s3", "head_object", {"Bucket": "buck", "Key": "a b/ü%"}, reply()),
        ("s3", "list_objects_v2", {"Bucket": "buck", "Prefix": "a&b=c"}, reply(200, b"<R/>")),
        ("s3", "delete_objects", {"Bucket": "buck", "Delete": {"Objects": [{"Key": "k"}]}}, reply(200, b"<R/>")),
        ("route53", "list_hosted_zones", {}, reply(200, b"<R/>")),
    ],
)
def test_requests_and_results_are_those_of_the_general_way(service, method, params, answer):
    (general, *straight), (result, *results) = both_ways(service, method, params, answer=answer)
    for request in straight:
        assert (request.method, request.url, request.body) == (general.method, general.url, general.body)
        assert list(request.headers.items()) == list(general.headers.items())
        assert request.length == general.length
    assert results == [result, result]


def test_a_session_token_is_sent_and_signed():
    (general, *straight), _ = both_ways("dynamodb", "get_item", KEY, answer=ITEM, aws_session_token="token/+=%s")
    for request in straight:
        assert request.headers == general.headers
    assert "x-amz-security-token;" in straight[0].headers["authorization"]


@pytest.mark.parametrize("text", ["a  b", "line\n", "a\r\nx-amz-acl: public-read", "\u00fc"])
@pytest.mark.parametrize("name", ["aws_access_key_id", "aws_session_token"])
def test_keys_that_are_not_plain_text_are_used_in_the_general_way(name, text):
    client, script = scripted("dynamodb", ITEM, **{name: text})
    for _ in range(3):
        client.get_item(**KEY)
    assert set(ways(script)) == {"general"}
    assert len({request.headers["authorization"] for request in script.requests}) == 1


@pytest.mark.parametrize("body", [b"", b"some bytes"])
@pytest.mark.parametrize("url", ["http://localhost:1", "https://localhost:1"])
def test_uploads_are_those_of_the_general_way(body, url):
    params = {"Bucket": "buck", "Key": "k", "Body": body, "Metadata": {"a": "b"}}
    (general, *straight), _ = both_ways("s3", "put_object", params, answer=reply(), endpoint_url=url)
    for request in straight:
        assert request.headers == general.headers
        assert request.length == general.length


def test_values_that_differ_are_signed_as_in_the_general_way():
    client, script = scripted("s3", reply())
    with_machinery(client, now=lambda: NOW, uuid=lambda: "one-uuid")
    ranges = ["bytes=0-1", "bytes=0-1", "bytes=2-3", "bytes=4-5"]
    for each in ranges:
        client.head_object(Bucket="buck", Key=f"key {each}", Range=each)
    client._core.operations["HeadObject"].straight = False
    for each in ranges:
        client.head_object(Bucket="buck", Key=f"key {each}", Range=each)
    assert ways(script) == ["general", "straight", "straight", "straight", *["general"] * 4]
    assert [request.headers for request in script.requests[:4]] == [request.headers for request in script.requests[4:]]


@pytest.mark.parametrize("value", [" b", "b  c", "tab\tb"])
def test_a_value_with_blanks_is_signed_in_the_general_way(value):
    client, script = scripted("s3", reply())
    for _ in range(3):
        client.head_object(Bucket="buck", Key="k", IfMatch=value)
    assert set(ways(script)) == {"general"}


@pytest.mark.parametrize("name", ["a\r\nx-amz-acl: public-read", "a b", "a:b", "a(b", "a)b", "a\0"])
def test_names_that_no_header_can_have_go_the_general_way_which_refuses_them(name):
    client, script = scripted("s3", reply())
    for metadata in ({"a": "b"}, {"a": "b"}, {name: "b"}):
        client.put_object(Bucket="buck", Key="k", Body=b"data", Metadata=metadata)
    assert ways(script) == ["general", "straight", "general"]
    with pytest.raises(InvalidHTTPRequestError):
        request_lines(script.requests[-1].headers)


def test_an_error_goes_on_in_the_general_way():
    client, script = scripted("dynamodb", ITEM, reply(400, b'{"__type": "ResourceNotFoundException"}'))
    client.get_item(**KEY)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(**KEY)
    assert ways(script) == ["general", "straight"]


LOST = ConnectionClosedError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com")


@pytest.mark.parametrize("answer", [reply(500), LOST])
def test_a_failure_is_tried_again_and_no_request_is_lost_or_doubled(answer):
    client, script = scripted("dynamodb", ITEM, answer, ITEM)
    client.get_item(**KEY)
    assert client.get_item(**KEY)["ResponseMetadata"]["RetryAttempts"] == 1
    assert ways(script) == ["general", "straight", "general"]
    first, second = script.requests[1:]
    assert [request.headers["amz-sdk-request"] for request in (first, second)] == [
        "attempt=1; max=4",
        "attempt=2; max=4",
    ]
    assert first.headers["amz-sdk-invocation-id"] == second.headers["amz-sdk-invocation-id"]
    assert first.body == second.body


def test_an_idempotency_token_is_the_same_in_all_attempts():
    client, script = scripted("dynamodb", reply(200, b"{}"), reply(500), reply(200, b"{}"))
    params: dict[str, Any] = {"TransactItems": [{"Delete": KEY}]}
    client.transact_write_items(**params)
    client.transact_write_items(**params)
    assert ways(script) == ["general", "straight", "general"]
    assert script.bodies[1] == script.bodies[2] != script.bodies[0]


@pytest.mark.parametrize("answer", [reply(500), LOST])
@pytest.mark.parametrize(
    ("service", "method", "params", "inner"),
    [
        ("dynamodb", "put_item", {"TableName": "t", "Item": {"id": {"S": "x"}}}, "Item"),
        ("s3", "put_object", {"Bucket": "buck", "Key": "k", "Body": b"x", "Metadata": {"a": "b"}}, "Metadata"),
    ],
)
def test_all_attempts_send_the_same_even_if_the_caller_changes_a_value(service, method, params, inner, answer):
    value = params[inner].copy()

    def change(request: Any) -> Any:
        value["other"] = value[next(iter(value))]
        return answer

    client, script = scripted(service, reply(), change, reply())
    for _ in range(2):
        getattr(client, method)(**{**params, inner: value})
    assert ways(script) == ["general", "straight", "general"]
    assert script.bodies[1] == script.bodies[0]
    assert script.bodies[2] == script.bodies[1]
    assert "x-amz-meta-other" not in script.requests[2].headers


def test_a_damaged_reply_is_asked_for_again():
    damaged = reply(200, b'{"Item": {}}', x_amz_crc32="1")
    client, script = scripted("dynamodb", ITEM, damaged, ITEM)
    client.get_item(**KEY)
    assert client.get_item(**KEY)["Item"] == {"id": {"S": "x"}}
    assert len(script.requests) == 3


def test_a_reply_that_is_an_error_in_spite_of_its_status_is_tried_again():
    answers = [reply(200, b"<R/>"), reply(200, b"<Error><Code>SlowDown</Code></Error>"), reply(200, b"<R/>")]
    client, script = scripted("s3", *answers)
    copy = {"Bucket": "buck", "Key": "k", "CopySource": "b/k"}
    client.copy_object(**copy)
    assert client.copy_object(**copy)["ResponseMetadata"]["RetryAttempts"] == 1
    assert ways(script) == ["general", "straight", "general"]


def test_invalid_parameters_are_named():
    client, script = scripted("dynamodb", ITEM)
    client.get_item(**KEY)
    with pytest.raises(ParamValidationError, match="Missing required parameter"):
        client.get_item(TableName="t")
    assert len(script.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_handlers_of_events_see_every_call(kind):
    recorded = Recorded(kind, "dynamodb", *[ITEM] * 4)
    recorded.call("get_item", **KEY)
    heard: list[str] = []
    recorded.client.meta.events.register("before-sign.dynamodb", lambda **event: heard.append(event["operation_name"]))
    for _ in range(3):
        recorded.call("get_item", **KEY)
    assert heard == ["GetItem"] * 3


def test_other_credentials_sign_from_the_next_call_on():
    client, script = scripted("dynamodb", ITEM)
    for _ in range(2):
        client.get_item(**KEY)
    credentials = client._get_credentials()
    credentials.access_key, credentials.secret_key = "AKIDOTHER", "another-secret"
    for _ in range(2):
        client.get_item(**KEY)
    client._core.operations["GetItem"].straight = False
    client.get_item(**KEY)
    before, after, again, general = script.requests[1:]
    assert "AKIDEXAMPLE" in before.headers["authorization"]
    assert after.headers["authorization"] == again.headers["authorization"] == general.headers["authorization"]
    assert "AKIDOTHER" in general.headers["authorization"]


def test_templates_last_for_a_second():
    client, script = scripted("dynamodb", ITEM)
    now = [NOW]
    with_machinery(client, now=lambda: now[0])
    for moment in (NOW, NOW, NOW + 0.9, NOW + 1, NOW + 86_400):
        now[0] = moment
        client.get_item(**KEY)
    dates = [request.headers["x-amz-date"] for request in script.requests]
    assert dates[0] == dates[1] == dates[2] < dates[3] < dates[4]
    signatures = {request.headers["authorization"].rpartition("=")[2] for request in script.requests}
    assert len(signatures) == 3


def test_two_buckets_have_targets_of_their_own():
    client, script = scripted("s3", reply())
    for bucket in ("one", "two", "one", "two"):
        client.head_object(Bucket=bucket, Key="k")
    assert [request.url.split("/")[2] for request in script.requests] == [
        f"{bucket}.s3.amazonaws.com" for bucket in ("one", "two", "one", "two")
    ]
    assert ways(script) == ["general", "general", "straight", "straight"]


def test_a_bucket_that_has_moved_is_found_again():
    moved = reply(301, b"<Error><Code>PermanentRedirect</Code></Error>", x_amz_bucket_region="eu-west-1")
    client, script = scripted("s3", reply(), moved, reply())
    for _ in range(3):
        client.head_object(Bucket="buck", Key="k")
    assert [request.url.split("/")[2] for request in script.requests] == [
        "buck.s3.amazonaws.com",
        "buck.s3.amazonaws.com",
        "buck.s3.eu-west-1.amazonaws.com",
        "buck.s3.eu-west-1.amazonaws.com",
    ]


def test_bodies_that_are_no_bytes_are_sent_in_the_general_way():
    client, script = scripted("s3", reply())
    for _ in range(2):
        client.put_object(Bucket="buck", Key="k", Body=io.BytesIO(b"data"))
    assert set(ways(script)) == {"general"}


def test_somebody_who_listens_to_the_log_hears_every_call(caplog):
    client, script = scripted("dynamodb", ITEM)
    client.get_item(**KEY)
    with caplog.at_level(logging.DEBUG, "sotalia.call"):
        client.get_item(**KEY)
    assert "GetItem" in caplog.text
    client.get_item(**KEY)
    assert ways(script) == ["general", "general", "straight"]


def test_a_limit_for_the_whole_call_is_kept_in_the_general_way():
    client, script = scripted("dynamodb", ITEM, config=Config(total_timeout=5))
    for _ in range(3):
        client.get_item(**KEY)
    assert set(ways(script)) == {"general"}


def test_the_time_limits_of_with_config_are_those_of_its_calls():
    client, script = scripted("dynamodb", ITEM)
    client.get_item(**KEY)
    client.with_config(Config(read_timeout=7)).get_item(**KEY)
    client.get_item(**KEY)
    assert ways(script) == ["general", "straight", "straight"]
    limits = [request.limits for request in script.requests]
    assert limits[0] is limits[2] is None
    assert limits[1].read == 7


def test_the_user_agent_of_with_config_is_its_own():
    client, script = scripted("dynamodb", ITEM)
    other = client.with_config(Config(retries={"mode": "legacy"}))
    for _ in range(3):
        client.get_item(**KEY)
        other.get_item(**KEY)
    modes = ["legacy" if "retry-mode#legacy" in request.headers["user-agent"] else "-" for request in script.requests]
    assert modes == ["-", "legacy"] * 3
    assert ways(script) == ["general", *["straight"] * 5]


def test_calls_of_a_paginator_say_so_and_others_do_not():
    client, script = scripted("dynamodb", reply(200, b'{"TableNames": []}'))
    pages = client.get_paginator("list_tables")
    for _ in range(3):
        client.list_tables()
        list(pages.paginate())
    paging = [" m/C" in request.headers["user-agent"] for request in script.requests]
    assert paging == [False, True] * 3
    assert ways(script) == ["general", *["straight"] * 5]


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_may_replace_the_way_in(kind):
    recorded = Recorded(kind, "dynamodb", *[ITEM] * 2)
    heard: list[str] = []
    real = recorded.client._make_api_call

    def replaced(name: str, params: dict[str, Any]) -> Any:
        heard.append(name)
        return real(name, params)

    recorded.client._make_api_call = replaced
    for _ in range(2):
        recorded.call("get_item", **KEY)
    assert heard == ["GetItem", "GetItem"]


def test_templates_keep_no_body():
    client, script = scripted("s3", reply(), endpoint_url="http://localhost:1")
    body = b"many bytes" * 1000
    for _ in range(3):
        client.put_object(Bucket="buck", Key="k", Body=body)
    script.requests.clear()
    assert [holder for holder in gc.get_referrers(body) if isinstance(holder, Request)] == []


def test_templates_show_no_key():
    client, _ = scripted("dynamodb", ITEM)
    for _ in range(2):
        client.get_item(**KEY)
    target = client._core.operations["GetItem"].known_targets[1]["t"]
    (template,) = target.templates.by_names.values()
    assert repr(template) == "<RequestTemplate>"
    assert repr(target.templates) == "<Templates>"
    with pytest.raises(TypeError, match="contains a key"):
        pickle.dumps(template._signing)


def test_an_error_status_raises_as_in_the_general_way():
    client, _ = scripted("s3", reply(), reply(404))
    client.head_object(Bucket="buck", Key="k")
    with pytest.raises(ClientError) as caught:
        client.head_object(Bucket="buck", Key="k")
    assert caught.value.response["Error"]["Code"] == "404"


PLAIN, ODD = (
    ["a", "b/c.txt", "aa", "x/y/z", "a~_.b"],
    ["a b", "ü", "../x", "a//b", "/a", "a/", ".", "%41", "a?b", "a+b"],
)


@pytest.mark.parametrize("method", ["get_object", "head_object", "delete_object", "get_object_tagging", "abort"])
@pytest.mark.parametrize("token", [{}, {"aws_session_token": "token/+="}])
def test_calls_that_differ_in_a_key_send_what_they_send_one_by_one(method, token):
    more: dict[str, Any] = (
        {"UploadId": "a/b"} if method == "abort" else {"VersionId": "x y", "RequestPayer": "requester"}
    )
    if method == "get_object":
        more |= {"ResponseContentType": "a/b c", "PartNumber": 1}
    method = method.replace("abort", "abort_multipart_upload")
    quick, script = scripted("s3", reply(), **token)
    slow, slow_script = scripted("s3", reply(), **token)
    for client in (quick, slow):
        with_machinery(client, now=lambda: NOW, uuid=lambda: "one-uuid")
    for key in [*PLAIN, *ODD, *PLAIN]:
        for client in (quick, slow):
            for bound in slow._core.operations.values():
                bound.straight = False
            streams = method == "get_object"
            script.answers = slow_script.answers = [reply(200, b"")]
            if streams:
                script.answers = slow_script.answers = [lambda request: Response(200, {}, MemoryStream(b"data"))]
            getattr(client, method)(Bucket="buck", Key=key, **more)
    assert set(ways(slow_script)) == {"general"}
    assert ways(script).count("straight") >= len(PLAIN)
    for ours, theirs in zip(script.requests, slow_script.requests, strict=True):
        assert (ours.method, ours.url, ours.body, ours.length) == (
            theirs.method,
            theirs.url,
            theirs.body,
            theirs.length,
        )
        assert list(ours.headers.items()) == list(theirs.headers.items())


BODIES: list[Any] = [b"one", b"another body", b"", b"x" * 65536, b"x" * 65537, bytearray(b"array"), "text", b"last"]


@pytest.mark.parametrize("url", ["http://localhost:1", "https://localhost:1"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"ContentType": "text/plain", "Metadata": {}, "ContentEncoding": "gzip"},
        {"ChecksumAlgorithm": "SHA256", "ContentType": "text/plain"},
        {"ChecksumCRC32": "AAAAAA=="},
        {"ContentMD5": "1B2M2Y8AsgTpgAmY7PhCfg=="},
    ],
)
def test_small_uploads_that_differ_in_key_and_body_send_what_they_send_one_by_one(url, more):
    quick, script = scripted("s3", reply(), endpoint_url=url)
    slow, slow_script = scripted("s3", reply(), endpoint_url=url)
    for client in (quick, slow):
        with_machinery(client, now=lambda: NOW, uuid=lambda: "one-uuid")
    for number, body in enumerate([*BODIES, *BODIES]):
        for client in (quick, slow):
            for bound in slow._core.operations.values():
                bound.straight = False
            client.put_object(Bucket="buck", Key=f"key/{number % 9}", Body=body, **more)
    assert set(ways(slow_script)) == {"general"}
    assert ways(script).count("straight") >= len(BODIES)
    assert script.bodies == slow_script.bodies
    for ours, theirs in zip(script.requests, slow_script.requests, strict=True):
        assert (ours.url, ours.length, ours.expect_continue) == (theirs.url, theirs.length, theirs.expect_continue)
        assert list(ours.headers.items()) == list(theirs.headers.items())


@pytest.mark.parametrize("url", ["http://localhost:1", "https://localhost:1"])
def test_an_upload_in_the_form_of_another_is_tried_again_with_its_own_body(url):
    client, script = scripted("s3", *[reply()] * 3, reply(503), reply(), endpoint_url=url)
    with_machinery(client, now=lambda: NOW, uuid=lambda: "one-uuid")
    for key in ("one", "two", "three", "four"):
        client.put_object(Bucket="buck", Key=key, Body=f"body of {key}".encode())
    *_, first, second = script.requests
    assert first.url == second.url == f"{url}/buck/four"
    assert script.bodies[-1] == script.bodies[-2]
    assert b"body of four" in script.bodies[-1]
    checksum = "x-amz-checksum-crc32"
    assert first.headers.get(checksum) == second.headers.get(checksum)


@pytest.mark.parametrize("url", ["http://localhost:1", "https://localhost:1"])
def test_the_length_that_an_upload_declares_is_compared_with_each_body(url):
    client, script = scripted("s3", reply(), endpoint_url=url)
    for key in ("one", "two", "three"):
        client.put_object(Bucket="buck", Key=key, Body=b"123", ContentLength=3)
    with pytest.raises(ParamValidationError, match="value: 3: the body has 4 bytes"):
        client.put_object(Bucket="buck", Key="four", Body=b"1234", ContentLength=3)
    assert len(script.requests) == 3


def test_a_call_without_a_body_does_not_send_the_body_of_the_call_before():
    config = Config(request_checksum_calculation="when_required")
    client, script = scripted("s3", reply(), config=config, endpoint_url="http://localhost:1")
    slow, slow_script = scripted("s3", reply(), config=config, endpoint_url="http://localhost:1")
    calls: list[dict[str, Any]] = [{"Key": "a"}, {"Key": "b", "Body": b"data"}, {"Key": "c"}, {"Key": "d"}]
    for each in (client, slow):
        with_machinery(each, now=lambda: NOW, uuid=lambda: "one-uuid")
        for params in calls:
            each.put_object(Bucket="buck", **params)
            slow._core.operations.clear()
    assert ways(script) == ["general", *["straight"] * 3]
    assert script.bodies == slow_script.bodies == [b"", b"data", b"", b""]
    assert [request.headers for request in script.requests] == [request.headers for request in slow_script.requests]


def test_the_order_of_parameters_is_that_of_queries_where_calls_differ_in_a_key_only():
    client, script = scripted("s3", reply())
    calls = [{"partNumber": "1", "versionId": "v"}] * 3 + [{"versionId": "v", "partNumber": "1"}]
    for number, query in enumerate(calls):
        params = {f"{name[0].upper()}{name[1:]}": int(text) if text == "1" else text for name, text in query.items()}
        client.head_object(Bucket="buck", Key=f"key{number}", **params)
    assert ways(script) == ["general", *["straight"] * 3]
    assert [request.url.partition("?")[2] for request in script.requests] == [
        "&".join(f"{name}={text}" for name, text in query.items()) for query in calls
    ]


def test_calls_that_differ_in_more_than_a_key_do_not_take_its_form():
    client, script = scripted("s3", reply())
    calls: list[dict[str, Any]] = [
        {"Key": "k"},
        {"Key": "k"},
        {"Key": "k", "PartNumber": 1},
        {"Key": "k", "Range": "bytes=0-1"},
        {"Key": "other"},
    ]
    for params in calls:
        client.head_object(Bucket="buck", **params)
    assert [request.headers.get("range") for request in script.requests] == [None, None, None, "bytes=0-1", None]
    assert [request.url.partition("?")[2] for request in script.requests] == ["", "", "partNumber=1", "", ""]
    text: Any = "1"
    with pytest.raises(ParamValidationError, match="PartNumber"):
        client.head_object(Bucket="buck", Key="k", PartNumber=text)
    with pytest.raises(ParamValidationError, match="Key"):
        client.head_object(Bucket="buck")
    with pytest.raises(ParamValidationError, match="Key"):
        client.head_object(Bucket="buck", Key="")


def test_a_call_in_the_form_of_another_is_tried_again_for_its_own_key():
    client, script = scripted("s3", reply(), reply(), reply(), reply(500), reply())
    for key in ("one", "two", "three", "four"):
        client.head_object(Bucket="buck", Key=key)
    assert [request.url.rpartition("/")[2] for request in script.requests] == ["one", "two", "three", "four", "four"]
    assert ways(script) == ["general", *["straight"] * 3, "general"]


def test_the_reply_of_a_call_in_the_form_of_another_is_checked():
    def answer(request: Any) -> Response:
        return Response(200, {"x-amz-checksum-crc32": "AAAAAA==", "content-length": "4"}, MemoryStream(b"data"))

    client, _ = scripted("s3", answer)
    for key in ("one", "two", "three"):
        with pytest.raises(FlexibleChecksumError):
            client.get_object(Bucket="buck", Key=key)["Body"].read()


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [("s3", "head_object", {"Bucket": "buck", "Key": "k"}), ("dynamodb", "get_item", KEY)],
)
def test_each_call_tells_the_trace_that_it_belongs_to(service, method, params):
    client, script = scripted(service, ITEM if service == "dynamodb" else reply())
    traces = iter(["one", "two", "three", "four"])
    with_machinery(client, now=lambda: NOW, trace=lambda: next(traces))
    for _ in range(4):
        getattr(client, method)(**params)
    assert [request.headers["x-amzn-trace-id"] for request in script.requests] == ["one", "two", "three", "four"]
    assert ways(script) == ["general", *["straight"] * 3]
