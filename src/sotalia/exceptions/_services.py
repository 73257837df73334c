"""`sotalia.exceptions.<service>`: a module per service, made from its model when it is imported.

The service's name is written as in `client()`, with `_` for each `-`, and with `_` at its end if it is a word of
Python's (`lambda_`). Built-in models and those in the default places
for a user's own (`AWS_DATA_PATH`, `~/.aws/models`) are searched.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec

from ..errors import UnknownServiceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any

    from ..model.loader import Loader


class ServiceExceptionsFinder:
    """Finds and makes the modules; it is an entry of `sys.meta_path`."""

    def __init__(self, package: str) -> None:
        self._prefix = f"{package}."

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        """Return the spec of a service's module, or None for any other."""
        name = fullname.removeprefix(self._prefix)
        if not fullname.startswith(self._prefix) or "." in name or name.startswith("_"):
            return None
        model = _service_model(name)
        if model is None:
            return None
        return ModuleSpec(fullname, self, origin="service model", loader_state=model)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Return None, so that Python makes an ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill a module with the service's error classes."""
        from ..core.service_exceptions import service_exceptions

        assert module.__spec__ is not None
        model = module.__spec__.loader_state
        exceptions = service_exceptions(model)
        names = [shape.name for shape in model.error_shapes]
        module.__doc__ = f"The errors of {model.service_name}: the classes that its clients' `exceptions` hold."
        module.__dict__.update({name: getattr(exceptions, name) for name in names}, __all__=names)


def install(package: str) -> None:
    """Make `import package.<service>` work. Calling this again changes nothing."""
    if not any(isinstance(finder, ServiceExceptionsFinder) for finder in sys.meta_path):
        sys.meta_path.append(ServiceExceptionsFinder(package))


def _service_model(name: str) -> Any:
    service, loader = service_and_loader(name)
    return None if service is None else loader.service_model(service)


def service_and_loader(name: str) -> tuple[str | None, Loader]:
    """Return the service whose modules are called `name`, None where there is none, and what loads its models."""
    from ..model.loader import Loader

    path = os.environ.get("AWS_DATA_PATH")
    loader = Loader(path.split(os.pathsep) if path else None)
    word = name.removesuffix("_")
    for service in dict.fromkeys((word.replace("_", "-"), word, word.replace("_", "."))):
        try:
            loader.service_model(service)
        except UnknownServiceError:
            continue
        return service, loader
    return None, loader
