"""Requests for many small objects, made after the one for the first: only key, body and what depends on them differ.

The first object's request is made as any call's. What it teaches is the URL before the key, and the headers; requests
for other keys then need a signature only (`core.templates`). Keys that would have to be written in another way, and
whatever else is special, go the ordinary way; so does what fails.
"""

from __future__ import annotations

from ..auth.canonical import plain_key
from ..auth.crc import KINDS, advance, encode
from ..core.targets import known_target
from ..core.templates import current_templates, find_template
from ..http import ReadyRequest, Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import Call

#: The headers that CRCs are in, and their names.
_CRCS = {f"x-amz-checksum-{name}": name for name in KINDS}
#: Headers that depend on the body; but for CRCs, what has them is not learnt.
_OF_BODY = ("x-amz-checksum-", "content-md5", "x-amz-trailer", "content-encoding", "x-amz-decoded-content-length")
#: Those of them that are filled in, or depend on no body after all.
_KNOWN = (*_CRCS, "x-amz-checksum-mode")
#: What a piece's parameters have beside those that are the same for all objects.
_OWN = ("Key", "Body")


class Pattern:
    """Makes the requests of one operation for the keys of one bucket. `added` are parameters that calls add."""

    __slots__ = ("_call", "_headers", "_prefix", "_sums", "added")

    def __init__(self, call: Call, request: ReadyRequest, key: str, parameters: dict[str, Any]) -> None:
        assert request.lines is not None
        self._call = call
        self._prefix = request.url[: -len(key)]
        pairs = [line.partition(": ") for line in request.lines[: len(request.names)]]
        self._headers = {name: value for name, _, value in pairs}
        self._sums = [(header, name) for header, name in _CRCS.items() if header in self._headers]
        self.added = {name: value for name, value in call.params.items() if name not in parameters}

    def request(self, key: str, body: bytes) -> ReadyRequest | None:
        """Return the request for a key, or None if it must be made in the ordinary way."""
        call = self._call
        client, operation, target = call.client, call.operation, call.target
        keys = client.identity.current()
        if (
            keys is None
            or target is None
            or not plain_key(key)
            or client.operations.get(operation.name) is not operation
            or known_target(client, operation, call.params, keys) is not target
        ):
            return None
        headers = self._headers
        for header, name in self._sums:
            headers = {**headers, header: encode(name, advance(name, body, 0))}
        request = Request(operation.model.http["method"], self._prefix + key, headers, body)
        request.limits = client.limits
        machinery = call.machinery
        now = machinery.now()
        template = find_template(current_templates(target, keys, now), target, request, keys, now)
        return None if template is None else template.fill(request, machinery.uuid(), call.retry.first_attempt)


def learn(call: Call, parameters: dict[str, Any]) -> Pattern | None:
    """Return the pattern that a call which is ready to be sent teaches; None where it is too special."""
    assert call.ready is not None
    request = call.ready.request
    key = parameters.get("Key")
    if not isinstance(request, ReadyRequest) or request.lines is None or not isinstance(key, str) or not plain_key(key):
        return None
    if not request.url.endswith(f"/{key}") or "Range" in parameters or "IfMatch" in parameters:
        return None
    if any(name.startswith(_OF_BODY) and name not in _KNOWN for name in request.names):
        return None
    return Pattern(call, request, key, {**parameters, **dict.fromkeys(_OWN)})
