"""The credentials of an EC2 instance's role, from a real server, beside boto3's."""

from __future__ import annotations

import asyncio
import contextlib
import json
import pickle
import socket
import threading
from datetime import UTC, datetime

import botocore.session
import botocore.utils
import pytest

import sotalia
from sotalia import errors
from sotalia.identity.sources import ec2_metadata
from sotalia.identity.times import iso_time
from sotalia.io import clock
from sotalia.io.transport import TransportOptions
from tests.servers.metadata import CREDENTIALS, MetadataService
from tests.servers.raw import CLOSE, RESET, reply

ENDPOINT = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
FOUND = (CREDENTIALS["AccessKeyId"], CREDENTIALS["SecretAccessKey"], CREDENTIALS["Token"], None)
TTL, TOKEN = "x-aws-ec2-metadata-token-ttl-seconds", "x-aws-ec2-metadata-token"


@pytest.fixture
def ec2(home, monkeypatch):
    """What EC2 has and a laptop has not, but for its address."""
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    # `time.sleep` may be a mock.
    monkeypatch.setattr("tests.servers.raw.time.sleep", threading.Event().wait)


@pytest.fixture
def service(ec2, monkeypatch):
    with MetadataService() as service:
        monkeypatch.setenv(ENDPOINT, service.url)
        yield service


@pytest.fixture
def waits(monkeypatch):
    """How long each wait for the service may take at most."""
    waits = []

    class Watched(TransportOptions):
        def __init__(self, **options):
            waits.append(options["connect_timeout"])
            super().__init__(**options)

    monkeypatch.setattr("sotalia.io.fetching.TransportOptions", Watched)
    return waits


def test_what_is_asked_and_found_is_what_boto3_asks_and_finds(service, find, theirs):
    session = find.session()
    assert (*find(session), session.identity.holder.method) == theirs() == (*FOUND, "iam-role")
    assert session.identity.holder.expiry == 32472144000
    ours, boto3s = service.requests[:3], service.requests[3:]
    for one, other in zip(ours, boto3s, strict=True):
        assert (one.method, one.target) == (other.method, other.target)
        assert one.headers.get(TTL) == other.headers.get(TTL)
        assert (TOKEN in one.headers) == (TOKEN in other.headers)
        assert one.headers["user-agent"].startswith("Sotalia/")
    assert service.asked == ["PUT", "role", "credentials"] * 2


@pytest.mark.parametrize(
    "first",
    [reply(403), reply(404), reply(405), reply(500), CLOSE, RESET, [1.5, reply(500)], reply(200)],
    ids=["403", "404", "405", "500", "closed", "reset", "silence", "empty"],
)
def test_the_first_version_does_where_there_is_no_token(service, find, theirs, first):
    service.answers["PUT"] = [first, first]
    assert find() == FOUND
    asked = service.asked
    assert asked == ["PUT", "role", "credentials"]
    assert not [request for request in service.requests if TOKEN in request.headers]
    assert theirs() == (*FOUND, "iam-role")
    assert service.asked[3:] == asked


@pytest.mark.parametrize("place", ["environment", "profile"])
def test_the_first_version_can_be_switched_off(service, find, theirs, home, monkeypatch, place):
    if place == "environment":
        monkeypatch.setenv("AWS_EC2_METADATA_V1_DISABLED", "true")
    else:
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[default]\nec2_metadata_v1_disabled = true\n")
    assert find() == FOUND
    for first in (reply(404), [1.5, reply(500)])[: 1 + (place == "environment")]:
        service.answers["PUT"] = [first, first]
        with pytest.raises(errors.MetadataRetrievalError) as ours:
            find()
        with pytest.raises(botocore.exceptions.MetadataRetrievalError) as boto3s:
            theirs()
        assert str(ours.value) == str(boto3s.value)


def nothing(service, find, theirs):
    """Assert that neither finds any, and return what each asked."""
    service.requests.clear()
    answers = {kind: list(kept) for kind, kept in service.answers.items()}
    assert find() is None
    ours = service.asked
    service.answers = answers
    assert theirs() is None
    return ours, service.asked[len(ours) :]


def without(name):
    return json.dumps({key: value for key, value in CREDENTIALS.items() if key != name}).encode()


HTML = reply(200, b"<html>\n<body>Sign in, please</body></html>", {"Content-Type": "text/html"})


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"PUT": [reply(400)]}, ["PUT"]),
        ({"role": [reply(500)]}, ["PUT", "role"]),
        ({"role": [reply(200)]}, ["PUT", "role"]),
        ({"role": [CLOSE]}, ["PUT", "role"]),
        ({"role": [[1.5, reply()]]}, ["PUT", "role"]),
        ({"credentials": [reply(500)]}, ["PUT", "role", "credentials"]),
        ({"credentials": [HTML]}, ["PUT", "role", "credentials"]),
        ({"credentials": [reply(200, b"[]")]}, ["PUT", "role", "credentials"]),
        ({"credentials": [reply(200, b'{"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"}')]},
         ["PUT", "role", "credentials"]),
        *(({"credentials": [reply(200, without(name))]}, ["PUT", "role", "credentials"]) for name in CREDENTIALS),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_is_no_answer_is_no_error(service, find, theirs, answers, asked):
    service.answers = {kind: list(kept) for kind, kept in answers.items()}
    assert nothing(service, find, theirs) == (asked, asked)


def test_an_instance_without_a_role_has_no_credentials(service, find, theirs):
    service.role = None
    assert nothing(service, find, theirs) == (["PUT", "role"], ["PUT", "role"])


@pytest.mark.parametrize("page", [HTML, reply(200, b"two words"), reply(200, b"../../user-data"), reply(200, b"\xff")])
def test_what_answers_everything_with_its_own_page_is_no_metadata_service(service, find, page):
    service.answers = {"PUT": [page], "role": [page], "credentials": [page]}
    assert find() is None
    assert service.asked == ["PUT", "role"]


def test_redirects_are_not_followed(service, find):
    service.answers = {"role": [reply(302, b"", {"Location": f"{service.url}/elsewhere"})]}
    assert find() is None
    assert service.asked == ["PUT", "role"]


@pytest.mark.parametrize("place", ["environment", "profile", "code"])
def test_attempts_are_as_many_as_was_said(service, find, theirs, home, monkeypatch, place):
    if place == "environment":
        monkeypatch.setenv("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3")
    elif place == "profile":
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[default]\nmetadata_service_num_attempts = 3\n")
    session = find.session()
    if place == "code":
        session.settings.set("metadata_service_num_attempts", 3)
    bad = [reply(500), CLOSE]
    service.answers = {"PUT": [*bad], "role": [*bad], "credentials": [*bad]}
    assert find(session) == FOUND
    assert service.asked == ["PUT"] * 3 + ["role"] * 3 + ["credentials"] * 3
    service.requests.clear()
    service.answers = {"PUT": [reply(500)] * 3, "role": [reply(500)] * 3}
    assert find() is None or place == "code"
    if place != "code":
        assert service.asked == ["PUT"] * 3 + ["role"] * 3
        service.requests.clear()
        service.answers = {"PUT": [reply(500)] * 3, "role": [reply(500)] * 3}
        assert theirs() is None
        assert service.asked == ["PUT"] * 3 + ["role"] * 3


@pytest.mark.parametrize("place", ["environment", "profile"])
def test_the_time_out_is_what_was_said(service, find, waits, home, monkeypatch, place):
    find()
    if place == "environment":
        monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "7")
    else:
        (home / ".aws").mkdir()
        (home / ".aws/config").write_text("[default]\nmetadata_service_timeout = 7\n")
    find()
    assert waits == [1] * 3 + [7] * 3


@pytest.mark.parametrize("value", ["0", "-1"])
def test_a_time_out_that_is_none_is_named(service, find, monkeypatch, value):
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", value)
    with pytest.raises(errors.InvalidOptionValueError, match="metadata_service_timeout"):
        find()


def test_no_attempts_are_no_credentials(service, find, theirs, monkeypatch):
    monkeypatch.setenv("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0")
    assert nothing(service, find, theirs) == ([], [])


# ---------------------------------------------------------------- where it is


def boto3s_address():
    session = botocore.session.Session()
    return session.get_component("credential_provider").get_provider("iam-role")._role_fetcher.get_base_url()


CHOICES = {
    "nothing": ({}, ""),
    "mode": ({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"}, ""),
    "mode 4": ({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4", "AWS_IMDS_USE_IPV6": "true"}, ""),
    "mode in the profile": ({}, "ec2_metadata_service_endpoint_mode = ipv6\n"),
    "ipv6": ({"AWS_IMDS_USE_IPV6": "true"}, ""),
    "ipv6 in the profile": ({}, "imds_use_ipv6 = true\n"),
    "endpoint": ({ENDPOINT: "http://127.0.0.1:1"}, ""),
    "endpoint with a path": ({ENDPOINT: "http://127.0.0.1:1/x/"}, ""),
    "endpoint in the profile": ({}, "ec2_metadata_service_endpoint = http://[::1]:1/\n"),
    "endpoint and mode": ({ENDPOINT: "http://localhost:1", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv6"}, ""),
    "environment and profile": ({ENDPOINT: "http://localhost:1"}, "ec2_metadata_service_endpoint = http://x:1/\n"),
}


@pytest.mark.parametrize("name", CHOICES)
def test_the_address_is_boto3s(ec2, addresses, find, home, monkeypatch, name):
    variables, options = CHOICES[name]
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text(f"[default]\n{options}")
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert find() is None
    base = boto3s_address()
    assert addresses == [f"{base}{'' if base.endswith('/') else '/'}latest/api/token"]


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://a b/", "http://a_b/", "http://[::1", "http://x\ty/"])
def test_an_address_that_is_none_is_named_as_in_boto3(ec2, addresses, find, monkeypatch, url):
    monkeypatch.setenv(ENDPOINT, url)
    with pytest.raises(errors.InvalidIMDSEndpointError) as ours:
        find()
    with pytest.raises((botocore.exceptions.InvalidIMDSEndpointError, ValueError)) as theirs:
        boto3s_address()
    if not isinstance(theirs.value, ValueError):
        assert str(ours.value) == str(theirs.value)
    assert addresses == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:port/", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"])
def test_an_address_that_boto3_finds_out_about_later_is_named_at_once(ec2, addresses, find, monkeypatch, url):
    monkeypatch.setenv(ENDPOINT, url)
    with pytest.raises(errors.InvalidIMDSEndpointError, match="Invalid endpoint EC2 Instance Metadata endpoint"):
        find()
    assert addresses == []


def test_a_mode_that_is_none_is_named_as_in_boto3(ec2, addresses, find, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5")
    with pytest.raises(errors.InvalidIMDSEndpointModeError) as ours:
        find()
    with pytest.raises(botocore.exceptions.InvalidIMDSEndpointModeError) as theirs:
        boto3s_address()
    assert str(ours.value) == str(theirs.value)


def test_proxies_of_the_environment_are_asked_as_in_boto3(service, find, theirs, monkeypatch):
    monkeypatch.setenv(ENDPOINT, "http://metadata.invalid/")
    monkeypatch.setenv("http_proxy", service.url)
    service.answer(lambda request: service._answer_to(unproxied(request)))
    assert find() == FOUND
    assert service.requests[0].target == "/latest/api/token"  # absolute on the wire, see `unproxied`
    assert theirs() == (*FOUND, "iam-role")
    monkeypatch.setenv("no_proxy", "metadata.invalid")
    assert find() is None


def unproxied(request):
    assert request.target.startswith("http://metadata.invalid/")
    request.target = request.target.removeprefix("http://metadata.invalid")
    return request


# ---------------------------------------------------------------- where it is not


@pytest.mark.parametrize("value", ["true", "TRUE"])
def test_it_can_be_switched_off(service, find, theirs, monkeypatch, value):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", value)
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv4")
    assert nothing(service, find, theirs) == ([], [])
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "1")
    assert find() == FOUND


@pytest.fixture
def blackhole(ec2, monkeypatch):
    """An address that connections are never made to, as 169.254.169.254 is on most machines."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):  # its queue is full then
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{listener.getsockname()[1]}")
        yield listener


def test_ec2_absent_costs_boto3s_time_out_once_per_session(blackhole, find, waits):
    """boto3 waits twice that long, for the token and for the role, and again for each client."""
    session = find.session()
    for _ in range(4):
        assert find(session) is None
    assert waits == [1]
    find()
    assert waits == [1, 1]


def test_other_sources_are_asked_all_the_same(blackhole, find, monkeypatch):
    session = find.session()
    assert find(session) is None
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDLATER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    assert find(session).access_key == "AKIDLATER"


def test_another_session_and_another_process_ask_for_themselves(blackhole, find, monkeypatch):
    session = find.session()
    assert find(session) is None
    copy = pickle.loads(pickle.dumps(session))
    with MetadataService() as service:
        monkeypatch.setenv(ENDPOINT, service.url)
        assert find(session) is None
        assert find(copy) == find() == FOUND


def test_a_refused_connection_takes_no_time_and_is_not_remembered(ec2, find, theirs, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{listener.getsockname()[1]}")
    session = find.session()
    assert find(session) is theirs() is None
    with MetadataService() as service:
        monkeypatch.setenv(ENDPOINT, service.url)
        assert find(session) == FOUND


def test_without_the_first_version_nobody_there_is_an_error_as_in_boto3(blackhole, find, theirs, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_V1_DISABLED", "true")
    session = find.session()
    with pytest.raises(botocore.exceptions.MetadataRetrievalError) as boto3s:
        theirs()
    for _ in range(2):
        with pytest.raises(errors.MetadataRetrievalError) as ours:
            find(session)
        assert str(ours.value) == str(boto3s.value)


def test_a_cancelled_search_returns_at_once(blackhole, monkeypatch):
    monkeypatch.setenv("AWS_METADATA_SERVICE_TIMEOUT", "60")

    async def main():
        async with asyncio.timeout(0.2):
            await sotalia.aio.Session().get_credentials()

    started = clock.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(main())
    assert clock.monotonic() - started < 5


# ---------------------------------------------------------------- how long they are good


NOW = 1893456000.0


class Time:
    """The clock of both."""

    def __init__(self, monkeypatch):
        self.now = NOW
        monkeypatch.setattr("time.time", lambda: self.now)
        monkeypatch.setattr("botocore.utils.get_current_datetime", self.datetime)
        monkeypatch.setattr("botocore.credentials._local_now", lambda: self.datetime(False))

    def datetime(self, remove_tzinfo=True):
        now = datetime.fromtimestamp(self.now, UTC)
        return now.replace(tzinfo=None) if remove_tzinfo else now


@pytest.fixture
def time(monkeypatch):
    return Time(monkeypatch)


def boto3s_expiry():
    return botocore.session.Session().get_credentials()._expiry_time.timestamp()


@pytest.mark.parametrize("left", [6 * 3600, 1501])
def test_the_end_of_good_credentials_is_the_services_word(service, find, time, left):
    service.credentials["Expiration"] = iso_time(NOW + left)
    session = find.session()
    find(session)
    assert session.identity.holder.expiry == boto3s_expiry() == NOW + left


@pytest.mark.parametrize("left", [1000, 1, 0, -1, -100_000])
@pytest.mark.parametrize("microseconds", [0, 123_456, 999_999])
def test_the_end_of_others_is_put_off_as_in_boto3(service, find, time, monkeypatch, left, microseconds):
    time.now += microseconds / 1_000_000
    service.credentials["Expiration"] = iso_time(NOW + left)
    session = find.session()
    assert find(session) == FOUND
    ours = session.identity.holder.expiry
    monkeypatch.setattr("random.randint", lambda least, most: least)
    earliest = boto3s_expiry()
    monkeypatch.setattr("random.randint", lambda least, most: most)
    assert earliest <= ours <= boto3s_expiry()
    assert (earliest, boto3s_expiry()) == (NOW + 15 * 60 + 2 * 60, NOW + 15 * 60 + 10 * 60)


def test_credentials_that_have_ended_serve_while_the_service_has_no_others(service, find, time):
    service.credentials["Expiration"] = iso_time(NOW + 3600)
    session = find.session()
    assert find(session) == FOUND
    for _ in range(20):
        time.now += 600
        assert find(session) == FOUND
    assert 6 <= service.asked.count("credentials") <= 21
    service.credentials.update(AccessKeyId="AKIDNEWER", Expiration=iso_time(time.now + 6 * 3600))
    time.now += 1500
    assert find(session).access_key == "AKIDNEWER"


def test_a_service_that_is_gone_is_an_error_when_credentials_end(service, find, time):
    service.credentials["Expiration"] = iso_time(NOW + 3600)
    session = find.session()
    find(session)
    service.role = None
    time.now += 3600 - 14 * 60
    assert find(session) == FOUND
    time.now += 14 * 60
    with pytest.raises(errors.CredentialRetrievalError) as ours:
        find(session)
    with pytest.raises(botocore.exceptions.CredentialRetrievalError) as boto3s:
        raise_boto3s(service, time)
    assert str(ours.value) == f"{boto3s.value} ({service.url}/)"


def raise_boto3s(service, time):
    service.role = "the-role"
    service.credentials["Expiration"] = iso_time(time.now + 3600)
    held = botocore.session.Session().get_credentials()
    held._time_fetcher = lambda: time.datetime(remove_tzinfo=False)
    service.role = None
    time.now += 3600
    held.get_frozen_credentials()


def test_a_time_that_is_none_is_named(service, find, theirs):
    service.credentials["Expiration"] = "sEcReT"
    with pytest.raises(errors.UnusableCredentialsError, match="Expiration in the answer") as ours:
        find()
    with pytest.raises(ValueError):
        theirs()
    assert isinstance(ours.value, ValueError)
    assert "sEcReT" not in str(ours.value)


def test_constants_are_boto3s():
    fetcher = botocore.utils.InstanceMetadataFetcher
    assert (ec2_metadata.TOKEN_PATH, ec2_metadata.TOKEN_LIFE) == (fetcher._TOKEN_PATH, fetcher._TOKEN_TTL)
    assert ec2_metadata.ROLE_PATH == fetcher._URL_PATH
    assert {
        "ipv4": botocore.utils.METADATA_BASE_URL,
        "ipv6": botocore.utils.METADATA_BASE_URL_IPv6,
    } == ec2_metadata.ADDRESSES
