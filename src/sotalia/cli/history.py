"""What commands did, kept where `history` shows it: with `cli_history = enabled` in the profile.

The database is the AWS CLI's own (`~/.aws/cli/history/history.db`, or what AWS_CLI_HISTORY_FILE names), so that either
shows what both did: one row per event, with a JSON text.

Law: no secret is in it. Values are hidden as in the debug log, on the line too, and bodies are not kept.
A history that cannot be written stops no command.
"""

from __future__ import annotations

import os
import sqlite3
import time
from json import dumps
from uuid import uuid4

from ..core.log import shown_headers, sounds_secret, without_signature
from ..http import shown_url
from ..io.system import PRIVATE_FOLDER
from ..wire.wall import HIDDEN, is_sensitive
from .output.plain import plain
from .paramfile import user_path
from .program import version
from .words import is_option, matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..model.shapes import Shape
    from .words import Option

_VARIABLE = "AWS_CLI_HISTORY_FILE"
_DEFAULT = "~/.aws/cli/history/history.db"
_SOURCES = {"CLI": "CLI", "API": "BOTOCORE", "HTT": "BOTOCORE", "PAR": "BOTOCORE"}
_NOT_KEPT = "(not kept: there may be secrets in it)"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS records "
    "(id TEXT, request_id TEXT, source TEXT, event_type TEXT, timestamp INTEGER, payload TEXT)"
)
_INSERT = "INSERT INTO records (id, request_id, source, event_type, timestamp, payload) VALUES (?, ?, ?, ?, ?, ?)"


def place(environ: Mapping[str, str]) -> str:
    """Return the path of the database."""
    return user_path(environ.get(_VARIABLE, _DEFAULT))


class History:
    """Keeps what one command does."""

    def __init__(self, path: str) -> None:
        self._id = str(uuid4())
        self._request: str | None = None
        self._connection: sqlite3.Connection | None = None
        try:
            os.makedirs(os.path.dirname(path) or ".", mode=PRIVATE_FOLDER, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute(_TABLE)
        except (OSError, sqlite3.Error):
            self._connection = None

    def _write(self, event: str, payload: Any) -> None:
        if self._connection is None:
            return
        row = (
            self._id,
            self._request,
            _SOURCES[event[:3]],
            event,
            int(time.time() * 1000),
            dumps(payload, default=repr),
        )
        try:
            self._connection.execute(_INSERT, row)
        except sqlite3.Error:
            self._connection = None

    def begin(self, words: Sequence[str], names: Sequence[str], options: Mapping[str, Option] | None) -> None:
        """Keep the line: `names` are its commands; `options` those of an operation, None for other commands."""
        self._write("CLI_VERSION", version().splitlines()[0])
        self._write("CLI_ARGUMENTS", shown_line(words, names, options))

    def end(self, code: int) -> None:
        """Keep the exit code."""
        self._request = None
        self._write("CLI_RC", code)
        if self._connection is not None:
            self._connection.close()

    def watch(self, client: Any) -> None:
        """Keep the calls of a client."""
        events = client.meta.events
        events.register("before-parameter-build", self._call)
        events.register("before-send", self._sent)
        events.register("after-call", self._replied)

    def _call(self, params: Any, model: Any, **_: Any) -> None:
        self._request = str(uuid4())
        shown = redacted(model.input_shape, plain(params))
        payload = {"service": model.service_model.service_name, "operation": model.name, "params": shown}
        self._write("API_CALL", payload)

    def _sent(self, request: Any, **_: Any) -> None:
        headers = {name: _header(name, value) for name, value in request.headers.items()}
        payload = {"url": shown_url(str(request.url)), "method": request.method, "headers": headers,
                   "body": _NOT_KEPT, "streaming": False}  # fmt: skip
        self._write("HTTP_REQUEST", payload)

    def _replied(self, http_response: Any, parsed: Any, model: Any, **_: Any) -> None:
        headers = {name: _header(name, value) for name, value in http_response.headers.items()}
        payload = {"status_code": http_response.status_code, "headers": headers, "body": _NOT_KEPT, "streaming": False}
        self._write("HTTP_RESPONSE", payload)
        result = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        if "Error" in result:  # its message may repeat what was sent
            result = {"Error": {"Code": result["Error"].get("Code")}}
        self._write("PARSED_RESPONSE", redacted(model.output_shape, plain(result)))


def _header(name: str, value: Any) -> str:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return shown_headers(None, {name.lower(): text}).partition(": ")[2][:-1]


def redacted(shape: Shape | None, value: Any, name: str = "") -> Any:
    """Return plain data with what is secret, by its shape or its name, hidden."""
    if (shape is not None and is_sensitive(shape)) or (isinstance(value, (str, bytes)) and sounds_secret(name)):
        return HIDDEN
    if isinstance(value, dict):
        members: dict[str, Shape] | None = getattr(shape, "members", None)
        inner: Shape | None = getattr(shape, "value", None)
        return {
            key: redacted(inner if members is None else members.get(key), item, key if sounds_secret(key) else name)
            if members is None
            else redacted(members.get(key), item, key)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [redacted(getattr(shape, "member", None), item, name) for item in value]
    if isinstance(value, str):
        return without_signature(value)
    return value if value is None or isinstance(value, (int, float, bool)) else repr(type(value))


def shown_line(words: Sequence[str], names: Sequence[str], options: Mapping[str, Option] | None) -> list[str]:
    """Return a line's words with what may be secret hidden.

    Of commands made by hand only their names and their options' names are shown, of operations all but the values of
    options in whose shape something is sensitive.
    """
    from .general import OPTIONS

    rest = list(names)
    result: list[str] = []
    hidden = options is None
    for word in words:
        if is_option(word):
            name, equals, value = word.partition("=")
            general = matching(name, OPTIONS) if name.startswith("--") else None
            option = (options or {}).get(name) or general
            hidden = _hides(option, general is option)
            result.append(f"{name}={HIDDEN}" if equals and (hidden or "@" in value) else word)
        elif word in rest:
            rest.remove(word)
            result.append(word)
        else:
            result.append(HIDDEN if hidden or ("://" in word and "@" in word) else word)
    return result


def _hides(option: Option | None, is_general: bool) -> bool:
    if option is None:
        return True
    shape = getattr(option, "shape", None)
    if shape is None:
        return not is_general
    return sounds_secret(option.name) or has_secret(shape)


def has_secret(shape: Shape, within: tuple[str, ...] = ()) -> bool:
    """Return whether a shape, or anything in it, is sensitive."""
    if is_sensitive(shape):
        return True
    if shape.name in within:
        return False
    within = (*within, shape.name)
    if shape.type_name == "structure":
        return any(sounds_secret(name) or has_secret(member, within) for name, member in shape.members.items())
    if shape.type_name == "list":
        return has_secret(shape.member, within)
    return shape.type_name == "map" and has_secret(shape.value, within)
