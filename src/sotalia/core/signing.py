"""Who signs a call, and how: the scheme is chosen once per operation and endpoint, the signature made per attempt."""

from __future__ import annotations

from ..auth import sign
from .request import ACCEPT_ENCODING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..auth.scheme import AuthScheme
    from ..effects import Effect
    from ..http import Request
    from .context import Call

STANDARD = "standard"


def sign_attempt(current: Call, attempt: Request) -> Generator[Effect, Any, None]:
    """Sign one attempt's request in place."""
    yield from prepare_signing(current, attempt, STANDARD)
    auth = current.auth
    if auth.name == "none" and "x-amz-trailer" not in attempt.headers:
        attempt.headers["accept-encoding"] = ACCEPT_ENCODING
        return
    sign(attempt, auth, current.credentials, current.client.now(), current.resource)
    # Added after the signature, as boto3's transport does, so that proxies may change it.
    attempt.headers["accept-encoding"] = ACCEPT_ENCODING


def prepare_signing(current: Call, request: Request, kind: str) -> Generator[Effect, Any, None]:
    """Settle the call's scheme and credentials for a signature of `kind`, and run the hooks that want the last word."""
    operation, client = current.operation, current.client
    if current.auth is None:
        current.auth = choose_scheme(current, kind)
        for hook in operation.hooks("scheme"):
            current.auth = hook(current, current.auth) or current.auth
    name = current.auth.name
    if name == "bearer":
        current.credentials = yield from client.identity.token(client.signing_name)
    elif name != "none":
        current.credentials = client.identity.current() or (yield from client.identity.credentials())
    for hook in operation.hooks("sign"):
        hook(current, request)


def choose_scheme(current: Call, kind: str) -> AuthScheme:
    """Return the scheme for the call's endpoint."""
    operation, endpoint = current.operation, current.endpoint
    assert endpoint is not None
    fixed = kind == STANDARD and endpoint is operation.fixed_endpoint
    if fixed and operation.fixed_scheme is not None:
        return operation.fixed_scheme
    keep_region = kind == STANDARD or current.keep_region
    scheme: AuthScheme = current.client.chooser.choose(operation.model, endpoint.properties, kind, keep_region)
    if fixed:
        operation.fixed_scheme = scheme
    return scheme
