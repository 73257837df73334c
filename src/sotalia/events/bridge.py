"""boto3's events as one more set of typed hooks around a call.

`EventBridge` emits in each phase of a call (see `core.hooks`) the events that boto3 emits there, with the arguments and
objects that their handlers expect, and puts what handlers changed or returned into the call. It exists only for clients
whose emitter has handlers.
"""

from __future__ import annotations

from ..config import UNSIGNED
from ..core.retry.strategy import RetryIn, Stop
from ..patchpoints.endpoint import endpoint_of
from ..patchpoints.requests import HeadersDict
from ..percent import text_of
from ..schemes import NONE, in_form
from .context import add_checksum, add_endpoint, add_parameters, changed_scope, event_context
from .emitter import PRESIGNER, SIGNER, first_response
from .signer import RequestSigner
from .spelling import model_spelling, own_spelling
from .views import PREPARED, REPLY, REQUEST, EventReply, RequestDict, RequestView, as_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..auth.scheme import AuthScheme
    from ..core.context import Call, ClientCore
    from ..core.operation import BoundOperation
    from ..core.retry.strategy import Decision
    from ..http import Request, Response
    from .emitter import EventEmitter

#: Phases in which the program's handlers run before the service's own hooks (boto3 registers those less specifically).
_BEFORE_OWN = frozenset({"params", "endpoint", "request", "sign"})

#: The keys of what a call remembers from one event to the next.
_VIEW, _EXTRA = "event view", "before-parse"
_SCHEMES, _NAMES, _ENDPOINT, _URL = "event schemes", "event header names", "event endpoint", "event url"


class EventBridge:
    """The events of one client."""

    __slots__ = ("_events", "_points", "_service", "_spellings")

    def __init__(self, events: EventEmitter, service: str, points: bool = False) -> None:
        """Make the events of a client; `points` says that its calls go through methods that somebody has replaced."""
        # It does not hold the client's core, which holds this object: the two would keep each other alive.
        self._events = events
        self._service = service
        #: How header names are written, by operation.
        self._spellings: dict[str, dict[str, str]] = {}
        self._points = points

    def adapt(self, client: ClientCore, operation: BoundOperation) -> None:
        """Have an operation's calls go through replaced methods, where there are any."""
        if self._points:
            from .points import bind_points

            bind_points(operation)

    def around(self, phase: str, service_hooks: tuple[Callable[..., Any], ...]) -> tuple[Callable[..., Any], ...]:
        """Return a phase's hooks, with the one that emits its events before or behind the service's own."""
        event_hook: Callable[..., Any] | None = getattr(self, phase, None)
        if event_hook is None:
            return service_hooks
        return (event_hook, *service_hooks) if phase in _BEFORE_OWN else (*service_hooks, event_hook)

    def _name(self, event: str, call: Call) -> str:
        return f"{event}.{self._service}.{call.operation.name}"

    def _spelling(self, call: Call) -> dict[str, str]:
        """Return how the call's header names are written."""
        names: dict[str, str] | None = call.recall(_NAMES)
        if names is None:
            model = call.operation.model
            known = self._spellings.get(model.name) or self._spellings.setdefault(model.name, model_spelling(model))
            names = {**known, **own_spelling(model, call.params)}
            call.remember(_NAMES, names)
        return names

    def _add_endpoint(self, call: Call) -> dict[str, Any]:
        """Add what the endpoint says to the context, where that is not there yet."""
        if call.recall(_ENDPOINT) is call.endpoint:
            return event_context(call)
        call.remember(_ENDPOINT, call.endpoint)
        return add_endpoint(call)

    def params(self, call: Call, params: dict[str, Any]) -> dict[str, Any] | None:
        """Emit provide-client-params, then before-parameter-build."""
        model, context = call.operation.model, event_context(call)
        answers = self._events.emit(
            self._name("provide-client-params", call), params=params, model=model, context=context
        )
        final_params: dict[str, Any] = first_response(answers, params)
        self._events.emit(self._name("before-parameter-build", call), params=final_params, model=model, context=context)
        return final_params

    def endpoint(self, call: Call, settings: dict[str, Any]) -> None:
        """Emit before-endpoint-resolution."""
        self._events.emit(
            f"before-endpoint-resolution.{self._service}",
            builtins=settings,
            model=call.operation.model,
            params=call.params,
            context=add_parameters(call),
        )

    def request(self, call: Call, request: Request) -> tuple[Response, dict[str, Any]] | None:
        """Emit before-call; a handler may return a pair: a reply, and the dict that is parsed from it."""
        self._add_endpoint(call)
        context = add_checksum(call, request)
        as_dict = RequestDict(call, request, context, self._spelling(call))
        answer = self._events.emit_until_response(
            self._name("before-call", call),
            model=call.operation.model,
            params=as_dict,
            request_signer=RequestSigner(call.client),
            context=context,
        )[1]
        as_dict.write_back()
        if answer is None:
            call.remember(REQUEST, as_dict)
            return None
        reply, parsed = answer
        call.remember(REPLY, reply)
        return as_response(reply), parsed

    def sign(self, call: Call, request: Request) -> None:
        """Emit request-created up to boto3's signer, choose-signer, before-sign; for a presigned URL the latter two."""
        context, name = self._add_endpoint(call), call.signed_as or call.operation.name
        view = RequestView(call, context, self._spelling(call))
        call.remember(_VIEW, view)
        created = view.show(request)
        if not call.presigned:
            call.invocation_id = call.invocation_id or call.machinery.uuid()
            most = (context.get("retries") or {}).get("max")
            context["retries"] = {"attempt": call.attempt, "invocation-id": call.invocation_id}
            if most is not None:
                context["retries"]["max"] = most
            event = self._name("request-created", call)
            self._events.emit_around(SIGNER, False, event, request=created, operation_name=name)
        self._choose_signer(call, name, context)
        self._events.emit(
            f"before-sign.{self._service}.{name}",
            request=created,
            signing_name=call.auth.service,
            region_name=call.auth.region,
            signature_version=_version(call.auth),
            request_signer=RequestSigner(call.client),
            operation_name=name,
        )
        view.write_back(request)
        given = (context.get("signing") or {}).get("request_credentials")
        if given is not None:
            call.credentials = given.get_frozen_credentials()

    def _choose_signer(self, call: Call, name: str, context: dict[str, Any]) -> None:
        """Emit choose-signer; a handler may return another signature version."""
        resolved_scheme, renamed_before = call.recall(_SCHEMES) or (call.auth, None)
        scheme: AuthScheme = resolved_scheme if call.auth is renamed_before else call.auth
        scope = changed_scope(call)
        if scope:
            scheme = scheme.replace(**scope)
        asked = _asked_version(call, scheme, context)
        answer = self._events.emit_until_response(
            f"choose-signer.{self._service}.{name}",
            signing_name=scheme.service,
            region_name=scheme.region,
            signature_version=asked,
            context=context,
            # In boto3 S3's own handler answers there.
            _until=PRESIGNER if call.presigned and asked != _version(scheme) else None,
        )[1]
        if answer is None:
            call.auth = scheme
            return
        if call.presigned and isinstance(answer, str):
            answer = in_form(answer, call.presigned_form)
        call.auth = scheme.renamed(answer)
        call.remember(_SCHEMES, (scheme, call.auth))
        if call.credentials is None:
            # They have not been looked up if the request was not to be signed.
            call.credentials = call.client.identity.current()

    def signed(self, call: Call, request: Request) -> None:
        """Emit request-created to those handlers that boto3 calls behind its signer."""
        context, view = event_context(call), call.recall(_VIEW)
        if "x-amz-date" in request.headers:
            context["timestamp"] = request.headers["x-amz-date"]
        if call.attempt >= call.retry.announced_from:
            context["retries"]["max"] = call.retry.max_attempts
        created = view.show(request, signed=True)
        event = self._name("request-created", call)
        self._events.emit_around(SIGNER, True, event, request=created, operation_name=call.operation.name)
        view.write_back(request)
        if self._points:
            from .points import prepare

            prepare(call, view, request)

    def send(self, call: Call, request: Request) -> Response | None:
        """Emit before-send; a handler may return the reply, and nothing is sent."""
        view = call.recall(_VIEW)
        prepared = view.prepared(request)
        answer = first_response(self._events.emit(self._name("before-send", call), request=prepared))
        view.write_back_prepared(prepared, request)
        call.remember(PREPARED, (view, prepared))
        call.remember(_URL, request.url)
        call.remember(REPLY, answer if hasattr(answer, "status_code") and hasattr(answer, "headers") else None)
        if answer is None:
            return None
        response = as_response(answer)
        if call.operation.streams:
            response.body = call.client.streams.whole(response.body)
        return response

    def reply(self, call: Call, response: Response) -> None:
        """Emit before-parse."""
        reply = call.recall(REPLY) or EventReply(response, call.recall(_URL) or "")
        call.remember(REPLY, reply)
        as_dict = _reply_as_dict(call, reply, response)
        headers = dict(as_dict["headers"].items())
        extra: dict[str, Any] = {}
        self._events.emit(
            self._name("before-parse", call),
            operation_model=call.operation.model,
            response_dict=as_dict,
            customized_response_dict=extra,
        )
        response.status, response.body = as_dict["status_code"], as_dict["body"]
        if dict(as_dict["headers"].items()) != headers:
            response.headers = {name.lower(): text_of(value) for name, value in as_dict["headers"].items()}
        call.remember(_EXTRA, extra)

    def parsed(self, call: Call, response: Response, parsed: dict[str, Any]) -> None:
        """Emit response-received."""
        parsed.update(call.recall(_EXTRA) or {})
        self._events.emit(
            self._name("response-received", call),
            response_dict=_reply_as_dict(call, call.recall(REPLY), response),
            parsed_response=parsed,
            context=event_context(call),
            exception=None,
        )

    def retry(
        self, call: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None
    ) -> Decision | None:
        """Emit needs-retry; a handler may return the seconds to wait before another attempt, or False for no other."""
        context = event_context(call)
        if error is not None:
            self._events.emit(
                self._name("response-received", call),
                response_dict=None,
                parsed_response=None,
                context=context,
                exception=error,
            )
        as_dict = call.recall(REQUEST)
        if as_dict is not None:
            as_dict.refresh()
        answers = self._events.emit(
            self._name("needs-retry", call),
            response=None if response is None else (call.recall(REPLY), parsed),
            endpoint=endpoint_of(call.client),
            operation=call.operation.model,
            attempts=call.attempt,
            caught_exception=error,
            request_dict={"context": context} if as_dict is None else as_dict,
        )
        if as_dict is not None:
            as_dict.write_back()
        seconds: float | None = first_response(answers)
        if seconds is None:
            return None
        return Stop() if seconds is False else RetryIn(seconds)

    def result(self, call: Call, parsed: dict[str, Any]) -> None:
        """Emit after-call."""
        self._events.emit(
            self._name("after-call", call),
            http_response=call.recall(REPLY),
            parsed=parsed,
            model=call.operation.model,
            context=event_context(call),
        )

    def failed(self, call: Call, error: Exception) -> None:
        """Emit after-call-error."""
        self._events.emit(self._name("after-call-error", call), exception=error, context=event_context(call))


def _version(scheme: AuthScheme) -> Any:
    """Return the scheme's name as boto3's handlers know it."""
    return UNSIGNED if scheme.name == NONE else scheme.name


def _asked_version(call: Call, scheme: AuthScheme, context: dict[str, Any]) -> Any:
    """Return the signature version that `choose-signer` names: that of the model or the endpoint, if these name one."""
    asked = context.get("auth_type")
    if asked is None:
        return _version(scheme)
    return in_form(asked, call.presigned_form) if call.presigned and asked != NONE else asked


def _reply_as_dict(call: Call, reply: Any, response: Response) -> dict[str, Any]:
    return {
        "headers": HeadersDict(response.headers) if reply is None else reply.headers,
        "status_code": response.status,
        "body": response.body,
        "context": {"operation_name": call.operation.name},
    }
