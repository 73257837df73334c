"""What the debug log shows of a call: its parameters, each request and reply, its result; and what it hides.

Law: nothing here shows a secret. Hidden are members that the model marks as sensitive, members and headers whose names
sound like a secret's (models mark few tokens), queries (they contain signatures), and all of a body but its length. Of
error replies the code is shown and not the message, in which services may repeat the text that was signed.

Long values are cut, since people read the log.
"""

from __future__ import annotations

from ..http import is_error
from ..wire.wall import HIDDEN, is_sensitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from logging import Logger
    from typing import Any

    from ..http import Request, Response
    from ..wire import Shape
    from .context import Call

#: Words in the names of members and headers whose values are hidden, in lower case.
_SECRET_WORDS = (
    *("token", "secret", "password", "passphrase", "privatekey", "private-key", "customerkey", "customer-key"),
    *("signature", "signedurl", "credential", "authorization", "cookie", "dpop", "apikey", "api-key", "authparam"),
)
#: Endings of names that contain such a word although the value is no secret: tokens of paging, tokens that make a call
#: idempotent, names of secrets and facts about them.
_NO_SECRETS = (
    *("nexttoken", "continuationtoken", "pagetoken", "paginationtoken", "startingtoken", "forwardtoken"),
    *("backwardtoken", "sequencetoken", "idempotencytoken", "clienttoken", "requesttoken"),
    *("id", "arn", "name", "type", "status", "version", "algorithm", "required", "enabled", "count"),
)
_LONGEST_TEXT = 200
_MOST_ITEMS = 20
_MOST_PARTS = 500
_DEEPEST = 20


class CallLog:
    """Writes the debug messages of one call to `logger`."""

    __slots__ = ("_call", "_log")

    def __init__(self, logger: Logger, call: Call) -> None:
        self._log = logger.debug
        self._call = call

    def request(self, request: Request) -> None:
        """Log a request that is about to be sent; before the first one also the call's parameters."""
        call = self._call
        shape = call.operation.model.input_shape
        if call.attempt == 1:
            self._log("%s: parameters %s", call.operation.name, shown(shape, call.params))
        self._log(
            "%s: attempt %d of %d: %s %s, headers %s, %s, %s",
            call.operation.name,
            call.attempt,
            call.retry.max_attempts,
            request.method,
            request.shown_url(),
            shown_headers(shape, request.headers),
            _size(request.length, request.body),
            _signer(call),
        )

    def reply(self, response: Response) -> None:
        """Log a reply as it was received."""
        operation, body = self._call.operation, response.body
        headers = shown_headers(operation.model.output_shape, response.headers)
        size = _size(len(body) if isinstance(body, bytes) else None, body)
        self._log("%s: reply with status %d, headers %s, %s", operation.name, response.status, headers, size)

    def result(self, response: Response, parsed: dict[str, Any]) -> None:
        """Log the parsed reply."""
        operation = self._call.operation
        if is_error(response.status):
            self._log("%s: error %s", operation.name, (parsed.get("Error") or {}).get("Code"))
        else:
            result = {member: value for member, value in parsed.items() if member != "ResponseMetadata"}
            self._log("%s: result %s", operation.name, shown(operation.model.output_shape, result))

    def decision(self, response: Response | None, failure: Exception | None, seconds: float | None) -> None:
        """Log that an attempt failed, and why. The next one follows after `seconds`; None means that there is none."""
        self._log(
            "%s: attempt %d failed (%s), %s",
            self._call.operation.name,
            self._call.attempt,
            f"{type(failure).__name__}: {failure}" if response is None else f"status {response.status}",
            "not trying again" if seconds is None else f"trying again in {seconds:.3f} s",
        )


def shown(shape: Shape | None, value: Any) -> str:
    """Return the text that may be shown for a value of `shape` (None: the shape is not known)."""
    return _ValueWriter().text(shape, value)


class _ValueWriter:
    """Writes out one value, up to a number of parts."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _MOST_PARTS

    def text(self, shape: Shape | None, value: Any, name: str = "", depth: int = 0) -> str:
        """Return the text that may be shown for a value called `name`, which is nested `depth` levels deep."""
        if shape is not None and is_sensitive(shape):
            return HIDDEN
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return "..."
        if isinstance(value, dict):
            return self._dict(shape, value, name, depth + 1)
        if isinstance(value, (list, tuple)):
            member = getattr(shape, "member", None)
            items = [self.text(member, item, name, depth + 1) for item in value[:_MOST_ITEMS]]
            return f"[{', '.join(items)}{_left_out(len(value))}]"
        if not isinstance(value, (bool, type(None))) and sounds_secret(name):
            return HIDDEN
        return _scalar(value)

    def _dict(self, shape: Shape | None, value: dict[Any, Any], name: str, depth: int) -> str:
        members: dict[str, Shape] | None = getattr(shape, "members", None)
        keys: Shape | None = getattr(shape, "key", None)
        values: Shape | None = getattr(shape, "value", None)
        rows = []
        for key, item in list(value.items())[:_MOST_ITEMS]:
            key_text = str(key)
            if members is not None:
                rows.append(f"{key_text}: {self.text(members.get(key_text), item, key_text, depth)}")
            else:
                # Either the name of a map or a key, which programs choose, may say that the values are secret.
                value_name = key_text if sounds_secret(key_text) else name
                rows.append(f"{self.text(keys, key_text)}: {self.text(values, item, value_name, depth)}")
        return f"{{{', '.join(rows)}{_left_out(len(value))}}}"


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        value = without_signature(value)
        return repr(value) if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]!r}... ({len(value)} characters)"
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"<{len(value)} bytes>"
    if type(value).__module__ in ("datetime", "decimal"):
        return str(value)
    return f"<{type(value).__name__}>"  # not its repr, which the program defines


def without_signature(text: str, instead: str = HIDDEN) -> str:
    """Return a text with the signatures and tokens of URLs in it hidden: whoever has such a URL may use it."""
    if "ignature=" not in text:
        return text
    import re

    return re.sub(r"(?i)\b((?:X-Amz-)?(?:Signature|Security-Token)=)[^&\s\"'<>\\]+", rf"\1{instead}", text)


def _left_out(count: int) -> str:
    return f", ... ({count} in all)" if count > _MOST_ITEMS else ""


def sounds_secret(name: str) -> bool:
    """Tell whether a member, key or header with this name may hold a secret."""
    lower = name.lower()
    return any(word in lower for word in _SECRET_WORDS) and not lower.replace("-", "").endswith(_NO_SECRETS)


def shown_headers(shape: Shape | None, headers: Mapping[str, str]) -> str:
    """Return the text that may be shown for a request's headers (`shape` is its input), or a reply's (its output)."""
    secret = set(_secret_headers(shape))
    rows = []
    for name, value in headers.items():
        hidden = sounds_secret(name) or name in secret or any(name.startswith(prefix) for prefix in secret if prefix)
        text = HIDDEN if hidden else value
        if name in ("location", "referer", "x-amz-copy-source"):
            text = text.partition("?")[0]
        rows.append(f"{name}: {text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + '...'}")
    return f"{{{', '.join(rows)}}}"


def _secret_headers(shape: Shape | None) -> Iterator[str]:
    """Yield the names of headers, and prefixes of such names, whose values the model marks as sensitive."""
    for name, member in (getattr(shape, "members", None) or {}).items():
        if member.serialization.get("location") in ("header", "headers") and (
            is_sensitive(member) or is_sensitive(getattr(member, "value", member))
        ):
            yield member.serialization.get("name", name).lower()


def _size(length: int | None, body: Any) -> str:
    if length is not None:
        return f"{length} bytes"
    return f"a body of type {type(body).__name__}"


def _signer(current: Call) -> str:
    scheme = current.auth
    if current.credentials is None:
        return "not signed"
    credentials = current.client.identity.holder
    source = f" from {credentials.method}" if credentials is not None and current.signs else ""
    return f"signed by {scheme.name}, credentials{source}" if current.signs else f"with a token, by {scheme.name}"
