"""Signature Version 4 checked from a request alone, as a service does: nothing here is shared with Sotalia or boto3.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

from tests.conformance.sides import CREDENTIALS, Sent

_FORM = re.compile(r"AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$")
#: Services that sign the path as it is sent.
_RAW_PATH = ("s3", "s3-outposts", "s3-object-lambda", "s3express")


def is_version_4(sent: Sent) -> bool:
    """Tell whether the request is signed in its headers, by Version 4."""
    return sent.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256")


def fault(sent: Sent) -> str | None:
    """What is wrong with the request's signature, or None."""
    match = _FORM.match(sent.headers["authorization"])
    if match is None:
        return f"not in the form of an Authorization header: {sent.headers['authorization']}"
    credential, signed, signature = match.groups()
    key, date, region, service, _ = credential.rsplit("/", 4)
    if key != CREDENTIALS["aws_access_key_id"] or not sent.headers["x-amz-date"].startswith(date):
        return f"the credential {credential} is for someone else or some other day"
    url = urlsplit(sent.url)
    lines = "".join(f"{name}:{' '.join(sent.headers[name].split())}\n" for name in signed.split(";"))
    payload = sent.headers.get("x-amz-content-sha256") or hashlib.sha256(sent.body).hexdigest()
    if re.fullmatch("[0-9a-f]{64}", payload) and payload != hashlib.sha256(sent.body).hexdigest():
        return f"x-amz-content-sha256 is not the body's: {payload}"
    canonical = "\n".join([sent.method, _path(url.path, service), _query(url.query), lines, signed, payload])
    scope = f"{date}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{sent.headers['x-amz-date']}\n{scope}\n{digest}"
    step = f"AWS4{CREDENTIALS['aws_secret_access_key']}".encode()
    for part in (*scope.split("/"), to_sign):
        step = hmac.new(step, part.encode(), "sha256").digest()
    return None if step.hex() == signature else f"the signature does not fit:\n{canonical}"


def _path(path: str, service: str) -> str:
    if service in _RAW_PATH:
        return path or "/"
    normal = posixpath.normpath("/" + path.lstrip("/"))
    if path.endswith("/") and normal != "/":
        normal += "/"
    return quote(normal, safe="/~")


def _query(query: str) -> str:
    pairs = [part.partition("=") for part in query.split("&") if part]
    return "&".join("=".join(pair) for pair in sorted((_encoded(name), _encoded(value)) for name, _, value in pairs))


def _encoded(text: str) -> str:
    return quote(unquote(text), safe="-_.~")
