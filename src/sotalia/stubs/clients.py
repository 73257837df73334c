"""The files `client.pyi` and `aio.pyi` of a service, written by one loop, and `exceptions/<service>.pyi`.

A checker reads the client's file of every service as soon as somebody writes `client(…)`, for the overloads: so it is
short, and refers to `type_defs`, which is read for the services in use only.
"""

from __future__ import annotations

from functools import partial

from .faces import method_lines
from .names import is_identifier, type_name
from .prose import docstring, first_sentence, parameter_line
from .shapes import Key
from .text import dict_lines, quoted, stub_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.shapes import Shape
    from .service import ServiceTypes


def client_file(service: ServiceTypes, awaited: bool) -> str:
    """Return the text of `client.pyi`, or of `aio.pyi`."""
    prefix = "Async" if awaited else ""
    added, imports = _added_methods(service, awaited)
    here = f"sotalia.types.{service.module}"
    lines = [f"import {here}.type_defs as _t", f"import {here}._parts as _p"]
    lines.append(f"from {here}._parts import Exceptions{'' if awaited else ' as Exceptions'}")
    code = [
        f"class {prefix}{service.title}Client({prefix}BaseClient):",
        "    @property",
        "    def exceptions(self) -> Exceptions: ...  # type: ignore[override]",
    ]
    lines += code
    for method, operation in service.model.methods.items():
        lines += _operation_lines(service, method, operation, awaited)
    for alias, method in service.customization.aliases.items():
        if method in service.model.methods and alias not in service.model.methods:
            lines += _operation_lines(service, alias, service.model.methods[method], awaited)
    lines += added
    lines += _getters(service, prefix)
    lines += native_client(service, awaited)
    used = ["Unpack", "Literal", "overload", f"{prefix}BaseClient", *added]
    return stub_file(lines, imports, used)


def _operation_lines(service: ServiceTypes, method: str, name: str, awaited: bool) -> list[str]:
    operation, shapes = service.operation(name), service.shapes
    shape = operation.input_shape
    result = f"_t.{shapes.result_name(operation.output_shape, awaited=awaited)}"
    parameters, names = "self", ""
    if shape is not None and shape.members:
        parameters = f"self, **kwargs: Unpack[_t.{type_name(shape.name, 'TypeDef')}]"
        required = shape.required_members
        names = parameter_line(list(required), [key for key in shape.members if key not in required])
    head = f"    {'async ' if awaited else ''}def {method}({parameters}) -> {result}:"
    said = docstring("        ", first_sentence(operation.documentation), names)
    return [head, *said] if said else [f"{head} ..."]


# ------------------------------------------------------------ clients with Python's values


def native_client(service: ServiceTypes, awaited: bool) -> list[str]:
    """Return the lines of the class of clients that send and receive the values that resources have, if there is one.

    No option of `client` can choose it for a checker: programs annotate. Its types are defined by this.
    """
    prefix = "Async" if awaited else ""
    if not service.customization.native_types:
        return []
    lines = [
        f"class {prefix}NativeClient({prefix}BaseClient):",
        f'    """A {prefix}{service.title}Client whose values are Python\'s, as those of resources are."""',
        "    @property",
        "    def exceptions(self) -> Exceptions: ...  # type: ignore[override]",
    ]
    for method, name in service.model.methods.items():
        operation, shapes = service.operation(name), service.shapes
        given = _native(service, operation.input_shape, False)
        reply = _native(service, operation.output_shape, True) or shapes.result_name(operation.output_shape)
        shape = operation.input_shape
        if given is None and shape is not None and shape.members:
            given = type_name(shape.name, "TypeDef")
        parameters = f"self, **kwargs: Unpack[_t.{given}]" if given else "self"
        lines.append(f"    {'async ' if awaited else ''}def {method}({parameters}) -> _t.{reply}: ...")
    return lines


def _native(service: ServiceTypes, shape: Shape | None, out: bool) -> str | None:
    """Return the name of an operation's parameters or reply with Python's values, or None where it has none."""
    shapes = service.shapes
    if shape is None or shape.name not in shapes.special:
        return None
    make = partial(shapes.result_keys, shape, native=True) if out else partial(shapes.keys, shape, False, native=True)
    return shapes.define(type_name(f"{shape.name}Native", "TypeDef"), make)


def _getters(service: ServiceTypes, prefix: str) -> list[str]:
    pages = [(service.method_of[name], f"{name}Paginator") for name in service.pages]
    waiters = [(service.method(name), f"{name}Waiter") for name in service.waiters]
    lines = []
    for method, argument, items in (
        ("get_paginator", "operation_name", pages),
        ("get_waiter", "waiter_name", waiters),
    ):
        for name, cls in items:
            ignored = "" if (name, cls) != items[0] else "  # type: ignore[override]"
            if len(items) > 1:
                lines.append(f"    @overload{ignored}")
            result = f"_p.{prefix}{type_name(cls, '')}"
            lines.append(f"    def {method}(self, {argument}: Literal[{quoted(name)}]) -> {result}: ...{ignored}")
    return lines


def _added_methods(service: ServiceTypes, awaited: bool) -> tuple[list[str], list[str]]:
    """Return the methods that the service adds to its clients, and the imports that they need."""
    lines: list[str] = []
    imports: list[str] = []
    for method, place in sorted(service.customization.methods.get("Client", {}).items()):
        text, needed = method_lines(method, place, awaited=awaited, results=service.customization.result_types)
        lines += text
        imports += needed
    return lines, imports


# ------------------------------------------------------------ exceptions


def error_names(service: ServiceTypes) -> list[str]:
    """Return the names of the service's errors, as classes."""
    shapes = service.model.error_shapes
    return [shape.name for shape in shapes if shape.type_name == "structure" and is_identifier(shape.name)]


def exceptions_class(service: ServiceTypes) -> list[str]:
    """Return the lines of the class `Exceptions`, of `client.exceptions`."""
    names = error_names(service)
    if not names:
        return ["class Exceptions(ServiceExceptions): ..."]
    body = [f"    {name}: type[_e.{name}]" for name in names]
    return [f"import sotalia.exceptions.{service.module} as _e", "class Exceptions(ServiceExceptions):", *body]


def exceptions_file(service: ServiceTypes) -> str:
    """Return the text of `exceptions/<service>.pyi`: a class per error; its `response` has the error's own keys."""
    lines: list[str] = []
    dicts: list[str] = []
    for shape in service.model.error_shapes:
        if shape.type_name != "structure" or not is_identifier(shape.name):
            continue
        said = docstring("    ", first_sentence(shape.documentation))
        own = [name for name in shape.members if name.lower() != "message"]
        head = f"class {shape.name}(ClientError):"
        if own:
            reply = f"{shape.name}Response"
            dicts += dict_lines(f"_{reply}", _error_keys(service, shape.name), docs=False)
            lines += [head, *said, f"    response: _{reply}  # type: ignore[assignment]"]
        else:
            lines += [head, *said] if said else [f"{head} ..."]
    imports = []
    if any("_t." in line for line in dicts):
        imports.append(f"import sotalia.types.{service.module}.type_defs as _t")
    if any("_l." in line for line in dicts):
        imports.append(f"import sotalia.types.{service.module}.literals as _l")
    if dicts:
        imports.append("from sotalia.types import ErrorTypeDef, ResponseMetadataTypeDef")
    return stub_file([*dicts, *lines], imports, [*dicts, "ClientError" if lines else ""])


def _error_keys(service: ServiceTypes, name: str) -> list[Key]:
    from .shapes import Scope

    shape = service.model.shape_for(name)
    keys = service.shapes.keys(shape, True, Scope("_t.", "_l."))
    return [
        Key("Error", "ErrorTypeDef", True),
        Key("ResponseMetadata", "ResponseMetadataTypeDef", True),
        *(key._replace(certain=False) for key in keys if key.name not in ("Error", "ResponseMetadata")),
    ]
