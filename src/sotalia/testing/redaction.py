"""What of a request or a reply may be written into a file: all but secrets, and what is another in each run."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlencode

from ..core.log import sounds_secret, without_signature
from ..wire.wall import is_sensitive
from .masking import masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

REDACTED = "REDACTED"
#: Headers that say nothing of a call, are another in each run, or are about bytes that are not kept.
_LEFT_OUT = frozenset(
    (
        *("user-agent", "date", "connection", "keep-alive", "server", "content-length", "transfer-encoding"),
        *("accept-encoding", "expect", "host", "x-amz-date", "x-amz-content-sha256", "x-amz-crc32"),
        *("amz-sdk-request", "amz-sdk-invocation-id", "x-amzn-trace-id", "set-cookie", "cookie", "authorization"),
    )
)
_FORM = "application/x-www-form-urlencoded"
_CBOR = "application/cbor"


class Redactor:
    """Takes secrets out of one operation's requests and replies: what the model marks, and what is called like one."""

    def __init__(self, operation_model: Any) -> None:
        shapes = [operation_model.input_shape, operation_model.output_shape]
        self._names = frozenset(_sensitive_names([shape for shape in shapes if shape is not None]))

    def headers(self, headers: Any) -> dict[str, str]:
        """Return headers that are worth keeping, by their names in lower case."""
        kept = {name.lower(): _text(value) for name, value in headers.items() if name.lower() not in _LEFT_OUT}
        kept = {name: value for name, value in kept.items() if not name.startswith("x-amz-checksum-")}
        return {name: REDACTED if self._is_secret(name) else _unsigned(value) for name, value in kept.items()}

    def url(self, url: str) -> str:
        """Return a URL without its signature and secrets in its query."""
        path, mark, query = url.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(name, REDACTED if self._is_secret(name) else value) for name, value in pairs]
        return path + mark + urlencode(kept) if kept else path

    def body(self, body: bytes, content_type: str) -> Any:
        """Return a body as JSON can hold it: an object, a text, or bytes in base64."""
        if content_type.startswith(_FORM):
            pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
            return {"form": {name: REDACTED if self._is_secret(name) else _unsigned(value) for name, value in pairs}}
        if content_type.startswith(_CBOR):
            return _in_base64(masked(body, self._is_marked, self._is_secret))
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return _in_base64(body)
        if text.startswith(("{", "[")):
            try:
                return {"json": self._within(json.loads(text))}
            except ValueError:
                return _unsigned(text)
        return _unsigned(_ELEMENT.sub(self._element, text) if text.lstrip().startswith("<") else text)

    def _is_marked(self, name: str) -> bool:
        return name.lower() in self._names

    def _is_secret(self, name: str) -> bool:
        # A part of the name of a form's field is the name of a list, structure or map: what it holds is secret, too.
        *outer, last = name.split(".")
        return any(map(self._is_marked, (*outer, last))) or sounds_secret(last)

    def _within(self, value: Any, name: str = "", *, hidden: bool = False) -> Any:
        """Return a value called `name` without secrets; of one that is `hidden` only the outline is left."""
        hidden = hidden or self._is_marked(name)
        if isinstance(value, dict):
            return {key: self._within(inner, key, hidden=hidden) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._within(inner, name, hidden=hidden) for inner in value]
        if value is not None and (hidden or (name and self._is_secret(name))):
            return REDACTED
        return _unsigned(value) if isinstance(value, str) else value

    def _element(self, match: re.Match[str]) -> str:
        begin, name, text, end = match.group(1, 2, 3, 4)
        return f"{begin}{REDACTED}{end}" if text and self._is_secret(name) else match.group(0)


def _in_base64(body: bytes) -> dict[str, str]:
    from base64 import b64encode

    return {"base64": b64encode(body).decode("ascii")}


def _unsigned(text: str) -> str:
    return without_signature(text, REDACTED)


#: An XML element that has text only.
_ELEMENT = re.compile(r"(<([\w:.-]+)(?:\s[^<>]*)?>)([^<>]*)(</\2>)")


def bytes_of(body: Any) -> bytes:
    """Return the body that `Redactor.body` made a value of."""
    if isinstance(body, str):
        return body.encode("utf-8")
    if "form" in body:
        return urlencode(body["form"]).encode("ascii")
    if "base64" in body:
        from base64 import b64decode

        return b64decode(body["base64"])
    return json.dumps(body["json"]).encode("utf-8")


def _sensitive_names(shapes: list[Any]) -> Iterable[str]:
    """Yield the names of members that the model marks as sensitive, at any depth, as they are on the wire, too."""
    seen: set[str] = set()
    while shapes:
        shape = shapes.pop()
        if shape.name in seen:
            continue
        seen.add(shape.name)
        for name, member in (getattr(shape, "members", None) or {}).items():
            if _holds_sensitive(member):
                yield name.lower()
                yield str(member.serialization.get("name", name)).lower()
            shapes.append(member)
        parts = (getattr(shape, "member", None), getattr(shape, "value", None))
        shapes += [inner for inner in parts if inner is not None]


def _holds_sensitive(shape: Any) -> bool:
    """Return whether a shape is marked as sensitive, or what a list or map of that shape holds."""
    while shape is not None:
        if is_sensitive(shape):
            return True
        shape = getattr(shape, "member", None) or getattr(shape, "value", None)
    return False


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
