"""`client._request_signer`, which programs use to sign requests of their own; boto3 signs the same."""

from __future__ import annotations

import datetime
import time
from typing import Any

import boto3
import botocore.auth
import botocore.awsrequest
import pytest

import sotalia
from sotalia.patchpoints import requests
from tests.core.scripted import NOW, with_machinery
from tests.events.test_same_events import SIGNERS


@pytest.fixture(autouse=True)
def frozen(credentials, monkeypatch):
    moment = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    for name, signer in SIGNERS.items():
        monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, name, signer)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: moment.replace(tzinfo=None))
    monkeypatch.setattr(time, "time", lambda: NOW)


def pair(service: str) -> list[tuple[Any, Any]]:
    """A client and the class of requests of both libraries; boto3's signer does not keep its client."""
    ours = sotalia.client(service)
    with_machinery(ours, now=lambda: NOW)
    theirs = boto3.client(service)
    return [(theirs, botocore.awsrequest.AWSRequest), (ours, requests.AWSRequest)]


URL = "https://sts.us-east-1.amazonaws.com/a%20b?x=1"


@pytest.mark.parametrize("body", [b"", b"bytes", "text", {"Action": "GetCallerIdentity", "a": "b c"}])
@pytest.mark.parametrize("scope", [{}, {"region_name": "eu-west-1", "signing_name": "other"}])
def test_a_request_is_signed_as_a_call_would_be(body, scope):
    signed = []
    for client, request_class in pair("sts"):
        request = request_class("POST", URL, {"X-Mine": "1"}, body)
        client._request_signer.sign("GetCallerIdentity", request, **scope)
        signed.append((request.url, dict(request.headers.items())))
    assert signed[1] == signed[0]


@pytest.mark.parametrize(
    ("service", "operation", "url"),
    [("sts", "GetCallerIdentity", "https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15")],
)
def test_a_url_is_presigned(service, operation, url):
    urls = []
    for client, _ in pair(service):
        request = {"method": "GET", "url": url, "body": {}, "headers": {"x-k8s-aws-id": "cluster"}, "context": {}}
        urls.append(client._request_signer.generate_presigned_url(request, operation, 60, "us-east-1", "sts"))
    assert urls[1] == urls[0]
    assert "X-Amz-Signature=" in urls[1]


@pytest.mark.parametrize("operation", ["GetCallerIdentity", "NoSuchOperation", None])
@pytest.mark.parametrize("form", ["standard", "presign-url"])
def test_parameters_of_a_request_are_signed_and_sent_once(operation, form):
    signed = []
    for client, request_class in pair("sts"):
        request = request_class("GET", "https://sts.us-east-1.amazonaws.com/", params={"Action": "Some", "a": "b c"})
        client._request_signer.sign(operation, request, signing_type=form)
        prepared = request.prepare()
        signed.append((prepared.url, prepared.headers.get("Authorization")))
    assert signed[1] == signed[0]
    assert signed[1][0].count("Action=Some") == 1


def test_what_signs_is_made_for_a_service_and_region():
    signed = []
    for client, request_class in pair("sts"):
        request = request_class("POST", URL, {}, b"{}")
        client._request_signer.get_auth_instance("execute-api", "eu-west-1", "v4").add_auth(request)
        signed.append(request.headers["Authorization"])
    assert signed[1] == signed[0]
    assert "/eu-west-1/execute-api/" in signed[1]


def test_it_knows_the_clients_settings():
    for client, _ in pair("sts"):
        signer = client._request_signer
        assert (signer.region_name, signer.signing_name, signer.signature_version) == ("us-east-1", "sts", "v4")
        assert signer._credentials.access_key == "AKIDEXAMPLE"
