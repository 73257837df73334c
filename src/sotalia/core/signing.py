"""Who signs a call, and how: the scheme is chosen once per operation and endpoint, the signature made per attempt."""

from __future__ import annotations

from ..auth import sign, signing_takes_long
from ..effects import Compute
from ..schemes import HEADERS, TOKEN, in_form
from .request import ACCEPT_ENCODING, invocation_headers, name_features

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..auth.scheme import AuthScheme
    from ..effects import Effect
    from ..http import Request
    from .context import Call

#: Added to an attempt after it is signed. So is `accept-encoding`, unless it is a parameter of the call.
_NOT_SIGNED = ("amz-sdk-invocation-id", "amz-sdk-request")


def resolve_scheme(current: Call, form: str) -> None:
    """Choose how the call is signed in a form of signature; hooks may replace the choice."""
    scheme = choose_scheme(current, form)
    for hook in current.operation.on_scheme:
        scheme = hook(current, scheme) or scheme
    current.signs = scheme.row.needs_keys
    if current.signs:
        # A hook may name only the version of a signature; its form is added here.
        name = in_form(scheme.name, form)
        if name != scheme.name:
            scheme = scheme.renamed(name)
    current.auth = scheme
    session_of = current.machinery.hooks.session_of
    current.session = session_of(current) if scheme.row.session and session_of is not None else None
    if not current.signs or current.session is not None:
        current.credentials = None  # the endpoint was resolved with keys, which this scheme does not use


def fetch_credentials(current: Call) -> Generator[Effect, Any, Any]:
    """Return what the call's scheme signs with: credentials, a bearer token, or None."""
    identity = current.session or current.client.identity
    if TOKEN in current.auth.row.needs:
        return (yield from current.client.identity.token(current.client.signing_name))
    if not current.signs:
        return None
    credentials = yield from identity.credentials()
    current.features |= identity.features
    return credentials


def signed_resource(current: Call) -> str | None:
    """Return the resource's name, for a scheme that signs it in the place of the URL's path."""
    resource = current.machinery.hooks.resource
    return resource(current) if resource is not None and current.auth.row.names_resource else None


def sign_attempt(current: Call, request: Request) -> Request:
    """Return what one attempt sends: `request` signed, or a copy of it. Scheme and credentials are chosen."""
    attempt = _unsigned_attempt(current, request)
    sign(attempt, current.auth, current.credentials, current.machinery.now(), signed_resource(current))
    _complete(current, attempt)
    return attempt


def sign_elsewhere(current: Call, request: Request) -> Generator[Effect, Any, Request]:
    """Do the same, but sign in another thread if that takes long."""
    attempt = _unsigned_attempt(current, request)
    arguments = attempt, current.auth, current.credentials, current.machinery.now(), signed_resource(current)
    if signing_takes_long(attempt, current.auth):
        yield Compute(sign, *arguments)
    else:
        sign(*arguments)
    _complete(current, attempt)
    return attempt


def _unsigned_attempt(current: Call, request: Request) -> Request:
    """Return the attempt without its signature, after the hooks of phase `sign`."""
    operation = current.operation
    if operation.reuses_request and current.attempt == 1:
        # If there is another attempt, it copies this one, without the headers that are not signed.
        attempt = request
    else:
        attempt = request.copy()
        for name in _NOT_SIGNED:
            attempt.headers.pop(name, None)
        if attempt.headers.get("accept-encoding") == ACCEPT_ENCODING:
            del attempt.headers["accept-encoding"]
    if current.features | current.auth.features != current.named_features or current.attempt > 1:
        name_features(current, attempt)
    for hook in operation.on_sign:
        hook(current, attempt)
    return attempt


def _complete(current: Call, attempt: Request) -> None:
    """Add what the signature does not cover."""
    # As in boto3, where the transport adds them: proxies may change them.
    attempt.headers.setdefault("accept-encoding", ACCEPT_ENCODING)
    invocation_headers(current, attempt)
    if current.operation.input_events:
        from .event_stream_input import attach_events

        attach_events(current, attempt)
    for hook in current.operation.on_signed:
        hook(current, attempt)


def choose_scheme(current: Call, form: str) -> AuthScheme:
    """Return the scheme for the call's endpoint."""
    operation, target, endpoint = current.operation, current.target, current.endpoint
    assert endpoint is not None
    fixed = form == HEADERS and target is not None and endpoint is target.endpoint
    if fixed and target is not None and target.scheme is not None:
        return target.scheme
    keep_region = form == HEADERS or current.keep_region
    machinery = current.machinery
    scheme: AuthScheme = machinery.chooser.choose(
        operation.model, endpoint.properties, form, keep_region, machinery.hooks.auth_type
    )
    if scheme.row.needs_library:
        current.heavy = True
    elif fixed and target is not None:
        target.scheme = scheme
    return scheme
