"""What all protocols share: validation during serialization, error replies, host prefixes, encoding."""

from __future__ import annotations

from ..errors import ParamValidationError
from ..percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Headers, OperationModel, Serialize, SerializedRequest, Shape

    _Table = dict[str, Any]
else:
    _Table = dict


def checked(operation_model: OperationModel, strict: Serialize, lenient: Callable[[], Serialize]) -> Serialize:
    """Return `strict` with its refusals turned into the full report, or, if that is empty, into `lenient`'s answer."""
    shape = operation_model.input_shape

    def serialize(params: dict[str, Any]) -> SerializedRequest:
        try:
            return strict(params)
        except Exception:  # whatever went wrong, the report decides what to say about it
            from .validate import report

            faults = report(shape, params) if shape is not None else ""
            if faults:
                raise ParamValidationError(report=faults) from None
        return lenient()(params)

    return serialize


class Members(_Table):
    """A structure's members, each compiled when it is first looked up.

    `compile_member(key)` returns the entry; for what is no member it raises KeyError or returns `unknown`, and that is
    not remembered (the names in a reply come from outside).
    """

    __slots__ = ("_compile_member", "_unknown")

    def __init__(self, compile_member: Callable[[str], Any], unknown: object = None) -> None:
        super().__init__()
        self._compile_member = compile_member
        self._unknown = unknown

    def __missing__(self, key: str) -> Any:
        if type(key) is not str and isinstance(key, str):
            return self[plain(key)]  # entries may hold the name, which must not be a string enum
        entry = self._compile_member(key)
        if entry is not self._unknown:
            self[key] = entry
        return entry


# ---------------------------------------------------------------- replies


def generic_error(status: int, body: bytes | None) -> dict[str, Any] | None:
    """Return the error for a 5xx that no service wrote (its body is empty, or a proxy's HTML page), else None."""
    if status < 500:
        return None
    text = body.strip() if body else b""
    if text and not text.startswith(b"<html>"):
        return None
    return {"Error": {"Code": str(status), "Message": reason_phrase(status)}, "ResponseMetadata": {}}


def rpc_metadata(status: int, headers: Headers) -> dict[str, Any]:
    """Return `ResponseMetadata` from the head of a reply of json or CBOR."""
    request_id = headers.get("x-amzn-requestid")
    if request_id is None:
        return {"HTTPStatusCode": status, "HTTPHeaders": headers}
    return {"RequestId": request_id, "HTTPStatusCode": status, "HTTPHeaders": headers}


def reason_phrase(status: int) -> str:
    """Return what HTTP calls the status ("Service Unavailable"), or "" for an unknown one."""
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def query_compatible_code(code: str, headers: Headers, error: dict[str, Any]) -> str:
    """Return the error code that the service used when it still spoke the query protocol.

    Services marked awsQueryCompatible send it as `x-amzn-query-error: <code>;<fault>`. The fault and today's
    code go into `error["Error"]`.
    """
    parts = headers["x-amzn-query-error"].split(";")
    if len(parts) == 2 and parts[0]:
        error["Error"]["QueryErrorCode"] = code
        error["Error"]["Type"] = parts[1]
        return parts[0]
    return code


# ---------------------------------------------------------------- requests


_HOST_LABEL = frozenset(".-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def host_prefix(operation_model: OperationModel) -> Callable[[dict[str, Any]], str] | None:
    """Return what makes the host prefix from the parameters, or None if the operation has none."""
    endpoint = operation_model.endpoint
    if not endpoint or "hostPrefix" not in endpoint:
        return None
    template: str = endpoint["hostPrefix"]
    shape = operation_model.input_shape
    labels = [] if shape is None else [name for name, member in shape.members.items() if _is_host_label(member)]
    if not labels:
        return lambda params: template

    def expand(params: dict[str, Any]) -> str:
        values = {name: plain(params[name]) for name in labels}
        bad = [name for name, value in values.items() if not value or not _HOST_LABEL.issuperset(value)]
        if bad:
            raise ParamValidationError(
                report=(
                    f"Invalid value for parameter(s): {', '.join(bad)}. "
                    "Must contain only alphanumeric characters, hyphen, or period."
                )
            )
        return template.format(**values)

    return expand


def _is_host_label(shape: Shape) -> bool:
    return bool(shape.serialization.get("hostLabel"))
