"""The wall around the parsers: whatever a reply makes them raise becomes one documented error.

A reply may hold anything. Parsers assume that it is as the model says; where it is not, Python raises: TypeError,
LookupError, RecursionError. Each parser is wrapped here (`guarded`, `event_guarded`) before other code gets it.

Laws:
- what comes out of a guarded parser is a result, or one of `sotalia.errors`: ResponseParserError for a reply that
  cannot be understood;
- such an error shows the beginning of the reply, unless the model says that values of the operation are sensitive
  (its `sensitive` trait, on whatever the reply may hold): then it shows nothing of the reply, nor does its chain;
- the same goes for an error reply that cannot be parsed, whose text is the message otherwise;
- a good reply costs no more for all this.
"""

from __future__ import annotations

from ..errors import BotoCoreError, ClientError, ResponseParserError
from ..http import has_error_body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from . import Headers, OperationModel, Parse, Shape
    from .eventstream import ParseEvent, ParseInitial

#: Stands for a sensitive value, also in reports about parameters.
HIDDEN = "***"
_SHOWN = 200


class Malformed(ResponseParserError):
    """A reply is not what it should be: a signal of parsers to the wall, which knows what may be shown of the reply.

    `reason` names no value; `detail` may, and is left out where values are sensitive.
    """

    def __init__(self, reason: str, detail: object = "") -> None:
        self.reason = reason
        self.detail = str(detail)
        super().__init__(reason=_joined(reason, self.detail), body="")


class Unread(str):
    """The text of an error reply that cannot be parsed, in the place of its message."""

    __slots__ = ()


# ---------------------------------------------------------------- what the model says


def is_sensitive(shape: Shape) -> bool:
    """Say whether values of the shape are secrets."""
    return bool(shape.metadata.get("sensitive"))


def holds_secrets(shapes: Iterable[Shape | None]) -> bool:
    """Say whether a value of one of the shapes may hold a secret, at any depth."""
    seen: set[str] = set()
    pending = [shape for shape in shapes if shape is not None]
    while pending:
        shape = pending.pop()
        if is_sensitive(shape):
            return True
        if shape.name in seen:
            continue
        seen.add(shape.name)
        kind = shape.type_name
        if kind == "structure":
            pending += shape.members.values()
        elif kind == "list":
            pending.append(shape.member)
        elif kind == "map":
            pending += (shape.key, shape.value)
    return False


def _reply_holds_secrets(operation_model: OperationModel, *, success: bool) -> bool:
    if success:
        return holds_secrets([operation_model.output_shape])
    # An error may repeat parameters.
    model = operation_model
    return holds_secrets([model.input_shape, model.output_shape, *model.error_shapes])


# ---------------------------------------------------------------- walls


def guarded(operation_model: OperationModel, success: Parse, failure: Parse) -> Parse:
    """Return the parser of an operation's replies, that picks by status."""

    def parse(status: int, headers: Headers, body: Any) -> dict[str, Any]:
        try:
            if has_error_body(status):
                return _readable_error(operation_model, failure(status, headers, body), status, body)
            return success(status, headers, body)
        except Exception as error:
            success_body = not has_error_body(status)
            refusal = _refusal(error, body, lambda: _reply_holds_secrets(operation_model, success=success_body))
        # Raised outside of `except`, it has no context, and no cause but the one that `_refusal` chose.
        raise refusal

    return parse


def _readable_error(operation_model: OperationModel, reply: dict[str, Any], status: int, body: Any) -> dict[str, Any]:
    """Return an error reply with a code that can be looked up and a message that may be shown."""
    error = reply.get("Error")
    if error is None:
        return reply
    if isinstance(error.get("Code"), (dict, list)):
        error["Code"] = str(status)
    hide_secret_message(operation_model, error, body)
    return reply


def hide_secret_message(operation_model: OperationModel, error: dict[str, Any], body: bytes) -> None:
    """Leave out the text of an error reply that could not be parsed, if it may hold a secret."""
    message = error.get("Message")
    if type(message) is Unread:
        secret = _reply_holds_secrets(operation_model, success=False)
        error["Message"] = _not_shown(body) if secret else str(message)
    elif isinstance(message, (dict, list)):
        str(message)  # the exception's text will hold it: one that is nested too deeply for that raises here


def event_guarded(members: dict[str, Shape], parse: ParseEvent) -> ParseEvent:
    """Return the parser of a stream's events, which are its `members`; errors that the service reports pass."""

    def parse_event(headers: Headers, payload: bytes) -> dict[str, Any] | None:
        try:
            return parse(headers, payload)
        except ClientError:
            raise
        except Exception as error:
            event = members.get(str(headers.get(":event-type")))
            refusal = _refusal(error, payload, lambda: holds_secrets([event]))
        raise refusal

    return parse_event


def initial_guarded(operation_model: OperationModel, parse: ParseInitial) -> ParseInitial:
    """Return the parser of an operation's own reply, which an event stream begins with."""

    def parse_initial(payload: bytes) -> dict[str, Any]:
        try:
            return parse(payload)
        except Exception as error:
            refusal = _refusal(error, payload, lambda: _reply_holds_secrets(operation_model, success=True))
        raise refusal

    return parse_initial


def _refusal(error: Exception, body: Any, secret: Callable[[], bool]) -> Exception:
    """Return the exception to raise in the place of `error`."""
    if isinstance(error, BotoCoreError) and not isinstance(error, Malformed):
        return error
    hides = secret()
    if isinstance(error, Malformed):
        reason, detail = error.reason, error.detail
    else:
        reason, detail = type(error).__name__, _text_of(error)
    body_text = _not_shown(body) if hides else _beginning(body)
    refusal = ResponseParserError(reason=reason if hides else _joined(reason, detail), body=body_text)
    if not hides and not isinstance(error, Malformed):
        refusal.__cause__ = error
    return refusal


def _joined(reason: str, detail: str) -> str:
    return f"{reason} ({detail})" if detail else reason


def _text_of(error: Exception) -> str:
    try:
        return str(error)[:_SHOWN]
    except Exception:  # a number too long to be printed, a text too deep
        return ""


def _beginning(body: Any) -> str:
    if not isinstance(body, bytes):
        return f"<{type(body).__name__}>"
    text = repr(body[:_SHOWN].decode("utf-8", "replace"))
    return f"{text}... ({len(body)} bytes in all)" if len(body) > _SHOWN else text


def _not_shown(body: Any) -> str:
    size = f"{len(body)} bytes" if isinstance(body, bytes) else f"a {type(body).__name__}"
    return f"{HIDDEN} ({size}, not shown: the model of the operation says that there may be sensitive values)"
