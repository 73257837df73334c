"""Signature Version 4 in the query string: URLs that carry their own permission, for a while.

What the request would have carried in its body (query and JSON protocols) moves into the query string, in front of the
signature's own parameters. S3's bodies stay out of it: what will be uploaded is not known yet.

The parts of a URL are taken apart and written anew here, so that `+`, missing `=` and repeated names come out as
botocore writes them (of a repeated name, the first value).
"""

from __future__ import annotations

import json
from hashlib import sha256
from hmac import digest as hmac_digest
from urllib.parse import parse_qsl

from ..errors import ParamValidationError
from .canonical import encode_params, signed_header_names, split_url
from .clock import amz_date
from .payload import EMPTY_SHA256, UNSIGNED_PAYLOAD
from .sigv4 import ALGORITHM, canonical_request, signing_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys

#: The content type that serializers set by themselves; it means nothing without the body.
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


def presign_query(
    request: Request, scheme: AuthScheme, credentials: Keys, now: float, expires_in: int, resource: Any = None
) -> str:
    """Return the URL of `request` signed by `v4-query`, `s3v4-query` or `v4-s3express-query`.

    `request` is left with that URL and, but for S3, an empty body.
    """
    stamp, date = amz_date(now)
    key, scope = signing_key(credentials, date, scheme.region or "", scheme.service)
    move_body(request, scheme)
    params = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": expires_in,
        "X-Amz-SignedHeaders": signed_header_names(request.headers)[1],
    }
    if credentials.token is not None:
        params["X-Amz-S3session-Token" if scheme.row.session else "X-Amz-Security-Token"] = credentials.token
    add_params(request, params)
    digest = sha256(canonical_request(request, scheme, body_word(request, scheme))[0].encode()).hexdigest()
    signature = hmac_digest(key, f"{ALGORITHM}\n{stamp}\n{scope}\n{digest}".encode(), "sha256").hex()
    request.url += f"&X-Amz-Signature={signature}"
    return request.url


def move_body(request: Request, scheme: AuthScheme) -> None:
    """Write the query string anew, followed by the parameters in the body; S3's bodies are left alone."""
    headers, body = request.headers, request.body
    headers.pop("authorization", None)
    form = headers.get("content-type") == _FORM
    if form:
        del headers["content-type"]
    origin, path, query = split_url(request.url)
    params: dict[str, Any] = {}
    for name, value in _pairs(query):
        params.setdefault(name, value)
    if body and not scheme.path_as_is:
        params.update(dict(parse_qsl(_text(body), keep_blank_values=True)) if form else _json_params(body))
        request.body = b""
        request.length = 0
    request.url = f"{origin}{path}?{encode_params(params)}" if params else f"{origin}{path}"


def add_params(request: Request, params: dict[str, Any]) -> None:
    """Append `params` to the URL's query string."""
    request.url += ("&" if "?" in request.url else "?") + encode_params(params)


def body_word(request: Request, scheme: AuthScheme) -> str:
    """Return what stands for the body in a presigned request's signature."""
    return request.headers.get("x-amz-content-sha256") or (UNSIGNED_PAYLOAD if scheme.path_as_is else EMPTY_SHA256)


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return the decoded names and values of a query string."""
    if not query:
        return []
    if "%" in query or "+" in query:
        return parse_qsl(query, keep_blank_values=True)
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return [(name, value) for name, _, value in pairs]


def _text(body: Any) -> str:
    return bytes(body).decode()


def _json_params(body: Any) -> dict[str, Any]:
    """Return the JSON object in `body`."""
    try:
        # The stdlib's: its integers have no upper limit.
        params = json.loads(_text(body))
    except (TypeError, ValueError):
        params = None
    if not isinstance(params, dict):
        raise ParamValidationError(report="The body of this request cannot be moved into the query of a presigned URL.")
    return params
