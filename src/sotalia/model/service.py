"""Services: botocore.model.ServiceModel's attributes over compiled records.

A `ServiceModel` is read-only and shared: the loader hands the same one to every client, session and thread of the
process. It reads its records from a *source*: a pack (`pack.PackedService`) or memory (`MemorySource`). What it has
decoded it keeps, so each record is decoded once per process. Two threads may decode the same record at the same time;
both get equal values and one of them stays, so no lock is needed.
"""

from __future__ import annotations

from ._lazy import lazy
from .compile import STRUCTURE, TYPES, Compiled, compile_service
from .errors import InvalidShapeError, InvalidShapeReferenceError, NoShapeFoundError, OperationNotFoundError
from .given import made_of
from .names import hyphenize_service_id
from .operation import (
    ClientContextParameter,
    ContextParameter,
    OperationModel,
    StaticContextParameter,
    resolve_auth_type,
)
from .shapes import CLASSES, ListShape, MapShape, Shape, StringShape, StructureShape
from .shared import SharedByClients

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Protocol

    class Docs(Protocol):
        """A source of prose."""

        def text(self, record_id: int, place: int) -> str | None:
            """Return a record's own prose (place 0) or that of its n-th member, or None."""

        def service_text(self) -> str:
            """Return the service's prose."""

        def client_text(self, name: str) -> str:
            """Return the prose of a client context parameter."""

    class Source(Protocol):
        """A source of records."""

        header: dict[str, Any]

        def record(self, record_id: int) -> tuple[Any, ...]:
            """Return a decoded record."""

        def shape_names(self) -> tuple[Sequence[str], Sequence[int]]:
            """Return all shapes' names in the model's order, and their ids."""

        def docs(self) -> Docs:
            """Open the prose."""


#: The protocols that boto3 speaks, in its order of preference.
PROTOCOLS = ("json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2")


class ServiceId(str):
    """A service id, such as `Cost Explorer`."""

    __slots__ = ()

    def hyphenize(self) -> str:
        """Return the form that event names use: `cost-explorer`."""
        return hyphenize_service_id(self)


class MemoryDocs:
    """The prose of a model that was compiled in this process; made plain when read."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled

    def text(self, record_id: int, place: int) -> str | None:
        """Return a record's own prose (place 0) or that of its n-th member, or None."""
        texts = self._compiled.docs[record_id]
        html = texts[place] if texts is not None and place < len(texts) else None
        return None if html is None else _plain(html)

    def service_text(self) -> str:
        """Return the service's prose."""
        return _plain(self._compiled.documentation)

    def client_text(self, name: str) -> str:
        """Return the prose of a client context parameter."""
        return _plain(self._compiled.client_docs.get(name, ""))


def _plain(html: str) -> str:
    from .prose import plain

    return plain(html)


class MemorySource:
    """Records of a model that was compiled in this process. They are checked, since it may be a program's own."""

    def __init__(self, compiled: Compiled) -> None:
        """Raises InvalidShapeError for metadata of wrong types."""
        from .checks import check_metadata

        check_metadata(compiled.header["metadata"])
        self.header = compiled.header
        self._compiled = compiled

    def record(self, record_id: int) -> tuple[Any, ...]:
        """Return a record. Raises InvalidShapeError for one that cannot be used."""
        from .checks import check_record

        record = self._compiled.records[record_id]
        check_record(record, self._kind)
        return record

    def _kind(self, record_id: Any) -> Any:
        return self._compiled.records[record_id][1] if record_id.__class__ is int else None

    def shape_names(self) -> tuple[Sequence[str], Sequence[int]]:
        """Return all shapes' names in the model's order, and their ids."""
        return self._compiled.shape_names, self._compiled.shape_ids

    def docs(self) -> Docs:
        """Return the prose."""
        return MemoryDocs(self._compiled)


class ServiceModel:
    """One version of one service."""

    def __init__(self, service_description: dict[str, Any] | Source, service_name: str | None = None) -> None:
        """Take a service-2 document, or a source of compiled records.

        `service_name` is what users call the service; the endpoint prefix when not given. Raises MalformedModelError
        for a document that is no service model.
        """
        if isinstance(service_description, dict):
            source: Source = MemorySource(compile_service(service_description))
        else:
            source = service_description
        header = source.header
        self.source = source
        self.metadata: dict[str, Any] = header["metadata"]
        self._service_name = service_name
        self._operation_ids: dict[str, int] | None = None
        self._records: dict[int, tuple[Any, ...]] = {}
        self._operations: dict[str, OperationModel] = {}
        #: What all clients of the service share.
        self.shared = SharedByClients()
        #: How exactly requests have moments (see `wire.timestamps`).
        self.timestamp_precision = "default"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.service_name})"

    @lazy
    def _by_precision(self) -> dict[str, ServiceModel]:
        return {self.timestamp_precision: self}

    def with_timestamps(self, precision: str) -> ServiceModel:
        """Return the same service, whose requests have moments as exactly; the same object each time."""
        model = self._by_precision.get(precision)
        if model is None:
            model = type(self)(self.source, self._service_name)
            model.timestamp_precision = precision
            model = self._by_precision.setdefault(precision, model)
        return model

    # ------------------------------------------------------------ operations

    @lazy
    def operation_names(self) -> list[str]:
        """All operations, in the model's order."""
        return list(self.source.header["operations"])

    @lazy
    def methods(self) -> dict[str, str]:
        """Method name of the client -> operation name (`list_buckets` -> `ListBuckets`), computed at build time."""
        header = self.source.header
        return dict(zip(header["python_names"], header["operations"], strict=True))

    @property
    def class_name(self) -> str:
        """The name of the service's client class: `S3`, `CloudWatchLogs`."""
        name: str | None = self.source.header.get("class_name")
        if name is None:
            text = self.metadata.get("serviceId") or self.service_name
            name = "".join(mark for mark in text if mark.isalnum() or mark == "_")
        return name

    def operation_model(self, operation_name: str) -> OperationModel:
        """Return an operation; the same object each time. Raises OperationNotFoundError."""
        operation = self._operations.get(operation_name)
        if operation is None:
            ids = self._operation_ids
            if ids is None:
                header = self.source.header
                ids = self._operation_ids = dict(zip(header["operations"], header["operation_ids"], strict=True))
            if operation_name not in ids:
                from .names import Unknown, did_you_mean

                raise OperationNotFoundError(Unknown(operation_name, lambda: did_you_mean(operation_name, ids)))
            operation_id = ids[operation_name]
            fresh = OperationModel(self, operation_id, self.source.record(operation_id))
            operation = self._operations.setdefault(operation_name, fresh)
        return operation

    # ------------------------------------------------------------ shapes

    @lazy
    def shape_names(self) -> list[str]:
        """All shapes, in the model's order."""
        return list(self.source.shape_names()[0])

    @lazy
    def _shape_ids(self) -> dict[str, int]:
        return dict(zip(*self.source.shape_names(), strict=True))

    def shape_for(self, shape_name: str, member_traits: dict[str, Any] | None = None) -> Shape:
        """Return a shape by name, `member_traits` laid over its own. Raises NoShapeFoundError."""
        try:
            shape_id = self._shape_ids[shape_name]
        except KeyError:
            raise NoShapeFoundError(shape_name) from None
        traits = tuple(part for item in member_traits.items() for part in item) if member_traits else None
        return self.use_shape(shape_id, traits, None)

    def record_of(self, shape_name: str) -> tuple[int, tuple[Any, ...]]:
        """Return a shape's id and record."""
        shape_id = self._shape_ids[shape_name]
        return shape_id, self.source.record(shape_id)

    def resolve_shape_ref(self, shape_ref: dict[str, Any]) -> Shape:
        """Return the shape that a JSON reference (`{"shape": name, trait: value, …}`) means."""
        traits = dict(shape_ref)
        try:
            name = traits.pop("shape")
        except KeyError:
            raise InvalidShapeReferenceError(f"Invalid model, missing shape reference: {shape_ref}") from None
        return self.shape_for(name, traits)

    def use_shape(self, shape_id: Any, traits: tuple[Any, ...] | None, place: tuple[int, int] | None) -> Shape:
        """Return the shape for a reference in a record; see `compile` for its parts, `Shape` for `place`."""
        if shape_id.__class__ is not int:
            if shape_id is None:
                raise InvalidShapeReferenceError(f"Invalid model, missing shape reference: {traits}")
            raise NoShapeFoundError(shape_id)
        record = self._records.get(shape_id)
        if record is None:
            record = self._records[shape_id] = self.source.record(shape_id)
        kind = record[1]
        if kind is None:
            raise InvalidShapeError(f"Shape is missing required key 'type': {record[0]}")
        name = TYPES[kind] if kind.__class__ is int else kind
        return CLASSES.get(name, Shape)(self, shape_id, record, traits, place)

    @lazy
    def error_shapes(self) -> list[StructureShape]:
        """All shapes that are errors, in the model's order."""
        return [self.use_shape(error_id, None, None) for error_id in self.source.header["error_ids"]]  # type: ignore[misc]

    def shape_for_error_code(self, error_code: str) -> StructureShape | None:
        """Return the error whose code this is, or None."""
        return self._errors_by_code.get(error_code)

    @lazy
    def _errors_by_code(self) -> dict[str | None, StructureShape]:
        # A shape that is marked as an exception but is no structure cannot be raised.
        return {shape.error_code: shape for shape in self.error_shapes if shape._record[1] == STRUCTURE}

    # ------------------------------------------------------------ prose

    @lazy
    def docs(self) -> Docs:
        """The service's prose; opened when first read."""
        return self.source.docs()

    @lazy
    def documentation(self) -> str:
        """What AWS writes about the service, as plain text."""
        return self.docs.service_text()

    # ------------------------------------------------------------ metadata

    def _required(self, name: str) -> Any:
        try:
            return self.metadata[name]
        except KeyError:
            from ..errors import UndefinedModelAttributeError

            raise UndefinedModelAttributeError(
                f'"{name}" not defined in the metadata of the model: {self._service_name}'
            ) from None

    @property
    def service_name(self) -> str:
        """What users call the service; the endpoint prefix when it was made without a name."""
        return self.endpoint_prefix if self._service_name is None else self._service_name

    @lazy
    def service_id(self) -> ServiceId:
        """AWS's name for the service. Raises MissingServiceIdError."""
        service_id = self.metadata.get("serviceId")
        if service_id is None:
            from ..errors import MissingServiceIdError

            raise MissingServiceIdError(service_name=self._service_name)
        return ServiceId(service_id)

    @property
    def signing_name(self) -> str:
        """The service's name in signatures; the endpoint prefix when the model has none."""
        name: str | None = self.metadata.get("signingName")
        return self.endpoint_prefix if name is None else name

    @property
    def api_version(self) -> str:
        """The model's version, a date."""
        return self._required("apiVersion")  # type: ignore[no-any-return]

    @property
    def protocol(self) -> str:
        """The protocol, as older models name it."""
        return self._required("protocol")  # type: ignore[no-any-return]

    @property
    def protocols(self) -> list[str]:
        """All protocols that the service speaks."""
        return self._required("protocols")  # type: ignore[no-any-return]

    @lazy
    def resolved_protocol(self) -> str:
        """The protocol to speak. Raises UnsupportedServiceProtocolsError when the service speaks none of ours."""
        protocols = self.metadata.get("protocols")
        if not protocols:
            return self.protocol
        for protocol in PROTOCOLS:
            if protocol in protocols:
                return protocol
        from ..errors import UnsupportedServiceProtocolsError

        raise UnsupportedServiceProtocolsError(
            botocore_supported_protocols=PROTOCOLS, service_supported_protocols=protocols, service=self.service_name
        )

    @property
    def endpoint_prefix(self) -> str:
        """The service's key in endpoints.json."""
        return self._required("endpointPrefix")  # type: ignore[no-any-return]

    @property
    def signature_version(self) -> str | None:
        """The service's default signature version."""
        return self.metadata.get("signatureVersion")

    @property
    def is_query_compatible(self) -> bool:
        """Whether errors keep the codes that they had when the service spoke the query protocol."""
        return "awsQueryCompatible" in self.metadata

    @lazy
    def client_context_parameters(self) -> list[ClientContextParameter]:
        """Endpoint parameters that the client's config sets. Reading them opens the store of prose."""
        return [
            ClientContextParameter(name=name, type=kind, documentation=self.docs.client_text(name))
            for name, kind in self.client_context_params.items()
        ]

    @lazy
    def client_context_params(self) -> dict[str, str]:
        """Endpoint parameters that the client's config sets: name -> type."""
        return {name: spec["type"] for name, spec in self.source.header["client_context"].items()}

    @lazy
    def endpoint_discovery_operation(self) -> OperationModel | None:
        """The operation that discovers endpoints, if the service has one."""
        name = self.endpoint_discovery[0]
        return None if name is None else self.operation_model(name)

    @property
    def endpoint_discovery(self) -> tuple[str | None, bool]:
        """The name of the operation that discovers endpoints, or None, and whether some operation requires that."""
        return self.source.header["discovery"]  # type: ignore[no-any-return]

    @property
    def endpoint_discovery_required(self) -> bool:
        """Whether some operation cannot do without a discovered endpoint."""
        return self.endpoint_discovery[1]


__all__ = [
    "PROTOCOLS",
    "ClientContextParameter",
    "ContextParameter",
    "ListShape",
    "MapShape",
    "MemorySource",
    "OperationModel",
    "ServiceId",
    "ServiceModel",
    "Shape",
    "StaticContextParameter",
    "StringShape",
    "StructureShape",
    "resolve_auth_type",
]


made_of(ServiceModel)
