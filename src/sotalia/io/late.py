"""Methods whose functions are in modules that are imported when they are first used.

Importing a large one takes some ten milliseconds, for which an event loop would stand still: see `LateMethod`.
"""

from __future__ import annotations

import types

from ..model.described import DescribedMethod, ImportedMethod, imported
from ..services import Late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any


class LateMethod(DescribedMethod):
    """A method whose coroutine function is elsewhere; `place` is `module:function`.

    Called in an event loop, it imports the module in another thread. Looked up anywhere else, or afterwards, it is the
    function itself.
    """

    __slots__ = ("_is_loaded", "_place")

    def __init__(self, class_name: str, name: str, place: str) -> None:
        super().__init__(class_name, name)
        self._place = place
        self._is_loaded = False

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is not None and not self._is_loaded:
            from .loop import is_running

            if is_running():
                return types.MethodType(self, instance)
        function = imported(self._place)
        self._is_loaded = True
        return function if instance is None else function.__get__(instance, owner)

    def __call__(self, instance: Any, /, *args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
        """Call the method on `instance`."""
        return self._call(instance, args, kwargs)

    async def _call(self, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        from .threads import once_in_own_thread

        function = await once_in_own_thread(imported, self._place)
        self._is_loaded = True
        return await function(instance, *args, **kwargs)

    def _describe(self) -> str:
        return imported(self._place).__doc__ or ""

    def _signature(self) -> Any:
        import inspect

        return inspect.signature(imported(self._place))


def added_method(class_name: str, name: str, place: str, awaited: bool) -> ImportedMethod | LateMethod:
    """Return the method of a class whose function is at `place` (see `services.Customization`)."""
    if awaited and isinstance(place, Late):
        return LateMethod(class_name, name, place.format(side="_async"))
    return ImportedMethod(place, awaited)
