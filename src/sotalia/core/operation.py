"""What is worked out once for an operation of a client, and not again in each call.

The serializer and the parser are shared by all clients of a service in a process (`wire.Protocol` keeps them). A
`BoundOperation` adds what belongs to one client: the hooks and, where no parameter can change it, the endpoint.
"""

from __future__ import annotations

from ..auth.checksums import ChecksumRules
from ..effects import Load
from ..errors import BotoCoreError
from ..model.errors import MalformedModelError
from ..percent import text_of
from ..wire.wall import holds_secrets, is_sensitive
from .hooks import PHASES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ..effects import Effect
    from ..model.operation import OperationModel
    from ..wire import Protocol
    from .context import ClientCore
    from .presign import UrlForm
    from .targets import Known, Target

    Hooked = tuple[Callable[..., Any], ...]


class BoundOperation:
    """An operation as one client performs it.

    `streams` says that a successful reply's body is left to the caller to read; `event_member` names the output member
    that is then an event stream, and `input_events` says that the request's body is one. `fixed_target` is the target
    of every call, or None when it depends on the parameters (see `core.targets`). `straight` says that calls may take
    the straight way (`core.straight`), `has_handlers` that the program takes part in them. `on_<phase>` are the hooks
    of each phase: the service's own and, where the program subscribed to events, its handlers (a new subscription binds
    operations anew). `later` is what would make calls quicker, and is not loaded yet.

    It must not refer to the client's core, which refers to it.
    """

    __slots__ = (
        "around_attempts",
        "around_send",
        "body_label",
        "checksums",
        "complete",
        "constant_head",
        "deciding_value",
        "discovers",
        "event_member",
        "features",
        "fixed_target",
        "has_handlers",
        "hides_path",
        "initial_reply",
        "input_events",
        "key_label",
        "known_targets",
        "known_urls",
        "last_presigned",
        "later",
        "machinery",
        "model",
        "name",
        "new_decoder",
        "on_body",
        "on_endpoint",
        "on_failed",
        "on_params",
        "on_parsed",
        "on_reply",
        "on_request",
        "on_result",
        "on_retry",
        "on_scheme",
        "on_send",
        "on_sign",
        "on_signed",
        "own_headers",
        "parse",
        "reuses_request",
        "serialize",
        "straight",
        "streams",
        "tokens",
        "url_form",
    )

    if TYPE_CHECKING:
        on_body: Hooked
        on_endpoint: Hooked
        on_failed: Hooked
        on_params: Hooked
        on_parsed: Hooked
        on_reply: Hooked
        on_request: Hooked
        on_result: Hooked
        on_retry: Hooked
        on_scheme: Hooked
        on_send: Hooked
        on_sign: Hooked
        on_signed: Hooked

    def __init__(self, client: ClientCore, name: str) -> None:
        machinery = client.machinery
        hooks, protocol = machinery.hooks, machinery.protocol
        model = client.service_model.operation_model(name)
        if hooks.adapt_model is not None:
            model = hooks.adapt_model(model)
        self.machinery = machinery
        self.model = model
        self.name = name
        self.serialize = protocol.serializer(model, validate=client.parameter_validation)
        self.parse: Callable[[int, dict[str, str], Any], dict[str, Any]] = protocol.parser(model)
        #: The features that every call of it uses (see `sotalia.useragent.features`).
        self.features: int = protocol.features
        #: Whether the path of its URL may contain values that the model marks as sensitive.
        self.hides_path = _has_secret_path(model)
        self.tokens: tuple[str, ...] = tuple(model.idempotent_members)
        self.streams: bool = model.has_streaming_output or model.has_event_stream_output
        self.input_events: bool = model.has_event_stream_input
        output = model.output_shape if model.has_event_stream_output else None
        self.event_member: str | None = None if output is None else output.event_stream_name
        #: Whether the operation's own reply is the first thing in the stream.
        self.initial_reply = self.event_member is not None and protocol.initial_parser(model) is not None
        self.new_decoder = None if self.event_member is None else _decoder_factory(protocol, model)
        #: Headers that every request has. An operation that asks for endpoints names the API's version.
        self.own_headers: dict[str, str] | None = (
            {"x-amz-api-version": client.service_model.api_version} if model.is_endpoint_discovery_operation else None
        )
        self.checksums = ChecksumRules(
            model,
            calculation=client.settings.request_checksum_calculation,
            validation=client.settings.response_checksum_validation,
            signature_version=client.signature_version,
        )
        bridge = client.event_bridge()
        self.has_handlers = bridge is not None
        for phase in PHASES:
            own = hooks.bound_to(phase, name)
            setattr(self, f"on_{phase}", own if bridge is None else bridge.around(phase, own))
        #: Whether each attempt goes to an endpoint that the service hands out.
        self.discovers = False
        if client.discovery is not None:
            from .discovery import bind_discovery

            self.discovers = bind_discovery(client, self)
        self.fixed_target: Target | None = None
        #: Where parameters decide: targets by what `deciding_value` takes from them, of calls and of presigned URLs.
        self.known_targets: Known | None = None
        self.known_urls: Known | None = None
        self.deciding_value: Callable[[Any], Any] = _no_value
        #: What presigned URLs have in common with the latest one, and the second in which that was made.
        self.url_form: UrlForm | None = None
        self.last_presigned = 0
        #: The parameter that is the end of the path, slashes included; "" if none is.
        self.key_label = _key_label(model)
        #: The parameter that is the body of the request as it is; "" if none is.
        self.body_label = _body_label(model)
        #: Nothing but the signer changes an attempt, so that no copy of the request is needed.
        hooked = self.on_sign or self.on_signed or self.on_send
        self.reuses_request = not (hooked or self.input_events or self.discovers)
        if hooks.adapt_operation is not None:
            hooks.adapt_operation(client, self)
        later = protocol.later
        self.later = None if later is None or later.is_loaded() else later
        #: What is around all attempts of a call, and around the sending of each, where programs have replaced methods
        #: of boto3's (`patchpoints`): functions of the call that return steps.
        self.around_attempts: Callable[..., Any] | None = None
        self.around_send: Callable[..., Any] | None = None
        if bridge is not None:
            bridge.adapt(client, self)
        self.straight = False
        self.decide_way()
        #: Nothing is added to the caller's parameters.
        self.complete = not (self.on_params or self.tokens or self.checksums.takes_part)
        #: Requests to one endpoint differ in nothing but their bodies.
        self.constant_head = (
            protocol.constant_head
            and model.endpoint is None
            and model.request_compression is None
            and machinery.trace is None
            and not (self.on_request or self.on_body or self.checksums.takes_part)
        )

    def decide_way(self) -> None:
        """Decide `straight`. The general way looks whether `later` is due, so it is taken until that is loaded."""
        special = self.has_handlers or self.on_scheme or self.event_member or self.later is not None
        self.straight = self.reuses_request and not special


def load_later(operation: BoundOperation) -> Generator[Effect, Any, None]:
    """Load what makes the operation's calls quicker, if there have been enough of them."""
    later = operation.later
    if later is not None and later.is_due():
        yield Load(later.load)
    if later is None or later.is_loaded():
        operation.later = None
        operation.decide_way()


def _no_value(params: Any) -> None:
    return None


def _decoder_factory(protocol: Protocol, model: OperationModel) -> Callable[[], Any]:
    from ..wire.events import decoder_factory  # few operations have event streams

    return decoder_factory(protocol, model)


def _has_secret_path(model: OperationModel) -> bool:
    shape = model.input_shape
    if shape is None:
        return False
    labels = [member for member in shape.members.values() if member.serialization.get("location") == "uri"]
    return bool(labels) and (is_sensitive(shape) or holds_secrets(labels))


def _key_label(model: OperationModel) -> str:
    path, _, name = model.http.get("requestUri", "").partition("?")[0].rpartition("{")
    shape = model.input_shape
    if not path or not name.endswith("+}") or shape is None:
        return ""
    label = name.removesuffix("+}")
    members = shape.members.items()
    return next((name for name, member in members if member.serialization.get("name", name) == label), "")


def _body_label(model: OperationModel) -> str:
    shape = model.input_shape
    name = None if shape is None else shape.serialization.get("payload")
    return name if name and shape is not None and shape.members[name].type_name == "blob" else ""


def bind(client: ClientCore, name: str) -> BoundOperation:
    """Return the client's `BoundOperation` for `name`, made on first use.

    Raises OperationNotFoundError for a name that the model does not have, MalformedModelError for an operation that
    cannot be used.
    """
    operation = client.operations.get(name)
    while operation is None:
        name = text_of(name)
        has_handlers = client.event_bridge() is not None
        try:
            candidate = BoundOperation(client, name)
        except BotoCoreError:
            raise
        except Exception as error:  # a program's own model may be incomplete, contradictory or endless
            reason = f"{type(error).__name__}: {error}"
            raise MalformedModelError(path=f"of {client.service_model.service_name}", reason=reason) from error
        candidate = client.operations.setdefault(name, candidate)
        if (client.event_bridge() is not None) is has_handlers:
            operation = candidate
        else:
            # Another thread has registered the first handler meanwhile, which this operation may lack.
            client.operations.pop(name, None)
    return operation
