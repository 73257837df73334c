"""Signatures in headers, against botocore's own signers over random requests at a frozen clock."""

from __future__ import annotations

import io
from typing import Any

import botocore.auth
import pytest

from sotalia.auth import AuthScheme, sign
from sotalia.auth.canonical import NEVER_SIGNED
from sotalia.auth.scheme import EVENTS, SIGNED, STREAMING, UNSIGNED
from sotalia.errors import (
    InvalidEndpointConfigurationError,
    NoAuthTokenError,
    NoCredentialsError,
    NoRegionError,
    UnknownSignatureVersionError,
    UnseekableStreamError,
)
from sotalia.http import Request
from tests.auth.signed_by_botocore import KEY, NOW, SESSION, Requests, aws_request, lower

pytestmark = pytest.mark.usefixtures("frozen")

MANY = 300


def check(signer: Any, ours: Request, theirs: Any, scheme: AuthScheme, key: Any, resource: str | None = None) -> None:
    signer.add_auth(theirs)
    sign(ours, scheme, key, NOW, resource)
    assert ours.headers == lower(theirs)
    first = dict(ours.headers)
    sign(ours, scheme, key, NOW, resource)
    assert ours.headers == first


def test_what_proxies_change_is_not_signed_as_in_botocore() -> None:
    # The signature itself, which botocore takes out before.
    assert sorted(NEVER_SIGNED - {"authorization"}) == botocore.auth.SIGNED_HEADERS_BLACKLIST


@pytest.mark.parametrize("key", [KEY, SESSION], ids=["key", "session"])
def test_v4_signs_as_botocore(key: Any) -> None:
    requests = Requests(1)
    for _ in range(MANY):
        method, url, headers, body = requests()
        theirs = aws_request(method, url, headers, body)
        check(
            botocore.auth.SigV4Auth(key, "dynamodb", "eu-central-1"),
            Request(method, url, dict(headers), body),
            theirs,
            AuthScheme("v4", "dynamodb", "eu-central-1"),
            key,
        )


def test_v4_with_an_unsigned_body_signs_as_botocore() -> None:
    requests = Requests(2)
    for _ in range(50):
        method, url, headers, body = requests()
        theirs = aws_request(method, url, headers, body, {"payload_signing_enabled": False})
        check(
            botocore.auth.SigV4Auth(KEY, "ebs", "us-east-1"),
            Request(method, url, dict(headers), body),
            theirs,
            AuthScheme("v4", "ebs", "us-east-1", UNSIGNED),
            KEY,
        )


@pytest.mark.parametrize(
    ("payload", "context"),
    [
        (SIGNED, {}),
        (STREAMING, {"has_streaming_input": True}),
        (SIGNED, {"has_streaming_input": True, "client_config": {"payload_signing_enabled": True}}),
        (UNSIGNED, {"client_config": {"payload_signing_enabled": False}}),
    ],
)
def test_s3v4_signs_as_botocore(payload: str, context: dict[str, Any]) -> None:
    if "client_config" in context:
        context = {**context, "client_config": type("Config", (), {"s3": context["client_config"]})}
    requests = Requests(3)
    for _ in range(100):
        method, url, headers, body = requests()
        theirs = aws_request(method, url, headers, body, context)
        check(
            botocore.auth.S3SigV4Auth(SESSION, "s3", "us-east-1"),
            Request(method, url, dict(headers), body),
            theirs,
            AuthScheme("s3v4", "s3", "us-east-1", payload),
            SESSION,
        )


def test_a_trailing_checksum_stands_for_the_body() -> None:
    headers = {"x-amz-trailer": "x-amz-checksum-crc32", "content-encoding": "aws-chunked"}
    url = "https://bucket.s3.amazonaws.com/key"
    algorithm = {"algorithm": "crc32", "in": "trailer", "name": "x-amz-checksum-crc32"}
    theirs = aws_request("PUT", url, headers, b"x", {"checksum": {"request_algorithm": algorithm}})
    ours = Request("PUT", url, dict(headers), b"x")
    check(
        botocore.auth.S3SigV4Auth(KEY, "s3", "us-east-1"),
        ours,
        theirs,
        AuthScheme("s3v4", "s3", "us-east-1", STREAMING),
        KEY,
    )
    assert ours.headers["x-amz-content-sha256"] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


def test_s3_express_signs_as_botocore() -> None:
    class Cache:
        def get_credentials(self, key: str) -> Any:
            return SESSION

    requests = Requests(4)
    for _ in range(50):
        method, url, headers, body = requests()
        check(
            botocore.auth.S3ExpressAuth(SESSION, "s3express", "us-east-1", identity_cache=Cache()),
            Request(method, url, dict(headers), body),
            aws_request(method, url, headers, body),
            AuthScheme("v4-s3express", "s3express", "us-east-1"),
            SESSION,
        )


@pytest.mark.parametrize("key", [KEY, SESSION], ids=["key", "session"])
@pytest.mark.parametrize("resource", [None, "/bucket/some/key"])
def test_the_first_s3_scheme_signs_as_botocore(key: Any, resource: str | None) -> None:
    requests = Requests(5)
    for _ in range(MANY):
        method, url, headers, body = requests()
        theirs = aws_request(method, url, headers, body)
        theirs.auth_path = resource
        check(
            botocore.auth.HmacV1Auth(key),
            Request(method, url, dict(headers), body),
            theirs,
            AuthScheme("s3", "s3", "us-east-1"),
            key,
            resource,
        )


@pytest.mark.parametrize("key", [KEY, SESSION], ids=["key", "session"])
def test_v2_signs_as_botocore(key: Any) -> None:
    select = "select * from `dom` where a = '1 + é~*'"
    form = {"Action": "Select", "SelectExpression": select, "Empty": "", "Version": "1"}
    theirs = aws_request("POST", "https://sdb.amazonaws.com/", {}, dict(form))
    botocore.auth.SigV2Auth(key).add_auth(theirs)
    body = aws_request("POST", "https://sdb.amazonaws.com/", {}, dict(form)).body
    ours = Request("POST", "https://sdb.amazonaws.com/", {}, body)
    for _ in range(2):
        sign(ours, AuthScheme("v2", "sdb", "us-east-1"), key, NOW)
        assert ours.body == theirs.body
        assert ours.length == len(theirs.body)


def test_v2_signs_a_query_as_botocore() -> None:
    theirs = aws_request("GET", "https://sdb.amazonaws.com/", {})
    theirs.params = {"Action": "ListDomains", "Next Token": "a b"}
    botocore.auth.SigV2Auth(KEY).add_auth(theirs)
    ours = Request("GET", "https://sdb.amazonaws.com/?Action=ListDomains&Next+Token=a+b", {})
    sign(ours, AuthScheme("v2", "sdb", "us-east-1"), KEY, NOW)
    assert ours.url == theirs.prepare().url


@pytest.mark.parametrize("name", ["v3", "v3https"])
@pytest.mark.parametrize("key", [KEY, SESSION], ids=["key", "session"])
def test_v3_signs_as_botocore(name: str, key: Any) -> None:
    check(
        botocore.auth.SigV3Auth(key),
        Request("GET", "https://route53.amazonaws.com/", {"x-a": "b"}),
        aws_request("GET", "https://route53.amazonaws.com/", {"x-a": "b"}),
        AuthScheme(name, "route53", "us-east-1"),
        key,
    )


class Token:
    token = "a-token"


def test_a_bearer_token_goes_over_tls_only() -> None:
    scheme = AuthScheme("bearer", "codecatalyst", None)
    request = Request("GET", "https://codecatalyst.aws/", {"authorization": "Bearer old"})
    sign(request, scheme, Token, NOW)
    assert request.headers == {"authorization": "Bearer a-token"}
    with pytest.raises(InvalidEndpointConfigurationError):
        sign(Request("GET", "http://codecatalyst.aws/", {}), scheme, Token, NOW)
    with pytest.raises(NoAuthTokenError):
        sign(Request("GET", "https://codecatalyst.aws/", {}), scheme, None, NOW)


def test_an_unsigned_request_stays_as_it_is_but_names_its_framing() -> None:
    request = Request("GET", "https://bucket.s3.amazonaws.com/", {"a": "b"})
    sign(request, AuthScheme("none", "s3", None), None, NOW)
    assert request.headers == {"a": "b"}
    request.headers["x-amz-trailer"] = "x-amz-checksum-crc32"
    sign(request, AuthScheme("none", "s3", None), None, NOW)
    assert request.headers["x-amz-content-sha256"] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER"


def test_a_file_is_hashed_from_where_it_stands_and_put_back() -> None:
    file = io.BytesIO(b"skipped" + b"body" * 600_000)
    file.seek(7)
    url = "http://localhost/key"
    ours = Request("PUT", url, {}, file)
    sign(ours, AuthScheme("s3v4", "s3", "us-east-1"), KEY, NOW)
    assert file.tell() == 7
    as_bytes = Request("PUT", url, {}, b"body" * 600_000)
    sign(as_bytes, AuthScheme("s3v4", "s3", "us-east-1"), KEY, NOW)
    assert ours.headers == as_bytes.headers


class Pipe:
    def read(self, size: int = -1) -> bytes:
        raise AssertionError("read too early")


def test_a_body_that_cannot_be_rewound_is_never_read() -> None:
    over_tls = Request("PUT", "https://bucket.s3.amazonaws.com/key", {}, Pipe())
    sign(over_tls, AuthScheme("s3v4", "s3", "us-east-1", STREAMING), KEY, NOW)
    assert over_tls.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    for url, name in (("http://localhost/key", "s3v4"), ("https://mediastore.example/", "v4")):
        with pytest.raises(UnseekableStreamError) as caught:
            sign(Request("PUT", url, {}, Pipe()), AuthScheme(name, "s3", "us-east-1"), KEY, NOW)
        assert "takes any stream" in caught.value.__notes__[0]


def test_an_event_stream_says_so() -> None:
    request = Request("POST", "https://transcribe.example/", {}, Pipe(), http2=True)
    sign(request, AuthScheme("v4", "transcribe", "us-east-1", EVENTS), KEY, NOW)
    assert request.headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    assert "x-amz-content-sha256" in request.headers["authorization"]


def test_other_credentials_replace_the_former_token() -> None:
    request = Request("GET", "https://example.com/", {})
    sign(request, AuthScheme("v4", "x", "us-east-1"), SESSION, NOW)
    sign(request, AuthScheme("v4", "x", "us-east-1"), KEY, NOW)
    fresh = Request("GET", "https://example.com/", {})
    sign(fresh, AuthScheme("v4", "x", "us-east-1"), KEY, NOW)
    assert request.headers == fresh.headers


@pytest.mark.parametrize("name", ["v4", "s3v4", "s3", "v2", "v3"])
def test_no_credentials_is_an_error(name: str) -> None:
    with pytest.raises(NoCredentialsError):
        sign(Request("GET", "https://example.com/", {}), AuthScheme(name, "x", "us-east-1"), None, NOW)


def test_no_region_is_an_error_before_no_credentials() -> None:
    with pytest.raises(NoRegionError):
        sign(Request("GET", "https://example.com/", {}), AuthScheme("v4", "x", None), None, NOW)


def test_a_scheme_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownSignatureVersionError, match="v9"):
        sign(Request("GET", "https://example.com/", {}), AuthScheme("v9", "x", "us-east-1"), KEY, NOW)
