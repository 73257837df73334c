"""Requests that a program sends by itself, beside those of clients."""

from __future__ import annotations

from ..effects import Send
from ..http import Request
from ..io.drive import documented
from ..io.transport import TransportOptions
from ..io.transport.curl import CurlTransport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def new_transport(options: dict[str, Any]) -> CurlTransport:
    """Return a transport with boto3's options."""
    return CurlTransport(TransportOptions(**options))


def send_alone(transport: CurlTransport, prepared: Any) -> Any:
    """Send a prepared request and return the reply as an AWSResponse, its body read."""
    from .requests import AWSResponse

    headers = {name.lower(): _text(value) for name, value in prepared.headers.items()}
    length = headers.pop("content-length", None)
    headers.pop("transfer-encoding", None)
    body = prepared.body
    body = body.encode("utf-8") if isinstance(body, str) else b"" if body is None else body
    request = Request(prepared.method, prepared.url, headers, body)
    if request.length is None and length is not None and length.isdecimal():
        request.length = int(length)
    try:
        response = transport.send(request)
    except Exception as error:
        raise documented(Send(request), error) from error
    return AWSResponse(prepared.url, response.status, response.headers, response.body)


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)
