"""Retries: which replies are tried again, after how long, how often; beside botocore's own decisions."""

from __future__ import annotations

import io
import itertools
import random
from types import SimpleNamespace

import botocore.awsrequest
import botocore.exceptions
import botocore.session
import pytest
from botocore.retries import quota as botocore_quota
from botocore.retries import standard as botocore_standard

from sotalia import exceptions
from sotalia.config import Config
from sotalia.core.retry import quota
from sotalia.core.retry.backoff import delay
from sotalia.core.retry.classify import THROTTLING, classify_error, classify_reply
from sotalia.core.retry.modes import MODES
from sotalia.core.retry.standard import StandardRetry
from sotalia.core.retry.strategy import RetryIn, RetryStrategy
from sotalia.settings.checks import RETRY_MODES

from .scripted import KINDS, Recorded, reply, scripted, with_machinery

SERVICES = {
    "dynamodb": "GetItem",
    "sqs": "ReceiveMessage",
    "s3": "GetObject",
    "ec2": "DescribeInstances",
    "sts": "AssumeRoleWithWebIdentity",
    "organizations": "CreateAccount",
    "lambda": "Invoke",
    "kinesis": "PutRecord",
}
STATUSES = [200, 301, 400, 403, 404, 409, 429, 500, 501, 502, 503, 504]
CODES = [
    None,
    "",
    "AccessDenied",
    "IDPCommunicationError",
    "InternalServerError",
    "KMSThrottlingException",
    "LimitExceededException",
    "NoSuchKey",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "Unknown",
]


@pytest.fixture(scope="module")
def botocore_models():
    session = botocore.session.Session()
    return {service: session.get_service_model(service) for service in SERVICES}


def botocore_context(model, status, code, attempt=1, headers=None):
    return botocore_standard.RetryContext(
        attempt_number=attempt,
        operation_model=model,
        parsed_response={} if code is None else {"Error": {"Code": code}},
        http_response=SimpleNamespace(status_code=status, headers=headers or {}, content=b""),
    )


@pytest.mark.parametrize("service", SERVICES)
def test_replies_are_told_apart_as_botocore_does(service, botocore_models):
    model = botocore_models[service].operation_model(SERVICES[service])
    client, _ = scripted(service, reply())
    ours = client.meta.service_model.operation_model(SERVICES[service])
    conditions = botocore_standard.StandardRetryConditions(max_attempts=3)
    detector = botocore_standard.ThrottlingErrorDetector(botocore_standard.RetryEventAdapter())
    codes = CODES + [shape.error_code for shape in botocore_models[service].error_shapes]
    for status, code in itertools.product(STATUSES, codes):
        if code == "IDPCommunicationError" and service == "sts":
            continue  # decided by the service's hook, tested below
        context = botocore_context(model, status, code)
        kind = classify_reply(status, code, ours)
        assert (kind is not None) == conditions.is_retryable(context), (status, code)
        if kind is not None:
            assert (kind is THROTTLING) == detector.is_throttling_error_from_context(context), (status, code)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, error in vars(botocore.exceptions).items()
        if isinstance(error, type) and issubclass(error, botocore.exceptions.BotoCoreError)
    ],
)
def test_exceptions_are_told_apart_as_botocore_does(name):
    checker = botocore_standard.TransientRetryableChecker()
    theirs = getattr(botocore.exceptions, name)
    context = botocore_standard.RetryContext(1, caught_exception=theirs.__new__(theirs))
    ours = getattr(exceptions, name)
    assert (classify_error(ours.__new__(ours)) is not None) == checker.is_retryable(context)


@pytest.mark.parametrize("service", ["s3", "dynamodb", "dynamodb-streams"])
@pytest.mark.parametrize("code", ["Throttling", "Unknown"])
@pytest.mark.parametrize("asked", [None, "0", "700", "99999", "-1", "soon", "1.5"])
def test_waits_are_botocores(service, code, asked):
    headers = {} if asked is None else {"x-amz-retry-after": asked}
    adapter = botocore_standard.RetryEventAdapter()
    backoff = botocore_standard.ExponentialBackoff(
        random=random.Random(1).random,
        service_name=service,
        throttling_detector=botocore_standard.ThrottlingErrorDetector(adapter),
    )
    expected = [backoff.delay_amount(botocore_context(None, 500, code, n, headers)) for n in range(1, 12)]
    base = 1.0 if code == "Throttling" else 0.05 if service == "s3" else 0.025
    jitter = random.Random(1).random
    assert [delay(n, base, jitter(), headers) for n in range(1, 12)] == pytest.approx(expected)


def error_reply(status=500, code="InternalError", **headers):
    body = f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode()
    return reply(status, body, **headers)


def test_sends_waits_and_sends_again_until_it_succeeds():
    client, script = scripted("s3", error_reply(500), exceptions.ReadTimeoutError(endpoint_url="x", error="y"), reply())
    parsed = client.list_buckets()
    assert script.log == ["send", "sleep", "send", "sleep", "send"]
    assert script.sleeps == [0.05, 0.1]
    assert parsed["ResponseMetadata"]["RetryAttempts"] == 2
    assert parsed["ResponseMetadata"]["MaxAttemptsReached"] is True  # boto3 says so of a success, too
    assert [request.headers["amz-sdk-request"] for request in script.requests] == [
        "attempt=1; max=3",
        "attempt=2; max=3",
        "attempt=3; max=3",
    ]
    assert len({request.headers["amz-sdk-invocation-id"] for request in script.requests}) == 1


@pytest.mark.parametrize(
    ("date", "seconds", "said"),
    [
        ("Wed, 21 Oct 2015 07:28:00 GMT", 90, "ttl=20151021T072930Z; attempt=2; max=3"),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1e15, "attempt=2; max=3"),
        ("yesterday", 90, "attempt=2; max=3"),
    ],
)
def test_says_by_the_services_clock_until_when_it_waits_for_an_answer(date, seconds, said, monkeypatch):
    # It knows the months' English names, and has a lock that a forked child may find taken.
    monkeypatch.delattr("time.strptime")
    client, script = scripted("s3", error_reply(500, date=date), reply(), config=Config(read_timeout=seconds))
    client.list_buckets()
    assert script.requests[1].headers["amz-sdk-request"] == said


def test_gives_up_after_three_attempts_and_says_so():
    client, script = scripted("s3", error_reply(503, "SlowDown"))
    with pytest.raises(exceptions.ClientError, match=r"\(reached max retries: 2\): m$") as raised:
        client.list_buckets()
    assert script.sleeps == [1.0, 2.0]
    assert raised.value.response["ResponseMetadata"]["RetryAttempts"] == 2
    assert raised.value.response["ResponseMetadata"]["MaxAttemptsReached"] is True


def test_an_error_that_is_final_is_not_tried_again():
    client, script = scripted("s3", error_reply(403, "AccessDenied"))
    with pytest.raises(exceptions.ClientError) as raised:
        client.list_buckets()
    assert script.log == ["send"]
    assert raised.value.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert "MaxAttemptsReached" not in raised.value.response["ResponseMetadata"]


@pytest.mark.parametrize(
    ("retries", "attempts"),
    [
        ({"max_attempts": 0}, 1),
        ({"max_attempts": 4}, 5),
        ({"total_max_attempts": 1}, 1),
        ({"total_max_attempts": 6, "mode": "standard"}, 6),
    ],
)
def test_as_often_as_configured(retries, attempts):
    client, script = scripted("s3", error_reply(500), config=Config(retries=retries))
    with pytest.raises(exceptions.ClientError):
        client.list_buckets()
    assert len(script.requests) == attempts


def test_every_mode_that_can_be_asked_for_has_a_strategy():
    assert set(MODES) == set(RETRY_MODES)


@pytest.mark.parametrize("mode", RETRY_MODES)
def test_a_client_has_the_strategy_of_its_mode(monkeypatch, mode):
    class Mine(StandardRetry):
        """One of a kind."""

    monkeypatch.setitem(MODES, mode, Mine)
    client, _ = scripted("s3", reply(), config=Config(retries={"mode": mode}))
    assert type(client._core.machinery.retry) is Mine


class Pausing(RetryStrategy):
    """Has every attempt wait, and tries again at once whatever happened."""

    def __init__(self, *pauses):
        super().__init__(max_attempts=len(pauses))
        self.pauses = list(pauses)
        self.heard = []

    def before_attempt(self, call):
        self.heard.append(f"before {call.attempt}")
        pause, self.pauses[call.attempt - 1] = self.pauses[call.attempt - 1], None
        return pause

    def after_error(self, call, error):
        self.heard.append(f"error {call.attempt}")
        return RetryIn()

    def after_reply(self, call, response, parsed):
        self.heard.append(f"reply {response.status}")
        return RetryIn()

    def succeeded(self, call, metadata):
        self.heard.append("succeeded")


@pytest.mark.parametrize("kind", KINDS)
def test_a_strategy_may_have_every_attempt_wait_the_first_one_too(monkeypatch, kind):
    """It is asked before each attempt, once more after each wait, and told of what came of it."""
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("asyncio.sleep", sleep)
    failure = exceptions.ConnectionClosedError(endpoint_url="u")
    client = Recorded(kind, "sts", failure, reply(500), reply(200, b"<R><GetCallerIdentityResult/></R>"))
    strategy = Pausing(2.0, None, 0.5)
    with_machinery(client.client, retry=strategy)
    client.call("get_caller_identity")
    assert slept == [2.0, 0.5]
    assert strategy.heard == [
        *("before 1", "before 1", "error 1"),
        *("before 2", "reply 500"),
        *("before 3", "before 3", "succeeded"),
    ]


def test_a_strategy_that_says_no_more_lets_the_first_failure_be_the_last():
    client, script = scripted("s3", error_reply(500))
    with_machinery(client, retry=RetryStrategy(max_attempts=3))
    with pytest.raises(exceptions.ClientError):
        client.list_buckets()
    assert script.log == ["send"]


def test_dynamodb_has_four_attempts_and_quicker_ones():
    client, script = scripted("dynamodb", reply(500, b"{}"))
    with pytest.raises(exceptions.ClientError):
        client.list_tables()
    assert script.sleeps == [0.025, 0.05, 0.1]


def test_every_attempt_is_signed_with_the_credentials_of_its_moment():
    def fail_and_change(request):
        client._get_credentials().access_key = "AKIDCHANGED"
        return error_reply(500)

    client, script = scripted("s3", fail_and_change, reply())
    client.list_buckets()
    keys = [request.headers["authorization"].partition("Credential=")[2].split("/")[0] for request in script.requests]
    assert keys == ["AKIDEXAMPLE", "AKIDCHANGED"]


def test_a_service_may_ask_for_more_time():
    client, script = scripted("s3", error_reply(500, x_amz_retry_after="3000"), error_reply(500), reply())
    client.list_buckets()
    assert script.sleeps == [3.0, 0.1]


def test_the_last_of_transport_errors_is_raised():
    first = exceptions.EndpointConnectionError(endpoint_url="u", error="e")
    last = exceptions.ConnectTimeoutError(endpoint_url="u", error="e")
    client, script = scripted("s3", first, last)
    with pytest.raises(exceptions.ConnectTimeoutError):
        client.list_buckets()
    assert len(script.requests) == 3


def test_errors_of_others_are_not_tried_again():
    client, script = scripted("s3", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        client.list_buckets()
    assert len(script.requests) == 1


class TestTimeToLive:
    DATE = "Tue, 14 Nov 2023 22:13:20 GMT"

    def test_retries_say_until_when_an_answer_is_waited_for(self):
        client, script = scripted("sts", reply(500, date=self.DATE), config=Config(read_timeout=70))
        with pytest.raises(exceptions.ClientError):
            client.get_caller_identity()
        assert [request.headers["amz-sdk-request"] for request in script.requests] == [
            "attempt=1; max=3",
            "ttl=20231114T221430Z; attempt=2; max=3",
            "ttl=20231114T221430Z; attempt=3; max=3",
        ]

    @pytest.mark.parametrize("date", ["", "yesterday"])
    def test_not_when_the_service_does_not_tell_the_time(self, date):
        client, script = scripted("sts", reply(500, date=date))
        with pytest.raises(exceptions.ClientError):
            client.get_caller_identity()
        assert "ttl" not in script.requests[1].headers["amz-sdk-request"]

    def test_not_for_uploads(self):
        client, script = scripted("s3", reply(500, date=self.DATE))
        with pytest.raises(exceptions.ClientError):
            client.put_object(Bucket="b", Key="k", Body=b"x")
        assert "ttl" not in script.requests[1].headers["amz-sdk-request"]


class TestQuota:
    def test_amounts_are_botocores(self):
        checker = botocore_standard.RetryQuotaChecker
        assert quota.CAPACITY == botocore_quota.RetryQuota.INITIAL_CAPACITY
        assert (quota.RETRY_COST, quota.THROTTLING_COST, quota.SUCCESS_REFUND) == (
            checker._RETRY_COST,
            checker._THROTTLING_RETRY_COST,
            checker._NO_RETRY_INCREMENT,
        )

    def test_a_client_in_trouble_stops_retrying(self):
        client, script = scripted("s3", error_reply(500))
        for _ in range(20):
            with pytest.raises(exceptions.ClientError) as raised:
                client.list_buckets()
        assert raised.value.response["ResponseMetadata"]["RetryQuotaReached"] is True
        # 500 // 14 retries in all.
        assert len(script.requests) == 20 + 35

    def test_the_last_retry_that_there_is_enough_for_is_made(self):
        client, script = scripted("s3", error_reply(503, "SlowDown"))
        for _ in range(60):
            with pytest.raises(exceptions.ClientError):
                client.list_buckets()
        # 500 / 5 retries, with nothing left over.
        assert len(script.requests) == 60 + 100
        assert client._core.machinery.retry._quota.available == 0

    def test_success_gives_back_what_the_last_retry_took(self):
        client, script = scripted("s3", error_reply(500), error_reply(500), reply())
        budget = client._core.machinery.retry._quota
        client.list_buckets()
        assert budget.available == 500 - 14
        for _ in range(20):
            client.list_buckets()
        assert budget.available == 500

    def test_an_error_gives_nothing_back(self):
        client, script = scripted("s3", error_reply(500), error_reply(404, "NoSuchBucket"))
        with pytest.raises(exceptions.ClientError):
            client.list_objects_v2(Bucket="b")
        assert client._core.machinery.retry._quota.available == 500 - 14

    @pytest.mark.parametrize(
        ("service", "operation", "params", "waits"),
        [
            ("sqs", "receive_message", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q"}, True),
            ("sqs", "list_queues", {}, False),
            ("stepfunctions", "get_activity_task", {"activityArn": "arn:aws:states:us-east-1:1:activity:a"}, True),
        ],
    )
    def test_pollers_wait_though_they_do_not_retry(self, service, operation, params, waits):
        client, script = scripted(service, reply(500, b"{}"))
        client._core.machinery.retry._quota.available = 0
        with pytest.raises(exceptions.ClientError):
            getattr(client, operation)(**params)
        assert script.log == (["send", "sleep"] if waits else ["send"])


class TestDamagedReplies:
    def test_dynamodb_fetches_a_damaged_reply_again(self):
        bad, good = reply(200, b'{"TableNames":[]}', x_amz_crc32="1"), reply(200, b"{}", x_amz_crc32="2745614147")
        client, script = scripted("dynamodb", bad, bad, good)
        assert client.list_tables()["ResponseMetadata"]["RetryAttempts"] == 2
        assert script.sleeps == [0.025, 0.05]

    def test_and_takes_it_in_the_end(self):
        # As in botocore: the checksum is no reason to withhold what the service said.
        client, script = scripted("dynamodb", reply(200, b'{"TableNames":["t"]}', x_amz_crc32="1"))
        parsed = client.list_tables()
        assert parsed["TableNames"] == ["t"]
        assert parsed["ResponseMetadata"]["MaxAttemptsReached"] is True
        assert len(script.requests) == 4

    def test_sts_asks_again_while_the_identity_provider_is_silent(self):
        body = b"<ErrorResponse><Error><Code>IDPCommunicationError</Code></Error></ErrorResponse>"
        client, script = scripted("sts", reply(400, body))
        with pytest.raises(client.exceptions.IDPCommunicationErrorException):
            client.assume_role_with_web_identity(
                RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="name", WebIdentityToken="t123"
            )
        assert len(script.requests) == 3
        assert "authorization" not in script.requests[0].headers


class Unseekable(io.RawIOBase):
    def __init__(self, data):
        self._stream = io.BytesIO(data)

    def readable(self):
        return True

    def read(self, size=-1):
        return self._stream.read(size)

    def seekable(self):
        return False


class TestBodies:
    def test_a_file_is_sent_from_where_it_stood(self):
        body = io.BytesIO(b"skipped and sent")
        body.seek(8)
        client, script = scripted("s3", error_reply(500), error_reply(500), reply())
        client.put_object(Bucket="b", Key="k", Body=body)
        assert [len(sent) for sent in script.bodies] == [len(script.bodies[0])] * 3
        assert b"and sent" in script.bodies[2]
        assert b"skipped" not in script.bodies[2]

    def test_so_is_a_file_that_is_sent_as_it_is(self):
        config = Config(request_checksum_calculation="when_required", s3={"payload_signing_enabled": False})
        body = io.BytesIO(b"skipped and sent")
        body.seek(8)
        client, script = scripted("s3", error_reply(500), reply(), config=config)
        client.put_object(Bucket="b", Key="k", Body=body)
        assert script.bodies == [b"and sent"] * 2

    @pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1:9"])
    def test_what_cannot_be_sent_twice_is_not(self, endpoint):
        config = Config(request_checksum_calculation="when_required", s3={"payload_signing_enabled": False})
        client, script = scripted("s3", error_reply(500), config=config)
        with pytest.raises(exceptions.UnseekableStreamError):
            client.put_object(Bucket="b", Key="k", Body=Unseekable(b"once"))
        assert len(script.requests) == 1
        assert script.bodies == [b"once"]

    def test_every_attempt_has_its_own_signature(self):
        client, script = scripted("s3", error_reply(500), error_reply(500), reply())
        clock = iter([1.7e9, 1.7e9 + 3600, 1.7e9 + 7200])
        with_machinery(client, now=lambda: next(clock))
        client.list_buckets()
        assert len({request.headers["x-amz-date"] for request in script.requests}) == 3
        assert len({request.headers["authorization"] for request in script.requests}) == 3


class TestSecondSignatures:
    """A retry is signed as if it were the first attempt: nothing of the first signature is left."""

    @pytest.mark.parametrize(
        ("service", "method", "params", "config"),
        [
            ("s3", "list_buckets", {}, {}),
            ("s3", "list_buckets", {}, {"signature_version": "s3"}),
            ("s3", "put_object", {"Bucket": "buck", "Key": "k", "Body": b"x"}, {}),
            ("s3", "put_object", {"Bucket": "buck", "Key": "k", "Body": b"x"}, {"signature_version": "s3"}),
            ("s3", "get_object", {"Bucket": "buck", "Key": "k"}, {"signature_version": "v4"}),
            ("dynamodb", "list_tables", {}, {}),
            ("sts", "get_caller_identity", {}, {}),
            ("sdb", "list_domains", {}, {}),
            ("ec2", "describe_vpcs", {}, {"signature_version": "v2"}),
            ("route53", "list_hosted_zones", {}, {"signature_version": "v3https"}),
            ("lambda", "invoke", {"FunctionName": "f", "Payload": b"{}"}, {}),
            ("glacier", "list_vaults", {}, {}),
        ],
    )
    @pytest.mark.parametrize("token", [None, "session-token"])
    def test_the_second_is_a_first_at_that_time(self, service, method, params, config, token):
        def attempts(times):
            client, script = scripted(service, reply(500), config=Config(**config), aws_session_token=token)
            clock = iter(times)
            with_machinery(client, now=lambda: next(clock))
            client._core.machinery.retry.max_attempts = len(times)
            with pytest.raises(exceptions.ClientError):
                getattr(client, method)(**params)
            return script

        twice, once = attempts([1.7e9, 1.7e9 + 86400]), attempts([1.7e9 + 86400])
        second, first = twice.requests[1], once.requests[0]
        for request in (first, second):
            request.headers.pop("amz-sdk-request")
            request.headers.pop("amz-sdk-invocation-id")
        assert second.url == first.url
        assert second.headers == first.headers
        assert twice.bodies[1] == once.bodies[0]


def test_what_a_call_says_it_accepts_is_sent_and_signed_each_time():
    client, script = scripted("neptunedata", reply(503), reply(200, b"{}"))
    client.get_sparql_stream(encoding="gzip")
    client.get_sparql_stream()
    asked, again, usual = ((request.headers["accept-encoding"], request) for request in script.requests)
    assert [asked[0], again[0], usual[0]] == ["gzip", "gzip", "identity"]
    for (_, request), signed in ((asked, True), (again, True), (usual, False)):
        assert ("SignedHeaders=accept-encoding;" in request.headers["authorization"]) is signed
