"""What `with body as file` gives: in boto3 that is the stream below the body, which goes on by lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class ByLines:
    """Put before a class of bodies: iterates over lines, with their ends, where a body iterates over chunks."""

    _body: Any
    if TYPE_CHECKING:

        def iter_lines(self, chunk_size: int = ..., keepends: bool = ...) -> Iterator[bytes]: ...  # noqa: D102

    def __iter__(self) -> Iterator[bytes]:
        return self.iter_lines(keepends=True)

    def __next__(self) -> bytes:
        return next(iter(self))

    def __enter__(self) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)


class _Shared:
    """An attribute that is the body's."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, lines: Any, owner: Any = None) -> Any:
        return getattr(lines._body, self._name)

    def __set__(self, lines: Any, value: Any) -> None:
        setattr(lines._body, self._name, value)


_classes: dict[type, Any] = {}


def by_lines(body: Any) -> Any:
    """Return a face of a body that goes by lines; either sees what has been read from the other."""
    cls = type(body)
    made = _classes.get(cls)
    if made is None:
        own = {"__doc__": cls.__doc__, "__module__": cls.__module__}
        names: dict[str, Any] = {name: _Shared(name) for name in vars(body)}
        made = _classes.setdefault(cls, type(cls.__name__, (ByLines, cls), own | names))
    lines: Any = made.__new__(made)
    lines.__dict__["_body"] = body
    return lines
