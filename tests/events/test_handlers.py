"""boto3's events through whole calls: every test here is passed by boto3 as well as by Sotalia."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import weakref
from datetime import UTC, datetime
from typing import Any

import boto3
import botocore
import botocore.awsrequest
import botocore.config
import pytest

import sotalia
from sotalia import aio
from sotalia.config import UNSIGNED, Config
from tests.core.scripted import with_machinery
from tests.servers.raw import CLOSE, reply

IDENTITY = b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"


#: What a program may write behind a host, and what goes over the wire.
TAILS = {
    "/my gateway/\u00e9": "/my%20gateway/%C3%A9",
    "/a%20b c": "/a%20b%20c",
    "/a%zz%20": "/a%25zz%2520",
    "/%c3%a9": "/%C3%A9",
    "/a?b c=d e&\u00e9": "/a?b%20c=d%20e&%C3%A9",
    '/[x]|{y}^`"<>\\': "/%5Bx%5D%7C%7By%7D%5E%60%22%3C%3E%5C",
    "/a/../b": "/a/../b",
    "/a+b~!$&'()*,=:@": "/a+b~!$&'()*,=:@",
    "?x y": "/?x%20y",
    "/a#b c": "/a",
    "": "/",
}


class Library:
    """boto3 or Sotalia, under one face."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self.unsigned = botocore.UNSIGNED if name == "boto3" else UNSIGNED

    def session(self) -> Any:
        return boto3.Session() if self.name == "boto3" else sotalia.Session()

    def events(self, session: Any) -> Any:
        return session.events

    def client(self, service: str, session: Any = None, **config: Any) -> Any:
        made = botocore.config.Config(**config) if self.name == "boto3" else Config(**config)
        return (session or self.session()).client(service, endpoint_url=self.url, config=made)


@pytest.fixture(params=["boto3", "sotalia"])
def library(request, raw_server):
    return Library(request.param, raw_server.url)


class Raw(io.BytesIO):
    """What botocore takes for urllib3's response."""

    def stream(self, **_):
        return iter([self.read()])


def answer_with(request, body=b"", status=200, headers=None):
    return botocore.awsrequest.AWSResponse(request.url, status, headers or {}, Raw(body))


class TestSameEvents:
    """What is emitted, in which order, with which arguments."""

    def heard(self, library, service, call, **config):
        client = library.client(service, **config)
        log: list[Any] = []

        def hear(event_name, **kwargs):
            log.append((event_name, sorted(kwargs)))

        client.meta.events.register_first("*", hear)
        try:
            call(client)
        except Exception as error:
            log.append(type(error).__name__)
        return log

    @pytest.mark.parametrize(
        ("service", "answers", "call"),
        [
            ("sts", [reply(500), reply(200, IDENTITY)], lambda c: c.get_caller_identity()),
            ("sts", [CLOSE, reply(200, IDENTITY)], lambda c: c.get_caller_identity()),
            ("sts", [CLOSE], lambda c: c.get_caller_identity()),
            ("sts", [reply(200, b"garbage")], lambda c: c.get_caller_identity()),
            ("s3", [reply(200)], lambda c: c.put_object(Bucket="bucket", Key="k", Body=b"x")),
            ("s3", [reply(200, b"body")], lambda c: c.get_object(Bucket="bucket", Key="k")["Body"].read()),
            ("s3", [reply(404, b"<Error><Code>NoSuchKey</Code></Error>")], lambda c: c.get_object(Bucket="b", Key="k")),
            ("s3", [reply(200)], lambda c: c.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "k"})),
            ("dynamodb", [reply(200, b"{}")], lambda c: c.list_tables()),
            ("dynamodb", [reply(200, b"{}")], lambda c: c.get_item(Nope=1)),
            ("ce", [reply(200, b"{}")], lambda c: c.list_cost_category_definitions()),
        ],
    )
    def test_event_by_event(self, raw_server, monkeypatch, service, answers, call):
        monkeypatch.setattr("time.sleep", lambda seconds: None)
        logs = []
        for name in ("boto3", "sotalia"):
            raw_server.answer(*answers)
            logs.append(self.heard(Library(name, raw_server.url), service, call, retries={"mode": "standard"}))
        theirs, ours = logs
        assert ours == theirs

    def test_the_length_that_a_caller_gave_is_a_header_like_others(self, raw_server):
        def lengths(library):
            seen, name = [], "Content-Length"
            client = library.client("s3", request_checksum_calculation="when_required")
            client.meta.events.register("before-send", lambda request, **_: seen.append(request.headers[name]))
            raw_server.answer(reply(200), reply(200))
            client.put_object(Bucket="bucket", Key="k", Body=b"foo", ContentLength=3)
            client.put_object(Bucket="bucket", Key="k", Body=b"foo")
            return seen

        assert lengths(Library("sotalia", raw_server.url)) == lengths(Library("boto3", raw_server.url)) == [b"3", "3"]

    def test_what_handlers_are_told(self, raw_server):
        told = []
        for name in ("boto3", "sotalia"):
            raw_server.answer(reply(200, IDENTITY, {"X-Thing": "1"}))
            client = Library(name, raw_server.url).client("sts")
            log: dict[str, Any] = {}

            def hear(event_name, log=log, **kwargs):
                name = event_name.partition(".")[0]
                if name == "before-call":
                    params = kwargs["params"]
                    log[name] = (params["method"], params["url_path"], params["url"], sorted(kwargs["context"])[:3])
                elif name in ("before-send", "request-created", "before-sign"):
                    request = kwargs["request"]
                    log[name] = (request.method, request.url, request.headers["content-type"] is not None)
                elif name == "before-parse":
                    log[name] = (kwargs["response_dict"]["status_code"], kwargs["response_dict"]["headers"]["X-THING"])
                elif name == "needs-retry":
                    log[name] = (kwargs["attempts"], kwargs["response"][0].status_code, kwargs["operation"].name)
                elif name == "after-call":
                    response = kwargs["http_response"]
                    log[name] = (response.status_code, response.content, response.headers["x-thing"], kwargs["parsed"])
                elif name == "before-sign":
                    log[name] = (kwargs["signing_name"], kwargs["region_name"], kwargs["signature_version"])

            client.meta.events.register("*", hear)
            client.get_caller_identity()
            log["after-call"][3]["ResponseMetadata"].pop("HTTPHeaders")
            told.append(log)
        theirs, ours = told
        assert ours == theirs


class TestChanges:
    """Handlers change what is sent."""

    @pytest.mark.parametrize("event", ["before-call", "request-created", "before-sign"])
    def test_a_header_is_sent_and_signed(self, library, raw_server, event):
        raw_server.answer(reply(200, IDENTITY))
        client = library.client("sts")

        def add(event_name, **kwargs):
            headers = kwargs["params"]["headers"] if "params" in kwargs else kwargs["request"].headers
            headers["X-Amz-Mine"] = "yes"

        client.meta.events.register(f"{event}.sts.GetCallerIdentity", add)
        client.get_caller_identity()
        (request,) = raw_server.requests
        assert request.headers["x-amz-mine"] == "yes"
        assert "x-amz-mine" in request.headers["authorization"].lower()

    def test_a_header_added_before_sending_is_not_signed(self, library, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        client = library.client("sts")
        client.meta.events.register("before-send.*", lambda request, **_: request.headers.update({"X-Amz-Mine": "yes"}))
        client.get_caller_identity()
        (request,) = raw_server.requests
        assert request.headers["x-amz-mine"] == "yes"
        assert "x-amz-mine" not in request.headers["authorization"].lower()

    def test_a_header_is_removed(self, library, raw_server):
        client = library.client("s3")

        def remove(request, **_):
            del request.headers["X-Amz-Acl"]

        client.meta.events.register("before-sign.s3", remove)
        client.put_object(Bucket="bucket", Key="k", ACL="private")
        assert "x-amz-acl" not in raw_server.requests[0].headers

    def test_parameters_are_changed_in_place(self, library, raw_server):
        client = library.client("s3")
        client.meta.events.register(
            "before-parameter-build.s3.PutObject", lambda params, **_: params.update(Key="changed")
        )
        client.put_object(Bucket="bucket", Key="k")
        assert raw_server.requests[0].target == "/bucket/changed"

    def test_parameters_are_replaced(self, library, raw_server):
        client = library.client("s3")
        client.meta.events.register("provide-client-params.s3.*", lambda **_: {"Bucket": "other", "Key": "new"})
        client.put_object(Bucket="bucket", Key="k")
        assert raw_server.requests[0].target == "/other/new"

    def test_the_body_is_changed(self, library, raw_server):
        client = library.client("s3", request_checksum_calculation="when_required")

        def change(params, **_):
            params["body"] = b"changed"

        client.meta.events.register("before-call.s3.PutObject", change)
        client.put_object(Bucket="bucket", Key="k", Body=b"x")
        assert raw_server.requests[0].body == b"changed"
        assert raw_server.requests[0].headers["content-length"] == "7"

    def test_a_form_is_a_dict(self, library, raw_server):
        raw_server.answer(reply(200, b"<R><AssumeRoleResult/></R>"))
        client = library.client("sts")
        seen = []

        def change(params, **_):
            seen.append(dict(params["body"]))
            params["body"]["RoleSessionName"] = "a b"

        client.meta.events.register("before-call.sts.AssumeRole", change)
        client.assume_role(RoleArn="arn:aws:iam::123456789012:role/ü", RoleSessionName="name")
        assert seen[0]["Action"] == "AssumeRole"
        assert seen[0]["RoleArn"] == "arn:aws:iam::123456789012:role/ü"
        assert b"RoleSessionName=a+b" in raw_server.requests[0].body
        assert b"role%2F%C3%BC" in raw_server.requests[0].body

    @pytest.mark.parametrize("event", ["before-call", "request-created", "before-sign", "before-send"])
    @pytest.mark.parametrize(("tail", "target"), [*TAILS.items()])
    def test_a_url_may_have_anything_in_its_path_and_query(self, library, raw_server, event, tail, target):
        raw_server.answer(reply(200, b"{}"))
        client = library.client("lambda")

        def change(params=None, request=None, **_):
            if params is not None:
                params["url"] = raw_server.url + tail
            else:
                request.url = raw_server.url + tail

        client.meta.events.register(f"{event}.lambda", change)
        client.list_functions()
        assert raw_server.requests[0].target == target

    @pytest.mark.parametrize(("tail", "target"), [*TAILS.items()])
    def test_an_endpoint_url_may_too(self, library, raw_server, tail, target):
        raw_server.answer(reply(200, b"{}"))
        library.url += tail.partition("#")[0]
        library.client("lambda").list_functions()
        path, mark, query = target.partition("?")
        assert raw_server.requests[0].target == f"{path.removesuffix('/')}/2015-03-31/functions{mark}{query}"

    def test_the_url_is_changed(self, library, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        client = library.client("sts")

        def change(request, **_):
            request.url = request.url + "elsewhere?a=b"

        client.meta.events.register("request-created.sts", change)
        client.get_caller_identity()
        assert raw_server.requests[0].target == "/elsewhere?a=b"

    def test_query_parameters_are_added(self, library, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        client = library.client("sts")
        client.meta.events.register("request-created.sts", lambda request, **_: request.params.update({"x": "a b"}))
        client.get_caller_identity()
        assert raw_server.requests[0].target in ("/?x=a%20b", "/?x=a+b")

    def test_the_endpoints_settings_are_changed(self, raw_server):
        urls: list[str] = []
        for name in ("boto3", "sotalia"):
            session = Library(name, "").session()
            client = session.client("s3", region_name="us-west-2")

            def change(builtins, **_):
                builtins["AWS::Region"] = "eu-west-1"

            def stop(request, urls=urls, **_):
                urls.append(request.url)
                return answer_with(request)

            client.meta.events.register("before-endpoint-resolution.s3", change)
            client.meta.events.register("before-send.s3", stop)
            client.put_object(Bucket="bucket", Key="k")
        assert urls == ["https://bucket.s3.eu-west-1.amazonaws.com/k"] * 2


class TestAnswers:
    """Handlers answer."""

    def test_before_send_takes_the_networks_place(self, library, raw_server):
        client = library.client("sts")
        client.meta.events.register(
            "before-send.sts.*", lambda request, **_: answer_with(request, IDENTITY, 200, {"X-Mine": "1"})
        )
        parsed = client.get_caller_identity()
        assert parsed["Account"] == "1"
        assert parsed["ResponseMetadata"]["HTTPHeaders"] == {"x-mine": "1"}
        assert raw_server.connections == 0

    def test_before_send_answers_with_a_stream(self, library, raw_server):
        client = library.client("s3")
        client.meta.events.register("before-send.s3", lambda request, **_: answer_with(request, b"a body\nof lines"))
        body = client.get_object(Bucket="bucket", Key="k")["Body"]
        assert list(body.iter_lines()) == [b"a body", b"of lines"]

    def test_before_send_answers_with_an_error(self, library, raw_server):
        client = library.client("s3")
        error = b"<Error><Code>NoSuchBucket</Code><Message>m</Message></Error>"
        client.meta.events.register("before-send.s3", lambda request, **_: answer_with(request, error, 404))
        with pytest.raises(client.exceptions.NoSuchBucket):
            client.list_objects_v2(Bucket="bucket")

    def test_before_send_raises(self, library, raw_server):
        client = library.client("sts", retries={"mode": "standard"})
        calls = []

        def fail(**_):
            calls.append(1)
            raise LookupError("mine")

        client.meta.events.register("before-send.sts", fail)
        with pytest.raises(LookupError, match="mine"):
            client.get_caller_identity()
        assert len(calls) == 1

    def test_before_call_answers_for_all(self, library, raw_server):
        client = library.client("sts")

        class Status:
            status_code = 200

        heard = []
        client.meta.events.register("before-call.sts", lambda **_: (Status(), {"Account": "2"}))
        client.meta.events.register("after-call.sts", lambda http_response, **_: heard.append(http_response))
        assert client.get_caller_identity() == {"Account": "2"}
        assert isinstance(heard[0], Status)
        assert raw_server.connections == 0

    def test_before_call_answers_with_an_error(self, library, raw_server):
        client = library.client("s3")

        class Status:
            status_code = 404

        answer = (Status(), {"Error": {"Code": "NoSuchBucket", "Message": "m"}})
        client.meta.events.register("before-call.s3", lambda **_: answer)
        with pytest.raises(client.exceptions.NoSuchBucket, match="calling the ListObjectsV2 operation: m"):
            client.list_objects_v2(Bucket="bucket")

    def test_needs_retry_asks_for_another_attempt(self, library, raw_server, monkeypatch):
        slept: list[float] = []
        monkeypatch.setattr("time.sleep", slept.append)
        raw_server.answer(reply(200, IDENTITY.replace(b">1<", b">no<")), reply(200, IDENTITY))
        client = library.client("sts")

        def again(attempts, response, **_):
            return 0.5 if response[1]["Account"] == "no" else None

        client.meta.events.register("needs-retry.sts.GetCallerIdentity", again)
        assert client.get_caller_identity()["ResponseMetadata"]["RetryAttempts"] == 1
        assert slept == [0.5]

    @pytest.mark.parametrize(
        ("answer", "waits"),
        [(False, []), (0, [0]), (0.25, [0.25]), (True, [True])],
    )
    def test_needs_retry_decides_on_an_error_too(self, library, raw_server, monkeypatch, answer, waits):
        slept: list[float] = []
        monkeypatch.setattr("time.sleep", slept.append)
        raw_server.answer(reply(500), reply(200, IDENTITY))
        client = library.client("sts", retries={"mode": "standard"})
        answers = [answer]
        client.meta.events.register("needs-retry.sts.GetCallerIdentity", lambda **_: answers.pop() if answers else None)
        if waits:
            assert client.get_caller_identity()["ResponseMetadata"]["RetryAttempts"] == 1
        else:
            with pytest.raises(client.exceptions.ClientError, match="GetCallerIdentity") as raised:
                client.get_caller_identity()
            assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
        # To wait for no time at all may be left out.
        assert [seconds for seconds in slept if seconds] == [seconds for seconds in waits if seconds]

    def test_choose_signer_leaves_it_unsigned(self, library, raw_server, monkeypatch):
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        client = library.client("s3")
        client.meta.events.register("choose-signer.s3.*", lambda **_: library.unsigned)
        client.list_buckets()
        assert "authorization" not in raw_server.requests[0].headers

    def test_choose_signer_chooses(self, library, raw_server):
        client = library.client("s3")
        client.meta.events.register("choose-signer.s3.ListBuckets", lambda **_: "s3")
        client.list_buckets()
        assert raw_server.requests[0].headers["authorization"].startswith("AWS AKIDEXAMPLE:")

    def test_a_presigned_url_is_signed_as_chosen(self, library, raw_server):
        client = library.client("s3", signature_version="s3")
        client.meta.events.register("choose-signer.s3", lambda **_: "s3v4")
        url = client.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "k"})
        assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in url

    def test_getattr_gives_methods_that_are_not_there(self, library, raw_server):
        client = library.client("sts")

        def give(client, **_):
            return lambda: client.meta.region_name

        client.meta.events.register("getattr.sts.where_am_i", give)
        assert client.where_am_i() == "us-east-1"
        with pytest.raises(AttributeError, match="has no attribute 'where_are_you'"):
            _ = client.where_are_you

    def test_before_parse_and_after_call_change_the_result(self, library, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        client = library.client("sts")

        def before(customized_response_dict, response_dict, **_):
            customized_response_dict["Early"] = 1
            response_dict["body"] = response_dict["body"].replace(b">1<", b">9<")

        client.meta.events.register("before-parse.sts", before)
        client.meta.events.register("after-call.sts.GetCallerIdentity", lambda parsed, **_: parsed.update(Late=2))
        parsed = client.get_caller_identity()
        assert (parsed["Early"], parsed["Late"], parsed["Account"]) == (1, 2, "9")

    def test_after_call_error_hears_what_went_wrong(self, library, raw_server):
        raw_server.answer(CLOSE)
        client = library.client("sts", retries={"total_max_attempts": 1})
        heard = []
        client.meta.events.register("after-call-error.sts", lambda exception, **_: heard.append(exception))
        with pytest.raises(Exception, match="Connection was closed") as raised:
            client.get_caller_identity()
        assert heard == [raised.value]


class TestSessions:
    """Handlers of a session are its clients', too."""

    def test_clients_made_later_have_them(self, library, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        session = library.session()
        heard = []
        before = library.client("sts", session)
        session.events.register("before-call.sts", lambda **_: heard.append(1))
        library.client("sts", session).get_caller_identity()
        before.get_caller_identity()
        assert heard == [1]

    def test_classes_are_extended(self, library, raw_server):
        session = library.session()

        class Base:
            meta: Any

            def hello(self):
                return f"hello from {self.meta.region_name}"

        def extend(class_attributes, base_classes, **_):
            base_classes.insert(0, Base)
            class_attributes["answer"] = 42

        session.events.register("creating-client-class.sts", extend)
        client = library.client("sts", session)
        assert client.hello() == "hello from us-east-1"
        assert client.answer == 42
        assert not hasattr(library.client("sts"), "answer")

    @pytest.mark.parametrize("service", ["s3", "logs", "cloudwatch", "sdb"])
    def test_what_is_emitted_while_a_client_is_made(self, raw_server, service):
        def heard(library):
            log: list[Any] = []

            def hear(event_name, **told):
                about = {name: told[name] for name in ("protocol_name", "serializer_kwargs") if name in told}
                log.append((event_name, sorted(told), about))

            session = library.session()
            library.events(session).register("*", hear)
            library.client(service, session)
            return log

        theirs, ours = (heard(Library(name, raw_server.url)) for name in ("boto3", "sotalia"))
        assert ours == theirs
        assert len(ours) > 1

    @pytest.mark.parametrize("precision", ["default", "millisecond", "legacy"])
    def test_handlers_say_how_exactly_moments_are_sent(self, raw_server, precision):
        class SentError(Exception):
            pass

        wanted = {"timestamp_precision": precision}
        moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
        calls: list[tuple[str, str, dict[str, Any]]] = [
            ("s3", "get_object", {"Bucket": "b", "Key": "k", "ResponseExpires": moment, "IfModifiedSince": moment}),
            ("kinesis", "list_shards", {"StreamName": "s", "StreamCreationTimestamp": moment}),
            ("cloudwatch", "describe_alarm_history", {"StartDate": moment}),
            ("iot", "list_audit_findings", {"startTime": moment, "endTime": moment}),
            ("rds", "describe_events", {"StartTime": moment}),
        ]

        def sent(library):
            seen = []

            def stop(request, **_):
                headers = {name.lower(): value for name, value in request.headers.items()}
                body = request.body
                body = json.loads(body) if isinstance(body, bytes) and body[:1] == b"{" else body
                seen.append((request.url.partition("?")[2], body, headers.get("if-modified-since")))
                raise SentError

            session = library.session()
            events = library.events(session)
            events.register("creating-serializer", lambda serializer_kwargs, **_: serializer_kwargs.update(wanted))
            events.register("before-send", stop)
            for service, name, params in calls:
                client = library.client(service, session)
                with pytest.raises(SentError):
                    getattr(client, name)(**params)
            return seen

        theirs, ours = (sent(Library(name, raw_server.url)) for name in ("boto3", "sotalia"))
        assert ours == theirs
        assert len(ours) == len(calls)

    def test_handlers_may_choose_another_service(self, library):
        session = library.session()
        events, names = library.events(session), {"mail": "ses"}
        events.register("choose-service-name", lambda **_: "too late: the service's own name has been the answer")
        events.register_first("choose-service-name", lambda service_name, **_: names.get(service_name))
        for name, chosen in [("mail", "ses"), ("sqs", "sqs"), ("runtime.sagemaker", "sagemaker-runtime")]:
            assert library.client(name, session).meta.service_model.service_name == chosen

    def test_a_precision_that_does_not_exist_is_an_error(self, library):
        session = library.session()
        library.events(session).register(
            "creating-serializer.sts",
            lambda serializer_kwargs, **_: serializer_kwargs.update(timestamp_precision="day"),
        )
        with pytest.raises(ValueError, match="Invalid timestamp precision found while creating serializer: day"):
            library.client("sts", session)


def test_awaited_clients_emit_the_same(raw_server):
    raw_server.answer(reply(500), reply(200, IDENTITY))
    blocking: list[Any] = []
    awaited: list[Any] = []

    def told(log):
        return lambda event_name, **kwargs: log.append((event_name, sorted(kwargs)))

    client = sotalia.client("sts", endpoint_url=raw_server.url)
    client.meta.events.register("*", told(blocking))
    client.get_caller_identity()
    raw_server.answer(reply(500), reply(200, IDENTITY))

    async def main():
        async with aio.client("sts", endpoint_url=raw_server.url) as client:
            client.meta.events.register("*", told(awaited))
            await client.get_caller_identity()

    asyncio.run(main())
    assert awaited == blocking


def test_an_awaited_clients_url_may_have_anything_in_its_path(raw_server):
    raw_server.answer(reply(200, b"{}"))

    async def main():
        for tail in TAILS:
            async with aio.client("lambda", endpoint_url=raw_server.url) as client:
                change = lambda request, tail=tail, **_: setattr(request, "url", raw_server.url + tail)  # noqa: E731
                client.meta.events.register("before-sign.lambda", change)
                await client.list_functions()

    asyncio.run(main())
    assert [request.target for request in raw_server.requests] == [*TAILS.values()]


@pytest.mark.parametrize("service", ["s3", "lambda"])
def test_a_url_that_a_handler_wrote_is_signed_as_it_is_sent(raw_server, service):
    answer = reply(200, b"{}" if service == "lambda" else b"")
    raw_server.answer(answer)
    authorizations = []
    for tail in ("/a b/\u00e9?x=a b", "/a%20b/%C3%A9?x=a%20b"):
        client = sotalia.client(service, endpoint_url=raw_server.url, region_name="us-east-1")
        with_machinery(client, now=lambda: 1_700_000_000.0)
        client.meta.events.register(
            "before-sign", lambda request, tail=tail, **_: setattr(request, "url", raw_server.url + tail)
        )
        client.list_functions() if service == "lambda" else client.list_buckets()
        authorizations.append(raw_server.requests[-1].headers["authorization"])
    assert authorizations[0] == authorizations[1]


def test_a_url_with_a_control_character_is_refused(raw_server):
    for mark in "\r\n\t\0\x7f":
        client = sotalia.client("lambda", endpoint_url=raw_server.url)
        client.meta.events.register(
            "before-send", lambda request, mark=mark, **_: setattr(request, "url", f"{raw_server.url}/a {mark}b")
        )
        with pytest.raises(sotalia.exceptions.InvalidHTTPRequestError):
            client.list_functions()
    assert not raw_server.requests


def test_an_awaited_client_reads_a_stream_that_a_handler_gave(raw_server):
    async def main():
        async with aio.client("s3", endpoint_url=raw_server.url) as client:
            client.meta.events.register("before-send.s3", lambda **_: sotalia_reply(b"body"))
            parsed = await client.get_object(Bucket="bucket", Key="k")
            return await parsed["Body"].read()

    assert asyncio.run(main()) == b"body"


def sotalia_reply(body):
    from sotalia.http import Response

    return Response(200, {}, body)


def test_a_client_with_handlers_is_freed_at_once(raw_server):
    raw_server.answer(reply(200, IDENTITY))
    gc.collect()
    gc.disable()
    try:
        client = sotalia.client("sts", endpoint_url=raw_server.url)
        client.meta.events.register("before-call", lambda **_: None)
        client.get_caller_identity()
        core = weakref.ref(client._core)
        client = weakref.ref(client)
        assert client() is None
        assert core() is None
    finally:
        gc.enable()


def test_handlers_registered_between_calls_are_heard(raw_server):
    raw_server.answer(reply(200, IDENTITY))
    client = sotalia.client("sts", endpoint_url=raw_server.url)
    client.get_caller_identity()
    heard = []
    client.meta.events.register("before-call.sts", lambda **_: heard.append(1))
    client.get_caller_identity()
    assert heard == [1]
