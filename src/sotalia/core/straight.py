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
from .key_forms import KeyForm
from .request import build_request, finish_request, name_features
from .targets import known_target
from .templates import current_templates, find_template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..auth.scheme import Keys
    from ..effects import Effect
    from ..http import ReadyRequest, Response
    from ..useragent.header import UserAgent
    from .context import ClientCore
    from .operation import BoundOperation
    from .targets import Target
    from .templates import Templates

    Steps = Generator[Effect, Any, dict[str, Any]]


def prepare(client: ClientCore, operation_name: str, params: dict[str, Any], features: int) -> Call | Steps:
    """Return the call with a request that is ready to be sent, or the steps that perform it in the general way.

    The arguments are those of `core.call.call`. Raises what that raises before anything is sent.
    """
    way = known_way(client, operation_name, params)
    if way is None:
        return call(client, operation_name, params, features)
    operation, target, keys = way
    current = Call(client, operation, params, features)
    current.target, current.endpoint, current.credentials = target, target.endpoint, keys
    current.features |= target.features
    current.auth, current.retry, current.attempt = target.scheme, client.retry, 1
    machinery = operation.machinery
    now = machinery.now()
    templates = current_templates(target, keys, now)
    kind = client.user_agent, current.features | client.identity.features
    form = templates.key_form
    ready = None if form is None else form.request(current, kind)
    if ready is None:
        ready = _built_request(current, kind, templates, now)
        if ready is None:
            return go_on(current)
    ready.limits = client.limits
    current.ready = Send(ready, operation.streams)
    return current


def known_way(
    client: ClientCore, operation_name: str, params: dict[str, Any]
) -> tuple[BoundOperation, Target, Keys] | None:
    """Return what is known of a call that may go the straight way: operation, target, keys; None if it may not."""
    operation = client.operations.get(operation_name)
    if operation is None or not may_go_straight(client, operation):
        return None
    keys = client.identity.current()
    if keys is None:
        return None
    target = known_target(client, operation, params, keys)
    if target is None or target.scheme is None or target.scheme.name not in TEMPLATE_SCHEMES:
        return None
    return operation, target, keys


def may_go_straight(client: ClientCore, operation: BoundOperation) -> bool:
    """Return whether calls may go the straight way, as far as that depends on neither their parameters nor keys."""
    return (
        operation.straight
        and client.settings.total_timeout is None
        and not client.retry.may_wait
        and listener("sotalia.call") is None
    )


def _built_request(current: Call, kind: tuple[UserAgent, int], templates: Templates, now: float) -> ReadyRequest | None:
    """Return the call's request, made of its parameters; None if it must be signed in the general way.

    `kind` is what its User-Agent is made of.
    """
    operation = current.operation
    given = dict(current.params) if operation.key_label and templates.key_form is None else None
    if not operation.complete:
        complete_params(current)
    current.invocation_id = operation.machinery.uuid()
    if operation.constant_head:
        template = templates.by_features.get(kind)
        if template is not None:
            current.serialized = serialized = operation.serialize(current.params)
            body = serialized.body
            if len(body) <= LARGE:
                return template.with_body(body, current.invocation_id, current.retry.first_attempt)
    return _signed_request(current, kind, templates, now, given)


def _signed_request(
    current: Call, kind: tuple[UserAgent, int], templates: Templates, now: float, given: dict[str, Any] | None
) -> ReadyRequest | None:
    """Return the call's request, built as in the general way and signed by a template; None if that cannot be.

    `given` are the caller's parameters, where those of later calls may differ in a key only.
    """
    operation, target = current.operation, current.target
    assert target is not None
    request = build_request(current)
    answered = False
    for hook in operation.on_request:
        answered = hook(current, request) is not None or answered
    if answered or type(request.body) is not bytes or len(request.body) > LARGE:
        current.serialized = None  # hooks may have changed its headers
        return None
    finish_request(current, request)
    current.request = request
    if current.features | current.auth.features != current.named_features:
        name_features(current, request)
    template = find_template(templates, target, request, current.credentials, now)
    if template is None:
        return None
    if operation.constant_head and template.body_decides and request.url is target.endpoint.root:
        templates.by_features[kind] = template.for_values_of(request, target, current.credentials, now)
    ready = template.fill(request, current.invocation_id, current.retry.first_attempt)
    if given is not None and ready is not None:
        own = template.for_values_of(request, target, current.credentials, now)
        templates.key_form = KeyForm.of(current, kind, request, own, given)
    return ready


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
