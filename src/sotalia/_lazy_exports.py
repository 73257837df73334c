"""Names that a module offers and other modules define: imported when they are used, so that unused ones cost nothing.

__getattr__, __dir__ = lazy_exports(globals(), {"AsyncPaginator": "_async.paginator", "types": ""})
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PRIVATE = {"TYPE_CHECKING", "annotations", "lazy_exports"}


def lazy_exports(
    namespace: dict[str, Any], places: dict[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and the `__dir__` of the module whose `globals()` are `namespace`.

    `places` has the module of each name, relative to the package; "" for a name that is itself a module of the package.
    """
    module_name, package = namespace["__name__"], namespace["__package__"]

    def look_up(name: str) -> Any:
        place = places.get(name)
        if place is None:
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{package}.{place}"), name) if place else import_module(f"{package}.{name}")

    def names() -> list[str]:
        return sorted({*namespace, *places} - _PRIVATE)

    return look_up, names
