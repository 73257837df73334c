"""The straight way through a call in which nothing is special: two plain functions, with a `Send` between them.

    parameters ─► prepare ─► request ─► (the client sends it) ─► conclude ─► result
                     │                                              │
                     ╰────────────► core.call: the general way ◄────╯

`prepare` does what the general way does before its first `Send`, with a request from a template; `conclude` does what
follows a good reply. Both leave everything else to the general way: a target or credentials that are not known yet, a
large body, an error, a failure, a reply that is damaged. That goes on from where they stopped, with the first attempt's
answer in hand, so that nothing is sent twice.

Whether calls of an operation may go this way is decided when it is bound (`BoundOperation.straight`).
"""

from __future__ import annotations

from .._log import listener
from ..auth.template import TEMPLATE_SCHEMES
from ..bodies import LARGE
from ..effects import Send
from ..http import is_error
from .attempt import LARGE_REPLY, parse_head, parse_whole
from .call import call, complete_params, go_on
from .context import Call
from .request import attempt_text, build_request, finish_request, name_features
from .targets import known_target
from .templates import ready_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..http import Response
    from .context import ClientCore

    Steps = Generator[Effect, Any, dict[str, Any]]


def prepare(client: ClientCore, operation_name: str, params: dict[str, Any], features: int) -> Call | Steps:
    """Return the call with a request that is ready to be sent, or the steps that perform it in the general way.

    The arguments are those of `core.call.call`. Raises what that raises before anything is sent.
    """
    operation = client.operations.get(operation_name)
    if operation is None or not operation.straight or client.settings.total_timeout is not None:
        return call(client, operation_name, params, features)
    keys, retry = client.identity.current(), client.retry
    if keys is None or retry.may_wait or listener("sotalia.call") is not None:
        return call(client, operation_name, params, features)
    target = known_target(client, operation, params, keys)
    if target is None or target.scheme is None or target.scheme.name not in TEMPLATE_SCHEMES:
        return call(client, operation_name, params, features)
    current = Call(client, operation, params, features)
    current.target, current.endpoint, current.credentials = target, target.endpoint, keys
    current.features |= target.features
    complete_params(current)
    request = build_request(current)
    answered = False
    for hook in operation.on_request:
        answered = hook(current, request) is not None or answered
    if answered or type(request.body) is not bytes or len(request.body) > LARGE:
        return go_on(current)
    finish_request(current, request)
    current.auth, current.retry, current.attempt = target.scheme, retry, 1
    if current.features != current.named_features:
        name_features(current, request)
    machinery = operation.machinery
    current.invocation_id = machinery.uuid()
    ready = ready_request(target, request, keys, machinery.now(), current.invocation_id, attempt_text(current))
    if ready is None:
        return go_on(current)
    current.ready = Send(ready, operation.streams)
    return current


def conclude(current: Call, response: Response) -> dict[str, Any] | None:
    """Return the result of a call whose request brought this reply; None where the reply is not simply good."""
    body = response.body
    if is_error(response.status) or "content-encoding" in response.headers:
        return None
    try:
        parsed = _take_apart(current, response)
    except Exception:  # the general way meets it again, and says what it means
        parsed = None
    if parsed is None or current.transient:
        response.body = body
        return None
    metadata = parsed["ResponseMetadata"]
    current.retry.succeeded(current, metadata)
    metadata["RetryAttempts"] = 0
    for hook in current.operation.on_result:
        hook(current, parsed)
    return parsed


def _take_apart(current: Call, response: Response) -> dict[str, Any] | None:
    """Return the dict of a good reply; None for one that is not, or that is so large that it may take long."""
    operation = current.operation
    for hook in operation.on_reply:
        response = hook(current, response) or response
    if is_error(response.status):
        return None
    if operation.streams:
        parsed = parse_head(current, response)
    elif len(response.body) > LARGE_REPLY:
        return None
    else:
        parsed = parse_whole(current, response)
    for hook in operation.on_parsed:
        hook(current, response, parsed)
    return parsed


def resume(current: Call, answer: Response | Exception) -> Steps:
    """Return the steps that go on with a call whose first attempt had this answer, which `conclude` has not taken."""
    current.transient = False
    return go_on(current, answer)
