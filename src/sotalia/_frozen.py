"""`Frozen`: the base of objects that are filled when they are made, and never change afterwards."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    F = TypeVar("F", bound="Frozen")


class Frozen:
    """Base of plain holders: each attribute is set once, by whoever makes the object."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            if hasattr(self, name):
                raise AttributeError(f"{type(self).__name__}.{name} is set, and never changes.")
            object.__setattr__(self, name, value)


def replaced(holder: F, changes: dict[str, Any]) -> F:
    """Return a copy of a holder with slots; the attributes in `changes` have other values there."""
    twin = object.__new__(type(holder))
    values: dict[str, Any] = holder.__getstate__()[1]  # type: ignore[index]
    values.update(changes)
    set_attribute = object.__setattr__
    for name, value in values.items():
        set_attribute(twin, name, value)
    return twin
