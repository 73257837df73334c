"""boto3's events as one more set of typed hooks around a call.

`EventBridge` emits in each phase of a call (see `core.hooks`) the events that boto3 emits there, with the arguments and
objects that their handlers expect, and puts what handlers changed or returned into the call. It exists only for clients
whose emitter has handlers.
"""

from __future__ import annotations

from ..config import UNSIGNED
from ..core.retry.strategy import RetryIn, Stop
from ..schemes import NONE, QUERY, in_form
from .emitter import first_response
from .signer import RequestSigner
from .views import EventReply, EventRequest, RequestDict, as_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..auth.scheme import AuthScheme
    from ..core.context import Call
    from ..core.retry.strategy import Decision
    from ..http import Request, Response
    from .emitter import EventEmitter

#: Phases in which the program's handlers run before the service's own hooks (boto3 registers those less specifically).
_BEFORE_OWN = frozenset({"params", "endpoint", "request", "sign"})

#: The keys of what a call remembers from one event to the next.
_REQUEST, _REPLY, _EXTRA, _SCHEMES = "event request", "event reply", "before-parse", "event schemes"


class EventBridge:
    """The events of one client."""

    __slots__ = ("_events", "_service")

    def __init__(self, events: EventEmitter, service: str) -> None:
        # It does not hold the client's core, which holds this object: the two would keep each other alive.
        self._events = events
        self._service = service

    def around(self, phase: str, service_hooks: tuple[Callable[..., Any], ...]) -> tuple[Callable[..., Any], ...]:
        """Return a phase's hooks, with the one that emits its events before or behind the service's own."""
        event_hook: Callable[..., Any] | None = getattr(self, phase, None)
        if event_hook is None:
            return service_hooks
        return (event_hook, *service_hooks) if phase in _BEFORE_OWN else (*service_hooks, event_hook)

    def _name(self, event: str, call: Call) -> str:
        return f"{event}.{self._service}.{call.operation.name}"

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
            context=event_context(call),
        )

    def request(self, call: Call, request: Request) -> tuple[Response, dict[str, Any]] | None:
        """Emit before-call; a handler may return a pair: a reply, and the dict that is parsed from it."""
        context = event_context(call)
        as_dict = RequestDict(request, context)
        answer = self._events.emit_until_response(
            self._name("before-call", call),
            model=call.operation.model,
            params=as_dict,
            request_signer=RequestSigner(call.client),
            context=context,
        )[1]
        as_dict.write_back()
        if answer is None:
            call.remember(_REQUEST, as_dict)
            return None
        reply, parsed = answer
        call.remember(_REPLY, reply)
        return as_response(reply), parsed

    def sign(self, call: Call, request: Request) -> None:
        """Emit request-created, choose-signer and before-sign; for a presigned URL, only the latter two."""
        context, name = event_context(call), call.operation.name
        view = EventRequest(request, context)
        if not call.presigned:
            call.invocation_id = call.invocation_id or call.machinery.uuid()
            context["retries"] = {"attempt": call.attempt, "invocation-id": call.invocation_id}
            if call.attempt >= call.retry.announced_from:
                context["retries"]["max"] = call.retry.max_attempts
            self._events.emit(self._name("request-created", call), request=view, operation_name=name)
        self._choose_signer(call, context)
        self._events.emit(
            self._name("before-sign", call),
            request=view,
            signing_name=call.auth.service,
            region_name=call.auth.region,
            signature_version=_version(call.auth),
            request_signer=RequestSigner(call.client),
            operation_name=name,
        )
        view.write_back()

    def _choose_signer(self, call: Call, context: dict[str, Any]) -> None:
        """Emit choose-signer; a handler may return another signature version."""
        resolved_scheme, renamed_before = call.recall(_SCHEMES) or (call.auth, None)
        scheme: AuthScheme = resolved_scheme if call.auth is renamed_before else call.auth
        answer = self._events.emit_until_response(
            self._name("choose-signer", call),
            signing_name=scheme.service,
            region_name=scheme.region,
            signature_version=_version(scheme),
            context=context,
        )[1]
        if answer is None:
            call.auth = scheme
            return
        if call.presigned and isinstance(answer, str):
            answer = in_form(answer, QUERY)
        call.auth = scheme.renamed(answer)
        call.remember(_SCHEMES, (scheme, call.auth))
        if call.credentials is None:
            # They have not been looked up if the request was not to be signed.
            call.credentials = call.client.identity.current()

    def send(self, call: Call, request: Request) -> Response | None:
        """Emit before-send; a handler may return the reply, and nothing is sent."""
        view = EventRequest(request, event_context(call))
        answer = first_response(self._events.emit(self._name("before-send", call), request=view))
        view.write_back()
        if answer is None:
            return None
        response = as_response(answer)
        if call.operation.streams:
            response.body = call.client.streams.whole(response.body)
        return response

    def reply(self, call: Call, response: Response) -> None:
        """Emit before-parse."""
        reply = EventReply(response)
        call.remember(_REPLY, reply)
        as_dict = {
            "headers": reply.headers,
            "status_code": response.status,
            "body": response.body,
            "context": {"operation_name": call.operation.name},
        }
        extra: dict[str, Any] = {}
        self._events.emit(
            self._name("before-parse", call),
            operation_model=call.operation.model,
            response_dict=as_dict,
            customized_response_dict=extra,
        )
        response.status, response.body = as_dict["status_code"], as_dict["body"]
        call.remember(_EXTRA, extra)

    def parsed(self, call: Call, response: Response, parsed: dict[str, Any]) -> None:
        """Emit response-received."""
        parsed.update(call.recall(_EXTRA) or {})
        self._events.emit(
            self._name("response-received", call),
            response_dict={
                "headers": EventReply(response).headers,
                "status_code": response.status,
                "body": response.body,
                "context": {"operation_name": call.operation.name},
            },
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
        answers = self._events.emit(
            self._name("needs-retry", call),
            response=None if response is None else (EventReply(response), parsed),
            endpoint=None,
            operation=call.operation.model,
            attempts=call.attempt,
            caught_exception=error,
            request_dict=call.recall(_REQUEST) or {"context": context},
        )
        seconds: float | None = first_response(answers)
        if seconds is None:
            return None
        return Stop() if seconds is False else RetryIn(seconds)

    def result(self, call: Call, parsed: dict[str, Any]) -> None:
        """Emit after-call."""
        self._events.emit(
            self._name("after-call", call),
            http_response=call.recall(_REPLY),
            parsed=parsed,
            model=call.operation.model,
            context=event_context(call),
        )

    def failed(self, call: Call, error: Exception) -> None:
        """Emit after-call-error."""
        self._events.emit(self._name("after-call-error", call), exception=error, context=event_context(call))


def event_context(call: Call) -> dict[str, Any]:
    """Return the dict that the handlers of one call share as the argument `context`."""
    if call.event_context is None and call.presigned:
        call.event_context = {"is_presign_request": True}
    elif call.event_context is None:
        client, model = call.client, call.operation.model
        call.event_context = {
            "client_region": client.region_name,
            "client_config": client.config,
            "has_streaming_input": model.has_streaming_input,
            "auth_type": model.resolved_auth_type,
            "unsigned_payload": model.unsigned_payload,
            "auth_options": client.service_model.metadata.get("auth"),
        }
    assert call.event_context is not None
    return call.event_context


def _version(scheme: AuthScheme) -> Any:
    """Return the scheme's name as boto3's handlers know it."""
    return UNSIGNED if scheme.name == NONE else scheme.name
