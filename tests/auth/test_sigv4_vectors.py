"""The published Signature Version 4 test suite: each request's canonical form and signature."""

from __future__ import annotations

from pathlib import Path

import pytest

from sotalia.auth import AuthScheme, sign
from sotalia.auth.sigv4 import canonical_request
from sotalia.http import Request
from sotalia.percent import percent_encode
from tests import vectors

CASES = sorted(vectors.folder("sigv4").rglob("*.req"))
#: 2015-08-30T12:36:00Z
NOW = 1440938160.0


class Key:
    access_key = "AKIDEXAMPLE"
    secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    token = None


def read_request(path: Path) -> Request:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    lines = head.rstrip("\n").split("\n")
    method, target = lines[0].removesuffix(" HTTP/1.1").split(" ", 1)
    headers: dict[str, str] = {}
    name = ""
    for line in lines[1:]:
        if line.startswith((" ", "\t")):
            headers[name] += "\n" + line
            continue
        name, _, value = line.partition(":")
        name = name.lower()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    route, mark, query = target.partition("?")
    # A URL reaches the signer encoded; the suite's raw lines are not. Reserved characters and escapes stay.
    encoded = "".join(character if character in "&=%+" else percent_encode(character) for character in query)
    return Request(method, f"https://{headers['host']}{route}{mark}{encoded}", headers, body.encode())


def test_the_suite_is_there() -> None:
    assert len(CASES) == 34


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_signs_as_published(path: Path) -> None:
    request = read_request(path)
    scheme = AuthScheme("v4", "service", "us-east-1")
    canonical = path.with_suffix(".creq").read_text(encoding="utf-8")
    # One case has its token in the canonical form only: it comes with the credentials.
    token = next((line[21:] for line in canonical.split("\n") if line.startswith("x-amz-security-token:")), None)
    key = type("Session", (Key,), {"token": token})
    sign(request, scheme, key, NOW)
    assert canonical_request(request, scheme)[0] == canonical
    assert request.headers["authorization"] == path.with_suffix(".authz").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES[:3], ids=lambda path: path.stem)
def test_signing_again_gives_the_same(path: Path) -> None:
    request = read_request(path)
    scheme = AuthScheme("v4", "service", "us-east-1")
    sign(request, scheme, Key, NOW)
    first = dict(request.headers)
    sign(request, scheme, Key, NOW)
    assert request.headers == first
