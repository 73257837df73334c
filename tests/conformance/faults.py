"""Parameters that must fail: for each kind of fault one way to get there, if an operation's model allows any.

The model is walked breadth first, each shape once, so that a fault may sit anywhere, and its parameters stay small.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from botocore.model import Shape

from tests.wire.xml_cases import Cases

WRONG = [None, 5, "text", 1.5, b"bytes", [], {}, [None], {"a": 1}, object, True, ""]
#: What a type takes, so that it is not taken for wrong. A timestamp takes about anything.
RIGHT = {
    "string": ("str",),
    "character": ("str",),
    "integer": ("int", "bool"),
    "long": ("int", "bool"),
    "float": ("float", "int", "bool"),
    "double": ("float", "int", "bool"),
    "boolean": ("bool",),
    "blob": ("str", "bytes"),
    "list": ("list",),
    "map": ("dict",),
    "structure": ("dict",),
}

#: From the parameters to a value within them: names of members, 0 for a list's item, None for a map's value.
Path = tuple[str | int | None, ...]


class Site:
    """A value within the parameters that can be spoiled."""

    __slots__ = ("path", "shape", "shapes")

    def __init__(self, path: Path, shapes: tuple[Shape, ...]) -> None:
        self.path = path
        #: From the input down to the value's own.
        self.shapes = shapes
        self.shape = shapes[-1]


def sites(shape: Shape) -> Iterator[Site]:
    """Every site below an operation's input, the input itself first; each shape once."""
    waiting, seen = deque([Site((), (shape,))]), {shape.name}
    while waiting:
        site = waiting.popleft()
        yield site
        for step, inner in _steps(site.shape):
            if inner.name not in seen:
                seen.add(inner.name)
                waiting.append(Site((*site.path, step), (*site.shapes, inner)))


def _steps(shape: Shape) -> Iterator[tuple[str | int | None, Shape]]:
    kind = shape.type_name
    if kind == "structure":
        yield from shape.members.items()
    elif kind == "list":
        yield 0, shape.member
    elif kind == "map":
        yield None, shape.value


# One function for each kind of fault: from a site and its value to the spoiled one. `None` when there is none.


def _missing(site: Site, value: Any, cases: Cases) -> Any:
    required = _is_structure(site) and site.shape.required_members
    if not required:
        return None
    gone = cases.random.choice(required)
    return {name: item for name, item in value.items() if name != gone}


def _wrong_type(site: Site, value: Any, cases: Cases) -> Any:
    right = RIGHT.get(site.shape.type_name)
    if right is None or not site.path or getattr(site.shape, "is_document_type", False):
        return None
    return cases.random.choice([each for each in WRONG if type(each).__name__ not in right and each is not None])


def _out_of_range(site: Site, value: Any, cases: Cases) -> Any:
    least, kind = site.shape.metadata.get("min"), site.shape.type_name
    if not least:
        return None
    if kind in ("integer", "long", "float", "double"):
        return least - 1
    empty: dict[str, Any] = {"string": "", "list": []}  # of bytes boto3 takes any number
    return empty.get(kind)


def _unknown_member(site: Site, value: Any, cases: Cases) -> Any:
    return {**value, "NoSuchMember": 1} if _is_structure(site) else None


def _union_of_two(site: Site, value: Any, cases: Cases) -> Any:
    if not _is_union(site) or len(site.shape.members) < 2:
        return None
    names = cases.random.sample(list(site.shape.members), 2)
    return {name: cases.value(site.shape.members[name], 4) for name in names}


def _union_of_none(site: Site, value: Any, cases: Cases) -> Any:
    return {} if _is_union(site) else None


def _is_structure(site: Site) -> bool:
    return site.shape.type_name == "structure" and not getattr(site.shape, "is_document_type", False)


def _is_union(site: Site) -> bool:
    return _is_structure(site) and site.shape.is_tagged_union


class Spoil(Protocol):
    """Returns the value at a site with a fault; None if it cannot have one."""

    def __call__(self, site: Site, value: Any, cases: Cases) -> Any: ...


KINDS: dict[str, Spoil] = {
    "a missing member": _missing,
    "a wrong type": _wrong_type,
    "a value out of range": _out_of_range,
    "an unknown member": _unknown_member,
    "a union of two": _union_of_two,
    "a union of none": _union_of_none,
}


def faults(shape: Shape, cases: Cases) -> Iterator[tuple[str, dict[str, Any]]]:
    """Parameters with one fault of each kind that an input can have; `cases` makes the rest of them."""
    found = list(sites(shape))
    for kind, spoil in KINDS.items():
        for site in cases.random.sample(found, len(found)):
            # What is spoiled is looked at before it is made: most sites have no such fault.
            if spoil(site, {}, cases) is not None:
                yield kind, _put(site, 0, cases.params(shape), partial(spoil, site, cases=cases), cases)
                break


def _put(site: Site, depth: int, value: Any, spoil: Callable[[Any], Any], cases: Cases) -> Any:
    """The value with the site below it made, if need be, and spoiled."""
    if depth == len(site.path):
        return spoil(value)
    step, inner = site.path[depth], site.shapes[depth + 1]
    if step == 0:
        items = value or [cases.value(inner, depth + 1)]
        return [_put(site, depth + 1, items[0], spoil, cases), *items[1:]]
    name = "key" if step is None else step
    if isinstance(value, dict) and name in value:
        made = value[name]
    else:
        made = cases.value(inner, depth + 1)
    others = {} if site.shapes[depth].type_name == "structure" and site.shapes[depth].is_tagged_union else value
    return {**others, name: _put(site, depth + 1, made, spoil, cases)}
