"""One API call, from parameters to the returned dict, as a generator of effects.

    params ─► endpoint ─► serialize ─► request ─► [ sign ─► Send ─► parse ─► retry? ] ─► result

What is in brackets is `core.attempt`. A presigned URL is the same call stopped before it (see `core.presign`). Calls in
which nothing is special take a shorter way, see `core.straight`, and come here when something is. Each step runs the
typed hooks of its phase (`core.hooks`): the service's own and the program's event subscriptions.

Only steps that may have to wait are generators; all others are plain functions, since a call has many steps and each
layer of `yield from` costs time.
"""

from __future__ import annotations

from ..bodies import LARGE
from ..effects import Load
from ..http import is_error
from .attempt import attempts
from .context import Call
from .failures import tell_attempts
from .operation import bind, load_later
from .request import build_request, finish_elsewhere, finish_request
from .service_exceptions import service_exceptions
from .targets import resolve_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ..effects import Effect, Steps
    from ..http import Request, Response
    from .context import ClientCore


def call(
    client: ClientCore,
    operation_name: str,
    params: dict[str, Any],
    features: int = 0,
    prepare: Callable[[Call, Request], None] | None = None,
    *,
    first: Response | Exception | None = None,
    in_time: bool = False,
) -> Generator[Effect, Any, dict[str, Any]]:
    """Call `operation_name` (as in the model: `ListBuckets`) and return its output dict.

    `features` are those that the caller uses and that use the call (see `sotalia.useragent.features`). `prepare` may
    change the request, after the hooks of phase `request`. `first` is the answer to the first attempt, if the caller
    has made that. `in_time` says that the caller enforces total_timeout.

    Raises ParamValidationError and other BotoCoreErrors before anything is sent, ClientError or one of the service's
    own subclasses of it for an error reply, and the transport's errors once the retries are used up.
    """
    if client.settings.total_timeout is not None and not in_time:
        from .bounded import bounded

        return (
            yield from bounded(
                client, call(client, operation_name, params, features, prepare, first=first, in_time=True)
            )
        )
    operation = client.operations.get(operation_name) or (yield Load(bind, client, operation_name))
    if operation.later is not None:
        yield from load_later(operation)
    current = Call(client, operation, params, features)
    complete_params(current)
    return (yield from go_on(current, first, prepare=prepare))


def go_on(
    current: Call,
    first: Response | Exception | None = None,
    *,
    prepare: Callable[[Call, Request], None] | None = None,
) -> Generator[Effect, Any, dict[str, Any]]:
    """Perform a call whose parameters are complete. `first` is the answer to its first attempt, if that was made.

    What was serialized for that attempt is sent again by the others, even if the caller's values change meanwhile.
    """
    operation, client = current.operation, current.client
    if current.endpoint is None:
        yield from resolve_target(current)
    request, answer = current.request, None
    if request is None:
        request = build_request(current)
        for hook in operation.on_request:
            answer = answer or hook(current, request)
        if prepare is not None:
            prepare(current, request)
        if answer is None:
            length = request.length
            if length is not None and length <= LARGE:
                finish_request(current, request)
            else:
                yield from finish_elsewhere(current, request)
    if answer is None:
        try:
            if operation.around_attempts is None:
                answer = yield from attempts(current, request, first)
            else:
                answer = yield from operation.around_attempts(current, _attempts_of(current, request, first))
        except Exception as error:
            tell_attempts(current, error)
            for hook in operation.on_failed:
                hook(current, error)
            raise
    response, parsed = answer
    for hook in operation.on_result:
        hook(current, parsed)
    if is_error(response.status):
        code = current.error_code or (parsed.get("Error") or {}).get("Code")
        error_class = service_exceptions(client.service_model).from_code(code)
        failure = error_class(parsed, operation.name)
        tell_attempts(current, failure)
        if current.way_out is not None:
            failure.add_note(current.way_out)
        raise failure
    result: dict[str, Any] = parsed
    return result


def _attempts_of(current: Call, request: Request, first: Response | Exception | None) -> Callable[[], Steps]:
    """Return what makes the steps of a call's attempts."""
    return lambda: attempts(current, request, first)


def complete_params(current: Call) -> None:
    """Run the hooks that may change the parameters, and add the idempotency tokens that the caller left out."""
    operation, params = current.operation, current.params
    for hook in operation.on_params:
        replacement = hook(current, params)
        if replacement is not None:
            current.params = params = replacement
    if operation.checksums.takes_part and not current.presigned:
        operation.checksums.default_params(params)
    for name in operation.tokens:
        if name not in params:
            params[name] = current.machinery.uuid()
