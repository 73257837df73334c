"""`sotalia.types.<service>`: the modules with a service's types, made from its model when they are imported.

The service's name is written as in `client()`, with `_` for each `-`, and `_` at its end if it is a word of Python's
(`lambda_`). The models are those of `sotalia.exceptions.<service>`.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec

from ..exceptions._services import service_and_loader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import Any


class ServiceTypesFinder:
    """Finds and makes the modules; it is an entry of `sys.meta_path`."""

    def __init__(self, package: str) -> None:
        self._prefix = f"{package}."
        self._modules: dict[str, dict[str, dict[str, Callable[[], Any]]]] = {}

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """Return the spec of a module, or None for any other."""
        service, _, module = fullname.removeprefix(self._prefix).partition(".")
        if not fullname.startswith(self._prefix) or "." in module or service.startswith("_"):
            return None
        modules = self._service(service)
        if modules is None or module not in modules:
            return None
        return ModuleSpec(  # the package's other modules are found here too, and nowhere else
            fullname,
            self,  # type: ignore[arg-type]
            origin="service model",
            loader_state=modules[module],
            is_package=not module,
        )

    def _service(self, name: str) -> dict[str, dict[str, Callable[[], Any]]] | None:
        modules = self._modules.get(name)
        if modules is None:
            service, loader = service_and_loader(name)
            if service is None:
                return None
            from ..stubs.objects import module_objects
            from ..stubs.service import ServiceTypes

            types = ServiceTypes(loader, service)
            modules = self._modules[name] = module_objects(types)
        return modules

    def create_module(self, spec: ModuleSpec) -> None:
        """Return None, so that Python makes an ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        """Give a module its names, which are looked up when they are used."""
        assert module.__spec__ is not None
        names: dict[str, Callable[[], Any]] = module.__spec__.loader_state

        def look_up(name: str) -> Any:
            make = names.get(name)
            if make is None:
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            value = module.__dict__[name] = make()
            return value

        module.__doc__ = "Types made from the service's model: see `sotalia.types`."
        module.__dict__.update(__all__=sorted(names), __getattr__=look_up, __dir__=lambda: sorted(names))


def install(package: str) -> None:
    """Make `import package.<service>` work. Calling this again changes nothing."""
    if not any(isinstance(finder, ServiceTypesFinder) for finder in sys.meta_path):
        sys.meta_path.append(ServiceTypesFinder(package))
