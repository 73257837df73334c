"""What is worked out once for an operation of a client, so that its calls need not.

The serializer and the parser are shared by all clients of a service in a process (`wire.Protocol` keeps them). A
`BoundOperation` adds what one client makes of the operation: its hooks and, where no parameter can change it, its
endpoint.
"""

from __future__ import annotations

from ..auth.checksums import ChecksumRules
from ..wire.events import decoder_factory
from .hooks import PHASES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..auth.scheme import AuthScheme
    from ..endpoint.rules import Endpoint
    from .context import ClientCore

    HookTable = dict[str, tuple[Callable[..., Any], ...]]


class BoundOperation:
    """An operation as one client performs it.

    `streams` says that a successful reply's body is left to the caller to read; `event_member` names the output member
    that is then an event stream, and `input_events` says that the request's body is one. `fixed_endpoint` is the
    endpoint of every call, or None when it depends on the parameters.
    """

    __slots__ = (
        "_face_hooks",
        "_hooks",
        "checksums",
        "client",
        "event_member",
        "fixed_endpoint",
        "fixed_scheme",
        "initial_reply",
        "input_events",
        "model",
        "name",
        "new_decoder",
        "parse",
        "serialize",
        "streams",
        "tokens",
    )

    def __init__(self, client: ClientCore, name: str) -> None:
        model = client.service_model.operation_model(name)
        if client.hooks.adapt_model is not None:
            model = client.hooks.adapt_model(model)
        self.client = client
        self.model = model
        self.name = name
        self.serialize = client.protocol.serializer(model, validate=client.parameter_validation)
        self.parse: Callable[[int, dict[str, str], Any], dict[str, Any]] = client.protocol.parser(model)
        self.tokens: tuple[str, ...] = tuple(model.idempotent_members)
        self.streams: bool = model.has_streaming_output or model.has_event_stream_output
        self.input_events: bool = model.has_event_stream_input
        self.event_member: str | None = model.output_shape.event_stream_name if model.has_event_stream_output else None
        #: Whether the operation's own reply is the first thing in the stream.
        self.initial_reply = self.event_member is not None and client.protocol.initial_parser(model) is not None
        self.new_decoder = decoder_factory(client.protocol, model) if self.event_member is not None else None
        self.checksums = ChecksumRules(
            model,
            calculation=client.settled.request_checksum_calculation,
            validation=client.settled.response_checksum_validation,
            signature_version=client.signature_version,
        )
        self._hooks: HookTable = {phase: client.hooks.bound_to(phase, name) for phase in PHASES}
        self.fixed_endpoint: Endpoint | None = None
        #: How every call is signed that goes to `fixed_endpoint`.
        self.fixed_scheme: AuthScheme | None = None

    def hooks(self, phase: str) -> tuple[Callable[..., Any], ...]:
        """Return the hooks of a phase: the service's own and, where the program subscribed to events, those."""
        own = self._hooks[phase]
        face = self.client.face
        return own if face is None else face.around(phase, own)


def bind(client: ClientCore, name: str) -> BoundOperation:
    """Return the client's `BoundOperation` for `name`, made on first use.

    Raises OperationNotFoundError for a name that the model does not have.
    """
    operation = client.bound.get(name)
    if operation is None:
        client.open()
        operation = client.bound.setdefault(name, BoundOperation(client, name))
    return operation
