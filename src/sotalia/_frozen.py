"""`Frozen`: the base of objects that are filled when they are made, and never change afterwards."""

from __future__ import annotations

TYPE_CHECKING = False


class Frozen:
    """Base of plain holders: each attribute is set once, by whoever makes the object."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            if hasattr(self, name):
                raise AttributeError(f"{type(self).__name__}.{name} is set, and never changes.")
            object.__setattr__(self, name, value)
