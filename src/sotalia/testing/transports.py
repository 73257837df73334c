"""Transports that record what is sent and answer from memory, blocking and awaited."""

from __future__ import annotations

from collections import deque

from ..http import Request, Response
from ..io.transport.memory import AsyncMemoryStream, MemoryStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    #: A reply, an exception to raise, or a function that makes either of a request.
    Answer = Response | BaseException | Callable[["RecordedRequest"], "Response | BaseException"]


class RecordedRequest(Request):
    """A request as it was sent: its body is bytes, whatever kind of body the call had."""

    __slots__ = ()
    if TYPE_CHECKING:
        body: bytes


class Recorder:
    """What both recording transports have in common: the requests so far, and the answers to the next ones.

    `requests` holds a copy of each request, its headers as they were when it was sent, its body as bytes, read to its
    end as a real transport reads it. Answers are used in their order; `answers` may also be one function, which then
    answers every request. When no answer is left, AssertionError names the request that has none.
    """

    def __init__(self, answers: Iterable[Answer] | Callable[[RecordedRequest], Response | BaseException] = ()) -> None:
        self.requests: list[RecordedRequest] = []
        self.closed = False
        self._always: Callable[[RecordedRequest], Response | BaseException] | None = None
        self._answers: deque[Answer] = deque()
        if callable(answers):
            self._always = answers
        else:
            self._answers.extend(answers)

    def add(self, body: bytes = b"", *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Queue a reply; header names are made lower case."""
        lower_case_headers = {name.lower(): value for name, value in (headers or {}).items()}
        self._answers.append(Response(status, lower_case_headers, body))

    def add_answer(self, answer: Answer) -> None:
        """Queue a reply, an exception to raise, or a function that makes either of the request."""
        self._answers.append(answer)

    @property
    def unused(self) -> int:
        """The number of queued answers that no request has used."""
        return len(self._answers)

    def _record(self, request: Request, body: bytes) -> Response:
        copy = RecordedRequest(
            request.method,
            request.url,
            dict(request.headers),
            body,
            expect_continue=request.expect_continue,
            http2=request.http2,
        )
        copy.must_verify = request.must_verify
        copy.hides_path = request.hides_path
        copy.limits = request.limits
        self.requests.append(copy)
        answer: Answer
        if self._answers:
            answer = self._answers.popleft()
        elif self._always is not None:
            answer = self._always
        else:
            raise AssertionError(f"no answer is left for request {len(self.requests)}: {request!r}")
        if callable(answer):
            answer = answer(copy)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class RecordingTransport(Recorder):
    """Records requests and answers them from memory.

        transport = RecordingTransport()
        transport.add(b"{}", headers={"Content-Type": "application/x-amz-json-1.0"})
        sotalia.client("dynamodb", transport=transport).list_tables()
        assert transport.requests[0].headers["x-amz-target"] == "DynamoDB_20120810.ListTables"

    A reply's body is bytes, or a stream where the operation streams its reply.
    """

    def send(self, request: Request, stream: bool = False) -> Response:
        """Record `request` and return the next answer."""
        answer = self._record(request, _read(request.body))
        if stream and isinstance(answer.body, bytes):
            return Response(answer.status, dict(answer.headers), MemoryStream(answer.body))
        return answer

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


class AsyncRecordingTransport(Recorder):
    """Records requests and answers them from memory, awaited. See `RecordingTransport`."""

    async def send(self, request: Request, stream: bool = False) -> Response:
        """Record `request` and return the next answer."""
        body = request.body
        if hasattr(body, "__aiter__"):
            data = b"".join([bytes(chunk) async for chunk in body])
        else:
            data = _read(body)
        answer = self._record(request, data)
        if stream and isinstance(answer.body, bytes):
            return Response(answer.status, dict(answer.headers), AsyncMemoryStream(answer.body))
        return answer

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def _read(body: Any) -> bytes:
    """Return the bytes that a real transport would have sent."""
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    if hasattr(body, "read"):
        return bytes(body.read())
    return b"".join(bytes(chunk) for chunk in body)
