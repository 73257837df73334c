"""Signing: `(request, scheme, credentials, now)` in, the same request with its signature out. Pure, no I/O.

    choose ─► AuthScheme ─► sign            headers of a request about to be sent
                         ─► presign         a URL
                         ─► presign_post    form fields of a browser's upload
                         ─► EventSigner     frames of an event stream (auth.eventstream)
    ChecksumRules ─► a request's checksum, a reply's validation (auth.checksums)

Each scheme has its own file, loaded when it is first used. `now` is seconds since 1970. A request may be signed again:
what the former signature added is replaced. Credentials are read (`access_key`, `secret_key`, `token`), never kept but
as the derived keys in the signing-key cache.
"""

from __future__ import annotations

from ..errors import NoCredentialsError, NoRegionError, UnknownSignatureVersionError, UnsupportedSignatureVersionError
from .scheme import AuthScheme
from .sigv4 import sign_headers as _sign_v4

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..http import Request

__all__ = ["AuthScheme", "presign", "presign_post", "sign"]

_V4 = frozenset(("v4", "s3v4", "v4-s3express"))
_V4_QUERY = frozenset(("v4-query", "s3v4-query", "v4-s3express-query"))
_V4_POST = frozenset(("s3v4-presign-post", "v4-s3express-presign-post"))


def sign(request: Request, scheme: AuthScheme, credentials: Any, now: float, resource: str | None = None) -> None:
    """Sign `request` in place, as it is about to be sent.

    `credentials` have `access_key`, `secret_key` and `token`; for `bearer` they are the token object, for `none` they
    are ignored. `resource` is what S3's old scheme signs (`auth.s3.resource_path`).

    Raises NoCredentialsError, NoAuthTokenError, NoRegionError, UnknownSignatureVersionError; UnseekableStreamError for
    a body that cannot be hashed and then sent; MissingDependencyException for SigV4a without `cryptography`.
    """
    name = scheme.name
    if name in _V4:
        if scheme.region is None:
            raise NoRegionError()
        if credentials is None:
            raise NoCredentialsError()
        _sign_v4(request, scheme, credentials, now)
    elif name == "none":
        if "x-amz-trailer" in request.headers:
            # S3 wants to know how the body is framed, signed or not.
            from .payload import UNSIGNED_TRAILER

            request.headers["x-amz-content-sha256"] = UNSIGNED_TRAILER
    elif name == "bearer":
        from .bearer import sign_bearer

        sign_bearer(request, credentials)
    else:
        _sign_otherwise(request, scheme, credentials, now, resource)


def _sign_otherwise(request: Request, scheme: AuthScheme, credentials: Any, now: float, resource: str | None) -> None:
    name = scheme.name
    if name in ("v4a", "s3v4a"):
        from .sigv4a import sign_headers

        sign_headers(request, scheme, _required(scheme, credentials), now)
    elif name == "s3":
        from .s3 import sign_headers as sign_s3

        sign_s3(request, _required(scheme, credentials), now, resource)
    elif name == "v2":
        from .legacy import sign_v2

        sign_v2(request, _required(scheme, credentials), now)
    elif name in ("v3", "v3https"):
        from .legacy import sign_v3

        sign_v3(request, _required(scheme, credentials), now)
    else:
        raise UnknownSignatureVersionError(signature_version=name)


def presign(
    request: Request,
    scheme: AuthScheme,
    credentials: Any,
    now: float,
    expires_in: float = 3600,
    resource: str | None = None,
) -> str:
    """Return the URL that makes `request` without further credentials, for `expires_in` seconds.

    The scheme's name ends in `-query` (or is `none`). `request` is used up: its URL becomes the one returned, its body
    may be moved into it.
    """
    name = scheme.name
    if name in _V4_QUERY:
        from .query import presign_query

        return presign_query(request, scheme, _required(scheme, credentials), now, expires_in)
    if name == "s3-query":
        from .s3 import presign_query as presign_s3

        return presign_s3(request, _required(scheme, credentials), now, expires_in, resource)
    if name == "s3v4a-query":
        from .sigv4a import presign_query as presign_v4a

        return presign_v4a(request, scheme, _required(scheme, credentials), now, expires_in)
    if name == "none":
        return request.url
    raise UnsupportedSignatureVersionError(signature_version=name)


def presign_post(
    url: str,
    scheme: AuthScheme,
    credentials: Any,
    now: float,
    fields: Mapping[str, Any] | None = None,
    conditions: Sequence[Any] | None = None,
    expires_in: float = 3600,
) -> dict[str, Any]:
    """Return `{"url", "fields"}` for a browser's POST to `url`, good for `expires_in` seconds.

    The scheme's name ends in `-presign-post` (or is `none`: the fields stay unsigned).
    """
    name = scheme.name
    if name == "none":
        return {"url": url, "fields": dict(fields or {})}
    if name not in _V4_POST and name != "s3-presign-post":
        raise UnsupportedSignatureVersionError(signature_version=name)
    from .post import post_fields

    signed = post_fields(scheme, _required(scheme, credentials), now, fields or {}, conditions or (), expires_in)
    return {"url": url, "fields": signed}


def _required(scheme: AuthScheme, credentials: Any) -> Any:
    """Return `credentials`, or raise when they or the region are missing."""
    if scheme.region is None and scheme.name.startswith(("v4", "s3v4")):
        raise NoRegionError()
    if credentials is None:
        raise NoCredentialsError()
    return credentials
