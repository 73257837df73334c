"""JSON service models -> compact records.

Pure and light. The build hook feeds it with AWS's models and stores the outcome in packs; the loader feeds it with the
models that a user brings along and keeps the outcome in memory. `service` reads both alike.

The compiled form of a service is a header and a list of records, one per operation and shape. A record refers to
another by number (its *id*: the place in the list), so that reading one touches no table of names, and a reader can
skip all records that are not asked for. Records that are used together stand together: shapes with many references
come first, then each operation followed by the shapes that it is the first to reach, then what no operation reaches.

    operation   (name, http, input, output, errors, traits)
    shape       (name, type, traits, members)
                type      index into TYPES, or the text itself when it is none of them, or None when it is missing
                members   structure: (name, id, traits, name, id, traits, …)
                          list: (id, traits)             map: (key id, key traits, value id, value traits)
                          anything else: None
    traits      None, or (key, value, key, value, …): a dict laid flat; a key is an index into KEYS, or text
    http        like traits
    input …     None or (id, traits); errors: None or (id or (id, traits), …)
    id          a number; the shape's name when the model does not define it; None when the reference names none

Prose is left out; `Compiled.docs` has it, one entry per record: None, or (own, member 0, member 1, …), each text
or None, without trailing Nones. Nothing else is lost: `raw` gives the JSON back.
"""

from __future__ import annotations

from .errors import MalformedModelError
from .names import xform_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Record = tuple[Any, ...]

#: Changes whenever the form of records or packs does. The order of TYPES and KEYS is part of that form.
FORMAT = 1

TYPES = (
    *("structure", "list", "map", "string", "integer", "boolean", "timestamp", "long", "double", "float", "blob"),
    *("char", "short", "byte", "bigdecimal", "biginteger", "document"),
)
STRUCTURE, LIST, MAP = 0, 1, 2

KEYS = (
    # of shapes and their members
    *("required", "min", "max", "pattern", "enum", "sensitive", "box", "exception", "error", "fault", "retryable"),
    *("payload", "union", "document", "wrapper", "flattened", "streaming", "event", "eventstream", "eventpayload"),
    *("eventheader", "locationName", "location", "queryName", "xmlNamespace", "xmlAttribute", "xmlOrder", "jsonvalue"),
    *("timestampFormat", "idempotencyToken", "contextParam", "hostLabel", "synthetic", "sparse", "requiresLength"),
    *("deprecated", "deprecatedMessage", "deprecatedSince", "resultWrapper", "endpointdiscoveryid"),
    # of operations
    *("name", "method", "requestUri", "responseCode", "idempotent", "readonly", "endpoint", "staticContextParams"),
    *("endpointdiscovery", "endpointoperation", "authtype", "auth", "httpChecksumRequired", "httpChecksum"),
    *("unsignedPayload", "operationContextParams", "requestcompression", "documentationUrl"),
)
_CODES = {key: code for code, key in enumerate(KEYS)}
REQUIRED, ENUM = _CODES["required"], _CODES["enum"]
_TYPE_CODES = {name: code for code, name in enumerate(TYPES)}

#: A shape that is referred to this often comes before all operations.
_COMMON = 24

_NOT_TRAITS_OF_SHAPE = frozenset(("type", "members", "member", "key", "value", "documentation"))
_NOT_TRAITS_OF_REFERENCE = frozenset(("shape", "documentation"))
_NOT_TRAITS_OF_OPERATION = frozenset(("name", "http", "input", "output", "errors", "documentation"))
_NOT_IN_REST = frozenset(("metadata", "operations", "shapes", "clientContextParams", "documentation", "examples"))


class Compiled:
    """One compiled service.

    `header` is a dict: `metadata`; `operations`, `python_names` and `operation_ids`, side by side; `error_ids`, the
    shapes marked as exceptions, in the model's order; `discovery`, which operation discovers endpoints (or None) and
    whether some operation needs that; `client_context`, the JSON's `clientContextParams` without prose; `rest`, the
    other keys at the top of the document. `records` and `docs` are described above. `shape_names` are in the model's
    order, `shape_ids` beside them. `documentation` is the service's own prose, `client_docs` that of its parameters.
    """

    __slots__ = ("client_docs", "docs", "documentation", "header", "records", "shape_ids", "shape_names")

    def __init__(self) -> None:
        self.header: dict[str, Any] = {}
        self.records: list[Record] = []
        self.docs: list[tuple[str | None, ...] | None] = []
        self.shape_names: tuple[str, ...] = ()
        self.shape_ids: tuple[int, ...] = ()
        self.documentation = ""
        self.client_docs: dict[str, str] = {}


def merge(base: dict[str, Any], extra: dict[str, Any]) -> None:
    """Lay `extra` over `base`, dict by dict; everything else in `extra` replaces what `base` has."""
    for key, value in extra.items():
        below = base.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            merge(below, value)
        else:
            base[key] = value


def merge_extras(model: dict[str, Any], extras: Iterable[dict[str, Any]]) -> None:
    """Apply `*.sdk-extras.json` documents to a model in place, in order."""
    for extra in extras:
        if "merge" in extra:
            merge(model, extra["merge"])


def compile_service(model: Any, path: str = "given") -> Compiled:
    """Compile one `service-2` model (its extras already merged).

    `path` says in messages where the model is from. Raises `MalformedModelError` when it is no service model at all.
    Faults inside it (a reference to a shape that is not there, a shape without a type) are kept, and raised by
    `service` when the faulty part is used, so that the other operations of such a model work.
    """
    _check(model, path)
    try:
        return _Compiler(model).run()
    except (AttributeError, TypeError, KeyError, ValueError, RecursionError) as error:
        raise MalformedModelError(path=path, reason=f"{type(error).__name__}: {error}") from error


def _check(model: Any, path: str) -> None:
    if not isinstance(model, dict):
        raise MalformedModelError(path=path, reason=f"a JSON object was expected, not {type(model).__name__}")
    for part in ("metadata", "operations", "shapes"):
        value = model.get(part, {})
        if not isinstance(value, dict):
            raise MalformedModelError(path=path, reason=f"{part!r} has to be a JSON object, not {type(value).__name__}")
    for part in ("operations", "shapes"):
        for name, value in model.get(part, {}).items():
            if not isinstance(value, dict):
                reason = f"{name!r} in {part!r} has to be a JSON object, not {type(value).__name__}"
                raise MalformedModelError(path=path, reason=reason)


class _Compiler:
    """Numbers everything in the order of use, then writes the records."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.model = model
        self.shapes: dict[str, dict[str, Any]] = model.get("shapes", {})
        self.operations: dict[str, dict[str, Any]] = model.get("operations", {})
        self.ids: dict[Any, int] = {}
        self.operation_ids: dict[str, int] = {}
        self.order: list[tuple[str, bool]] = []  # (name, is an operation), by id
        self.children = {name: [ref.get("shape") for ref in _references(shape)] for name, shape in self.shapes.items()}

    def run(self) -> Compiled:
        self._number()
        out = Compiled()
        for name, is_operation in self.order:
            record, docs = self._operation(name) if is_operation else self._shape(name)
            out.records.append(record)
            out.docs.append(docs)
        self._header(out)
        return out

    def _header(self, out: Compiled) -> None:
        model = self.model
        context = model.get("clientContextParams", {})
        out.documentation = model.get("documentation") or ""
        out.client_docs = {name: spec.get("documentation", "") for name, spec in context.items()}
        out.shape_names = tuple(self.shapes)
        out.shape_ids = tuple(self.ids[name] for name in self.shapes)
        out.header = {
            "metadata": model.get("metadata", {}),
            "operations": tuple(self.operations),
            "python_names": tuple(xform_name(name) for name in self.operations),
            "operation_ids": tuple(self.operation_ids[name] for name in self.operations),
            "error_ids": tuple(self.ids[name] for name, shape in self.shapes.items() if shape.get("exception")),
            "discovery": (
                next((name for name, operation in self.operations.items() if operation.get("endpointoperation")), None),
                any((op.get("endpointdiscovery") or {}).get("required") for op in self.operations.values()),
            ),
            "client_context": {
                name: {key: value for key, value in spec.items() if key != "documentation"}
                for name, spec in context.items()
            },
            "rest": {key: value for key, value in model.items() if key not in _NOT_IN_REST},
        }

    # ------------------------------------------------------------ numbering

    def _number(self) -> None:
        for name in self._common():
            self._enter(name)
        for name, operation in self.operations.items():
            self.operation_ids[name] = len(self.order)
            self.order.append((name, True))
            for reference in _operation_references(operation):
                self._reach(reference.get("shape"))
        for name in self.shapes:
            self._reach(name)

    def _common(self) -> list[str]:
        counts: dict[Any, int] = {}
        for children in self.children.values():
            for child in children:
                counts[child] = counts.get(child, 0) + 1
        for operation in self.operations.values():
            for reference in _operation_references(operation):
                child = reference.get("shape")
                counts[child] = counts.get(child, 0) + 1
        common = [name for name, count in counts.items() if count >= _COMMON and name in self.shapes]
        common.sort(key=lambda name: (-counts[name], name))
        return common

    def _enter(self, name: str) -> None:
        self.ids[name] = len(self.order)
        self.order.append((name, False))

    def _reach(self, start: Any) -> None:
        """Number `start` and all that it reaches, depth first, in the order of their members."""
        ids, children = self.ids, self.children
        stack = [start]
        while stack:
            name = stack.pop()
            if name in ids or name not in children:
                continue
            self._enter(name)
            stack.extend(reversed(children[name]))

    # ------------------------------------------------------------ records

    def _operation(self, name: str) -> tuple[Record, tuple[str | None, ...] | None]:
        operation = self.operations[name]
        traits = _flat(operation, _NOT_TRAITS_OF_OPERATION)
        wire_name = operation.get("name")
        if wire_name != name:
            traits = (*(traits or ()), _CODES["name"], wire_name)
        errors = operation.get("errors")
        http = operation.get("http")
        record = (
            name,
            None if http is None else _flat(http, ()) or (),
            self._reference(operation.get("input")),
            self._reference(operation.get("output")),
            None if errors is None else tuple(self._error(error) for error in errors),
            traits,
        )
        text = operation.get("documentation")
        return record, (text,) if text else None

    def _error(self, reference: dict[str, Any]) -> Any:
        entry = self._reference(reference)
        return entry[0] if entry and entry[1] is None and isinstance(entry[0], int) else entry

    def _reference(self, reference: dict[str, Any] | None) -> tuple[Any, Any] | None:
        if reference is None:
            return None
        return self._id(reference.get("shape")), _flat(reference, _NOT_TRAITS_OF_REFERENCE)

    def _id(self, name: Any) -> Any:
        shape_id = self.ids.get(name)
        if shape_id is not None:
            return shape_id
        return str(name) if isinstance(name, int) else name  # a number would be taken for an id

    def _shape(self, name: str) -> tuple[Record, tuple[str | None, ...] | None]:
        shape = self.shapes[name]
        type_name: Any = shape.get("type")
        kind = _TYPE_CODES.get(type_name, type_name)
        record = (name, kind, _flat(shape, _NOT_TRAITS_OF_SHAPE), self._members(kind, shape))
        docs: list[str | None] = [shape.get("documentation") or None]
        docs.extend(reference.get("documentation") or None for reference in _references(shape))
        while docs and docs[-1] is None:
            docs.pop()
        return record, tuple(docs) or None

    def _members(self, kind: Any, shape: dict[str, Any]) -> tuple[Any, ...] | None:
        if kind == STRUCTURE:
            if "members" not in shape:
                return None
            flat: list[Any] = []
            for name, reference in shape["members"].items():
                flat += (name, self._id(reference.get("shape")), _flat(reference, _NOT_TRAITS_OF_REFERENCE))
            return tuple(flat)
        if kind == LIST:
            return self._reference(shape.get("member"))
        if kind == MAP:
            return (self._reference(shape.get("key")) or (None, None)) + (
                self._reference(shape.get("value")) or (None, None)
            )
        return None


def _references(shape: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a shape refers to, in the order in which records and docs count it."""
    kind = shape.get("type")
    if kind == "structure":
        return list(shape.get("members", {}).values())
    if kind == "list":
        return [shape.get("member", {})]
    if kind == "map":
        return [shape.get("key", {}), shape.get("value", {})]
    return []


def _operation_references(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        *(operation[key] for key in ("input", "output") if operation.get(key) is not None),
        *operation.get("errors", ()),
    ]


def _flat(source: dict[str, Any], leave_out: Any) -> tuple[Any, ...] | None:
    if len(source) == 1 and "shape" in source:  # a reference without traits: the most frequent case by far
        return None
    flat: list[Any] = []
    for key, value in source.items():
        if key not in leave_out:
            flat += (_CODES.get(key, key), value)
    return tuple(flat) or None


def unflatten(flat: tuple[Any, ...] | None) -> dict[str, Any]:
    """Return traits or `http` as a dict."""
    if not flat:
        return {}
    pairs = iter(flat)
    return {KEYS[key] if key.__class__ is int else key: value for key, value in zip(pairs, pairs, strict=True)}
