"""Lines of values between tabs, for `cut` and `awk`: the format `text`.

A dict gives a line with its scalars in the order of their names, preceded by the name, in capitals, under which the
dict itself was found; what is nested in it follows. The dicts of a list all give the scalars that any of them has.
"""

from __future__ import annotations

from .plain import is_scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any


def to_text(value: Any) -> str:
    """Return a value's lines; each ends with a line break."""
    return "".join(f"{line}\n" for line in _lines(value, None, None))


def _lines(value: Any, name: str | None, keys: Sequence[str] | None) -> Iterator[str]:
    """Yield the lines of a value found under `name`; `keys` are the scalars that all dicts beside it give."""
    if isinstance(value, dict):
        yield from _lines_of_dict(value, name, keys)
    elif isinstance(value, list):
        yield from _lines_of_list(value, name)
    else:
        yield str(value)


def _lines_of_list(items: list[Any], name: str | None) -> Iterator[str]:
    dicts = [item for item in items if isinstance(item, dict)]
    if dicts:
        keys = sorted({key for item in dicts for key, inner in item.items() if is_scalar(inner)})
        for item in items:
            yield from _lines(item, name, keys)
        return
    scalars = [str(item) for item in items if is_scalar(item)]
    if scalars and name is not None:
        for text in scalars:
            yield f"{name.upper()}\t{text}"
    elif scalars:
        yield "\t".join(scalars)
    for item in items:
        if not is_scalar(item):
            yield from _lines(item, name, None)


def _lines_of_dict(value: dict[str, Any], name: str | None, keys: Sequence[str] | None) -> Iterator[str]:
    if keys is None:
        scalars = [str(value[key]) for key in sorted(value) if is_scalar(value[key])]
        nested = [key for key in sorted(value) if not is_scalar(value[key])]
    else:
        scalars = [str(value.get(key, "")) for key in keys]
        nested = sorted(value.keys() - set(keys))
    if scalars:
        yield "\t".join(scalars if name is None else [name.upper(), *scalars])
    for key in nested:
        yield from _lines(value[key], key, None)
