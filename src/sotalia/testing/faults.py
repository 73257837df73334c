"""Transports that have bad days: they inject faults into the calls of a program's own tests."""

from __future__ import annotations

import json
import threading

from ..errors import ConnectionClosedError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from ..http import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..http import Request

    #: What a fault makes of a request: a reply or an exception.
    Effect = Callable[[Request], "Response | BaseException"]


class Fault:
    """What goes wrong, with which requests, and how often. Make one with the functions of this class.

        Fault.throttled(times=2)                                        # the first two requests
        Fault.status(500, "InternalError", after=3)                     # one, when three have gone well
        Fault.lost(when=lambda request: request.method == "PUT")        # the first PUT

    `times` is how many requests meet it (None: all), `after` how many go well before, of those for which
    `when(request)` is true.
    """

    def __init__(
        self,
        effect: Effect,
        *,
        times: int | None = 1,
        after: int = 0,
        when: Callable[[Request], bool] | None = None,
    ) -> None:
        """Make a fault of a function that returns the reply to a request, or an exception."""
        self._effect = effect
        self._left = times
        self._after = after
        self._when = when
        self._lock = threading.Lock()
        #: How many requests have met it.
        self.met = 0

    def of(self, request: Request) -> Response | BaseException | None:
        """Return what becomes of a request; None if it goes well."""
        if self._when is not None and not self._when(request):
            return None
        with self._lock:
            if self._after > 0:
                self._after -= 1
                return None
            if self._left is not None:
                if self._left <= 0:
                    return None
                self._left -= 1
            self.met += 1
        return self._effect(request)

    @classmethod
    def status(cls, status: int, code: str = "", message: str = "injected", **how: Any) -> Fault:
        """Have the service answer with an error of this status and code, in the words of its protocol."""
        return cls(lambda request: _error(request, status, code, message), **how)

    @classmethod
    def throttled(cls, **how: Any) -> Fault:
        """Have the service refuse, since there are too many requests."""
        return cls.status(429, "ThrottlingException", "Rate exceeded", **how)

    @classmethod
    def unavailable(cls, **how: Any) -> Fault:
        """Have the service answer that it is not available now."""
        return cls.status(503, "ServiceUnavailable", "Please try again", **how)

    @classmethod
    def unreachable(cls, **how: Any) -> Fault:
        """Have no connection made."""
        return cls(lambda request: EndpointConnectionError(endpoint_url=_origin(request), error="injected"), **how)

    @classmethod
    def lost(cls, **how: Any) -> Fault:
        """Have the connection end before there is a reply."""
        return cls(lambda request: ConnectionClosedError(endpoint_url=_origin(request)), **how)

    @classmethod
    def connect_timeout(cls, **how: Any) -> Fault:
        """Have connecting take too long; nothing waits."""
        return cls(lambda request: ConnectTimeoutError(endpoint_url=_origin(request)), **how)

    @classmethod
    def read_timeout(cls, **how: Any) -> Fault:
        """Have the reply take too long; nothing waits."""
        return cls(lambda request: ReadTimeoutError(endpoint_url=_origin(request)), **how)


class _Faulty:
    def __init__(self, faults: Iterable[Fault], transport: Any = None) -> None:
        self.faults = list(faults)
        self._transport = transport

    def _fault_of(self, request: Request) -> Response | None:
        """Return the reply that a fault gives; None where the request goes well. Raises what a fault raises."""
        for fault in self.faults:
            answer = fault.of(request)
            if isinstance(answer, BaseException):
                raise answer
            if answer is not None:
                return answer
        return None


class FaultyTransport(_Faulty):
    """Injects faults into a client's requests, and sends those that meet none by another transport.

        transport = FaultyTransport([Fault.throttled(times=2), Fault.lost()])
        client = sotalia.client("dynamodb", transport=transport)
        client.list_tables()        # two refusals, a lost connection, and then the tables: the fourth attempt

    `transport` is by default one that connects as a client's own does; RecordingTransport is one that does not. The
    first of the `faults` that fits counts. `AsyncFaultyTransport` is for awaited clients.
    """

    def send(self, request: Request, stream: bool = False) -> Response:
        """Send `request`, or fail."""
        answer = self._fault_of(request)
        if answer is not None:
            if stream:
                from ..io.transport.memory import MemoryStream

                return Response(answer.status, answer.headers, MemoryStream(answer.body))
            return answer
        response: Response = self._real().send(request, stream)
        return response

    def _real(self) -> Any:
        if self._transport is None:
            from ..io.transport import TransportOptions
            from ..io.transport.curl import CurlTransport

            self._transport = CurlTransport(TransportOptions())
        return self._transport

    def close(self) -> None:
        """Close the other transport."""
        if self._transport is not None:
            self._transport.close()


class AsyncFaultyTransport(_Faulty):
    """Injects faults into an awaited client's requests. See `FaultyTransport`."""

    async def send(self, request: Request, stream: bool = False) -> Response:
        """Send `request`, or fail."""
        answer = self._fault_of(request)
        if answer is not None:
            if stream:
                from ..io.transport.memory import AsyncMemoryStream

                return Response(answer.status, answer.headers, AsyncMemoryStream(answer.body))
            return answer
        response: Response = await self._real().send(request, stream)
        return response

    def _real(self) -> Any:
        if self._transport is None:
            from ..io.transport import TransportOptions
            from ..io.transport.curl_async import AsyncCurlTransport

            self._transport = AsyncCurlTransport(TransportOptions())
        return self._transport

    async def close(self) -> None:
        """Close the other transport."""
        if self._transport is not None:
            await self._transport.close()


def _error(request: Request, status: int, code: str, message: str) -> Response:
    """Return an error reply in the protocol that the request is written in."""
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        body = json.dumps({"__type": code, "message": message}).encode("utf-8")
        return Response(status, {"content-type": kind, "x-amzn-errortype": code}, body)
    from xml.sax.saxutils import escape

    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    # S3's errors are the root, those of the query protocols are in one; all readers take both.
    text = f"<Error>{error}</Error>" if "form" not in kind else f"<ErrorResponse><Error>{error}</Error></ErrorResponse>"
    return Response(status, {"content-type": "text/xml", "x-amzn-errortype": code}, text.encode("utf-8"))


def _origin(request: Request) -> str:
    scheme, _, rest = request.url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
