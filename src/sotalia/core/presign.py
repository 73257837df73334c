"""A call stopped before it is sent: its request as a URL that anybody may use for a while.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
"""

from __future__ import annotations

from ..auth import presign
from ..effects import Load
from ..percent import plain
from ..schemes import QUERY
from .call import complete_params
from .context import Call
from .operation import bind
from .request import build_request
from .signing import fetch_credentials, resolve_scheme, signed_resource
from .targets import resolve_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..http import Request
    from .context import ClientCore


def presigned_url(
    client: ClientCore, operation_name: str, params: dict[str, Any], expires_in: float | None, http_method: str | None
) -> Generator[Effect, Any, str]:
    """Return the URL of a call of `operation_name`, valid for `expires_in` seconds (an hour if None).

    Raises what `core.call.call` raises before it sends, and NoCredentialsError when there are no credentials.
    """
    current, request = yield from presigned_request(client, operation_name, params, QUERY)
    if http_method is not None:
        request.method = plain(http_method)
    resource = signed_resource(current)
    return presign(request, current.auth, current.credentials, current.machinery.now(), expires_in, resource)


def presigned_request(
    client: ClientCore, operation_name: str, params: dict[str, Any], form: str
) -> Generator[Effect, Any, tuple[Call, Request]]:
    """Return the call and its unsigned request, with scheme and credentials chosen for a form of signature."""
    current = Call(client, (yield Load(bind, client, operation_name)), params)
    current.presigned = True
    complete_params(current)
    yield from resolve_target(current)
    request = build_request(current)
    resolve_scheme(current, form)
    current.credentials = yield from fetch_credentials(current)
    for hook in current.operation.on_sign:
        hook(current, request)
    return current, request
