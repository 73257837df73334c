"""Signing of requests that a program has made itself, with a client's settings: what `client._request_signer` does."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ..auth import presign, sign
from ..auth.scheme import AuthScheme
from ..config import UNSIGNED
from ..errors import UnsupportedSignatureVersionError
from ..http import Request
from ..percent import plain_within, text_of
from ..schemes import HEADERS, NONE, POST, QUERY, in_form
from .spelling import usual_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..patchpoints.requests import AWSRequest


class RequestAuth:
    """Signs AWSRequests by one scheme for one service and region: boto3's `SigV4Auth` and its kin."""

    def __init__(self, scheme: AuthScheme, credentials: Any, now: Any, expires: float | None = None) -> None:
        self.scheme = scheme
        self.credentials = credentials
        self._now = now
        self._expires = expires

    def add_auth(self, request: AWSRequest) -> None:
        """Sign a request in place: in its headers, or for a scheme of URLs in its URL.

        Raises NoCredentialsError, NoRegionError, UnknownSignatureVersionError and what else signing raises.
        """
        frozen = getattr(self.credentials, "get_frozen_credentials", None)
        keys = self.credentials if frozen is None else frozen()
        plain = _plain_request(request)
        before = dict(plain.headers)
        if self.scheme.name.endswith("-query"):
            request.url = presign(plain, self.scheme, keys, self._now(), self._expires, request.auth_path)
            request.params = {}  # they are in the URL
            return
        unsigned = plain.url
        sign(plain, self.scheme, keys, self._now(), request.auth_path)
        if plain.url != unsigned:
            request.url, request.params = plain.url, {}
        for name, value in plain.headers.items():
            if before.get(name) != value:
                del request.headers[name]
                request.headers[usual_name(name)] = value


def auth_for(scheme: AuthScheme, form: str, *, service: str | None, region: str | None) -> AuthScheme:
    """Return a client's scheme for another form (`standard`, `presign-url`), service or region.

    Raises UnsupportedSignatureVersionError for forms of browsers, which sign no request.
    """
    if form == POST:
        raise UnsupportedSignatureVersionError(signature_version=form)
    named = scheme if scheme.name == NONE else scheme.renamed(in_form(scheme.name, QUERY if form == QUERY else HEADERS))
    return named.replace(service=service, region=region)


def version_name(version: Any) -> str:
    """Return the name of a signature version that boto3's programs write."""
    return NONE if version is UNSIGNED or version is None else text_of(version)


def _plain_request(request: AWSRequest) -> Request:
    """Return a request as Sotalia's own, with the query that is still to be added to its URL.

    A space is `%20` in it, which is how a server counts the `+` that is sent.
    """
    prepared, url, params = request.prepare(), request.url or "", request.params
    if params:
        query = params if isinstance(params, str) else urlencode(plain_within(params), True, "-._~", quote_via=quote)
        url += ("&" if "?" in url else "?") + query
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    body = prepared.body
    body = body.encode("utf-8") if isinstance(body, str) else b"" if body is None else body
    return Request(request.method or "GET", url, headers, body)


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else text_of(value)
