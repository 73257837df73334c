"""Records everything that event handlers are told, as plain data that can be compared between boto3 and Sotalia."""

from __future__ import annotations

import io
import json
from typing import Any

from botocore.awsrequest import AWSResponse

#: The events of one call, in their order.
EVENTS = (
    "provide-client-params",
    "before-parameter-build",
    "before-endpoint-resolution",
    "before-call",
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "before-parse",
    "response-received",
    "needs-retry",
    "after-call",
    "after-call-error",
)
#: Handlers that boto3 does not call where one of its own has answered before.
UNHEARD = frozenset(("choose-signer",))
#: Headers whose values differ between any two calls, or name the library.
_OWN_VALUES = frozenset(("user-agent", "authorization", "x-amz-date", "amz-sdk-invocation-id", "content-length"))
#: Headers that boto3's own handlers add to some services' requests between those of the program, Sotalia behind them.
_LATER = frozenset(("Accept", "x-amz-glacier-version"))
#: What boto3's retry handlers note for each other.
_INNER = frozenset(("retry_quota_capacity", "MaxAttemptsReached"))
_REQUEST = ("method", "url", "body", "data", "params", "auth_path", "stream_output", "context")
_RESPONSE = ("status_code", "url", "content", "text")


class Recorder:
    """Hears each event of a client's calls at each level of its name; `log` is what it heard."""

    def __init__(self, client: Any, operation: str) -> None:
        self.log: list[Any] = []
        events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
        for event in EVENTS:
            for name in (event, f"{event}.{service}", f"{event}.{service}.{operation}"):
                if name not in UNHEARD:
                    events.register(name, self._hear(name))

    def _hear(self, level: str) -> Any:
        def hear(event_name: str, **told: Any) -> None:
            line = {name: shown(value, name) for name, value in told.items()}
            if level == f"request-created.{event_name.split('.')[1]}":
                # boto3 adds these only behind all handlers of the service's name, and signs neither.
                for header in ("amz-sdk-invocation-id", "amz-sdk-request"):
                    line["request"][2].pop(header, None)
            if event_name.startswith("before-call."):
                for header in _LATER:
                    line["params"]["headers"].pop(header, None)
            if event_name.startswith(("provide-client-params.", "before-parameter-build.")):
                # boto3's own handlers have added more by then than Sotalia has.
                line = {"model": line["model"]}
            self.log.append((level, event_name, line))

        return hear


def answer_with(client: Any, *bodies: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
    """Have the client's calls answered in the network's place; the last of the bodies answers all further attempts."""
    left = list(bodies)

    class Raw(io.BytesIO):
        def stream(self, **_: Any) -> Any:
            return iter([self.read()])

    def answer(request: Any, **_: Any) -> AWSResponse:
        body = left.pop(0) if len(left) > 1 else left[0]
        return AWSResponse(request.url, status, headers or {}, Raw(body))

    client.meta.events.register_last("before-send", answer)


def shown(value: Any, name: str = "") -> Any:
    """Return a value as plain data: objects as their kind and what handlers read of them."""
    kind = type(value).__name__
    if name == "builtins":
        # boto3 shows those of other services, too.
        return sorted(str(key) for key in map(_plain, value) if "::S3" not in key and "::STS" not in key)
    if name in ("headers", "HTTPHeaders"):
        # Sotalia does not announce small objects.
        return {header: _header(header, text) for header, text in value.items() if header != "Expect"}
    if name == "query_string" and value:
        return {key: str(inner) for key, inner in value.items()}
    if name == "params" and "Body" in value:
        # Bodies that are bytes stay bytes in Sotalia's parameters.
        return {key: shown(inner, key) for key, inner in value.items() if key != "Body"}
    if isinstance(value, dict):
        return {key: shown(inner, key) for key, inner in value.items() if key not in _INNER}
    if isinstance(value, (list, tuple)):
        return [shown(inner) for inner in value]
    if hasattr(value, "status_code"):
        return ("AWSResponse", {name: getattr(value, name) for name in _RESPONSE}, shown(value.headers, "headers"))
    if hasattr(value, "method") and hasattr(value, "url"):
        parts = {name: shown(getattr(value, name), name) for name in _REQUEST if hasattr(value, name)}
        return (kind, parts, shown(value.headers, "headers"))
    if hasattr(value, "read"):
        return _readable(value)
    if name in ("invocation-id", "timestamp"):
        return type(value)
    if isinstance(value, bytes) and value.startswith(b"{"):
        return json.loads(value)
    if value is None or isinstance(value, (str, bytes, int, float, bool)):
        return value
    return "UNSIGNED" if "nsigned" in kind.lower() else kind


def _readable(value: Any) -> Any:
    """Return the bytes of a body that can be read twice."""
    if not hasattr(value, "seek"):
        return "stream"
    data = value.read()
    try:
        value.seek(0)
    except io.UnsupportedOperation:
        return "stream"
    return ("readable", data)


def _plain(value: Any) -> str:
    return str(getattr(value, "value", value))


def _header(name: str, value: Any) -> Any:
    return type(value) if name.lower() in _OWN_VALUES else value
