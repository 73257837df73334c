"""The attempts of a call: sign, send, parse, and decide whether to try again."""

from __future__ import annotations

from .._log import listener
from ..bodies import takes_long
from ..effects import Compute, FirstEvent, ReadBody, Send, Sleep
from ..http import is_error
from ..schemes import HEADERS
from .body import rewind
from .failures import remember_attempt, waited
from .request import request_url, time_to_live
from .retry.strategy import Decision, RetryIn, Stop
from .signing import fetch_credentials, resolve_scheme, sign_attempt, sign_elsewhere
from .targets import resolve_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..http import Request, Response
    from .context import Call
    from .log import CallLog

_FINAL = Stop()
#: A declared length with this many digits is no length.
_LONGEST_LENGTH = 20
#: Replies with more bytes than this are taken apart where nobody has to wait for it.
LARGE_REPLY = 1024 * 1024


def attempts(
    current: Call, request: Request, first: Response | Exception | None = None
) -> Generator[Effect, Any, tuple[Response, dict[str, Any]]]:
    """Send `request` until there is an answer that the retry strategy accepts; return the reply and its dict.

    `first` is the answer to the first attempt, a reply or an exception, where that has been made already.
    """
    operation, retry = current.operation, current.client.retry
    current.retry = retry
    current.attempt = 0
    while True:
        current.attempt += 1
        answer, first = first, None
        log = _log_of(current)
        if answer is None:
            attempt = yield from _next_attempt(current, request)
            if log is not None:
                log.request(attempt)
        try:
            if isinstance(answer, Exception):
                raise answer
            response = answer
            if response is None and operation.on_send:
                response = _answer_of_hooks(current, attempt)
            if response is None:
                if operation.around_send is None:
                    response = yield Send(attempt, operation.streams)
                else:
                    response = yield from operation.around_send(current, attempt)
            if operation.streams and is_error(response.status) and not isinstance(response.body, bytes):
                response.body = yield ReadBody(response.body)
        except Exception as error:
            if not (yield from _try_again(current, None, None, error)):
                raise
            request = yield from _get_ready(current, request, None)
            continue
        if log is not None:
            log.reply(response)
        response, parsed = yield from _take_apart(current, response)
        if log is not None:
            log.result(response, parsed)
        success = not is_error(response.status)
        bad = current.transient or not success
        if (operation.has_handlers or bad) and (yield from _try_again(current, response, parsed, None)):
            request = yield from _get_ready(current, request, response)
            continue
        metadata = parsed.setdefault("ResponseMetadata", {})
        if success:
            retry.succeeded(current, metadata)
        metadata["RetryAttempts"] = current.attempt - 1
        return response, parsed


def _next_attempt(current: Call, request: Request) -> Generator[Effect, Any, Request]:
    """Return the signed request of the next attempt, when it is time for that."""
    operation, retry = current.operation, current.retry
    pause = retry.before_attempt(current)
    while pause is not None:
        yield Sleep(pause)
        waited(current, pause)
        pause = retry.before_attempt(current)
    if operation.discovers:
        from .discovery import route

        yield from route(current, request)
    if current.auth is None:
        resolve_scheme(current, HEADERS)
    if current.credentials is None or current.attempt > 1:
        identity = current.session or current.client.identity
        credentials = identity.current() if current.signs else None
        current.credentials = credentials or (yield from fetch_credentials(current))
    if current.heavy:
        return (yield from sign_elsewhere(current, request))
    return sign_attempt(current, request)


def _take_apart(current: Call, response: Response) -> Generator[Effect, Any, tuple[Response, dict[str, Any]]]:
    """Return the reply, as hooks may have replaced it, and its dict."""
    operation = current.operation
    try:
        if "content-encoding" in response.headers and response.body and isinstance(response.body, bytes):
            yield Compute(_decode, current, response)
        for hook in operation.on_reply:
            response = hook(current, response) or response
        if operation.streams and not is_error(response.status):
            parsed = yield from _parse_stream(current, response)
        elif len(response.body) > LARGE_REPLY:
            parsed = yield Compute(parse_whole, current, response)
        else:
            parsed = parse_whole(current, response)
        for hook in operation.on_parsed:
            hook(current, response, parsed)
    except Exception as error:
        remember_attempt(current, response, None, error)
        raise
    return response, parsed


def _log_of(current: Call) -> CallLog | None:
    """Return the writer of the call's debug messages, or None if nobody listens."""
    logger = listener("sotalia.call")
    if logger is None:
        return None
    from .log import CallLog

    return CallLog(logger, current)


def _answer_of_hooks(current: Call, attempt: Request) -> Response | None:
    """Return the reply of the first hook that answers in the network's place."""
    for hook in current.operation.on_send:
        response: Response | None = hook(current, attempt)
        if response is not None:
            return response
    return None


def _decode(current: Call, response: Response) -> None:
    """Undo the compression of a whole reply.

    A streamed body is not decompressed: it is as the object was stored, and the reply's headers name the coding.
    """
    if current.operation.streams and not is_error(response.status):
        return
    from ..wire.compression import decompress

    current.wire_body = response.body
    response.body = decompress(response.headers["content-encoding"], response.body)


def parse_whole(current: Call, response: Response) -> dict[str, Any]:
    """Turn a whole reply into its dict, once its checksum is right."""
    operation = current.operation
    checksum = None
    if operation.checksums.takes_part and not is_error(response.status):
        checksum = operation.checksums.for_response(current.params, response.headers)
        if checksum is not None:
            checksum.update(response.body if current.wire_body is None else current.wire_body)
            checksum.verify()
    parsed = operation.parse(response.status, response.headers, response.body)
    if checksum is not None:
        parsed["ResponseMetadata"]["ChecksumAlgorithm"] = checksum.algorithm
    return parsed


def _announced_length(response: Response) -> str | None:
    """Return the length that the reply declares, or None where it declares none or something that is no length."""
    length = response.headers.get("content-length")
    return length if length is not None and length.isdecimal() and len(length) < _LONGEST_LENGTH else None


def parse_head(current: Call, response: Response) -> dict[str, Any]:
    """Parse the head of a success whose body is bytes that the caller reads; in the dict, the body is made for that."""
    operation, streams = current.operation, current.client.streams
    checksum = operation.checksums.for_response(current.params, response.headers)
    response.body = streams.body(response.body, _announced_length(response), checksum=checksum)
    parsed = operation.parse(response.status, response.headers, response.body)
    if checksum is not None:
        parsed["ResponseMetadata"]["ChecksumAlgorithm"] = checksum.algorithm
    return parsed


def _parse_stream(current: Call, response: Response) -> Generator[Effect, Any, dict[str, Any]]:
    """Parse the head of a streamed success; its body is wrapped for the caller to read."""
    operation, streams = current.operation, current.client.streams
    if operation.event_member is None:
        return parse_head(current, response)
    assert operation.new_decoder is not None
    events = streams.events(response.body, operation.new_decoder())
    if not operation.initial_reply:
        return operation.parse(response.status, response.headers, events)
    parsed: dict[str, Any] = yield FirstEvent(events)
    parsed[operation.event_member] = events
    parsed["ResponseMetadata"] = {"HTTPStatusCode": response.status, "HTTPHeaders": response.headers}
    if "x-amzn-requestid" in response.headers:
        parsed["ResponseMetadata"]["RequestId"] = response.headers["x-amzn-requestid"]
    return parsed


def _try_again(
    current: Call, response: Response | None, parsed: dict[str, Any] | None, failure: Exception | None
) -> Generator[Effect, Any, bool]:
    """Ask the hooks, then the retry strategy, whether to try again; wait if so."""
    bad = response is None or current.transient or is_error(response.status)
    if bad:
        remember_attempt(current, response, parsed, failure)
    decision: Decision | None = None
    for hook in current.operation.on_retry:
        answer = hook(current, response, parsed, failure)
        if answer is not None and not isinstance(answer, Decision):
            answer = yield from answer
        decision = answer if decision is None else decision
    if decision is None:
        decision = _ask_strategy(current, response, parsed, failure)
    again = isinstance(decision, RetryIn)
    if again and not bad:
        remember_attempt(current, response, parsed, failure)
    if again or bad:
        log = _log_of(current)
        if log is not None:
            log.decision(response, failure, decision.seconds if again else None)
    if decision.seconds > 0:
        yield Sleep(decision.seconds)
        waited(current, decision.seconds)
    return again


def _ask_strategy(
    current: Call, response: Response | None, parsed: dict[str, Any] | None, failure: Exception | None
) -> Decision:
    retry = current.retry
    if failure is not None:
        return retry.after_error(current, failure)
    assert response is not None
    assert parsed is not None
    if not is_error(response.status) and not current.transient:
        return _FINAL
    return retry.after_reply(current, response, parsed)


def _get_ready(current: Call, request: Request, response: Response | None) -> Generator[Effect, Any, Request]:
    """Return the request for the next attempt: its body from the start, to the endpoint that the call has now."""
    current.transient = False
    current.wire_body = None
    time_to_live(current, response)
    if takes_long(request.body):
        yield Compute(rewind, request.body, current.body_start)
    else:
        rewind(request.body, current.body_start)
    if current.moved:
        current.moved = False
        yield from resolve_target(current)
        current.auth = None
        # The request of the first attempt may be in a program's hands.
        request = request.copy()
        request.url = request_url(current)
    return request
