"""The text of stub files: dicts, aliases, imports."""

from __future__ import annotations

import re

from .names import is_identifier
from .prose import docstring

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .shapes import Key

#: The first line of each file.
HEADER = "# Made by `python -m tools.stubs` or `sotalia types` from AWS's models; do not edit."
#: Where the names are defined that stubs use.
_HOMES = {
    "collections.abc": ("AsyncIterator", "Awaitable", "Callable", "Iterable", "Iterator", "Mapping", "Sequence"),
    "datetime": ("datetime",),
    "decimal": ("Decimal",),
    "typing": ("Any", "Literal", "NotRequired", "Protocol", "Self", "TypedDict", "Unpack", "overload"),
    "sotalia.types": (
        *("AsyncCollectionManager", "AsyncEventStream", "AsyncResourceCollection", "AsyncServiceResource"),
        *("AsyncRootResource", "AsyncStreamingBody", "CollectionManager", "EventStream", "ResourceCollection"),
        *("ResourceMeta", "RootResource", "ServiceExceptions", "ServiceResource", "StreamingBody"),
    ),
    "sotalia.clients": ("AsyncBaseClient", "BaseClient"),
    "sotalia.paginate": ("AsyncPageIterator", "AsyncPaginator", "PageIterator", "Paginator"),
    "sotalia.waiters": ("AsyncWaiter", "Waiter"),
    "sotalia.errors": ("ClientError",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_DEFINES = re.compile(r"(?:class|type) (\w+)")
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![.\w])[A-Za-z_]\w*')


def stub_file(lines: Iterable[str], imports: Iterable[str] = (), code: Iterable[str] | None = None) -> str:
    """Return the text of a file; what `lines` use of `_HOMES` is imported.

    `code` are those of the lines to look at, where that is quicker (without docstrings), else all.
    """
    lines = list(lines)
    modules: dict[str, set[str]] = {}
    whole = []
    for line in imports:
        home, _, names = line.removeprefix("from ").partition(" import ")
        if line.startswith("from ") and not home.startswith("."):
            modules.setdefault(home, set()).update(names.split(", "))
        else:
            whole.append(line)
    there = {name.split()[-1] for names in modules.values() for name in names}
    there.update(match[1] for match in map(_DEFINES.match, lines) if match)
    for name in set(_WORD.findall("\n".join(lines if code is None else code))) & (_HOME_OF.keys() - there):
        modules.setdefault(_HOME_OF[name], set()).add(name)
    froms = [f"from {home} import {', '.join(sorted(names))}" for home, names in sorted(modules.items())]
    return "\n".join([HEADER, *sorted(set(whole)), *froms, "", *lines, ""])


def quoted(text: str) -> str:
    """Return a string literal in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in escaped) + '"'


def literal(values: Iterable[str]) -> str:
    """Return the type of some strings."""
    return f"Literal[{', '.join(dict.fromkeys(map(quoted, values)))}]"


def dict_lines(name: str, keys: list[Key], docs: bool = True) -> list[str]:
    """Return the definition of a dict."""
    typed = [(key, key.type if key.certain else f"NotRequired[{key.type}]") for key in keys]
    if not all(is_identifier(key.name) and not _mangled(key.name) for key in keys):
        rows = [f"    {quoted(key.name)}: {text}," for key, text in typed]
        return [f'{name} = TypedDict("{name}", {{', *rows, "})"]
    lines = [f"class {name}(TypedDict):"]
    for key, text in typed:
        lines.append(f"    {key.name}: {text}")
        if docs:
            lines += docstring("    ", key.doc)
    return lines if keys else [f"class {name}(TypedDict): ..."]


def _mangled(key: str) -> bool:
    """Return whether Python would take a key for a class's private name."""
    return key.startswith("__")


def definitions(meanings: Mapping[str, list[Key] | str], docs: bool = True) -> list[str]:
    """Return the definitions of types."""
    lines: list[str] = []
    for name, meaning in meanings.items():
        lines += [f"type {name} = {meaning}"] if isinstance(meaning, str) else dict_lines(name, meaning, docs)
    return lines
