"""Credentials of containers, from a real server, beside boto3's."""

from __future__ import annotations

import json
import socket
import threading
import traceback

import botocore.credentials
import botocore.session
import botocore.utils
import pytest

from sotalia import errors
from sotalia.identity.sources import container
from sotalia.io import clock
from tests.servers.metadata import CREDENTIALS, ContainerAgent
from tests.servers.raw import CLOSE, RESET, reply

FULL, RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
TOKEN, TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"


@pytest.fixture
def pauses(monkeypatch):
    """Nobody waits; how long they would have waited."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr("sotalia.io.perform_async.asyncio.sleep", sleep)
    return pauses


@pytest.fixture
def agent(home, monkeypatch):
    with ContainerAgent() as agent:
        monkeypatch.setenv(FULL, f"{agent.url}/path?query=x")
        yield agent


def test_what_is_asked_and_found_is_what_boto3_asks_and_finds(agent, find, theirs):
    agent.credentials["AccountId"] = "123456789012"
    session = find.session()
    assert (*find(session), session.identity.holder.method) == theirs()
    assert session.identity.holder.expiry == 32472144000
    ours, boto3s = agent.requests
    assert (ours.method, ours.target) == (boto3s.method, boto3s.target) == ("GET", "/path?query=x")
    assert ours.headers["accept"] == boto3s.headers["accept"] == "application/json"
    assert "authorization" not in {**ours.headers, **boto3s.headers}


def test_a_path_is_one_at_the_address_of_ecs(agent, find, theirs, monkeypatch):
    # No test can listen there, so the address is another, which is no address of a container's server.
    monkeypatch.delenv(FULL)
    monkeypatch.setenv(RELATIVE, "/v2/credentials?id=1")
    assert container.ADDRESS == botocore.utils.ContainerMetadataFetcher.IP_ADDRESS == "169.254.170.2"
    address = agent.url.partition("://")[2]
    monkeypatch.setattr(container, "ADDRESS", address)
    monkeypatch.setattr(botocore.utils.ContainerMetadataFetcher, "IP_ADDRESS", address)
    assert find() == theirs()[:4]
    assert [request.target for request in agent.requests] == ["/v2/credentials?id=1"] * 2
    monkeypatch.setenv(FULL, "http://127.0.0.1:1/")  # the path goes first
    assert find() == theirs()[:4]


def test_an_authorization_token_is_shown(agent, find, theirs, monkeypatch):
    agent.authorization = "Basic dXNlcjpwYXNz"
    monkeypatch.setenv(TOKEN, agent.authorization)
    assert find() == theirs()[:4]


def test_a_token_in_a_file_goes_first_and_is_read_each_time(agent, find, theirs, home, monkeypatch):
    agent.authorization = "eks-token"
    (home / "token").write_text("eks-token")
    monkeypatch.setenv(TOKEN_FILE, str(home / "token"))
    monkeypatch.setenv(TOKEN, "another")
    agent.credentials["Expiration"] = "2030-01-01T00:00:00Z"
    now = 1893456000 - 3600.0
    monkeypatch.setattr("time.time", lambda: now)
    session = find.session()
    assert find(session) == theirs()[:4]
    now += 3001
    agent.authorization = "newer"
    (home / "token").write_text("newer")
    agent.credentials.update(AccessKeyId="AKIDNEWER", Expiration="2030-01-01T06:00:00Z")
    assert find(session).access_key == "AKIDNEWER"


ALLOWED = [
    "http://localhost:1/",
    "http://127.0.0.1:1/",
    "http://127.9.8.7:1",
    "http://[::1]:1/",
    "http://169.254.170.2:1/x",
    "http://169.254.170.23:1/v1/credentials",
    "http://[fd00:ec2::23]:1/",
    "https://example.invalid/x",
    "HTTP://LOCALHOST:1/",
]
FORBIDDEN = [
    "http://example.com/",
    "http://169.254.169.254/latest",
    "http://10.0.0.1/",
    "http://localhost.example.com/",
    "http://localhost@example.com/",
    "http://127.0.0.1.example.com/",
    "http://[fd00:ec2::254]/",
    "http://[2001:db8::1]/",
    "http:///path",
    "localhost/path",
    "",
]
#: What boto3 lets pass, to fail when it connects, or to connect to what a reader of URLs takes it for.
UNCLEAR = [
    "ftp://localhost/",
    "http://user:sEcReT@localhost/",
    "http://localhost:port/",
    "http://localhost\\@example.com/",
    "http://localhost/ x",
    "http://localhost/\r\nx: y",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_hosts_that_boto3_allows(home, find, pauses, addresses, monkeypatch, url):
    botocore.utils.ContainerMetadataFetcher()._validate_allowed_url(url)
    monkeypatch.setenv(FULL, url)
    with pytest.raises(errors.CredentialRetrievalError, match="Could not connect"):
        find()
    assert addresses == [url] * 3


@pytest.mark.parametrize("url", FORBIDDEN)
def test_hosts_that_boto3_does_not_allow(home, find, addresses, monkeypatch, url):
    with pytest.raises(ValueError, match="Unsupported host") as theirs:
        botocore.utils.ContainerMetadataFetcher()._validate_allowed_url(url)
    monkeypatch.setenv(FULL, url)
    with pytest.raises(errors.CredentialRetrievalError, match=FULL) as caught:
        find()
    assert isinstance(caught.value, ValueError)
    if url.startswith("http://") and "@" not in url and url != "http:///path":
        assert str(caught.value) == f"Error when retrieving credentials from container-role: {theirs.value} ({FULL})"
    assert addresses == []


@pytest.mark.parametrize("url", UNCLEAR)
def test_urls_that_could_be_understood_in_two_ways(home, find, addresses, monkeypatch, url):
    monkeypatch.setenv(FULL, url)
    with pytest.raises(errors.UnusableCredentialsError, match=f"{FULL} makes no URL") as caught:
        find()
    assert "sEcReT" not in str(caught.value)
    assert addresses == []


@pytest.mark.parametrize("path", ["@example.com/", ".example.com/", ":80@example.com/x", "#", "\\x"])
def test_a_path_leads_nowhere_else(home, find, addresses, monkeypatch, path):
    monkeypatch.setenv(RELATIVE, path)
    with pytest.raises(errors.UnusableCredentialsError, match=RELATIVE):
        find()
    assert addresses == []


def errors_of(find, theirs):
    with pytest.raises(Exception) as ours:
        find()
    with pytest.raises(Exception) as boto3s:
        theirs()
    for error in (ours.value, ours.value.__context__, ours.value.__cause__):
        if error is not None:
            assert "sEcReT" not in "".join(traceback.format_exception(error))
    return ours.value, boto3s.value


@pytest.mark.parametrize(
    "answer",
    [reply(500, b"try later"), reply(404), reply(200, b"<html>sign in</html>"), reply(200), CLOSE, RESET],
    ids=["500", "404", "HTML", "nothing", "closed", "reset"],
)
def test_what_is_no_answer_is_asked_for_three_times(agent, find, theirs, pauses, answer):
    agent.answers = [answer, answer]
    assert find() == (*CREDENTIALS.values(),)[:3] + (None,)
    assert len(agent.requests) == 3
    assert pauses == [1, 1]
    agent.answers = [answer] * 6
    ours, boto3s = errors_of(find, theirs)
    assert len(agent.requests) == 3 + 6
    assert type(ours).__name__ == type(boto3s).__name__ == "CredentialRetrievalError"
    text = "Error when retrieving credentials from container-role: Error retrieving metadata: Received"
    if str(boto3s).startswith(text) and "non 200" not in str(boto3s):  # what libcurl says is not what urllib3 says
        assert str(ours).startswith(text)
    else:
        assert str(ours) == str(boto3s)


def test_silence_is_waited_for_as_long_as_in_boto3(agent, find, theirs, pauses, monkeypatch):
    assert container.TIMEOUT == botocore.utils.ContainerMetadataFetcher.TIMEOUT_SECONDS == 2
    assert container.PAUSE == botocore.utils.ContainerMetadataFetcher.SLEEP_TIME == 1
    assert container.ATTEMPTS == botocore.utils.ContainerMetadataFetcher.RETRY_ATTEMPTS == 3
    monkeypatch.setattr(container, "TIMEOUT", 0.05)
    monkeypatch.setattr("tests.servers.raw.time.sleep", threading.Event().wait)
    agent.answers = [5] * 3
    started = clock.monotonic()
    with pytest.raises(errors.CredentialRetrievalError, match="Read timeout on endpoint URL"):
        find()
    assert clock.monotonic() - started < 3
    assert len(agent.requests) == 3


def test_nobody_listens(home, find, theirs, pauses, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv(FULL, f"http://127.0.0.1:{listener.getsockname()[1]}/")
    ours, boto3s = errors_of(find, theirs)
    assert type(ours).__name__ == type(boto3s).__name__ == "CredentialRetrievalError"
    assert str(ours) == str(boto3s)


def test_redirects_are_not_followed(agent, find, pauses):
    agent.answers = [reply(302, b"", {"Location": f"{agent.url}/elsewhere"})] * 3
    with pytest.raises(errors.CredentialRetrievalError, match="Received non 200 response 302"):
        find()
    assert {request.target for request in agent.requests} == {"/path?query=x"}


def test_no_proxy_is_asked(agent, find, theirs, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert find() == theirs()[:4]


def test_the_clients_options_do_not_count(agent, find, monkeypatch, home):
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text("[default]\nmax_attempts = 1\nca_bundle = /nonexistent\n")
    assert find().access_key == "AKIDFETCHED"


@pytest.mark.parametrize("missing", CREDENTIALS)
def test_what_an_answer_lacks_is_named(agent, find, theirs, missing):
    del agent.credentials[missing]
    ours, boto3s = errors_of(find, theirs)
    assert type(ours) is errors.UnusableCredentialsError
    assert isinstance(boto3s, KeyError)
    assert isinstance(ours, KeyError)
    assert str(ours).endswith(f"The answer of the container's server lacks {missing}.")


@pytest.mark.parametrize("value", [None, 7, "", ["x"]])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_what_is_no_text_is_named(agent, find, name, value):
    agent.credentials[name] = value
    with pytest.raises(errors.UnusableCredentialsError, match=f"lacks {name}"):
        find()


@pytest.mark.parametrize("body", [b"[]", b"7", b'"sEcReT"'])
def test_json_that_is_no_object_is_no_answer(agent, find, pauses, body):
    agent.answers = [reply(200, body)] * 3
    with pytest.raises(errors.CredentialRetrievalError, match="Unable to parse JSON returned") as caught:
        find()
    assert "sEcReT" not in str(caught.value)


def test_an_expiration_that_is_no_time_is_named(agent, find, theirs):
    agent.credentials["Expiration"] = "sEcReT"
    ours, boto3s = errors_of(find, theirs)
    assert isinstance(boto3s, ValueError)
    assert isinstance(ours, ValueError)
    assert "Expiration" in str(ours)


def test_credentials_in_an_answer_that_is_no_success_are_not_shown(agent, find, pauses):
    agent.answers = [reply(500, json.dumps(CREDENTIALS).encode())] * 3
    with pytest.raises(errors.CredentialRetrievalError, match="Received non 200 response 500") as caught:
        find()
    assert "sEcReT" not in str(caught.value)
    agent.answers = [reply(500, b"x" * 100_000)] * 3
    with pytest.raises(errors.CredentialRetrievalError, match="Received non 200 response 500") as caught:
        find()
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("token", ["sEcReT\n", "a\rb", "\u00e9sEcReT", "a\tb"])
@pytest.mark.parametrize("place", ["variable", "file"])
def test_a_token_that_is_no_header_is_named_and_not_shown(agent, find, theirs, home, monkeypatch, token, place):
    monkeypatch.setenv(TOKEN, token)
    if place == "file":
        (home / "token").write_text(token, encoding="utf-8", newline="")
        monkeypatch.setenv(TOKEN_FILE, str(home / "token"))
    with pytest.raises(errors.UnusableCredentialsError, match="Auth token value is not a legal header value") as caught:
        find()
    assert (TOKEN_FILE if place == "file" else TOKEN) in str(caught.value)
    assert "sEcReT" not in str(caught.value)
    if "\n" in token or "\r" in token:
        with pytest.raises(ValueError, match="Auth token value is not a legal header value"):
            theirs()
    assert agent.requests == []


@pytest.mark.parametrize("kind", ["missing", "directory", "forbidden"])
def test_a_file_with_a_token_that_cannot_be_read_is_named(agent, find, theirs, home, monkeypatch, kind):
    path = home / "token"
    if kind == "directory":
        path.mkdir()
    if kind == "forbidden":
        monkeypatch.setattr("builtins.open", lambda *a, **k: (_ for _ in ()).throw(PermissionError(13, "Denied", path)))
    monkeypatch.setenv(TOKEN_FILE, str(path))
    ours, boto3s = errors_of(find, theirs)
    assert isinstance(boto3s, OSError)
    assert isinstance(ours, errors.CredentialFileError)
    assert isinstance(ours, OSError)
    for cls in (FileNotFoundError, PermissionError):
        assert isinstance(ours, cls) == isinstance(boto3s, cls)
    assert f"{path} ({TOKEN_FILE}) cannot be read: " in str(ours)
