"""Signature Versions 2 and 3, for the few services that never took another one.

Version 2 signs the parameters of a form, so its signature is one more parameter in the body. Version 3 signs the date.
"""

from __future__ import annotations

from binascii import b2a_base64
from hmac import digest as hmac_digest
from urllib.parse import parse_qsl, quote, urlencode

from .canonical import split_url
from .clock import http_date, iso_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys


def sign_v2(request: Request, scheme: AuthScheme, credentials: Keys, now: float, resource: Any = None) -> None:
    """Sign the form in the body (or, without a body, the URL's query) by `v2`."""
    origin, path, query = split_url(request.url)
    form = bytes(request.body).decode() if request.body else query  # type: ignore[arg-type]
    params: dict[str, str] = dict(parse_qsl(form, keep_blank_values=True))
    params.pop("Signature", None)
    params["AWSAccessKeyId"] = credentials.access_key
    params["SignatureVersion"] = "2"
    params["SignatureMethod"] = "HmacSHA256"
    params["Timestamp"] = iso_date(now)
    if credentials.token:
        params["SecurityToken"] = credentials.token
    pairs = [f"{quote(name, safe='')}={quote(params[name], safe='-_~')}" for name in sorted(params)]
    text = f"{request.method}\n{origin.partition('://')[2]}\n{path or '/'}\n{'&'.join(pairs)}"
    params["Signature"] = _hmac_sha256(credentials.secret_key, text)
    if request.body:
        request.body = urlencode(params).encode()
        request.length = len(request.body)
    else:
        request.url = f"{origin}{path}?{urlencode(params)}"


def sign_v3(request: Request, scheme: AuthScheme, credentials: Keys, now: float, resource: Any = None) -> None:
    """Sign `request` by `v3` or `v3https`."""
    headers = request.headers
    headers["date"] = http_date(now)
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    headers["x-amzn-authorization"] = (
        f"AWS3-HTTPS AWSAccessKeyId={credentials.access_key},Algorithm=HmacSHA256,"
        f"Signature={_hmac_sha256(credentials.secret_key, headers['date'])}"
    )


def _hmac_sha256(secret_key: str, text: str) -> str:
    return b2a_base64(hmac_digest(secret_key.encode(), text.encode(), "sha256"), newline=False).decode()
