"""The import hook: a finder in `sys.meta_path` that makes the modules of the table, and says their versions."""

from __future__ import annotations

import sys
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder

from . import children, logs
from .modules import AliasModule, import_module
from .tables import BROUGHT_ALONG, INSTALLED_FIRST, MODULES, ROOTS, names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.metadata import Distribution, DistributionFinder
    from types import ModuleType
    from typing import Any

#: The packages that Sotalia does as, and their versions there.
VERSIONS = {
    "boto3": "1.44.5",
    "botocore": "1.44.5",
    "s3transfer": "0.19.3",
    "aiobotocore": "3.10.0",
    "aioboto3": "15.5.0",
}
#: Top-level name → the file that a program is told where nothing of that name is installed.
_OWN_FILES = {name: f"{__file__.removesuffix('finder.py')}{name}/__init__.py" for name in ROOTS}
#: How many minor versions an installed botocore may be away before it is worth a warning.
NEAR = 6


class Finder:
    """Finds the modules below the names of the table, in one of the two modes (see the package)."""

    def __init__(self, *, alone: bool | None = None, hook: children.Hook | None = None) -> None:
        self._alone = alone
        #: What processes get that are started anew.
        self.hook = hook
        #: Top-level name → the installed package's spec; looked for when the name is imported.
        self._installed: dict[str, ModuleSpec | None] = {}
        self.roots = ROOTS

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a module of the table; None for those that are not Sotalia's to provide."""
        root = fullname.partition(".")[0]
        if root not in ROOTS:
            if fullname == logs.MODULE:
                return _spec_then(fullname, path, logs.put_below)
            if fullname == children.MODULE and self.hook is not None:
                return _spec_then(fullname, path, partial(children.wrap, hook=self.hook))
            return None
        installed = self.installed(root)
        if fullname not in MODULES or (installed is not None and fullname in INSTALLED_FIRST):
            if installed is not None:
                return None  # the package's path leads the ordinary finders to the installed file
            if fullname in MODULES:
                return self._spec(fullname, installed)
            raise ModuleNotFoundError(
                f"No module named {fullname!r}: Sotalia, which does as {root} here, has none, and {root} is not "
                "installed.",
                name=fullname,
            )
        return self._spec(fullname, installed)

    def _spec(self, fullname: str, installed: ModuleSpec | None) -> ModuleSpec:
        is_package = any(name.startswith(f"{fullname}.") for name in MODULES)
        spec = ModuleSpec(fullname, self, is_package=is_package)  # type: ignore[arg-type]
        own = self.installed_file(fullname, installed)
        spec.origin = own.origin if own is not None else _OWN_FILES.get(fullname)
        if is_package:
            spec.submodule_search_locations = list((own and own.submodule_search_locations) or [])
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the module that a spec means."""
        return AliasModule(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Fill a module: its names come when they are read, but for its `__file__`; import what it brings along."""
        assert module.__spec__ is not None
        for name in names_in(module.__name__):
            vars(module).pop(name, None)  # `reload` gives them anew
        if module.__spec__.origin is not None:
            module.__file__ = module.__spec__.origin
        for name in BROUGHT_ALONG.get(module.__name__, ()):
            import_module(name)

    def get_resource_reader(self, fullname: str) -> Any:
        """Return what reads files that lie beside an installed module, for `importlib.resources`; None without one."""
        own = self.installed_file(fullname)
        reader = None if own is None else getattr(own.loader, "get_resource_reader", None)
        return None if reader is None else reader(fullname)

    def get_data(self, path: str) -> bytes:
        """Return the bytes of a file beside a module, for `pkgutil`. Raises OSError."""
        with open(path, "rb") as file:
            return file.read()

    def installed(self, root: str) -> ModuleSpec | None:
        """Return the spec of the installed package `root`, or None: where there is none, or it is not to be used."""
        if self._alone:
            return None
        if root not in self._installed:
            self._installed[root] = PathFinder.find_spec(root)
        return self._installed[root]

    def installed_file(self, fullname: str, installed: ModuleSpec | None = None) -> ModuleSpec | None:
        """Return the spec of the installed file that has the name of a module, or None."""
        root, *rest = fullname.split(".")
        spec = installed or self.installed(root)
        for depth in range(len(rest)):
            if spec is None or spec.submodule_search_locations is None:
                return None
            name = ".".join([root, *rest[: depth + 1]])
            spec = PathFinder.find_spec(name, list(spec.submodule_search_locations))
        return spec

    def check_installed(self) -> None:
        """Warn of an installed botocore that is far away from ours. Raises ModuleNotFoundError for `alone=False`."""
        spec = self.installed("botocore")
        if spec is None and self._alone is False:
            raise ModuleNotFoundError("botocore is not installed, and alone=False asks for it.", name="botocore")
        if spec is None or spec.origin is None:
            return
        found = _version_in(spec.origin)
        ours = VERSIONS["botocore"]
        if found is None or _distance(found, ours) <= NEAR:
            return
        import warnings

        warnings.warn(
            f"botocore {found} is installed, and Sotalia does as botocore {ours}: what programs take from its files "
            "(models, parsers, helpers) may not fit. Install a version near that one, or pass --alone.",
            RuntimeWarning,
            stacklevel=4,
        )

    def find_distributions(self, context: DistributionFinder.Context | None = None) -> Iterator[Distribution]:
        """Yield what `importlib.metadata` is to say of the packages that Sotalia does as."""
        from .versions import distributions

        return distributions(None if context is None else context.name, VERSIONS, self.installed)

    def invalidate_caches(self) -> None:
        """Look for installed packages anew."""
        self._installed = {}


def _spec_then(fullname: str, path: Sequence[str] | None, then: Callable[[ModuleType], None]) -> ModuleSpec | None:
    """Return the spec of another module, with a loader that calls a function with it once it is loaded."""
    spec = PathFinder.find_spec(fullname, path)
    if spec is None or spec.loader is None:
        return spec
    execute = spec.loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        then(module)

    spec.loader.exec_module = exec_module  # type: ignore[method-assign]
    return spec


def _version_in(path: str) -> str | None:
    """Return the `__version__` that a package's first file sets, without running it."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition("=")
            if name.strip() == "__version__":
                return value.strip().strip("'\"")
    return None


def _distance(one: str, other: str) -> int:
    """Return how many minor versions lie between two; a very large number where the major versions differ."""
    (major, minor), (other_major, other_minor) = (tuple(map(int, text.split(".")[:2])) for text in (one, other))
    return abs(minor - other_minor) if major == other_major else sys.maxsize
