"""The files `service_resource.pyi` and `aio_resource.pyi` of a service: its resources, and their collections.

A class may have a method that is called like another class (`Bucket.Object`), and inside of it that name means the
method: so annotations say `_Object`.
"""

from __future__ import annotations

from ..resources.docs import filled_parameters, identifier_arguments, partly_filled_parameters
from ..resources.model import ResourceModel, makes_many
from ..services import Calls
from .faces import function_summary, method_lines
from .names import type_name
from .prose import docstring, first_sentence
from .shapes import Scope
from .text import stub_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from typing import Any

    from ..model.shapes import Shape
    from .service import ServiceTypes
    from .shapes import Key

_SCOPE = Scope("_t.", "_l.")


def resource_file(service: ServiceTypes, awaited: bool) -> str:
    """Return the text of `service_resource.pyi`, or of `aio_resource.pyi`."""
    writer = _Writer(service, awaited)
    module, client = ("aio", "Async") if awaited else ("client", "")
    client = f"{client}{service.title}Client"
    here = f"sotalia.types.{service.module}"
    lines = [f"from {here}.{module} import {client}", f"import {here}.literals as _l", f"import {here}.type_defs as _t"]
    lines += [f"class {writer.meta}(ResourceMeta):", "    @property", f"    def client(self) -> {client}: ..."]
    for name in writer.resource_names():
        lines += writer.resource(name)
    lines += [f"_{name} = {writer.class_name(name)}" for name in writer.resource_names() if name != service.name]
    return stub_file(lines, sorted(writer.imports))


def resource_class_names(service: ServiceTypes, awaited: bool) -> dict[str, tuple[str, str, str]]:
    """Return the classes in that file: name -> (resource, its collection, which of that one's classes).

    A class that is no collection has "" for the last two, and `meta` for all three.
    """
    writer = _Writer(service, awaited)
    names = {writer.meta: ("", "", "")}
    for name in writer.resource_names():
        names[writer.class_name(name)] = (name, "", "")
        for collection, _ in writer.model(name).collection_definitions:
            stem = writer.collection_stem(name, collection)
            for kind in ("Collection", "CollectionManager"):
                names[f"{stem}{kind}"] = (name, collection, kind)
    return names


def define_parameters(service: ServiceTypes) -> None:
    """Have the service define the types that only its resources need: parameters without what is filled in."""
    resource_file(service, False)


class _Writer:
    def __init__(self, service: ServiceTypes, awaited: bool) -> None:
        assert service.definitions is not None
        self.service = service
        self.definitions = service.definitions
        self.awaited = awaited
        self.prefix = "Async" if awaited else ""
        self.word = "async def" if awaited else "def"
        self.meta = f"{self.prefix}{service.title}ResourceMeta"
        self.native = bool(service.customization.native_types)
        self.imports: set[str] = set()
        self._models: dict[str, ResourceModel] = {}

    def resource_names(self) -> list[str]:
        return [*self.definitions, self.service.name]

    def model(self, name: str) -> ResourceModel:
        model = self._models.get(name)
        if model is None:
            model = self._models[name] = ResourceModel(name, self.definitions, self.service.model)
        return model

    def class_name(self, name: str) -> str:
        own = f"{self.service.title}ServiceResource" if name == self.service.name else name
        return f"{self.prefix}{own}"

    def _own(self, name: str) -> str:
        return "ServiceResource" if name == self.service.name else name

    def collection_stem(self, name: str, collection: str) -> str:
        return f"{self.prefix}{self._own(name)}{_camel(collection)}"

    # ------------------------------------------------------------ a class

    def resource(self, name: str) -> list[str]:
        model = self.model(name)
        lines: list[str] = []
        base = "RootResource" if name == self.service.name else "ServiceResource"
        body = [f"    meta: {self.meta}"]
        body += [f"    {identifier}: str" for identifier in model.identifier_names]
        body += self._attributes(model)
        for collection, definition in model.collection_definitions:
            lines += self._collection(name, collection, definition)
            body.append(f"    {collection}: {self.collection_stem(name, collection)}CollectionManager")
        body += self._methods(name, model)
        return [*lines, f"class {self.class_name(name)}({self.prefix}{base}):", *body]

    def _attributes(self, model: ResourceModel) -> Iterator[str]:
        if not model.shape:
            return
        members = self.service.model.shape_for(model.shape).members
        for attribute, member in model.attributes.items():
            if attribute in model.identifier_aliases:
                yield f"    {attribute}: str"
            else:
                yield f"    {attribute}: {self.service.shapes.expression(members[member], True, _SCOPE)}"

    def _methods(self, name: str, model: ResourceModel) -> Iterator[str]:
        if model.load_definition is not None:
            for method in ("load", "reload"):
                yield f"    {self.word} {method}(self) -> None: ..."
        for method, definition in model.action_definitions:
            if method not in self._added_places(name):
                yield from self._action(name, method, definition)
        for method, definition in model.waiter_definitions:
            operation = self.service.waiters[definition["waiterName"]]
            given = self._parameters(operation, name, method, filled_parameters(definition), extra="wait")
            yield f"    {self.word} {method}(self{given}) -> None: ..."
        for method, definition in model.subresource_definitions:
            arguments = "".join(f", {argument}: str" for argument in identifier_arguments(model, definition))
            yield f"    def {method}(self{arguments}) -> _{definition['type']}: ..."
        for method, definition in model.reference_definitions:
            target = f"_{definition['type']}"
            yield "    @property"
            result = f"list[{target}]" if makes_many(definition) else f"{target} | None"
            yield f"    def {method}(self) -> {result}: ..."
        yield from self._added(name)

    def _added(self, name: str) -> Iterator[str]:
        for method, place in self._added_places(name).items():
            if isinstance(place, Calls):
                yield from self._calling(name, method, place)
            else:
                special = self.service.customization
                rest = special.methods.get("Client", {}).get(method, "")
                lines, imports = method_lines(
                    method, place, awaited=self.awaited, results=special.result_types, rest=rest
                )
                self.imports.update(imports)
                yield from lines

    def _added_places(self, name: str) -> Mapping[str, str]:
        """Return where the methods are that the model does not describe, or not as they are."""
        return self.service.customization.methods.get(self._own(name), {})

    def _calling(self, name: str, method: str, place: Calls) -> Iterator[str]:
        given, result = "", "None"
        if place.operation:
            given = self._parameters(place.operation, name, method, place.filled)
            reply = self._reply(name, self.service.operation(place.operation).output_shape)
            result = f"list[_{place.makes}]" if place.makes else reply
        yield f"    {self.word} {method}(self{given}) -> {result}:"
        yield from docstring("        ", function_summary(place))

    def _action(self, name: str, method: str, definition: dict[str, Any]) -> list[str]:
        request = definition["request"]
        operation = self.service.operation(request["operation"])
        given = self._parameters(request["operation"], name, method, filled_parameters(request), request)
        head = f"    {self.word} {method}(self{given}) -> {self._result(name, definition)}:"
        said = docstring("        ", first_sentence(operation.documentation))
        return [head, *said] if said else [f"{head} ..."]

    # ------------------------------------------------------------ parameters and results

    def _parameters(
        self,
        operation: str,
        name: str,
        method: str,
        filled: Collection[str],
        request: dict[str, Any] | None = None,
        *,
        optional: bool = False,
        extra: str = "",
    ) -> str:
        """Return the parameters of a method, but for `self`, and define their type."""
        shape = self.service.operation(operation).input_shape
        partly = partly_filled_parameters(request) if request else ()
        keys = [] if shape is None else [key for key in shape.members if key not in filled]
        if not keys and not extra:
            return ""
        stem = "" if shape is None else shape.name
        text = type_name(f"{stem}{self._own(name)}{_camel(method)}", "TypeDef")
        self.service.shapes.define(text, self._keys(shape, set(keys), set(partly), optional, extra))
        return f", **kwargs: Unpack[_t.{text}]"

    def _keys(
        self, shape: Shape | None, wanted: set[str], partly: set[str], optional: bool, extra: str
    ) -> Callable[[], list[Key]]:
        def make() -> list[Key]:
            from .service import WAITING

            found = [] if shape is None else self.service.shapes.keys(shape, False, native=self.native)
            keys = [
                key._replace(certain=key.certain and not optional and key.name not in partly)
                for key in found
                if key.name in wanted
            ]
            return [*keys, WAITING] if extra else keys

        return make

    def _result(self, name: str, definition: dict[str, Any]) -> str:
        operation = self.service.operation(definition["request"]["operation"])
        target = definition.get("resource")
        if target is not None:
            return f"list[_{target['type']}]" if makes_many(target) else f"_{target['type']}"
        shape, path = operation.output_shape, definition.get("path")
        if shape is not None and path and path not in ("@", "$"):
            part = _at(shape, path)
            return "Any" if part is None else self.service.shapes.expression(part, True, _SCOPE, native=self.native)
        return self._reply(name, shape)

    def _reply(self, name: str, shape: Shape | None) -> str:
        shapes = self.service.shapes
        if shape is not None and self.native and shape.name in shapes.special:
            text = type_name(f"{shape.name}{self._own(name)}", "TypeDef")
            shapes.define(text, lambda: shapes.result_keys(shape, native=True))
            return f"_t.{text}"
        return f"_t.{shapes.result_name(shape, awaited=self.awaited)}"

    # ------------------------------------------------------------ collections

    def _collection(self, name: str, collection: str, definition: dict[str, Any]) -> list[str]:
        stem = self.collection_stem(name, collection)
        item = f"_{definition['resource']['type']}"
        request = definition["request"]
        given = self._parameters(
            request["operation"], name, f"{collection}_filter", filled_parameters(request), optional=True
        )
        of = f"{stem}Collection"
        iterator = f"{'AsyncIterator' if self.awaited else 'Iterator'}"
        body = [
            f"    def all(self) -> {of}: ...",
            f"    def filter(self{given}) -> {of}: ...",
            f"    def limit(self, count: int) -> {of}: ...",
            f"    def page_size(self, count: int) -> {of}: ...",
            f"    def pages(self) -> {iterator}[list[{item}]]: ...",
        ]
        for action, action_definition in self.model(definition["resource"]["type"]).batch_action_definitions:
            action_request = action_definition["request"]
            filled = partly_filled_parameters(action_request)
            text = self._parameters(
                action_request["operation"], f"{self._own(name)}{_camel(collection)}", action, filled
            )
            reply = self._result(name, action_definition)
            body.append(f"    {self.word} {action}(self{text}) -> list[{reply}]: ...")
        each = f"    def {'__aiter__' if self.awaited else '__iter__'}(self) -> {iterator}[{item}]: ..."
        return [
            *(f"class {of}({self.prefix}ResourceCollection):", *body, each),
            *(f"class {of}Manager({self.prefix}CollectionManager):", *body),
            f"    def iterator(self{given}) -> {of}: ...  # type: ignore[override]",
        ]


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _at(shape: Shape | None, path: str) -> Shape | None:
    """Return what is at a path in a reply: `Volumes[]` is a list, `Attributes` a member. None for other expressions."""
    for step in path.split("."):
        name, bracket, index = step.partition("[")
        if shape is None or not name.isidentifier() or shape.type_name != "structure":
            return None
        shape = shape.members.get(name)
        if bracket and index != "]":
            shape = None if shape is None or shape.type_name != "list" else shape.member
    return shape
