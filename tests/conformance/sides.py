"""boto3 and Sotalia behind the same small face: make this call at a frozen moment, given this reply to it.

Neither touches the network: boto3 is answered by a `before-send` handler, Sotalia by a transport that records.
"""

from __future__ import annotations

import datetime
import io
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import struct_time
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import boto3
from botocore import auth
from botocore.awsrequest import AWSResponse
from botocore.compat import HAS_CRT
from botocore.config import Config as BotocoreConfig
from botocore.exceptions import EndpointConnectionError as BotocoreConnectionError

import sotalia
from sotalia.config import Config
from sotalia.errors import EndpointConnectionError
from sotalia.http import ReadyRequest, Response
from sotalia.io.transport.head import reply_head
from tests.conformance.replies import Reply
from tests.core.scripted import with_machinery

#: The moment at which everything happens.
NOW = datetime.datetime(2026, 3, 1, 12, 34, 56, 789000, tzinfo=datetime.UTC)
TOKEN = uuid.UUID("01234567-89ab-4cde-8f01-23456789abcd")
CREDENTIALS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
#: For services whose calls are not signed: boto3 looks for them when a client is made, Sotalia when a call is.
BEARER_TOKENS = {"AWS_BEARER_TOKEN_CODECATALYST": "bearer-token"}


class Settings:
    """How the clients are made: arguments for `client()` and for its Config."""

    __slots__ = ("arguments", "config", "name")

    def __init__(self, name: str, config: dict[str, Any] | None = None, **arguments: Any) -> None:
        self.name = name
        self.arguments = {**CREDENTIALS, **arguments}
        self.config = {"retries": {"total_max_attempts": 1}, **(config or {})}


#: A seed picks one of them, so that three seeds go through all.
SETTINGS = (
    Settings("us-east-1", {"endpoint_discovery_enabled": True}, region_name="us-east-1"),
    Settings(
        "eu-central-1 with token",
        region_name="eu-central-1",
        aws_session_token="token/+=",
        aws_account_id="123456789012",
    ),
    Settings("endpoint_url", region_name="us-west-2", endpoint_url="http://localhost:4566/base"),
)
#: What a service answers that is asked for its endpoint before the call itself.
DISCOVERY = "DescribeEndpoints"
DISCOVERED = b'{"Endpoints": [{"Address": "discovered.example.com", "CachePeriodInMinutes": 60}]}'


class Sent:
    """A request as it would have gone out; header names in lower case."""

    __slots__ = ("body", "headers", "method", "url")

    def __init__(self, method: str, url: str, headers: dict[str, str], body: bytes) -> None:
        self.method = method
        self.url = url
        self.headers = {"host": urlsplit(url).netloc, **headers}
        self.body = body


class Observed:
    """What a call did: the requests it sent, and what it returned or raised."""

    __slots__ = ("raised", "returned", "sent", "value")

    def __init__(self, sent: list[Sent], returned: Any = None, raised: Exception | None = None) -> None:
        #: What was returned, as it is compared; set by the first comparison, which reads streams to their ends.
        self.value: Any = None
        self.sent = sent
        self.returned = returned
        self.raised = raised


class FrozenTime:
    """The module `time` as boto3's oldest signers use it."""

    strftime = time.strftime

    @staticmethod
    def time() -> float:
        return NOW.timestamp()

    @staticmethod
    def gmtime() -> struct_time:
        return time.gmtime(NOW.timestamp())


#: boto3's signers in Python, in the place of those of awscrt, which have a clock of their own.
SIGNERS = {
    "v4": auth.SigV4Auth,
    "v4-query": auth.SigV4QueryAuth,
    "s3v4": auth.S3SigV4Auth,
    "s3v4-query": auth.S3SigV4QueryAuth,
}


# Plain functions, since a mock for each takes longer to make than most calls.


def _http_date(*_: Any, **__: Any) -> str:
    return "Sun, 01 Mar 2026 12:34:56 GMT"


def _token() -> uuid.UUID:
    return TOKEN


@contextmanager
def frozen() -> Iterator[None]:
    """boto3 at `NOW`, with the same token again and again. Sotalia's clients are given theirs when they are made."""

    def now(remove_tzinfo: bool = True) -> datetime.datetime:
        return NOW.replace(tzinfo=None) if remove_tzinfo else NOW

    with ExitStack() as stack:
        if HAS_CRT:
            stack.enter_context(mock.patch("botocore.crt.auth.get_current_datetime", now))
        for patch in (
            mock.patch.dict("os.environ", BEARER_TOKENS),
            mock.patch.dict("botocore.auth.AUTH_TYPE_MAPS", SIGNERS),
            mock.patch("botocore.auth.get_current_datetime", now),
            mock.patch("botocore.endpoint.get_current_datetime", now),
            mock.patch("botocore.signers.get_current_datetime", now),
            mock.patch("botocore.auth.time", FrozenTime),
            mock.patch("botocore.auth.formatdate", _http_date),
            mock.patch("uuid.uuid4", _token),
        ):
            stack.enter_context(patch)
        yield


class Side:
    """One library's client of one service."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._methods = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
        self.sent: list[Sent] = []
        self._operation = ""
        self.reply: Reply | list[Reply | None] = Reply(200, {}, b"")

    def call(self, operation: str, params: dict[str, Any], reply: Reply | list[Reply | None]) -> Observed:
        """Call an operation by its name in the model, and give `reply` to whatever it sends.

        A list holds one reply for each request, in turn; None stands for a service that cannot be reached.
        """
        self.sent, self.reply, self._operation = [], reply, operation
        try:
            returned = self.client._make_api_call(operation, params)
        except Exception as error:  # noqa: BLE001 - compared with the other side's
            return Observed(self.sent, raised=error)
        return Observed(self.sent, returned=returned)

    def _next_reply(self) -> Reply | None:
        asked = [sent.headers.get("x-amz-target", "").rpartition(".")[2] for sent in self.sent]
        discovers = asked[-1] == DISCOVERY != self._operation
        if isinstance(self.reply, list) and (self._operation or not discovers):
            return self.reply.pop(0)
        if discovers or isinstance(self.reply, list):
            return Reply(200, {"Content-Type": "application/x-amz-json-1.0"}, DISCOVERED)
        if DISCOVERY in asked and asked.count(asked[-1]) > 1:
            # It was said that the endpoint is no more: boto3 would ask without end.
            return Reply(200, {}, b"")
        return self.reply

    def presign(self, operation: str, params: dict[str, Any]) -> Observed:
        """Make a URL of the same call; nothing may be sent."""
        self.sent = []
        try:
            url = self.client.generate_presigned_url(self._methods[operation], params, ExpiresIn=600)
        except Exception as error:  # noqa: BLE001 - compared with the other side's
            return Observed(self.sent, raised=error)
        return Observed(self.sent, returned=url)


class Boto3(Side):
    """boto3's client; `connected` leaves it its HTTP client."""

    def __init__(self, session: boto3.Session, service: str, settings: Settings, *, connected: bool = False) -> None:
        # Its own user agent takes a tenth of the time of a call, and is compared in tests/test_features.py alone.
        config = BotocoreConfig(**{"user_agent": "boto3", **settings.config})
        super().__init__(session.client(service, config=config, **settings.arguments))
        if not connected:
            self.client.meta.events.register_last("before-send", self._answer)

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        headers = {str(name).lower(): _text(value) for name, value in request.headers.items()}
        body = whole(request.body)
        if body and "transfer-encoding" not in headers:
            headers.setdefault("content-length", str(len(body)))  # as http.client does
        self.sent.append(Sent(request.method, _text(request.url), headers, body))
        reply = self._next_reply()
        if reply is None:
            raise BotocoreConnectionError(endpoint_url=request.url)
        return AWSResponse(request.url, reply.status, reply.headers, Raw(reply.body))


class Raw(io.BytesIO):
    """A reply's body as urllib3 gives it."""

    def stream(self, amount: int = 65536, decode_content: bool | None = None) -> Iterator[bytes]:
        while data := self.read(amount):
            yield data


class Sotalia(Side):
    """Sotalia's client; `connected` leaves it its transport."""

    def __init__(self, session: Any, service: str, settings: Settings, *, connected: bool = False) -> None:
        own = {} if connected else {"transport": self}
        super().__init__(session.client(service, config=Config(**settings.config), **settings.arguments, **own))
        with_machinery(self.client, now=NOW.timestamp, uuid=lambda: str(TOKEN))
        #: Whether the last call went the straight way (see `sotalia.core.straight`).
        self.went_straight = False

    def call(
        self, operation: str, params: dict[str, Any], reply: Reply | list[Reply | None], *, straight: bool = True
    ) -> Observed:
        """Call an operation as `Side.call` does; without `straight`, in the general way."""
        self.went_straight = False
        bound = self.client._core.operations.get(operation)
        if bound is None or straight:
            return super().call(operation, params, reply)
        before, bound.straight = bound.straight, False
        try:
            return super().call(operation, params, reply)
        finally:
            bound.straight = before

    def may_go_straight(self, operation: str) -> bool:
        """Tell whether calls of the operation may go the straight way."""
        bound = self.client._core.operations.get(operation)
        return bound is not None and bound.straight

    def send(self, request: Any, stream: bool) -> Response:
        """What the client's core knows as its transport."""
        self.went_straight = isinstance(request, ReadyRequest)
        headers = dict(request.headers)
        length, body = request.length, request.body
        if request.expect_continue:
            headers["expect"] = "100-continue"
        if length is None:
            headers["transfer-encoding"] = "chunked"
        elif length or request.method not in ("GET", "HEAD", "OPTIONS"):
            headers["content-length"] = str(length)
        self.sent.append(Sent(request.method, request.url, headers, whole(body)))
        reply = self._next_reply()
        if reply is None:
            raise EndpointConnectionError(endpoint_url=request.url)
        lines = [f"{name}: {value}\r\n".encode() for name, value in reply.headers.items()]
        status, received = reply_head([f"HTTP/1.1 {reply.status} OK\r\n".encode(), *lines, b"\r\n"])
        return Response(status, received, Stream(reply.body) if stream else reply.body)

    def close(self) -> None:
        """Nothing to close."""


class Stream(io.BytesIO):
    """A reply's body as Sotalia's transport gives it."""


def whole(body: Any) -> bytes:
    """A request's body, read if need be."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if hasattr(body, "read"):
        return bytes(body.read())
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    return b"".join(body)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def sotalia_session() -> Any:
    """A session of Sotalia's."""
    return sotalia.Session()
