"""Notices when a program replaces a method of one of boto3's inner classes, or takes the replacement away.

Nothing of a call looks for that: setting the attribute has the operations of all clients bound anew, and only those
that are bound while something is replaced go through these classes (`events.points`).
"""

from __future__ import annotations

from weakref import WeakSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..core.context import ClientCore

#: The cores of all clients.
_cores: WeakSet[ClientCore] = WeakSet()
_classes: list[PointsMeta] = []


class PointsMeta(type):
    """The class of classes some of whose methods are patch points: those that `POINTS` names."""

    #: The methods as they are, by name.
    originals: dict[str, Any]

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        points = namespace.get("POINTS")
        if points is not None:
            type.__setattr__(cls, "originals", {point: namespace[point] for point in points})
            _classes.append(cls)

    def __setattr__(cls, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in cls.originals:
            bind_anew()

    def __delattr__(cls, name: str) -> None:
        super().__delattr__(name)
        if name in cls.originals:
            bind_anew()

    @property
    def is_replaced(cls) -> bool:
        """Whether somebody has replaced one of its methods."""
        return any(getattr(cls, name, None) is not original for name, original in cls.originals.items())


def watch(core: ClientCore) -> None:
    """Have the operations of a client bound anew when a method is replaced, from now on."""
    _cores.add(core)


def is_replaced(thing: Any, *points: str) -> bool:
    """Return whether one of these methods of an object is not what its class had at first."""
    originals, state = getattr(type(thing), "originals", {}), getattr(thing, "__dict__", {})
    return any(getattr(type(thing), point, None) is not originals.get(point) or point in state for point in points)


def any_replaced() -> bool:
    """Return whether a method of any of the classes is replaced."""
    return any(cls.is_replaced for cls in _classes)


def bind_anew() -> None:
    """Have the operations of all clients bound anew."""
    for core in _all_cores():
        core.bind_anew()


def _all_cores() -> list[ClientCore]:
    while True:
        try:
            return list(_cores)
        except RuntimeError:  # another thread has made a client meanwhile
            continue
