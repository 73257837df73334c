"""Requests of one operation for many keys, made without a call for each.

What a call does before it sends anything is done by one of them in each second; the others' requests have its form
(`core.key_forms`). There is none for keys and bodies that are special, nor while there is no such call: then a call is
to be made, which gives the form for those that follow.
"""

from __future__ import annotations

from ..auth.canonical import plain_key
from ..auth.checksums import Crc32
from .context import Call
from .key_forms import is_small
from .straight import known_way, may_go_straight
from .templates import current_templates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..auth.checksums import ResponseChecksum
    from ..auth.scheme import Keys
    from ..http import ReadyRequest
    from .context import ClientCore
    from .key_forms import KeyForm
    from .operation import BoundOperation


class KeyRequests:
    """Makes them: `others` are the parameters but for key and body, `features` those of the caller.

    `has_body` says whether there is a body, which is then a small one.
    """

    __slots__ = (
        *("_client", "_features", "_form", "_has_body", "_keys", "_name", "_operation", "_others", "_prototype"),
        *("_retry", "_second"),
    )

    def __init__(
        self, client: ClientCore, operation_name: str, others: dict[str, Any], features: int, *, has_body: bool
    ) -> None:
        self._client = client
        self._name = operation_name
        self._others = others
        self._features = features
        self._has_body = has_body
        #: The latest form that fits, and what it depends on: operation, second, keys.
        self._form: KeyForm | None = None
        self._operation: BoundOperation | None = None
        self._second = 0
        self._keys: Keys | None = None
        self._retry: Any = None
        #: What stands for all calls that are not made, where somebody asks about one.
        self._prototype: Call | None = None
        Crc32.expect_many()

    def request(self, key: str, body: bytes = b"") -> ReadyRequest | None:
        """Return the request for a key, or None if a call must be made."""
        client = self._client
        if not plain_key(key) or is_small(body) is not self._has_body:
            return None
        form, operation = self._form, self._operation
        if (
            form is None
            or operation is None
            or client.operations.get(self._name) is not operation
            or int(operation.machinery.now()) != self._second
            or client.identity.current() != self._keys
            or not may_go_straight(client, operation)
        ):
            form = self._find_form()
            if form is None:
                return None
            operation = self._operation
            assert operation is not None
        request = form.fill(key, body, operation.machinery.uuid(), self._retry.first_attempt, in_one_piece=True)
        request.limits = client.limits
        return request

    def _find_form(self) -> KeyForm | None:
        """Return the form that requests have now, if there is one that fits, and keep it."""
        client = self._client
        way = known_way(client, self._name, self._others)
        if way is None:
            return None
        operation, target, keys = way
        templates = current_templates(target, keys, operation.machinery.now())
        form = templates.key_form
        if form is None:
            return None
        if form is not self._form:
            features = operation.features | self._features | target.features | client.identity.features
            if not form.fits(self._others, (client.user_agent, features), self._has_body):
                return None
            self._form = form
            self._retry = client.retry
            self._prototype = Call(client, operation, form.completed, self._features)
            self._prototype.attempt = 1
        self._operation, self._second, self._keys = operation, templates.second, keys
        return form

    def succeeded(self) -> None:
        """Tell the retries that a request had a good reply."""
        if self._prototype is not None:
            self._retry.succeeded(self._prototype, {})

    def checksum(self, headers: Mapping[str, str]) -> ResponseChecksum | None:
        """Return the check for a good reply to a request, or None where it carries nothing that can be checked."""
        prototype = self._prototype
        return None if prototype is None else prototype.operation.checksums.for_response(prototype.params, headers)
