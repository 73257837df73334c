"""What calls of one operation have in common that differ in nothing but a key, the end of the path.

A key that is written in URLs as it is (`plain_key`) changes nothing of a request but its path, and nothing of what
hooks did to its parameters. So where all other parameters are those of the call before, neither are they looked at
again, nor is the request built again.
"""

from __future__ import annotations

from ..auth.canonical import plain_key, split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import ReadyRequest, Request
    from .context import Call
    from .templates import RequestTemplate

#: Types of parameters that are the same if they are equal.
_SIMPLE = (str, int, bool)


def same_but_key(params: Any, others: dict[str, Any], key_name: str) -> str | None:
    """Return the key in `params` if it is plain, and if all else in them is as in `others`; else None.

    Their order counts, too: it is that of queries and headers.
    """
    if type(params) is not dict or len(params) != len(others) + 1:
        return None
    key = params.get(key_name)
    if type(key) is not str or not plain_key(key):
        return None
    known = iter(others.items())
    for name, given in params.items():
        if name != key_name:
            known_name, value = next(known)
            if name != known_name or (given is not value and (type(given) is not type(value) or given != value)):
                return None
    return key


def without_key(params: dict[str, Any], key_name: str) -> tuple[dict[str, Any], str] | None:
    """Return the parameters but for a plain key, and the key; None if it is not plain or the others are not simple."""
    others = dict(params)
    key = others.pop(key_name, None)
    if type(key) is not str or not plain_key(key) or any(type(value) not in _SIMPLE for value in others.values()):
        return None
    return others, key


class KeyForm:
    """The form of one call. It is good as long as the templates that have it: one second, one set of keys."""

    __slots__ = ("_completed", "_features", "_given", "_kind", "_origin", "_path", "_query", "_template")

    def __init__(
        self, current: Call, kind: Any, template: RequestTemplate, given: dict[str, Any], parts: tuple[str, str, str]
    ) -> None:
        self._kind = kind
        self._given = given
        self._completed = dict(current.params)
        self._features = current.features
        self._template = template
        self._origin, self._path, self._query = parts

    @classmethod
    def of(
        cls, current: Call, kind: Any, request: Request, template: RequestTemplate, given: dict[str, Any]
    ) -> KeyForm | None:
        """Return the form of a call whose request is complete, or None if it has none.

        `given` are the caller's parameters, `kind` is what the User-Agent is made of.
        """
        operation = current.operation
        taken_apart = without_key(given, operation.key_label)
        if taken_apart is None or request.body or current.state is not None:
            return None
        if operation.hides_path or operation.tokens or operation.on_body:
            return None
        if not current.auth.path_as_is or current.machinery.trace is not None:
            return None
        others, key = taken_apart
        origin, path, query = split_url(request.url)
        if not path.endswith(f"/{key}"):
            return None
        return cls(current, kind, template, others, (origin, path[: -len(key)], query))

    def request(self, current: Call, kind: Any) -> ReadyRequest | None:
        """Return the request of another call, and complete its parameters; None if it has another form."""
        name = current.operation.key_label
        key = same_but_key(current.params, self._given, name)
        if key is None or kind != self._kind:
            return None
        current.params = {**self._completed, name: key}
        current.features = self._features
        current.invocation_id = current.machinery.uuid()
        path = self._path + key
        return self._template.with_path(
            self._origin, path, self._query, current.invocation_id, current.retry.first_attempt
        )

    def __repr__(self) -> str:
        return "<KeyForm>"
