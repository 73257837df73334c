"""Shapes: what a value looks like, in Python and on the wire.

A shape stands for one *use* of a definition: `name` is the definition's, but `serialization`, `metadata` and
`documentation` are those of the place that refers to it (the member of a structure, the input of an operation), laid
over the definition's own. Attributes are botocore.model's. Everything is computed when first read; a shape holds its
record and little else, and looking at a shape's members decodes these members and no further.
"""

from __future__ import annotations

from ._lazy import lazy
from .compile import TYPES, unflatten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from .service import ServiceModel

#: Traits that say how a value travels; `locationName` is called `name` there.
_SERIALIZATION = frozenset(
    (
        *(
            "locationName",
            "queryName",
            "flattened",
            "location",
            "payload",
            "streaming",
            "timestampFormat",
            "xmlNamespace",
        ),
        *(
            "resultWrapper",
            "xmlAttribute",
            "eventstream",
            "event",
            "eventheader",
            "eventpayload",
            "jsonvalue",
            "hostLabel",
        ),
    )
)
#: Traits that say what a value may be.
_METADATA = frozenset(
    (
        *(
            "required",
            "min",
            "max",
            "pattern",
            "sensitive",
            "enum",
            "idempotencyToken",
            "error",
            "exception",
            "document",
        ),
        *("endpointdiscoveryid", "retryable", "union", "contextParam", "clientContextParams", "requiresLength"),
    )
)


class Shape:
    """One use of a shape: a scalar, or the base of the others."""

    name: str
    type_name: str

    if TYPE_CHECKING:
        # Attributes that only one kind of shape has: code that has checked `type_name` may use them.
        @lazy
        def members(self) -> dict[str, Shape]:  # noqa: D102 - see StructureShape
            ...

        @lazy
        def is_document_type(self) -> bool:  # noqa: D102
            ...

        @lazy
        def is_tagged_union(self) -> bool:  # noqa: D102
            ...

        @lazy
        def member(self) -> Shape:  # noqa: D102 - see ListShape
            ...

        @lazy
        def key(self) -> Shape:  # noqa: D102 - see MapShape
            ...

        @lazy
        def value(self) -> Shape:  # noqa: D102
            ...

    #: The traits that `serialization` and `metadata` have.
    SERIALIZED_ATTRS: ClassVar[list[str]] = sorted(_SERIALIZATION)
    METADATA_ATTRS: ClassVar[list[str]] = sorted(_METADATA)
    MAP_TYPE = dict

    def __init__(
        self,
        service: ServiceModel,
        shape_id: int,
        record: tuple[Any, ...] | None = None,
        traits: tuple[Any, ...] | None = None,
        place: tuple[int, int] | None = None,
    ) -> None:
        """Made by `ServiceModel`. `place` is (id of the structure, list or map; which of its members this is).

        Programs may make one of (name, dict, ShapeResolver or None), as in boto3; see `given`.
        """
        if record is None or shape_id.__class__ is not int:
            from .given import given_shape

            service, shape_id, record = given_shape(service, shape_id, record)  # type: ignore[arg-type]
        self.name = record[0]
        kind = record[1]
        self.type_name = TYPES[kind] if kind.__class__ is int else kind
        self._service = service
        self._id = shape_id
        self._record = record
        self._own_traits = traits
        self._place = place

    @lazy
    def shared(self) -> dict[tuple[str, str], Any]:
        """What others have worked out of the shape once, kept here for all of its users: by who did, and for what."""
        return {}

    @lazy
    def _traits(self) -> dict[str, Any]:
        traits = unflatten(self._record[2])
        if self._own_traits:
            traits.update(unflatten(self._own_traits))
        return traits

    @lazy
    def serialization(self) -> dict[str, Any]:
        """How the value travels: name, location, flattened, payload, streaming, timestampFormat, xmlNamespace, …"""
        return {
            "name" if key == "locationName" else key: value
            for key, value in self._traits.items()
            if key in _SERIALIZATION
        }

    @lazy
    def metadata(self) -> dict[str, Any]:
        """What the value may be: required, min, max, pattern, enum, sensitive, document, union, error, …"""
        return {key: value for key, value in self._traits.items() if key in _METADATA}

    @lazy
    def required_members(self) -> list[str]:
        """The members that have to be given."""
        return self.metadata.get("required", [])  # type: ignore[no-any-return]

    @lazy
    def documentation(self) -> str:
        """What AWS writes about this use of the shape, as plain text; opens the store of prose."""
        docs = self._service.docs
        if self._place is not None:
            text = docs.text(*self._place)
            if text is not None:
                return text
        return docs.text(self._id, 0) or ""

    @property
    def event_stream_name(self) -> str | None:
        """The member that is an event stream."""
        return None

    @property
    def timestamp_precision(self) -> str:
        """How exactly requests have moments (see `wire.timestamps`)."""
        return self._service.timestamp_precision

    def __repr__(self) -> str:
        return f"<{type(self).__name__}({self.name})>"


class StructureShape(Shape):
    """A dict with known keys."""

    @lazy
    def members(self) -> dict[str, Shape]:
        """Member name -> shape, in the model's order."""
        flat = self._record[3] or ()
        use = self._service.use_shape
        return {flat[at]: use(flat[at + 1], flat[at + 2], (self._id, at // 3 + 1)) for at in range(0, len(flat), 3)}

    @lazy
    def event_stream_name(self) -> str | None:
        """The member that is an event stream."""
        for name, member in self.members.items():
            if member.serialization.get("eventstream"):
                return name
        return None

    @lazy
    def error_code(self) -> str | None:
        """The code that a reply has for this error; None when the shape is no error."""
        if not self.metadata.get("exception", False):
            return None
        code: str | None = self.metadata.get("error", {}).get("code")
        return code or self.name

    @lazy
    def is_document_type(self) -> bool:
        """Whether any JSON value is allowed."""
        return self.metadata.get("document", False)  # type: ignore[no-any-return]

    @lazy
    def is_tagged_union(self) -> bool:
        """Whether exactly one member has to be given."""
        return self.metadata.get("union", False)  # type: ignore[no-any-return]


class ListShape(Shape):
    """A list of one kind of value."""

    @lazy
    def member(self) -> Shape:
        """The shape of the items."""
        shape_id, traits = self._record[3] or (None, None)
        return self._service.use_shape(shape_id, traits, (self._id, 1))


class MapShape(Shape):
    """A dict with any keys."""

    @lazy
    def key(self) -> Shape:
        """The shape of the keys."""
        return self._service.use_shape(self._record[3][0], self._record[3][1], (self._id, 1))

    @lazy
    def value(self) -> Shape:
        """The shape of the values."""
        return self._service.use_shape(self._record[3][2], self._record[3][3], (self._id, 2))


class StringShape(Shape):
    """A string."""

    @lazy
    def enum(self) -> list[str]:
        """The values that AWS documents; others may come."""
        return self.metadata.get("enum", [])  # type: ignore[no-any-return]


#: The class for each type; `Shape` for those not named here.
CLASSES: dict[str, type[Shape]] = {
    "structure": StructureShape,
    "list": ListShape,
    "map": MapShape,
    "string": StringShape,
}
