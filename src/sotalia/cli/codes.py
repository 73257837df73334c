"""The code of the modules that calls load, in one file: to find it in 130 takes Python a tenth of a call's time.

The file stands beside the bytecode of this package, in its `__pycache__`, and is as trustworthy: who may write it may
write that, too. A call that finds none, or finds that a module has changed, writes one with the modules that it has
loaded itself; where that is not allowed, all stays as it was. As with bytecode, a module is taken from the file only
while the source has the time and the size that it had; and nothing is written when Python is told to write no bytecode.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any

    #: Module -> (source, whether it is a package, nanoseconds and bytes of the source, code).
    Codes = dict[str, tuple[str, bool, int, int, CodeType]]

_PACKAGE = __name__.partition(".")[0]
_PATH = os.path.join(os.path.dirname(__file__), "__pycache__", f"call.{sys.implementation.cache_tag}.codes")
#: What a file begins with. It changes with what is in it.
_MAGIC = b"sotalia codes 1\n"
#: How many modules may be missing before a file is written anew, and how many it may have at most.
_FEW, _MOST = 8, 170


class CodeFile:
    """Finds and loads modules of this package, as an entry of `sys.meta_path`."""

    def __init__(self, path: str = _PATH) -> None:
        self._path = path
        self._codes: Codes = {}
        self._before: set[str] = set()
        self._stale = False

    def begin(self) -> None:
        """From now on, take modules from the file."""
        self._before = set(sys.modules)
        try:
            with open(self._path, "rb") as file:
                data = file.read()
            if data.startswith(_MAGIC):
                self._codes = marshal.loads(memoryview(data)[len(_MAGIC) :])  # noqa: S302 - our own bytecode
        except (OSError, EOFError, TypeError, ValueError):
            pass  # there is none, or it is damaged: it will be written again
        self._stale = not self._codes
        sys.meta_path.insert(0, self)

    def end(self) -> None:
        """Write the file, if it is not as it should be."""
        if self not in sys.meta_path or sys.dont_write_bytecode or sys.pycache_prefix is not None:
            return
        mine = [name for name in sys.modules if name.startswith(f"{_PACKAGE}.") and name not in self._before]
        missing = [name for name in mine if name not in self._codes]
        if self._stale or (len(missing) >= _FEW and len(missing) + len(self._codes) <= _MOST):
            rows = {name: row for name in mine if (row := self._row(name)) is not None}
            if rows:
                _write(self._path, _MAGIC + marshal.dumps(rows if self._stale else {**self._codes, **rows}))

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """Return how a module is loaded, or None if it is not in the file, or has changed."""
        row = self._codes.get(name)
        if row is None:
            return None
        source, is_package, moment, size, _ = row
        try:
            status = os.stat(source)
        except OSError:
            status = None
        if status is None or (status.st_mtime_ns, status.st_size) != (moment, size):
            self._stale = True
            return None
        spec: ModuleSpec = type(__spec__)(name, self, origin=source, is_package=is_package)  # type: ignore[arg-type]
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(os.path.dirname(source))
        spec.has_location = True
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave making the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run a module's code."""
        exec(self._codes[module.__name__][4], module.__dict__)  # noqa: S102 - that is what an import does

    def _row(self, name: str) -> Any:
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if spec is None:
            return None
        if spec.loader is self:
            return self._codes[name]
        code = spec.loader.get_code(name) if hasattr(spec.loader, "get_code") else None
        if code is None or not str(spec.origin).endswith(".py"):
            return None
        status = os.stat(spec.origin)
        is_package = spec.submodule_search_locations is not None
        return spec.origin, is_package, status.st_mtime_ns, status.st_size, code


def _write(path: str, data: bytes) -> None:
    """Replace the file as a whole: other processes may be reading it."""
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "xb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        try:
            os.remove(temporary)
        except OSError:
            pass
