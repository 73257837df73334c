"""A call stopped before it is sent: its request as a URL that anybody may use for a while.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
"""

from __future__ import annotations

from ..auth import presign
from ..auth.url_template import url_template
from ..effects import Load
from ..percent import plain
from ..schemes import QUERY
from .call import complete_params
from .context import Call
from .key_forms import same_but_key, without_key
from .operation import bind
from .request import build_request
from .signing import fetch_credentials, resolve_scheme, signed_resource
from .targets import resolve_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..auth.scheme import Keys
    from ..auth.url_template import UrlTemplate
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
    before_signature(current, request)
    if http_method is not None:
        request.method = plain(http_method)
    resource, now = signed_resource(current), current.machinery.now()
    url = presign(request, current.auth, current.credentials, now, expires_in, resource)
    operation = current.operation
    if operation.straight and operation.key_label and type(expires_in) is int:
        # The second one within a second shows that there may be more.
        if operation.last_presigned == int(now):
            form = UrlForm.of(current, request, resource, now, (expires_in, http_method))
            operation.url_form = form or operation.url_form
        operation.last_presigned = int(now)
    return url


def url_at_once(client: ClientCore, operation_name: str, params: Any, expires_in: Any, http_method: Any) -> str | None:
    """Return the URL, if it differs in nothing but a key from one that was made in this second; else None."""
    operation = client.operations.get(operation_name)
    form = None if operation is None else operation.url_form
    if form is None or operation is None:
        return None
    return form.url(params, (expires_in, http_method), client.identity.current(), operation.machinery.now())


class UrlForm:
    """What URLs of one operation have in common with one that was made before: all but the value of one parameter."""

    __slots__ = ("_key_name", "_keys", "_others", "_second", "_template", "_validity")

    def __init__(
        self,
        key_name: str,
        others: dict[str, Any],
        validity: tuple[Any, Any],
        second: int,
        keys: Keys,
        template: UrlTemplate,
    ) -> None:
        self._key_name = key_name
        self._others = others
        self._validity = validity
        self._second = second
        self._keys = keys
        self._template = template

    @classmethod
    def of(
        cls, current: Call, request: Request, resource: str | None, now: float, validity: tuple[Any, Any]
    ) -> UrlForm | None:
        """Return that of a URL which has just been made, or None if it has a form of its own."""
        keys = current.credentials
        taken_apart = without_key(current.params, current.operation.key_label)
        if taken_apart is None:
            return None
        others, key = taken_apart
        template = url_template(request, current.auth, resource, keys, now, key)
        if template is None:
            return None
        return cls(current.operation.key_label, others, validity, int(now), keys, template)

    def url(self, params: Any, validity: tuple[Any, Any], keys: Any, now: float) -> str | None:
        """Return the URL for these parameters, or None if they do not fit."""
        if int(now) != self._second or keys != self._keys or validity != self._validity:
            return None
        key = same_but_key(params, self._others, self._key_name)
        return None if key is None else self._template.url(key)

    def __repr__(self) -> str:
        return "<UrlForm>"


def presigned_request(
    client: ClientCore, operation_name: str, params: dict[str, Any], form: str
) -> Generator[Effect, Any, tuple[Call, Request]]:
    """Return the call and its unsigned request, with scheme and credentials chosen for a form of signature."""
    current = Call(client, (yield Load(bind, client, operation_name)), params)
    current.presigned, current.presigned_form = True, form
    complete_params(current)
    yield from resolve_target(current)
    request = build_request(current)
    resolve_scheme(current, form)
    current.credentials = yield from fetch_credentials(current)
    return current, request


def before_signature(current: Call, request: Request) -> None:
    """Let the hooks have the request as it is signed next."""
    for hook in current.operation.on_sign:
        hook(current, request)
