"""How calls go through methods that a program has replaced (`patchpoints`), and with them through its own code.

    attempts ─► Endpoint.make_request ─► [ sign ─► Endpoint.prepare_request ─► before-send
                    ─► Endpoint._send ─► URLLib3Session.send ─► Send ─► ResponseParser.parse ]

An operation that is bound while one of these is replaced goes through all of them; others know nothing of this.
"""

from __future__ import annotations

from ..effects import Around, Send
from ..http import Response
from ..patchpoints.endpoint import endpoint_of
from ..patchpoints.parser import ResponseParser
from ..patchpoints.watch import is_replaced
from .views import PREPARED, REPLY, REQUEST, EventReply, as_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ..core.context import Call
    from ..core.operation import BoundOperation
    from ..effects import Effect, Steps
    from ..http import Request
    from ..patchpoints.requests import AWSPreparedRequest
    from .views import RequestDict, RequestView

_NOT_THEIRS = frozenset(("content-length", "transfer-encoding"))


def bind_points(operation: BoundOperation) -> None:
    """Have an operation's calls go through the methods."""
    operation.around_attempts = around_attempts
    operation.around_send = around_send
    if ResponseParser.is_replaced:
        operation.parse = _parsing(operation.parse, operation.name, operation.model.output_shape)


def _parsing(parse: Callable[[int, dict[str, str], Any], dict[str, Any]], name: str, shape: Any) -> Any:
    parser = ResponseParser(parse)

    def through(status: int, headers: dict[str, str], body: Any) -> dict[str, Any]:
        context = {"operation_name": name}
        return parser.parse({"status_code": status, "headers": headers, "body": body, "context": context}, shape)

    return through


def around_attempts(call: Call, steps: Callable[[], Steps]) -> Generator[Effect, Any, tuple[Response, dict[str, Any]]]:
    """Perform a call's attempts through `make_request`; return the reply and the dict that it gives."""
    endpoint, as_dict = endpoint_of(call.client), call.recall(REQUEST)

    def around(run: Callable[[], Any]) -> Any:
        def perform(changed: RequestDict) -> Any:
            changed.write_back()
            return _then(run(), lambda answer: (call.recall(REPLY) or EventReply(answer[0]), answer[1]))

        as_dict.perform = perform
        return endpoint.make_request(call.operation.model, as_dict)

    http, parsed = yield Around(around, steps)
    call.remember(REPLY, http)
    # No more is needed than the status, and a program may give an object that has no more.
    return http._response if isinstance(http, EventReply) else Response(http.status_code, {}, b""), parsed


def prepare(call: Call, view: RequestView, request: Request) -> None:
    """Have `prepare_request` prepare a signed request, and take over what it changed."""
    endpoint = endpoint_of(call.client)
    if is_replaced(endpoint, "prepare_request"):
        created = view.show(request, signed=True)
        prepared = endpoint.prepare_request(created)
        for name, value in prepared.headers.items():
            if name.lower() not in _NOT_THEIRS:
                created.headers[name] = value
        view.write_back(request)


def around_send(call: Call, request: Request) -> Generator[Effect, Any, Response]:
    """Send a request through `Endpoint._send`, which sends it through `URLLib3Session.send`."""
    endpoint = endpoint_of(call.client)
    view, prepared = call.recall(PREPARED)

    def steps() -> Steps:
        response = yield Send(request, call.operation.streams)
        return EventReply(response, request.url)

    def around(run: Callable[[], Any]) -> Any:
        def perform(changed: AWSPreparedRequest) -> Any:
            view.write_back_prepared(changed, request)
            return run()

        prepared.perform, prepared.operation_model = perform, call.operation.model
        return endpoint._send(prepared)

    reply = yield Around(around, steps)
    if not isinstance(reply, EventReply):
        call.remember(REPLY, reply)
    response = as_response(reply)
    if call.operation.streams and isinstance(response.body, bytes):
        response.body = call.client.streams.whole(response.body)
    return response


def _then(value: Any, convert: Callable[[Any], Any]) -> Any:
    """Return what `convert` makes of a value, or of what an awaitable gives."""
    if not hasattr(value, "__await__"):
        return convert(value)

    async def awaited() -> Any:
        return convert(await value)

    return awaited()
