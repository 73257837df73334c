"""`lazy`: an attribute that is computed when first read. functools.cached_property without the 4 ms of `functools`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property as lazy
else:

    class lazy:
        """Decorate a method: its result replaces it in the instance's `__dict__`.

        Two threads may compute it at once; both get equal values, and one of them stays.
        """

        def __init__(self, function: Callable) -> None:
            self.function = function
            self.__doc__ = function.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: object, owner: type | None = None) -> object:
            if instance is None:
                return self
            value = instance.__dict__[self.name] = self.function(instance)
            return value


__all__ = ["lazy"]
