"""A service's shapes as types: which there are, what they are called, and what their keys are.

A shape that is sent and received, and looks different on the two sides (a list may be any sequence in a request, and is
a list in a reply), has two types, `XTypeDef` and `XOutputTypeDef`; where it is a parameter either is taken
(`XUnionTypeDef`), so that a part of a reply may be sent back. What streams has a third, `AsyncX…`, for awaited clients.

`Shapes` says what there is; nothing is written here.
"""

from __future__ import annotations

from typing import NamedTuple

from ..model._lazy import lazy
from .certain import is_certain
from .names import Names, type_name
from .prose import first_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..model.service import ServiceModel
    from ..model.shapes import Shape

    #: What a name stands for: the keys of a dict, or the text of an expression.
    Meaning = "list[Key] | str"

_SCALARS = {"integer": "int", "long": "int", "boolean": "bool", "float": "float", "double": "float"}
#: What all services' types have; `sotalia.types` defines them.
SHARED = (
    *("BlobTypeDef", "JSONTypeDef", "EmptyResponseMetadataTypeDef", "EventIterableTypeDef", "FileobjTypeDef"),
    *("PaginatorConfigTypeDef", "ResponseMetadataTypeDef", "StreamingBlobTypeDef", "TimestampTypeDef"),
    "WaiterConfigTypeDef",
)


class Key(NamedTuple):
    """One key of a dict: its type as an expression, whether it is always there, and what it is."""

    name: str
    type: str
    certain: bool
    doc: str = ""


class Scope(NamedTuple):
    """How a module refers to the types of its service: what stands before those of `type_defs` and of `literals`."""

    dicts: str = ""
    literals: str = "_l."


HERE = Scope()


class Shapes:
    """The types of one service. `dicts` and `literals` say what each name means, in the order of definition."""

    def __init__(
        self,
        model: ServiceModel,
        tokens: Mapping[str, Iterable[str]],
        values: Mapping[str, str],
        native: Mapping[str, str],
    ) -> None:
        """`tokens` are the uncertain keys of paged replies, by the operation.

        `values` has the types of parameters that may be given in other ways than the model says, by shape; `native` the
        types that values have in resources, likewise.
        """
        self.model = model
        self.values = values
        self.native = native
        self._known: dict[str, Shape] = {}
        self.dicts: dict[str, Callable[[], list[Key] | str]] = {}
        self.literals: dict[str, list[str]] = {}
        self._inputs: set[str] = set()
        self._outputs: set[str] = set()
        self._nested_inputs: set[str] = set()
        self._nested_outputs: set[str] = set()
        self._results: dict[str, set[str]] = {}
        self._walk_operations(tokens)
        structures = [name for name, shape in self._known.items() if shape.type_name == "structure"]
        self.names = Names((*SHARED, *(type_name(name, "TypeDef") for name in structures)))
        self._output_names: dict[str, str] = {}
        self._response_names: dict[str, str] = {}
        self._unions: dict[str, str] = {}
        self._define()

    # ------------------------------------------------------------ which shapes there are

    def _walk_operations(self, tokens: Mapping[str, Iterable[str]]) -> None:
        for name in self.model.operation_names:
            operation = self.model.operation_model(name)
            if operation.input_shape is not None:
                self._walk(operation.input_shape, self._inputs, self._nested_inputs)
            if operation.output_shape is not None:
                output = operation.output_shape
                self._walk(output, self._outputs, self._nested_outputs)
                self._results.setdefault(output.name, set()).update(tokens.get(name, ()))
        for error in self.model.error_shapes:
            if error.type_name == "structure":
                self._walk(error, self._outputs, self._nested_outputs)

    def _walk(self, top: Shape, seen: set[str], nested: set[str]) -> None:
        stack = [top]
        while stack:
            shape = stack.pop()
            if shape.name in seen:
                continue
            seen.add(shape.name)
            self._known.setdefault(shape.name, shape)
            for part in _parts(shape):
                nested.add(part.name)
                stack.append(part)

    @lazy
    def _differing(self) -> set[str]:
        """The structures that look different in requests and in replies."""
        found = {
            name
            for name in self._structures()
            if any(part.type_name in _DIFFERENT for part in self._known[name].members.values())
        }
        return self._with_parents(found, through_lists=False)

    @lazy
    def special(self) -> set[str]:
        """The structures in which resources have other values."""
        holders = {name for name in self._known if name in self.native}
        return {
            name
            for name in self._with_parents(holders, through_lists=True)
            if self._known[name].type_name == "structure" and name not in self.native
        }

    def _with_parents(self, names: set[str], *, through_lists: bool) -> set[str]:
        parents: dict[str, list[str]] = {}
        for name, shape in self._known.items():
            if through_lists or shape.type_name == "structure":
                for part in _parts(shape):
                    parents.setdefault(part.name, []).append(name)
        found, stack = set(names), list(names)
        while stack:
            for parent in parents.get(stack.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    stack.append(parent)
        return found

    def _structures(self) -> Iterator[str]:
        return (name for name, shape in self._known.items() if shape.type_name == "structure")

    # ------------------------------------------------------------ their names

    def _define(self) -> None:
        for name, shape in self._known.items():
            if shape.type_name == "string" and shape.metadata.get("enum"):
                self.literals[type_name(name, "Type")] = shape.metadata["enum"]
        for name in self._structures():
            shape = self._known[name]
            sent, received = name in self._inputs, name in self._nested_outputs
            if shape.metadata.get("document") or (shape.metadata.get("exception") and not received):
                continue
            if sent:
                self._add(type_name(name, "TypeDef"), shape, False)
            if received:
                self._define_reply(name, shape, sent)
            if name in self._results:
                self._define_result(name, shape, sent or received)
        for name in filter(self.special.__contains__, list(self._known)):
            for out, nested in ((False, self._nested_inputs), (True, self._nested_outputs)):
                if name in nested:
                    self._define_native(name, out)

    def _define_reply(self, name: str, shape: Shape, sent: bool) -> None:
        output = type_name(name, "TypeDef")
        if sent and name in self._differing:
            output = self.names.new(f"{name}Output")
            if name in self._nested_inputs:
                plain, union = type_name(name, "TypeDef"), self.names.new(f"{name}Union")
                self._unions[name] = union
                self.dicts[union] = lambda: f"{plain} | {output}"
        self._output_names[name] = output
        if output not in self.dicts:
            self._add(output, shape, True)

    def _define_result(self, name: str, shape: Shape, used: bool) -> None:
        result = self.names.new(f"{name}Response") if used else type_name(name, "TypeDef")
        self._response_names[name] = result
        self.dicts[result] = lambda: self.result_keys(shape)
        if self.streams(shape):
            self.dicts[self.names.new(f"Async{result.removesuffix('TypeDef')}")] = lambda: self.result_keys(
                shape, awaited=True
            )

    def _add(self, name: str, shape: Shape, out: bool) -> None:
        self.dicts[name] = lambda: self.keys(shape, out)

    def result_name(self, shape: Shape | None, *, awaited: bool = False) -> str:
        """Return the name of what an operation returns."""
        if shape is None:
            return "EmptyResponseMetadataTypeDef"
        name = self._response_names[shape.name]
        return f"Async{name}" if awaited and self.streams(shape) else name

    def streams(self, shape: Shape) -> bool:
        """Return whether a reply has a body or events that arrive bit by bit."""
        return any(_streaming(member) or _events(member) for member in shape.members.values())

    # ------------------------------------------------------------ what they are

    def keys(self, shape: Shape, out: bool, scope: Scope = HERE, *, native: bool = False) -> list[Key]:
        """Return the keys of a nested structure, or of parameters; those that are always there come first."""
        required = set(shape.required_members)
        rows = []
        for name, member in shape.members.items():
            need = name in required
            if out:
                need = is_certain(shape.name, name, None, required=need, outermost=False, paging=())
            text = self.expression(member, out, scope, native=native)
            rows.append(Key(name, text, need, first_sentence(member.documentation)))
        return sorted(rows, key=lambda row: not row.certain)

    def result_keys(self, shape: Shape, *, awaited: bool = False, native: bool = False) -> list[Key]:
        """Return the keys of a reply."""
        required, paging = set(shape.required_members), self._results[shape.name]
        rows = []
        for name, member in shape.members.items():
            location = member.serialization.get("location")
            need = is_certain(shape.name, name, location, required=name in required, outermost=True, paging=paging)
            text = self.expression(member, True, HERE, awaited=awaited, native=native)
            rows.append(Key(name, text, need, first_sentence(member.documentation)))
        if "ResponseMetadata" not in shape.members:
            rows.append(Key("ResponseMetadata", "ResponseMetadataTypeDef", True))
        return rows

    def expression(self, shape: Shape, out: bool, scope: Scope, *, awaited: bool = False, native: bool = False) -> str:
        """Return the type of a value."""
        if native and shape.name in self.native:
            return self.native[shape.name]
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape, out, scope, awaited=awaited, native=native)
        if kind in ("list", "map"):
            return self._container(shape, out, scope, native=native)
        if shape.serialization.get("jsonvalue"):
            return "Any"
        if not out and shape.name in self.values:
            return self.values[shape.name]
        if kind == "string":
            return f"{scope.literals}{type_name(shape.name, 'Type')}" if shape.metadata.get("enum") else "str"
        if kind == "blob":
            if out:
                return ("AsyncStreamingBody" if awaited else "StreamingBody") if _streaming(shape) else "bytes"
            return f"{scope.dicts}{'StreamingBlobTypeDef' if _streaming(shape) else 'BlobTypeDef'}"
        if kind == "timestamp":
            return "datetime" if out else f"{scope.dicts}TimestampTypeDef"
        return _SCALARS.get(kind, "Any")

    def _structure(self, shape: Shape, out: bool, scope: Scope, *, awaited: bool, native: bool) -> str:
        if shape.metadata.get("document"):
            return f"{scope.dicts}JSONTypeDef"
        name = self.structure_name(shape, out, native=native)
        if not _events(shape):
            return scope.dicts + name
        if out:
            return f"{'AsyncEventStream' if awaited else 'EventStream'}[{scope.dicts}{name}]"
        return f"{scope.dicts}EventIterableTypeDef[{scope.dicts}{name}]"

    def structure_name(self, shape: Shape, out: bool, *, native: bool = False) -> str:
        """Return the name of a nested structure's type."""
        name = shape.name
        if native and name in self.special:
            return self.native_name(name, out)
        if out:
            return self._output_names[name]
        return self._unions.get(name) or type_name(name, "TypeDef")

    def _container(self, shape: Shape, out: bool, scope: Scope, *, native: bool) -> str:
        if shape.type_name == "list":
            item = self.expression(shape.member, out, scope, native=native)
            return f"{'list' if out else 'Sequence'}[{item}]"
        key = self.expression(shape.key, out, scope, native=native)
        value = self.expression(shape.value, out, scope, native=native)
        return f"{'dict' if out else 'Mapping'}[{key}, {value}]"

    # ------------------------------------------------------------ what others add

    def native_name(self, name: str, out: bool) -> str:
        """Return the name of a structure's type in resources."""
        both = out and name in self._inputs and name in self._nested_outputs
        return type_name(f"{name}{'Output' if both else ''}Table", "TypeDef")

    def _define_native(self, name: str, out: bool) -> None:
        shape = self._known[name]
        self.define(self.native_name(name, out), lambda: self.keys(shape, out, native=True))

    def define(self, name: str, meaning: Callable[[], list[Key] | str]) -> str:
        """Define a type; the same name twice means the same. Returns the name."""
        self.dicts.setdefault(name, meaning)
        return name


_DIFFERENT = frozenset(("list", "map", "blob", "timestamp"))


def _parts(shape: Shape) -> Iterable[Shape]:
    kind = shape.type_name
    if kind == "structure":
        return () if shape.metadata.get("document") else shape.members.values()
    if kind == "list":
        return (shape.member,)
    return (shape.key, shape.value) if kind == "map" else ()


def _streaming(shape: Shape) -> bool:
    return shape.type_name == "blob" and bool(shape.serialization.get("streaming"))


def _events(shape: Shape) -> bool:
    return bool(shape.serialization.get("eventstream"))
