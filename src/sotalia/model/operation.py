"""Operations: botocore.model.OperationModel's attributes over one record."""

from __future__ import annotations

from ..schemes import BY_NAME, BY_TRAIT, CRYPTO
from ._lazy import lazy
from .compile import unflatten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .service import ServiceModel
    from .shapes import Shape, StructureShape


def resolve_auth_type(auth: list[str]) -> str:
    """Return the signature version of the first scheme in `auth` that boto3 takes.

    SigV4a is passed over while there is another, as boto3 does without its `crt` extra. Raises
    UnknownSignatureVersionError for a scheme that does not exist.
    """
    fallback = None
    for scheme in auth:
        version = BY_TRAIT.get(scheme)
        if version is None:
            from ..errors import UnknownSignatureVersionError

            raise UnknownSignatureVersionError(signature_version=scheme)
        if CRYPTO not in BY_NAME[version].needs:
            return version
        fallback = version
    if fallback is None:
        from ..errors import UnsupportedSignatureVersionError

        raise UnsupportedSignatureVersionError(signature_version=auth)
    return fallback


class _Named(tuple):  # type: ignore[type-arg]
    """A named tuple without the cost of `collections`; it unpacks and compares like botocore's."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls, (*args, *(kwargs[name] for name in cls._fields[len(args) :])))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[type(self)._fields.index(name)]
        except ValueError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({inner})"


class StaticContextParameter(_Named):
    """An endpoint parameter that the operation fixes: name, value."""

    __slots__ = ()
    _fields = ("name", "value")


class ContextParameter(_Named):
    """An endpoint parameter that a member of the input sets: name, member_name."""

    __slots__ = ()
    _fields = ("name", "member_name")


class ClientContextParameter(_Named):
    """An endpoint parameter that the client's config sets: name, type, documentation."""

    __slots__ = ()
    _fields = ("name", "type", "documentation")


class OperationModel:
    """One operation of a service. `name` is what users call, `wire_name` what goes over the wire."""

    def __init__(self, service_model: ServiceModel, operation_id: int, record: tuple[Any, ...] | None = None) -> None:
        """Made by `ServiceModel.operation_model`. Programs may make one of (dict, ServiceModel, name), as in boto3."""
        if isinstance(service_model, dict):
            from .given import given_operation

            service_model, operation_id, record = given_operation(service_model, operation_id, record)  # type: ignore[arg-type]
        assert record is not None
        self.name: str = record[0]
        self.service_model = service_model
        self.metadata: dict[str, Any] = service_model.metadata
        self.http: dict[str, Any] = unflatten(record[1])
        self._id = operation_id
        self._record = record
        self._traits = unflatten(record[5])

    @property
    def wire_name(self) -> str:
        """The operation's name on the wire (`cloudfront`'s carry a date)."""
        return self._traits.get("name", self.name)  # type: ignore[no-any-return]

    @lazy
    def documentation(self) -> str:
        """What AWS writes about the operation, as plain text; opens the store of prose."""
        return self.service_model.docs.text(self._id, 0) or ""

    @property
    def deprecated(self) -> bool:
        """Whether AWS advises against it."""
        return self._traits.get("deprecated", False)  # type: ignore[no-any-return]

    @property
    def endpoint_discovery(self) -> dict[str, Any] | None:
        """None when its endpoint is never discovered; `{"required": …}`, or empty when that is optional."""
        return self._traits.get("endpointdiscovery")

    @property
    def is_endpoint_discovery_operation(self) -> bool:
        """Whether this operation is the one that discovers endpoints."""
        return self._traits.get("endpointoperation", False)  # type: ignore[no-any-return]

    @lazy
    def input_shape(self) -> StructureShape | None:
        """The shape of the parameters; None when there are none."""
        return self._use(self._record[2])  # type: ignore[no-any-return]

    @lazy
    def output_shape(self) -> StructureShape | None:
        """The shape of the result; None when there is none."""
        return self._use(self._record[3])  # type: ignore[no-any-return]

    @lazy
    def error_shapes(self) -> list[StructureShape]:
        """The errors that AWS documents for this operation."""
        return [self._use((error, None) if isinstance(error, int) else error) for error in self._record[4] or ()]

    def _use(self, reference: tuple[Any, Any] | None) -> Any:
        return None if reference is None else self.service_model.use_shape(*reference, None)

    @lazy
    def idempotent_members(self) -> list[str]:
        """The members that get a random token when the user gives none."""
        shape = self.input_shape
        if shape is None:
            return []
        return [name for name, member in shape.members.items() if member.metadata.get("idempotencyToken")]

    @lazy
    def static_context_parameters(self) -> list[StaticContextParameter]:
        """Endpoint parameters that the operation fixes."""
        specs = self._traits.get("staticContextParams", {})
        return [StaticContextParameter(name=name, value=spec.get("value")) for name, spec in specs.items()]

    @lazy
    def context_parameters(self) -> list[ContextParameter]:
        """Endpoint parameters that members of the input set."""
        shape = self.input_shape
        if shape is None:
            return []
        return [
            ContextParameter(name=member.metadata["contextParam"]["name"], member_name=name)
            for name, member in shape.members.items()
            if "name" in member.metadata.get("contextParam", ())
        ]

    @property
    def operation_context_parameters(self) -> Any:
        """Endpoint parameters that JMESPath expressions take from the input: name -> `{"path": …}`, or empty."""
        return self._traits.get("operationContextParams", [])

    @property
    def request_compression(self) -> dict[str, Any] | None:
        """`{"encodings": […]}` when the request may be compressed."""
        return self._traits.get("requestcompression")

    @property
    def auth(self) -> list[str] | None:
        """The authentication schemes that the operation takes, when they differ from the service's."""
        return self._traits.get("auth")

    @property
    def auth_type(self) -> str | None:
        """The scheme in the older form: `none`, `v4-unsigned-body`, `bearer`, …"""
        return self._traits.get("authtype")

    @lazy
    def resolved_auth_type(self) -> str | None:
        """The signature version that `auth` or `auth_type` asks for; None when the service's default holds."""
        auth = self.auth
        return resolve_auth_type(auth) if auth else self.auth_type

    @property
    def unsigned_payload(self) -> bool | None:
        """Whether the body is left out of the signature."""
        return self._traits.get("unsignedPayload")

    @property
    def endpoint(self) -> dict[str, Any] | None:
        """`{"hostPrefix": …}` when the host name gets a prefix from the operation."""
        return self._traits.get("endpoint")

    @property
    def http_checksum_required(self) -> bool:
        """Whether the request has to carry a checksum (the older trait)."""
        return self._traits.get("httpChecksumRequired", False)  # type: ignore[no-any-return]

    @property
    def http_checksum(self) -> dict[str, Any]:
        """The trait that names the checksum's members and algorithms; empty when there is none."""
        return self._traits.get("httpChecksum", {})  # type: ignore[no-any-return]

    @lazy
    def has_event_stream_input(self) -> bool:
        """Whether the request is a stream of events."""
        return self.get_event_stream_input() is not None

    @lazy
    def has_event_stream_output(self) -> bool:
        """Whether the reply is a stream of events."""
        return self.get_event_stream_output() is not None

    @lazy
    def has_streaming_input(self) -> bool:
        """Whether the request's body is a blob that need not be in memory."""
        return self.get_streaming_input() is not None

    @lazy
    def has_streaming_output(self) -> bool:
        """Whether the reply's body is handed out as a stream."""
        return self.get_streaming_output() is not None

    def get_event_stream_input(self) -> Shape | None:
        """Return the input's event stream, or None."""
        return _event_stream(self.input_shape)

    def get_event_stream_output(self) -> Shape | None:
        """Return the output's event stream, or None."""
        return _event_stream(self.output_shape)

    def get_streaming_input(self) -> Shape | None:
        """Return the input's blob payload, or None."""
        return _streaming_body(self.input_shape)

    def get_streaming_output(self) -> Shape | None:
        """Return the output's blob payload, or None."""
        return _streaming_body(self.output_shape)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name})"


def _event_stream(shape: StructureShape | None) -> Shape | None:
    name = None if shape is None else shape.event_stream_name
    return shape.members[name] if shape is not None and name else None


def _streaming_body(shape: StructureShape | None) -> Shape | None:
    payload = None if shape is None else shape.serialization.get("payload")
    if shape is None or payload is None:
        return None
    member = shape.members[payload]
    return member if member.type_name == "blob" else None
