"""One API call, from parameters to the returned dict, as a generator of effects.

    params ─► endpoint ─► serialize ─► request ─► [ sign ─► Send ─► parse ─► retry? ] ─► result

`prepare` makes the request, `attempts` sends it until there is a final answer, `call` is both with the error raised at
the end. A presigned URL is `prepare` stopped there (see `core.presign`). Each step runs the typed hooks of its phase
(`core.hooks`), the service's own and the program's event subscriptions (`client.face`).
"""

from __future__ import annotations

from .._log import debug
from ..effects import FirstEvent, ReadBody, Send, Sleep
from .body import rewind
from .context import Call
from .endpoints import resolve_endpoint
from .faults import service_exceptions
from .operation import bind
from .request import build_request, finish_request, invocation_headers, request_url, time_to_live
from .signing import sign_attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..http import Request, Response
    from .context import ClientCore
    from .operation import BoundOperation

#: HTTP statuses from here on are errors.
FIRST_ERROR_STATUS = 300


def call(client: ClientCore, operation_name: str, params: dict[str, Any]) -> Generator[Effect, Any, dict[str, Any]]:
    """Call `operation_name` (as in the model: `ListBuckets`) and return its output dict.

    Raises ParamValidationError and other BotoCoreErrors before anything is sent, ClientError or one of the service's
    own subclasses of it for an error reply, and the transport's errors once the retries are used up.
    """
    operation = client.bound.get(operation_name) or bind(client, operation_name)
    current = Call(client, operation, params)
    request, answer = yield from prepare(current)
    if answer is None:
        try:
            answer = yield from attempts(current, request)
        except Exception as error:
            for hook in operation.hooks("failed"):
                hook(current, error)
            raise
    response, parsed = answer
    for hook in operation.hooks("result"):
        hook(current, parsed)
    if response.status >= FIRST_ERROR_STATUS:
        code = current.error_code or (parsed.get("Error") or {}).get("Code")
        error_class = service_exceptions(client.service_model).from_code(code)
        raise error_class(parsed, operation.name)
    return parsed


def prepare(
    current: Call,
) -> Generator[Effect, Any, tuple[Request, tuple[Response, dict[str, Any]] | None]]:
    """Make the call's request, unsigned. The second value is a whole answer when an event subscriber gave one."""
    operation = current.operation
    settle_params(current)
    current.endpoint = operation.fixed_endpoint or (yield from resolve_endpoint(current))
    request = build_request(current)
    for hook in operation.hooks("request"):
        answer = hook(current, request)
        if answer is not None:
            return request, answer
    finish_request(current, request)
    return request, None


def settle_params(current: Call) -> None:
    """Run the hooks that may change the parameters, and add the idempotency tokens that the caller left out."""
    operation, params = current.operation, current.params
    for hook in operation.hooks("params"):
        changed = hook(current, params)
        if changed is not None:
            current.params = params = changed
    if operation.checksums.takes_part and not current.presigned:
        operation.checksums.default_params(params)
    for name in operation.tokens:
        if name not in params:
            params[name] = current.client.uuid()


def attempts(current: Call, request: Request) -> Generator[Effect, Any, tuple[Response, dict[str, Any]]]:
    """Send `request` until there is an answer that the retry strategy accepts; return the reply and its dict."""
    retry = current.client.retry
    while True:
        current.attempt += 1
        current.transient = False
        response: Response | None = None
        parsed: dict[str, Any] | None = None
        failure: Exception | None = None
        attempt = yield from _sign(current, request)
        try:
            response = yield from _exchange(current, attempt)
        except Exception as error:
            failure = error
        else:
            response, parsed = yield from _parse(current, response)
        again = yield from _decide(current, response, parsed, failure)
        if again:
            time_to_live(current, response)
            rewind(request.body, current.body_start)
            if current.moved:
                yield from _move(current, request)
            continue
        if failure is not None:
            raise failure
        assert response is not None
        assert parsed is not None
        if response.status < FIRST_ERROR_STATUS:
            retry.succeeded(current)
        parsed.setdefault("ResponseMetadata", {})["RetryAttempts"] = current.attempt - 1
        return response, parsed


def _move(current: Call, request: Request) -> Generator[Effect, Any, None]:
    """Turn `request` to the endpoint that the call has now, which is signed for anew."""
    current.moved = False
    current.endpoint = yield from resolve_endpoint(current)
    current.auth = None
    request.url = request_url(current)


def _sign(current: Call, request: Request) -> Generator[Effect, Any, Request]:
    """Return this attempt's copy of `request`, signed."""
    attempt = request.copy()
    if not current.invocation_id:
        current.invocation_id = current.client.uuid()
    yield from sign_attempt(current, attempt)
    # Left out of the signature, as boto3 does.
    invocation_headers(current, attempt)
    if current.operation.input_events:
        from .events_in import attach_events

        attach_events(current, attempt)
    return attempt


def _exchange(current: Call, attempt: Request) -> Generator[Effect, Any, Response]:
    """Send one attempt, or let a hook answer it; read the body unless the operation streams a success."""
    operation = current.operation
    response: Response | None = None
    for hook in operation.hooks("send"):
        response = hook(current, attempt)
        if response is not None:
            break
    if response is None:
        response = yield Send(attempt, operation.streams)
    if operation.streams and response.status >= FIRST_ERROR_STATUS and not isinstance(response.body, bytes):
        response.body = yield ReadBody(response.body)
    return response


def _parse(current: Call, response: Response) -> Generator[Effect, Any, tuple[Response, dict[str, Any]]]:
    """Turn a reply into its dict."""
    operation = current.operation
    for hook in operation.hooks("reply"):
        response = hook(current, response) or response
    if operation.streams and response.status < FIRST_ERROR_STATUS:
        parsed = yield from _parse_stream(current, operation, response)
    else:
        if operation.checksums.takes_part and response.status < FIRST_ERROR_STATUS:
            checksum = operation.checksums.for_response(current.params, response.headers)
            if checksum is not None:
                checksum.update(response.body)
                checksum.verify()
        parsed = operation.parse(response.status, response.headers, response.body)
    for hook in operation.hooks("parsed"):
        hook(current, response, parsed)
    return response, parsed


def _parse_stream(
    current: Call, operation: BoundOperation, response: Response
) -> Generator[Effect, Any, dict[str, Any]]:
    """Parse the head of a streamed success; its body is wrapped for the caller to read."""
    streams = current.client.streams
    if operation.event_member is None:
        checksum = operation.checksums.for_response(current.params, response.headers)
        response.body = streams.body(response.body, response.headers.get("content-length"), checksum=checksum)
        parsed: dict[str, Any] = operation.parse(response.status, response.headers, response.body)
        return parsed
    assert operation.new_decoder is not None
    events = streams.events(response.body, operation.new_decoder())
    if not operation.initial_reply:
        parsed = operation.parse(response.status, response.headers, events)
        return parsed
    parsed = yield FirstEvent(events)
    parsed[operation.event_member] = events
    parsed["ResponseMetadata"] = {"HTTPStatusCode": response.status, "HTTPHeaders": response.headers}
    if "x-amzn-requestid" in response.headers:
        parsed["ResponseMetadata"]["RequestId"] = response.headers["x-amzn-requestid"]
    return parsed


def _decide(
    current: Call, response: Response | None, parsed: dict[str, Any] | None, failure: Exception | None
) -> Generator[Effect, Any, bool]:
    """Ask the hooks, then the retry strategy, whether to try again; wait if so."""
    retry = current.client.retry
    seconds: float | bool | None = None
    for hook in current.operation.hooks("retry"):
        answer = hook(current, response, parsed, failure)
        if answer is not None and not isinstance(answer, (int, float)):
            answer = yield from answer
        seconds = answer if seconds is None else seconds
    if seconds is False:
        return False
    if seconds is not None:
        if seconds > 0:
            yield Sleep(seconds)
        return True
    if failure is not None:
        decision = retry.after_error(current, failure)
    else:
        assert response is not None
        assert parsed is not None
        if response.status < FIRST_ERROR_STATUS and not current.transient:
            if current.attempt >= retry.max_attempts:
                parsed.setdefault("ResponseMetadata", {})["MaxAttemptsReached"] = True
            return False
        decision = retry.after_reply(current, response, parsed)
    if decision is None:
        return False
    if decision.seconds > 0:
        yield Sleep(decision.seconds)
    if decision.again:
        debug("sotalia.call", "%s: trying again (attempt %d).", current.operation.name, current.attempt + 1)
    return decision.again
