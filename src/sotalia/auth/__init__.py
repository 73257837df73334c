"""Signing: `(request, scheme, credentials, now)` in, the same request with its signature out. Pure, no I/O.

    choose ─► AuthScheme ─► sign            headers of a request about to be sent
                         ─► presign         a URL
                         ─► presign_post    form fields of a browser's upload
                         ─► EventSigner     frames of an event stream (auth.eventstream)
    ChecksumRules ─► a request's checksum, a reply's validation (auth.checksums)

Each scheme has its own file, loaded when it is first used; the table of schemes (`sotalia.schemes`) names it. `now` is
seconds since 1970. A request may be signed again: what the former signature added is replaced. Credentials are read
(`access_key`, `secret_key`, `token`), never kept but as the derived keys in the signing-key cache.
"""

from __future__ import annotations

from ..bodies import takes_long
from ..errors import NoCredentialsError, NoRegionError, UnknownSignatureVersionError, UnsupportedSignatureVersionError
from ..schemes import EVENTS, HEADERS, POST, QUERY, place_of
from .clock import valid_for
from .payload import payload_is_hashed
from .scheme import AuthScheme

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..http import Request
    from .eventstream import EventSigner

__all__ = ["AuthScheme", "event_signer", "presign", "presign_post", "sign", "signing_takes_long"]

#: The functions that sign headers, by the scheme's name: each call looks here.
_in_headers: dict[str, Any] = {}


def sign(request: Request, scheme: AuthScheme, credentials: Any, now: float, resource: str | None = None) -> None:
    """Sign `request` in place, as it is about to be sent.

    `credentials` have `access_key`, `secret_key` and `token`; for `bearer` they are the token object, for `none` they
    are ignored. `resource` is what S3's old scheme signs (`auth.s3.resource_path`).

    Raises NoCredentialsError, NoAuthTokenError, NoRegionError, UnknownSignatureVersionError; UnseekableStreamError for
    a body that cannot be hashed and then sent; MissingDependencyException for SigV4a without `cryptography`.
    """
    function = _in_headers.get(scheme.name)
    if function is None:
        function = _function(scheme, HEADERS)
        if function is None:
            raise UnknownSignatureVersionError(signature_version=scheme.name)
        _in_headers[scheme.name] = function
    _require(scheme, credentials)
    function(request, scheme, credentials, now, resource)


def signing_takes_long(request: Request, scheme: AuthScheme) -> bool:
    """Return whether `sign` may take long: it loads a large library, or reads a body that is large or a file."""
    if scheme.row.needs_library:
        return True
    if not takes_long(request.body) or not payload_is_hashed(request, scheme):
        return False
    return scheme.path_as_is or "x-amz-content-sha256" not in request.headers


def presign(
    request: Request,
    scheme: AuthScheme,
    credentials: Any,
    now: float,
    expires_in: float | None = None,
    resource: str | None = None,
) -> str:
    """Return the URL that makes `request` without further credentials, for `expires_in` seconds (an hour if None).

    The scheme's name ends in `-query` (or is `none`). `request` is used up: its URL becomes the one returned, its body
    may be moved into it. Raises ParamValidationError for what is no number of seconds, and as `sign` does.
    """
    function = _function(scheme, QUERY)
    if function is None:
        raise UnsupportedSignatureVersionError(signature_version=scheme.name)
    _require(scheme, credentials)
    url: str = function(request, scheme, credentials, now, valid_for(expires_in), resource)
    return url


def presign_post(
    url: str,
    scheme: AuthScheme,
    credentials: Any,
    now: float,
    fields: Mapping[str, Any] | None = None,
    conditions: Sequence[Any] | None = None,
    expires_in: float | None = None,
) -> dict[str, Any]:
    """Return `{"url", "fields"}` for a browser's POST to `url`, good for `expires_in` seconds (an hour if None).

    The scheme's name ends in `-presign-post` (or is `none`: the fields stay unsigned). Raises as `presign` does.
    """
    function = _function(scheme, POST)
    if function is None:
        raise UnsupportedSignatureVersionError(signature_version=scheme.name)
    _require(scheme, credentials)
    seconds = valid_for(expires_in)
    return {"url": url, "fields": function(scheme, credentials, now, fields or {}, conditions or (), seconds)}


def event_signer(scheme: AuthScheme, credentials: Any, authorization: str | None) -> EventSigner | None:
    """Return what signs the frames of a stream whose request is signed, as its `authorization` header says.

    None for a scheme that does not sign frames: they are sent unsigned.
    """
    function = _function(scheme, EVENTS)
    if function is None:
        return None
    signer: EventSigner = function(scheme, credentials, authorization)
    return signer


def _function(scheme: AuthScheme, form: str) -> Any:
    """Return the function that signs by `scheme` in a form, or None if there is none; imports its file."""
    place = place_of(scheme.name, form)
    if place is None:
        return None
    module, _, name = place.partition(":")
    return getattr(__import__(f"{__name__}.{module}", fromlist=[name]), name)


def _require(scheme: AuthScheme, credentials: Any) -> None:
    """Raise when the credentials or the region that a scheme needs are missing."""
    row = scheme.row
    if scheme.region is None and row.needs_region:
        raise NoRegionError()
    if credentials is None and row.needs_keys:
        raise NoCredentialsError()
