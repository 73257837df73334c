"""Programs for type checkers: each call of a service with all that is required, or each broken in one way.

    python -m tests.stubs.programs DIR [service …]       writes good_*.py and bad_*.py for some services, or all

In a good program every line is right. In a bad one every line that ends in `# bad` has one mistake: a parameter is
missing, of another type, or unknown, or a name does not exist.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sotalia.model.loader import Loader
from sotalia.model.shapes import Shape
from sotalia.resources.docs import filled_parameters, identifier_arguments, partly_filled_parameters
from sotalia.resources.model import ResourceModel
from sotalia.services import Calls
from sotalia.stubs.names import is_identifier, type_name
from sotalia.stubs.service import ServiceTypes

#: Calls in one function: checkers give up on very long ones.
LONGEST = 60
DEPTH = 8


def value(shape: Shape, depth: int = 0) -> str:
    """Return the source of a value that is valid for a shape."""
    kind = shape.type_name
    if shape.serialization.get("jsonvalue"):
        return "{}"
    if kind == "structure":
        if shape.serialization.get("eventstream"):
            return "[]"
        if shape.metadata.get("document") or depth > DEPTH:
            return "{}"
        required = shape.required_members
        return "{" + ", ".join(f"{name!r}: {value(shape.members[name], depth + 1)}" for name in required) + "}"
    if kind == "list":
        return f"[{value(shape.member, depth + 1)}]" if depth <= DEPTH else "[]"
    if kind == "map":
        return f"{{{value(shape.key, depth + 1)}: {value(shape.value, depth + 1)}}}"
    if kind == "string":
        enum = shape.metadata.get("enum")
        return repr(enum[0]) if enum else "'x'"
    return {"blob": "b'x'", "timestamp": "'2026-11-28'", "boolean": "True", "float": "1.5", "double": "1.5"}.get(
        kind, "1"
    )


def wrong(shape: Shape) -> str:
    """Return the source of a value that is of no type that a shape can have, or "" where any value can be given."""
    if shape.serialization.get("jsonvalue") or shape.metadata.get("document"):
        return ""
    return "object()"


class Program:
    """One service's programs; `bad` has each call broken."""

    def __init__(self, service: ServiceTypes, awaited: bool, bad: bool) -> None:
        self.service = service
        self.awaited = awaited
        self.bad = bad
        self.word = "await " if awaited else ""
        self.prefix = "Async" if awaited else ""
        self.each = "async for" if awaited else "for"
        self._turns = itertools.cycle(("missing", "type", "unknown"))
        self.broken = 0

    def text(self) -> str:
        """Return the whole program."""
        service = self.service
        module, client = ("aio" if self.awaited else "client"), f"{self.prefix}{service.title}Client"
        lines = [f"from sotalia.types.{service.module} import type_defs as t"]
        lines.append(f"from sotalia.types.{service.module}.{module} import {client}")
        calls = list(self.calls())
        for number, start in enumerate(range(0, len(calls), LONGEST)):
            lines += [f"{'async ' if self.awaited else ''}def part{number}(c: {client}) -> None:", "    print(t)"]
            lines += [f"    {line}" for call in calls[start : start + LONGEST] for line in call]
        if service.definitions is not None:
            lines += Resources(self).lines()
        return "\n".join([*lines, ""])

    def calls(self) -> Iterator[list[str]]:
        """Yield the lines of each call of a client."""
        service = self.service
        for method, name in service.model.methods.items():
            shape = service.operation(name).input_shape
            for arguments, before in self.arguments(shape, type_name(shape.name, "TypeDef") if shape else ""):
                yield [*before, self.line(f"({self.word}c.{method}({arguments}))['ResponseMetadata']")]
        for name, plan in service.pages.items():
            yield from self._paging(name, plan)
        for waiter, name in service.waiters.items():
            shape = service.operation(name).input_shape
            for arguments, before in self.arguments(shape, service.wait_name(name)):
                wait = f"{self.word}c.get_waiter({service.method(waiter)!r}).wait({arguments})"
                yield [*before, self.line(wait) if self.bad else wait]

    def _paging(self, name: str, plan: dict[str, Any]) -> Iterator[list[str]]:
        service = self.service
        shape = service.operation(name).input_shape
        tokens = plan["input_token"]
        filled = {*(tokens if isinstance(tokens, list) else [tokens]), plan.get("limit_key")}
        for arguments, before in self.arguments(shape, service.paginate_name(name), filled):
            pages = f"c.get_paginator({service.method_of[name]!r}).paginate({arguments})"
            if self.bad:
                yield [*before, self.line(pages)]
            else:
                page = f"page_{service.method_of[name]}"
                yield [*before, f"{self.each} {page} in {pages}:", f"    print({page}['ResponseMetadata'])"]

    def line(self, text: str) -> str:
        """Return a line, marked if it has a mistake."""
        if not self.bad:
            return f"print({text})"
        self.broken += 1
        return f"{text}  # bad"

    def arguments(
        self, shape: Shape | None, type_def: str, without: set[str | None] | None = None
    ) -> Iterator[tuple[str, list[str]]]:
        """Yield the arguments of one call, and lines that stand before it; broken, where the program is bad."""
        members = shape.members if shape is not None else {}
        required = [
            name for name in (shape.required_members if shape is not None else ()) if name not in (without or ())
        ]
        given = {name: value(members[name]) for name in required}
        before: list[str] = []
        if not all(map(is_identifier, given)):
            inner = ", ".join(f"{name!r}: {text}" for name, text in given.items())
            if self.bad:
                yield "NoSuchParameter=1", before
                return
            variable = f"p_{type_def}"
            before = [f"{variable}: t.{type_def} = {{{inner}}}"]
            yield f"**{variable}", before
            return
        if self.bad:
            self._break(given, members)
        yield ", ".join(f"{name}={text}" for name, text in given.items()), before

    def _break(self, given: dict[str, str], members: Any) -> None:
        way = next(self._turns)
        plain = next((name for name in given if wrong(members[name])), None)
        if way == "missing" and given:
            del given[next(iter(given))]
        elif way == "type" and plain:
            given[plain] = wrong(members[plain])
        else:
            given["NoSuchParameter"] = "1"


class Resources:
    """The part of a program that uses resources."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.service = program.service
        assert self.service.definitions is not None
        self.definitions = self.service.definitions

    def lines(self) -> Iterator[str]:
        """Yield the lines."""
        program, service = self.program, self.service
        module = f"sotalia.types.{service.module}.{'aio_resource' if program.awaited else 'service_resource'}"
        yield f"import {module} as r"
        for name in (*self.definitions, service.name):
            cls = f"{service.title}ServiceResource" if name == service.name else name
            yield f"{'async ' if program.awaited else ''}def use_{cls}(x: r.{program.prefix}{cls}) -> None:"
            yield "    print(x.meta.client, x.get_available_subresources())"
            yield from (f"    {line}" for line in self.uses(name))

    def uses(self, name: str) -> Iterator[str]:
        """Yield the lines that use one resource."""
        model = ResourceModel(name, self.definitions, self.service.model)
        program = self.program
        for attribute in (*model.identifier_names, *(model.attributes if model.shape else ())):
            yield program.line(f"x.{attribute}{'_' if program.bad else ''}")
        for reference, _ in model.reference_definitions:
            yield program.line(f"x.{reference}{'_' if program.bad else ''}")
        for method, definition in model.subresource_definitions:
            arguments = ["'x'" for _ in identifier_arguments(model, definition)]
            yield program.line(f"x.{method}({', '.join([*arguments, *(['1'] if program.bad else [])])})")
        if model.load_definition is not None:
            yield (
                program.line(f"{program.word}x.load({'1' if program.bad else ''})")
                if program.bad
                else f"{program.word}x.load()"
            )
        yield from self._calls(model, name)

    def _calls(self, model: ResourceModel, name: str) -> Iterator[str]:
        program, service = self.program, self.service
        own = "ServiceResource" if name == service.name else name
        added = service.customization.methods.get(own, {})
        for method, definition in model.action_definitions:
            if method in added:
                continue
            request = definition["request"]
            filled = {*filled_parameters(request), *partly_filled_parameters(request)}
            for arguments in self._arguments(request["operation"], filled):
                yield program.line(f"{program.word}x.{method}({arguments})")
        for method, definition in model.waiter_definitions:
            for arguments in self._arguments(
                service.waiters[definition["waiterName"]], set(filled_parameters(definition))
            ):
                text = f"{program.word}x.{method}({arguments})"
                yield program.line(text) if program.bad else text
        for collection, definition in model.collection_definitions:
            yield from self._collection(collection, definition)
        for method, place in added.items():
            if isinstance(place, Calls) and place.operation:
                for arguments in self._arguments(place.operation, set(place.filled)):
                    yield program.line(f"{program.word}x.{method}({arguments})")

    def _collection(self, collection: str, definition: dict[str, Any]) -> Iterator[str]:
        program = self.program
        if program.bad:
            yield program.line(f"x.{collection}.filter(NoSuchParameter=1)")
            yield program.line(f"x.{collection}.limit('1')")
        else:
            yield f"{program.each} item_{collection} in x.{collection}.all().limit(3).page_size(2):"
            yield f"    print(item_{collection}.meta.client)"
        item = ResourceModel(definition["resource"]["type"], self.definitions, self.service.model)
        for action, action_definition in item.batch_action_definitions:
            filled = set(partly_filled_parameters(action_definition["request"]))
            for arguments in self._arguments(action_definition["request"]["operation"], filled):
                yield program.line(f"{program.word}x.{collection}.{action}({arguments})")

    def _arguments(self, operation: str, filled: set[str]) -> Iterator[str]:
        shape = self.service.operation(operation).input_shape
        if shape is not None and not any(name not in filled for name in shape.members) and self.program.bad:
            yield "NoSuchParameter=1"
            return
        for arguments, _ in self.program.arguments(shape, "", set(filled)):
            yield arguments


def write(folder: Path, services: list[str]) -> dict[str, int]:
    """Write the programs; return how many mistakes are in each bad one, by the file's name."""
    loader = Loader()
    folder.mkdir(parents=True, exist_ok=True)
    mistakes = {}
    for name in services or loader.list_available_services():
        service = ServiceTypes(loader, name)
        for awaited, bad in itertools.product((False, True), (False, True)):
            program = Program(service, awaited, bad)
            file = f"{'bad' if bad else 'good'}_{'awaited' if awaited else 'blocking'}_{service.module}.py"
            (folder / file).write_text(program.text(), encoding="utf-8")
            if bad:
                mistakes[file] = program.broken
    return mistakes


if __name__ == "__main__":
    print(sum(write(Path(sys.argv[1]), sys.argv[2:]).values()), "mistakes")
