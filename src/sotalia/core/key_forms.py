"""What calls of one operation have in common that differ in nothing but a key, the end of the path, and a small body.

A key that is written in URLs as it is (`plain_key`) changes nothing of a request but its path, and nothing of what
hooks did to its parameters. Neither does a body of a few bytes, but for its length, hash and checksum. So where all
other parameters are those of the call before, neither are they looked at again, nor is the request built again.

Calls of clients use it (`core.straight`), and transfers of many objects, which make no calls (`core.keyed`).
"""

from __future__ import annotations

from ..auth.canonical import plain_key
from ..bodies import SMALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import ReadyRequest, Request
    from .context import Call
    from .templates import KeyTemplate, RequestTemplate

#: Types of parameters that are the same if they are equal.
_SIMPLE = (str, int, bool)


def same_but_key(params: Any, others: dict[str, Any], key_name: str, body_name: str = "") -> str | None:
    """Return the key in `params` if it is plain, and if all else in them is as in `others`; else None.

    Their order counts, too: it is that of queries and headers. With `body_name`, a small body may have that name.
    """
    if type(params) is not dict or len(params) != len(others) + (2 if body_name else 1):
        return None
    key = params.get(key_name)
    if type(key) is not str or not plain_key(key):
        return None
    if body_name and not is_small(params.get(body_name)):
        return None
    known = iter(others.items())
    for name, given in params.items():
        if name != key_name and name != body_name:
            known_name, value = next(known)
            if name != known_name or (given is not value and (type(given) is not type(value) or given != value)):
                return None
    return key


def is_small(body: Any) -> bool:
    """Return whether a body is bytes, few of them, but some: with all of these the same is done."""
    return type(body) is bytes and 0 < len(body) <= SMALL


def without_key(params: dict[str, Any], key_name: str, body_name: str = "") -> tuple[dict[str, Any], str] | None:
    """Return the parameters but for a plain key and a body, and the key.

    None if the key is not plain or the others are not simple.
    """
    others = dict(params)
    key = others.pop(key_name, None)
    others.pop(body_name, None)
    if type(key) is not str or not plain_key(key) or any(type(value) not in _SIMPLE for value in others.values()):
        return None
    return others, key


def _declares_length(current: Call, given: dict[str, Any]) -> bool:
    """Return whether the caller says how long the body is, which is compared with the length of each."""
    shape = current.operation.model.input_shape
    members = {} if shape is None else shape.members
    return any(members[name].serialization.get("name") == "Content-Length" for name in given)


class KeyForm:
    """The form of one call. It is good as long as the templates that have it: one second, one set of keys.

    `given` are the caller's parameters but for key and body, `completed` are the call's.
    """

    __slots__ = ("_body_name", "_features", "_key_name", "_kind", "completed", "fill", "given")

    def __init__(self, current: Call, kind: Any, template: KeyTemplate, given: dict[str, Any], has_body: bool) -> None:
        operation = current.operation
        self._kind = kind
        self._key_name = operation.key_label
        self._body_name = operation.body_label if has_body else ""
        self._features = current.features
        self.given = given
        self.completed = dict(current.params)
        self.completed.pop(operation.body_label, None)
        #: Makes a request of key, body, invocation id and the text of `amz-sdk-request`.
        self.fill = template.fill

    @classmethod
    def of(
        cls, current: Call, kind: Any, request: Request, template: RequestTemplate, given: dict[str, Any]
    ) -> KeyForm | None:
        """Return the form of a call whose request is complete, or None if it has none.

        `given` are the caller's parameters, `kind` is what the User-Agent is made of.
        """
        operation = current.operation
        taken_apart = without_key(given, operation.key_label, operation.body_label)
        if taken_apart is None or current.state is not None:
            return None
        if operation.hides_path or operation.tokens or operation.on_body:
            return None
        if not current.auth.path_as_is or current.machinery.trace is not None:
            return None
        body = given.get(operation.body_label)
        has_body = body is not None
        if has_body and (not is_small(body) or _declares_length(current, given)):
            return None
        others, key = taken_apart
        if (request.body and not has_body) or not request.url.partition("?")[0].endswith(f"/{key}"):
            return None
        keyed = template.for_keys(request, key, current.checksum if has_body else None)
        return cls(current, kind, keyed, others, has_body)

    def request(self, current: Call, kind: Any) -> ReadyRequest | None:
        """Return the request of another call, and complete its parameters; None if it has another form."""
        params, key_name, body_name = current.params, self._key_name, self._body_name
        key = same_but_key(params, self.given, key_name, body_name)
        if key is None or kind != self._kind:
            return None
        body = b""
        current.params = completed = {**self.completed, key_name: key}
        if body_name:
            completed[body_name] = body = params[body_name]
        current.features = self._features
        current.invocation_id = current.machinery.uuid()
        return self.fill(key, body, current.invocation_id, current.retry.first_attempt)

    def fits(self, others: dict[str, Any], kind: Any, has_body: bool) -> bool:
        """Return whether requests with these parameters beside key and body have this form."""
        given = self.given
        return (
            kind == self._kind
            and has_body is bool(self._body_name)
            and list(others.items()) == list(given.items())
            and all(type(others[name]) is type(value) for name, value in given.items())
        )

    def __repr__(self) -> str:
        return "<KeyForm>"
