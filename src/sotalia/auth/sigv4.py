"""Signature Version 4 in the Authorization header, S3's variants included.

    canonical request ─sha256─► string to sign ─hmac─► signature
                                                 ▲
                 secret ─hmac─ date ─ region ─ service ─ "aws4_request"

The right-hand chain does not depend on the request: its end, the signing key, is kept for the day it is good for.

See "AWS Signature Version 4 for API requests" in the IAM user guide.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import digest as hmac_digest

from .canonical import canonical_path, canonical_query, host_of, signed_header_names, split_url
from .clock import amz_date, http_date
from .payload import EVENT_STREAM, UNSIGNED_PAYLOAD, payload_hash
from .scheme import EVENTS, SIGNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys

ALGORITHM = "AWS4-HMAC-SHA256"

_KEY_LIMIT = 256

# (secret, access key, date, region, service) -> (signing key, credential scope). Filled and read by all threads; a race
# computes a key twice. Cleared when full: keys are cheap and old days' keys are useless.
_keys: dict[tuple[str, str, str, str, str], tuple[bytes, str]] = {}


def signing_key(credentials: Keys, date: str, region: str, service: str) -> tuple[bytes, str]:
    """Return the key for a day, region and service, and the credential scope it is good for."""
    secret: str = credentials.secret_key
    key = (secret, credentials.access_key, date, region, service)
    entry = _keys.get(key)
    if entry is None:
        value = f"AWS4{secret}".encode()
        for part in (date, region, service, "aws4_request"):
            value = hmac_digest(value, part.encode(), "sha256")
        entry = value, f"{date}/{region}/{service}/aws4_request"
        if len(_keys) >= _KEY_LIMIT:
            _keys.clear()
        _keys[key] = entry
    return entry


def sign_headers(request: Request, scheme: AuthScheme, credentials: Keys, now: float, resource: Any = None) -> None:
    """Sign `request` by `v4`, `s3v4` or `v4-s3express`; its headers are replaced if it was signed before."""
    stamp, date = amz_date(now)
    key, scope = signing_key(credentials, date, scheme.region or "", scheme.service)
    headers = request.headers
    prepare_headers(request, scheme, credentials, stamp, now)
    canonical, signed_names = canonical_request(request, scheme)
    digest = sha256(canonical.encode()).hexdigest()
    signature = hmac_digest(key, f"{ALGORITHM}\n{stamp}\n{scope}\n{digest}".encode(), "sha256").hex()
    headers["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={signed_names}, Signature={signature}"
    )


def prepare_headers(request: Request, scheme: AuthScheme, credentials: Keys, stamp: str, now: float) -> None:
    """Set the headers that belong to the signature: date, token, payload hash."""
    headers = request.headers
    if "authorization" in headers:
        # Signed before, perhaps with other credentials.
        del headers["authorization"]
        headers.pop("x-amz-security-token", None)
    if "date" in headers:
        # A request that carries a Date is signed with it.
        headers["date"] = http_date(now, "-0000")
        headers.pop("x-amz-date", None)
    else:
        headers["x-amz-date"] = stamp
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    if scheme.path_as_is:
        headers["x-amz-content-sha256"] = payload_hash(request, scheme)
        if scheme.row.session:
            headers["x-amz-s3session-token"] = headers.pop("x-amz-security-token", "")
    elif scheme.payload != SIGNED:
        headers["x-amz-content-sha256"] = EVENT_STREAM if scheme.payload == EVENTS else UNSIGNED_PAYLOAD


def canonical_request(request: Request, scheme: AuthScheme, payload: str | None = None) -> tuple[str, str]:
    """Return the canonical request and the names of the headers it covers, joined by `;`.

    `payload` is the body's hash, if not the one in `x-amz-content-sha256` or the body's own.
    """
    headers, url = request.headers, request.url
    origin, path, query = split_url(url)
    names, signed_names = signed_header_names(headers)
    if not scheme.path_as_is:
        path = canonical_path(path)
    lines = [request.method, path or "/", canonical_query(query)]
    for name in names:
        value = headers.get(name)
        # White space around and inside values is collapsed.
        lines.append(f"{name}:{host_of(origin) if value is None else ' '.join(value.split())}")
    if payload is None:
        payload = headers.get("x-amz-content-sha256") or payload_hash(request, scheme)
    lines += ("", signed_names, payload)
    return "\n".join(lines), signed_names
