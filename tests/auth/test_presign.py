"""Presigned URLs and POST policies: byte for byte what botocore makes at the same instant."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import parse_qsl

import botocore.auth
import botocore.signers
import pytest

from sotalia.auth import AuthScheme, presign, presign_post
from sotalia.errors import (
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    UnsupportedSignatureVersionError,
)
from sotalia.http import Request
from tests.auth.signed_by_botocore import KEY, NOW, SESSION, Requests, aws_request

pytestmark = pytest.mark.usefixtures("frozen")

KEYS = pytest.mark.parametrize("key", [KEY, SESSION], ids=["key", "session"])


class Cache:
    def __init__(self, key: Any) -> None:
        self.key = key

    def get_credentials(self, key: str) -> Any:
        return self.key


@KEYS
@pytest.mark.parametrize("name", ["v4-query", "s3v4-query", "v4-s3express-query"])
def test_v4_urls_are_botocores(name: str, key: Any) -> None:
    classes: dict[str, Any] = {
        "v4-query": botocore.auth.SigV4QueryAuth,
        "s3v4-query": botocore.auth.S3SigV4QueryAuth,
        "v4-s3express-query": botocore.auth.S3ExpressQueryAuth,
    }
    extra = {"identity_cache": Cache(key)} if "express" in name else {}
    requests = Requests(11)
    for _ in range(200):
        method, url, headers, _ = requests(bodies=False)
        theirs = aws_request(method, url, headers)
        classes[name](key, "s3", "eu-west-1", expires=600, **extra).add_auth(theirs)
        ours = Request(method, url, dict(headers))
        assert presign(ours, AuthScheme(name, "s3", "eu-west-1"), key, NOW, 600) == theirs.url


@KEYS
@pytest.mark.parametrize("resource", [None, "/bucket/some/key"])
def test_s3s_first_urls_are_botocores(resource: str | None, key: Any) -> None:
    requests = Requests(12)
    for _ in range(200):
        method, url, headers, _ = requests(bodies=False)
        theirs = aws_request(method, url, headers)
        theirs.auth_path = resource
        botocore.auth.HmacV1QueryAuth(key, expires=77).add_auth(theirs)
        ours = Request(method, url, dict(headers))
        assert presign(ours, AuthScheme("s3-query", "s3", None), key, NOW, 77, resource) == theirs.url


@KEYS
def test_a_form_moves_into_the_query_as_in_botocore(key: Any) -> None:
    form = {"Action": "GetCallerIdentity", "Version": "2011-06-15", "Text": "a b+c~é&=", "Empty": "", "Zero": 0}
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "x-other": "1"}
    url = "https://sts.eu-west-1.amazonaws.com/?kept=a+b&kept=2"
    body = aws_request("POST", url, {}, dict(form)).body
    theirs = aws_request("POST", url, headers, dict(form))
    botocore.auth.SigV4QueryAuth(key, "sts", "eu-west-1", expires=60).add_auth(theirs)
    ours = Request("POST", url, dict(headers), body)
    assert presign(ours, AuthScheme("v4-query", "sts", "eu-west-1"), key, NOW, 60) == theirs.url
    assert ours.body == b""


@pytest.mark.parametrize(
    "body", [b'{"OutputFormat": "mp3", "Nested": {"a": [1]}, "List": ["x", "y y"], "On": true, "N": 1.5}', b"{}"]
)
def test_a_json_body_moves_into_the_query_as_in_botocore(body: bytes) -> None:
    headers = {"content-type": "application/json"}
    url = "https://polly.eu-west-1.amazonaws.com/v1/speech"
    theirs = aws_request("POST", url, headers, body)
    botocore.auth.SigV4QueryAuth(KEY, "polly", "eu-west-1", expires=60).add_auth(theirs)
    ours = Request("POST", url, dict(headers), body)
    assert presign(ours, AuthScheme("v4-query", "polly", "eu-west-1"), KEY, NOW, 60) == theirs.url


@pytest.mark.parametrize("body", [b"<xml/>", b"\xff\xfe", b"[1]"])
def test_a_body_that_cannot_move_is_refused(body: bytes) -> None:
    with pytest.raises(ParamValidationError, match="presigned"):
        presign(Request("PUT", "https://x.example/", {}, body), AuthScheme("v4-query", "x", "us-east-1"), KEY, NOW)


def test_what_will_be_uploaded_to_s3_stays_out_of_the_url() -> None:
    url = "https://bucket.s3.amazonaws.com/key"
    scheme = AuthScheme("s3v4-query", "s3", "us-east-1")
    assert presign(Request("PUT", url, {}, b'{"a":1}'), scheme, KEY, NOW) == presign(
        Request("PUT", url, {}), scheme, KEY, NOW
    )


def test_the_rds_login_token_is_botocores() -> None:
    theirs = aws_request("GET", "https://db.example.com:3306/", {}, {"Action": "connect", "DBUser": "me@here"})
    botocore.auth.SigV4QueryAuth(KEY, "rds-db", "us-east-1", expires=900).add_auth(theirs)
    ours = Request("GET", "https://db.example.com:3306/?Action=connect&DBUser=me%40here", {})
    assert presign(ours, AuthScheme("v4-query", "rds-db", "us-east-1"), KEY, NOW, 900) == theirs.url


@KEYS
@pytest.mark.parametrize("name", ["s3-presign-post", "s3v4-presign-post", "v4-s3express-presign-post"])
def test_post_policies_are_botocores(name: str, key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime.datetime.fromtimestamp(NOW, datetime.UTC).replace(tzinfo=None)
    monkeypatch.setattr(botocore.signers, "get_current_datetime", lambda: instant)
    signers: dict[str, Any] = {
        "s3-presign-post": lambda: botocore.auth.HmacV1PostAuth(key),
        "s3v4-presign-post": lambda: botocore.auth.S3SigV4PostAuth(key, "s3", "eu-west-1"),
        "v4-s3express-presign-post": lambda: botocore.auth.S3ExpressPostAuth(
            key, "s3", "eu-west-1", identity_cache=Cache(key)
        ),
    }

    class Signer:
        def sign(self, operation: str, request: Any, region: Any, kind: str) -> None:
            signers[name]().add_auth(request)

    fields = {"acl": "public-read", "key": "é/${filename}"}
    conditions: list[Any] = [{"acl": "public-read"}, ["starts-with", "$key", "é/"], ["content-length-range", 1, 9]]
    url = "https://bucket.s3.amazonaws.com/"
    theirs = botocore.signers.S3PostPresigner(Signer()).generate_presigned_post(
        {"method": "PUT", "url": url, "headers": {}, "body": b"", "context": {}}, dict(fields), list(conditions), 900
    )
    before = dict(fields), list(conditions)
    ours = presign_post(url, AuthScheme(name, "s3", "eu-west-1"), key, NOW, fields, conditions, 900)
    assert ours == theirs
    assert list(ours["fields"]) == list(theirs["fields"])
    assert (fields, conditions) == before


def test_unsigned_urls_and_forms_carry_nothing() -> None:
    scheme = AuthScheme("none", "s3", None)
    assert (
        presign(Request("GET", "https://b.s3.amazonaws.com/k", {}), scheme, None, NOW) == "https://b.s3.amazonaws.com/k"
    )
    assert presign_post("https://b/", scheme, None, NOW, {"key": "k"}) == {"url": "https://b/", "fields": {"key": "k"}}


@pytest.mark.parametrize("name", ["v2-query", "bearer-query", "v4a-query", "v4", "nonsense-query"])
def test_schemes_without_a_query_form_are_refused(name: str) -> None:
    with pytest.raises(UnsupportedSignatureVersionError, match=name):
        presign(Request("GET", "https://x.example/", {}), AuthScheme(name, "x", "us-east-1"), KEY, NOW)
    with pytest.raises(UnsupportedSignatureVersionError, match=name):
        presign_post("https://x.example/", AuthScheme(name, "x", "us-east-1"), KEY, NOW)


def test_credentials_and_region_are_needed() -> None:
    request = Request("GET", "https://x.example/", {})
    with pytest.raises(NoRegionError):
        presign(request, AuthScheme("v4-query", "x", None), None, NOW)
    for name in ("v4-query", "s3-query"):
        with pytest.raises(NoCredentialsError):
            presign(request, AuthScheme(name, "x", "us-east-1"), None, NOW)
    with pytest.raises(NoCredentialsError):
        presign_post("https://x.example/", AuthScheme("s3-presign-post", "x", "us-east-1"), None, NOW)


def test_a_url_presigned_at_different_instants_differs_only_where_it_must() -> None:
    scheme = AuthScheme("s3v4-query", "s3", "us-east-1")
    urls = [
        presign(Request("GET", "https://b.s3.amazonaws.com/k?versionId=1", {}), scheme, KEY, NOW + s) for s in (0, 1)
    ]
    first, second = (dict(parse_qsl(url.partition("?")[2])) for url in urls)
    assert {name for name in first if first[name] != second[name]} == {"X-Amz-Date", "X-Amz-Signature"}
