"""What parameters and replies consist of, as HTML that unfolds.

Each structure is unfolded once on a page, where it is met first (breadth first, so at its most outward place);
elsewhere there is a link to that place. When a page has `MOST` members, or `LONGEST` characters are said of them,
further structures get pages of their own.
"""

from __future__ import annotations

from collections import deque
from html import escape

from sotalia.model.docsyntax import TYPE_NAMES
from sotalia.model.service import ServiceModel
from sotalia.model.shapes import Shape
from tools.docs.prose import prose

MOST = 350
LONGEST = 120_000
#: As many values of an enumeration are shown; the rest unfolds.
_VALUES = 12


class Members:
    """The members of one service's shapes. `linked` are the structures that need a page of their own."""

    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self._members: dict[int, dict[str, Shape]] = {}
        self._leaves: dict[tuple[int, str], str] = {}
        self._lengths: dict[int, int] = {}
        self.linked: dict[str, Shape] = {}
        self._named: set[str] = set()

    def unfold(self, root: Shape, side: str, types: str) -> str:
        """Return the members of a structure.

        `side` begins the ids of the page's anchors; `types` leads from the page to the folder of types.
        """
        return _Unfolding(self, root, side, types).html()

    def row(self, structure: Shape, name: str, member: Shape, shown: str, types: str) -> str:
        """Return one member, under the name `shown`; what it consists of is on a page of its own."""
        inner = _structure(member)
        see = ""
        if inner is not None:
            self.link(inner)
            see = f' <a class=see href="{types}{inner.name}.html">{escape(inner.name)}</a>'
        head = f"<code>{escape(shown)}</code> <i>{_kind(member)}</i>{see}"
        return f'<div class=m id="a-{escape(shown)}">{head}{self.leaf(structure, name, member)}</div>'

    def of(self, shape: Shape) -> dict[str, Shape]:
        """Return the members of a structure, the same objects each time."""
        found = self._members.get(shape._id)
        if found is None:
            found = self._members[shape._id] = dict(shape.members)
        return found

    def leaf(self, structure: Shape, name: str, member: Shape) -> str:
        """Return what is said of a member, without what it consists of."""
        key = structure._id, name
        text = self._leaves.get(key)
        if text is None:
            text = self._leaves[key] = _values(member) + _limits(member) + prose(member.documentation)
        return text

    def length(self, structure: Shape) -> int:
        """Return how many characters are said of a structure's members."""
        found = self._lengths.get(structure._id)
        if found is None:
            leaves = (self.leaf(structure, name, member) for name, member in self.of(structure).items())
            found = self._lengths[structure._id] = sum(map(len, leaves))
        return found

    def link(self, shape: Shape) -> None:
        """Have a structure get a page of its own."""
        if shape.name not in self._named:
            self._named.add(shape.name)
            self.linked[shape.name] = shape


class _Unfolding:
    """One structure on one page."""

    def __init__(self, members: Members, root: Shape, side: str, types: str) -> None:
        self._all = members
        self._outermost = root
        self._side = side
        self._types = types
        #: Structure → the structure and the member where it is unfolded.
        self._places: dict[int, tuple[int, str]] = {root._id: (-1, "")}
        self._plan()

    def _plan(self) -> None:
        waiting = deque([self._outermost])
        count, length = len(self._all.of(self._outermost)), self._all.length(self._outermost)
        while waiting:
            structure = waiting.popleft()
            for name, member in self._all.of(structure).items():
                inner = _structure(member)
                if inner is None or inner._id in self._places:
                    continue
                if count + len(self._all.of(inner)) > MOST or length + self._all.length(inner) > LONGEST:
                    continue
                count += len(self._all.of(inner))
                length += self._all.length(inner)
                self._places[inner._id] = structure._id, name
                waiting.append(inner)

    def html(self) -> str:
        out: list[str] = []
        self._structure(self._outermost, out, outermost=True)
        return "".join(out)

    def _structure(self, structure: Shape, out: list[str], *, outermost: bool = False) -> None:
        required = {*structure.required_members}
        for name, member in self._all.of(structure).items():
            anchor = f' id="{self._side}{name}"' if outermost else ""
            needed = " <b>required</b>" if name in required else ""
            head = f"<code>{escape(name)}</code> <i>{_kind(member)}</i>{needed}"
            text = self._all.leaf(structure, name, member)
            inner = _structure(member)
            if inner is None:
                out.append(f"<div class=m{anchor}>{head}{text}</div>")
            elif self._places.get(inner._id) == (structure._id, name):
                count = len(self._all.of(inner))
                what = f"<code>{escape(inner.name)}</code>, {count} key{'s' * (count != 1)}"
                out.append(f"<div class=m{anchor}>{head}{text}<details><summary>{what}</summary>")
                out.append(f'<div class=in id="{self._side}t-{inner.name}">')
                self._structure(inner, out)
                out.append("</div></details></div>")
            else:
                out.append(f"<div class=m{anchor}>{head} {self._elsewhere(inner)}{text}</div>")

    def _elsewhere(self, inner: Shape) -> str:
        if inner._id == self._outermost._id:
            return f"<span class=see>as {escape(inner.name)}, this structure</span>"
        if inner._id in self._places:
            return f'<a class=see href="#{self._side}t-{inner.name}">as {escape(inner.name)}</a>'
        self._all.link(inner)
        return f'<a class=see href="{self._types}{inner.name}.html">{escape(inner.name)}</a>'


def _structure(shape: Shape) -> Shape | None:
    """Return the structure that a value, or each item of it, is; None if it is none, or has no members."""
    for _ in range(8):
        if shape.type_name == "list":
            shape = shape.member
        elif shape.type_name == "map":
            shape = shape.value
        else:
            break
    return shape if shape.type_name == "structure" and shape.members else None


def _kind(shape: Shape) -> str:
    """Return a value's type in words."""
    if shape.type_name == "list":
        return f"list of {_plural(_kind(shape.member))}"
    if shape.type_name == "map":
        return f"dict of {_plural(_kind(shape.value))} by {_kind(shape.key)}"
    if shape.serialization.get("eventstream"):
        return "event stream"
    if shape.serialization.get("streaming"):
        return "stream of bytes"
    return TYPE_NAMES.get(shape.type_name, shape.type_name or "any")


def _plural(kind: str) -> str:
    word, _, rest = kind.partition(" ")
    return f"{word if word.endswith('s') or word == 'any' else f'{word}s'} {rest}".rstrip()


def _values(shape: Shape) -> str:
    while shape.type_name in ("list", "map"):
        shape = shape.member if shape.type_name == "list" else shape.value
    values = shape.metadata.get("enum") or []
    shown = " ".join(f"<code>{escape(str(value))}</code>" for value in values[:_VALUES])
    rest = " ".join(f"<code>{escape(str(value))}</code>" for value in values[_VALUES:])
    more = f"<details><summary>{len(values) - _VALUES} more</summary>{rest}</details>" if rest else ""
    return f"<p class=e>{shown}{more}" if shown else ""


def _limits(shape: Shape) -> str:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name not in ("string", "list", "integer", "long", "double", "float", "map", "blob"):
        return ""
    unit = {"string": "characters", "list": "items", "map": "entries", "blob": "bytes"}.get(shape.type_name, "")
    if low is None and high is None:
        return ""
    bounds = f"{low} to {high}" if None not in (low, high) else f"{low} or more" if high is None else f"at most {high}"
    return f"<p class=l>{bounds} {unit}".rstrip()
