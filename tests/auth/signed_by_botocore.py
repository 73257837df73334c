"""botocore's signers at a frozen clock, for the tests that compare."""

from __future__ import annotations

import random
from typing import Any

from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

NOW = 1790000123.25

KEY = ReadOnlyCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None)
SESSION = ReadOnlyCredentials("ASIAEXAMPLE", "sécret/+", "FwoGZXIvYXdzE//+=")


def aws_request(
    method: str, url: str, headers: dict[str, str], data: Any = b"", context: dict[str, Any] | None = None
) -> AWSRequest:
    request = AWSRequest(method, url, dict(headers), data)
    request.context = dict(context or {})
    return request


def lower(request: AWSRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


class Requests:
    """Random requests, the same ones in every run."""

    PATHS = (
        "/",
        "/key",
        "/a/../b",
        "/a/./b/",
        "//",
        "//a//b",
        "/..",
        "/%C3%A9t%C3%A9/%E2%82%AC",
        "/a%2Fb%20c%2B+",
        "/tilde~dash-dot.under_",
        "/$delete;x=1,2",
        "/.hidden/..",
        "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations",
    )
    NAMES = ("a", "b", "A", "list-type", "prefix", "X-Amz-Meta", "%E1%88%B4", "acl", "versionId", "response-expires")
    VALUES = ("", "1", "z%2Fy", "%20", "a%2Bb", "~", "x=y", "Value", "%25")
    HEADERS = (
        ("content-type", "application/json"),
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("x-amz-target", "Service.Operation"),
        ("x-amz-meta-text", "  many   spaces \t here "),
        ("x-amz-acl", "public-read"),
        ("content-md5", "XrY7u+Ae7tCTyyK/j1rNww=="),
        ("user-agent", "tests"),
        ("expect", "100-continue"),
        ("transfer-encoding", "chunked"),
        ("x-amzn-trace-id", "Root=1"),
        ("range", "bytes=0-3"),
        ("content-length", "9"),
        ("cache-control", "no-cache, no-store"),
        ("date", "Mon, 01 Jan 2001 00:00:00 GMT"),
    )
    HOSTS = (
        "https://s3.us-east-1.amazonaws.com",
        "http://localhost:4566",
        "https://user:pass@Bucket.Example.com:443",
        "http://example.com:80",
        "https://[::1]:8443",
        "https://dynamodb.eu-central-1.amazonaws.com",
    )

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def query(self, repeat: bool = True) -> str:
        pick = self.random
        count = pick.choice((0, 0, 1, 2, 4))
        names = [pick.choice(self.NAMES) for _ in range(count)] if repeat else pick.sample(self.NAMES, count)
        return "&".join(name if pick.random() < 0.2 else f"{name}={pick.choice(self.VALUES)}" for name in names)

    def __call__(self, *, repeat: bool = True, bodies: bool = True) -> tuple[str, str, dict[str, str], bytes]:
        pick = self.random
        query = self.query(repeat)
        path = pick.choice(self.PATHS)
        headers = dict(pick.sample(self.HEADERS, pick.randrange(6)))
        body = pick.choice((b"", b'{"a": 1}', "é€".encode() * 50)) if bodies else b""
        method = pick.choice(("GET", "PUT", "POST", "HEAD", "DELETE"))
        return method, pick.choice(self.HOSTS) + path + (f"?{query}" if query else ""), headers, body
