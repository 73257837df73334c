"""The signers for images without botocore sign as botocore's do."""

from __future__ import annotations

import datetime

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest as TheirRequest
from botocore.credentials import Credentials as TheirCredentials

from sotalia.compat.botocore import auth
from sotalia.credentials import Credentials
from sotalia.exceptions import NoCredentialsError
from sotalia.patchpoints.requests import AWSRequest

NOW = datetime.datetime(2026, 11, 28, 16, 0, 0, tzinfo=datetime.UTC)
REQUESTS = {
    "get": ("GET", "https://vpc.es.amazonaws.com/_search?q=a%20b&a=1", {}, None, {}),
    "parameters": ("GET", "https://vpc.es.amazonaws.com/_search", {}, None, {"q": "a b", "x": "ü/"}),
    "json": ("POST", "https://bedrock.us-east-1.amazonaws.com/model/a%3A0/invoke", {"Content-Type": "j"}, b"{}", {}),
    "text": ("POST", "http://localhost:8000/a//b/../c", {"X-Own": " two  words "}, "text", {}),
    "form": ("POST", "https://sts.amazonaws.com/", {}, {"Action": "GetCallerIdentity", "Version": "2011-06-15"}, {}),
}


@pytest.fixture(autouse=True)
def same_time(monkeypatch):
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *args, **kwargs: NOW.replace(tzinfo=None))
    monkeypatch.setattr("sotalia.io.clock.now", NOW.timestamp)


def signed(signer, credentials, request_class, name):
    method, url, headers, data, params = REQUESTS[name]
    request = request_class(method=method, url=url, headers=headers, data=data, params=params)
    signer(credentials("AKID", "secret", "token"), "es", "us-east-1").add_auth(request)
    return request


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("signer", ["SigV4Auth", "S3SigV4Auth"])
def test_headers_are_signed_alike(signer, name):
    theirs = signed(getattr(botocore.auth, signer), TheirCredentials, TheirRequest, name)
    ours = signed(getattr(auth, signer), Credentials, AWSRequest, name)
    assert dict(ours.headers.items()) == dict(theirs.headers.items())
    assert ours.prepare().url == theirs.prepare().url


@pytest.mark.parametrize("name", ["get", "parameters"])
@pytest.mark.parametrize("signer", ["SigV4QueryAuth", "S3SigV4QueryAuth"])
def test_urls_are_signed_alike(signer, name):
    theirs = signed(getattr(botocore.auth, signer), TheirCredentials, TheirRequest, name)
    ours = signed(getattr(auth, signer), Credentials, AWSRequest, name)
    assert ours.url == theirs.url


def test_without_credentials_there_is_no_signature():
    with pytest.raises(NoCredentialsError):
        auth.SigV4Auth(None, "es", "us-east-1").add_auth(AWSRequest("GET", "https://x.amazonaws.com/"))
