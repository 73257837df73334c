"""Signature Version 4A: keys against the published derivation, signatures checked by public key, both ways."""

from __future__ import annotations

import datetime
import re
import sys
from typing import Any
from urllib.parse import parse_qs

import pytest

from sotalia.auth import AuthScheme, presign, sign, sigv4a
from sotalia.auth.sigv4 import canonical_request
from sotalia.errors import MissingDependencyException
from sotalia.http import Request
from tests.auth.signed_by_botocore import KEY, NOW, SESSION, Requests, aws_request, lower

pytest.importorskip("cryptography", reason="SigV4a needs the extra `crypto`")

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

REGIONS = "us-east-1,eu-west-1"


def verify(
    key: Any, request: Request, scheme: AuthScheme, stamp: str, signature: str, payload: str | None = None
) -> None:
    """Raise InvalidSignature unless `signature` covers `request`."""
    canonical, _ = canonical_request(request, scheme, payload)
    text = sigv4a.string_to_sign(canonical, stamp, f"{stamp[:8]}/{scheme.service}/aws4_request")
    public = sigv4a.private_key(key).public_key()
    public.verify(bytes.fromhex(signature), text.encode(), ec.ECDSA(SHA256()))


def test_the_private_key_is_the_one_other_sdks_derive() -> None:
    # The key pair that the SigV4a implementations of AWS's SDKs test with.
    scalar = sigv4a.private_scalar("AKISORANDOMAASORANDOM", "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom")
    assert f"{scalar:064x}" == "7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd"


@pytest.mark.parametrize("name", ["v4a", "s3v4a"])
@pytest.mark.parametrize("key", [KEY, SESSION], ids=["key", "session"])
def test_headers_hold_a_good_signature(name: str, key: Any) -> None:
    requests = Requests(21)
    scheme = AuthScheme(name, "events", REGIONS)
    for _ in range(30):
        method, url, headers, body = requests()
        headers.pop("date", None)
        request = Request(method, url, headers, body)
        sign(request, scheme, key, NOW)
        sign(request, scheme, key, NOW)
        assert request.headers["x-amz-region-set"] == REGIONS
        found = re.fullmatch(
            r"AWS4-ECDSA-P256-SHA256 Credential=(\w+)/(\d{8})/events/aws4_request, "
            r"SignedHeaders=(\S+), Signature=(\w+)",
            request.headers["authorization"],
        )
        assert found is not None
        assert "x-amz-region-set" in found[3].split(";")
        verify(key, request, scheme, request.headers["x-amz-date"], found[4])


def test_a_presigned_url_holds_a_good_signature() -> None:
    scheme = AuthScheme("s3v4a-query", "s3", "*")
    request = Request(
        "GET", "https://mrap.accesspoint.s3-global.amazonaws.com/k%20k?versionId=1", {"x-amz-meta-a": "b"}
    )
    url = presign(request, scheme, SESSION, NOW, 600)
    request.url, _, signature = url.rpartition("&X-Amz-Signature=")
    verify(SESSION, request, scheme, parse_qs(url)["X-Amz-Date"][0], signature, "UNSIGNED-PAYLOAD")
    assert list(parse_qs(url.partition("?")[2])) == [
        "versionId",
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-SignedHeaders",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Region-Set",
        "X-Amz-Signature",
    ]


@pytest.mark.parametrize("name", ["v4a", "s3v4a"])
def test_botocores_signatures_are_good_by_our_reckoning(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("awscrt", reason="botocore signs by SigV4a only with awscrt")
    from botocore.crt import auth as crt

    instant = datetime.datetime.fromtimestamp(int(NOW), datetime.UTC)
    monkeypatch.setattr(crt, "get_current_datetime", lambda remove_tzinfo=True: instant)
    signer = {"v4a": crt.CrtSigV4AsymAuth, "s3v4a": crt.CrtS3SigV4AsymAuth}[name]
    requests = Requests(22)
    scheme = AuthScheme(name, "events", REGIONS)
    for _ in range(20):
        method, url, headers, body = requests()
        # awscrt signs `a=x=y` as `a=x%3Dy`, which is not what goes out.
        url = url.replace("x=y", "xy")
        for unsigned in ("date", "cache-control", "content-length"):
            headers.pop(unsigned, None)
        theirs = aws_request(method, url, headers, body)
        signer(SESSION, "events", REGIONS).add_auth(theirs)
        signed = lower(theirs)
        stamp = signed["x-amz-date"]
        signature = signed["authorization"].rpartition("=")[2]
        verify(SESSION, Request(method, url, signed, body), scheme, stamp, signature)
        ours = Request(method, url, dict(headers), body)
        sign(ours, scheme, SESSION, NOW)
        covered = ours.headers.pop("authorization").rpartition(", Signature=")[0]
        assert covered == signed.pop("authorization").rpartition(", Signature=")[0]
        signed.pop("host")
        assert {n: " ".join(v.split()) for n, v in ours.headers.items()} == {
            n: " ".join(v.split()) for n, v in signed.items()
        }


def test_without_cryptography_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sigv4a, "_keys", {})
    for module in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, module, None)
    assert not sigv4a.available()
    with pytest.raises(MissingDependencyException, match=r"pip install 'sotalia\[crypto\]'"):
        sign(Request("GET", "https://x.example/", {}), AuthScheme("v4a", "x", "*"), KEY, NOW)


def test_it_is_known_whether_cryptography_is_there() -> None:
    assert sigv4a.available()
