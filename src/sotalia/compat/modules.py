"""The modules that stand under boto3's names: real and writable, filled from the table when a name is read."""

from __future__ import annotations

import sys
from importlib._bootstrap import _DeadlockError, _ModuleLock  # type: ignore[attr-defined]
from types import ModuleType

from .tables import INSTALLED_FIRST, MODULES, names_in, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .finder import Finder

#: Gaps that have been logged, as `module.name`.
_logged: set[str] = set()


class AliasModule(ModuleType):
    """A module of the table.

    A name is looked up once, in this order: the table; the modules below; the installed file of the same name, which is
    run for it, as a module of its own that nobody else sees. It is then an ordinary attribute: programs may replace it,
    and what reads it through this module sees the replacement.
    """

    def __init__(self, name: str, finder: Finder) -> None:
        super().__init__(name)
        self.__dict__["_sotalia_finder"] = finder
        #: What names of the installed file were, before a program set them.
        self.__dict__["_sotalia_originals"] = {}
        #: Held by the thread that runs the installed file: others wait for all of it. It is of the kind that imports
        #: have, which finds out where two threads would wait for one another.
        self.__dict__["_sotalia_lock"] = _ModuleLock(f"{name} as installed")

    def __getattr__(self, name: str) -> Any:
        value = self._look_up(name)
        self.__dict__.setdefault(name, value)
        return self.__dict__[name]

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a name for whoever reads it: the functions of an installed file that has run as well."""
        self.__dict__[name] = value
        own = self.__dict__.get("_sotalia_own")
        if own is not None and name in own.__dict__ and not name.startswith("__"):
            self.__dict__["_sotalia_originals"].setdefault(name, own.__dict__[name])
            own.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        """Remove what was set: a name of the table or of an installed file is then as it was."""
        super().__delattr__(name)
        originals = self.__dict__["_sotalia_originals"]
        if name in originals:
            self.__dict__["_sotalia_own"].__dict__[name] = originals.pop(name)

    def _look_up(self, name: str) -> Any:
        module = self.__name__
        if name == "__all__":
            return [each for each in dir(self) if not each.startswith("_")]
        place = place_of(module, name)
        if f"{module}.{name}" in INSTALLED_FIRST and self._installed_file() is not None:
            place = None
        if place is not None:
            return resolve(place)
        if name.startswith("__"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        if f"{module}.{name}" in MODULES:
            return import_module(f"{module}.{name}")
        own = self._installed_file()
        if own is not None and hasattr(own, name):
            _log("%s.%s is taken from the installed file", module, name)
            return getattr(own, name)
        _log("%s.%s is asked for, and Sotalia does not have it", module, name)
        raise AttributeError(
            f"module {module!r} has no attribute {name!r}: Sotalia, which does as {module} here, does not have it."
        )

    def _installed_file(self) -> ModuleType | None:
        """Return the installed file's module, run when it is first needed; None where there is none."""
        state = self.__dict__
        if "_sotalia_ran" not in state:
            lock = state["_sotalia_lock"]
            try:
                lock.acquire()
            except _DeadlockError:
                # Another thread runs it, and imports what this one is importing: as elsewhere in Python, one of them
                # gets a module that is not whole.
                return state.get("_sotalia_own")
            try:
                if "_sotalia_own" not in state:
                    self._run_installed_file()
            finally:
                lock.release()
        own_module: ModuleType | None = state["_sotalia_own"]
        return own_module

    def _run_installed_file(self) -> None:
        state = self.__dict__
        spec = state["_sotalia_finder"].installed_file(self.__name__)
        own = None
        if spec is not None and spec.loader is not None:
            from importlib.util import module_from_spec

            own = module_from_spec(spec)
            state["_sotalia_own"] = own  # before it runs: it may ask for names of this module
            try:
                spec.loader.exec_module(own)
            except BaseException:
                del state["_sotalia_own"]
                raise
            for name in vars(own).keys() & names_in(self.__name__):
                if f"{self.__name__}.{name}" in INSTALLED_FIRST:
                    continue
                setattr(own, name, getattr(self, name))  # its functions are to use Sotalia's classes, too
        state["_sotalia_own"] = own
        state["_sotalia_ran"] = True

    def __dir__(self) -> list[str]:
        names = {name for name in self.__dict__ if not name.startswith("_sotalia_")}
        own = self._installed_file()
        if own is not None:
            names.update(vars(own))
        return sorted(names | names_in(self.__name__))


def import_module(name: str) -> ModuleType:
    """Import a module by its full name."""
    __import__(name)
    return sys.modules[name]


def resolve(place: tuple[str, str]) -> Any:
    """Return the object at a place: (module, name in it)."""
    module, name = place
    return getattr(import_module(module), name)


def current(module: str, name: str) -> Any:
    """Return what a module of the table has under a name now, which a program may have replaced."""
    return getattr(import_module(module), name)


def _log(message: str, module: str, name: str) -> None:
    """Log a gap once, for programs that have loaded `logging`: at INFO."""
    logging = sys.modules.get("logging")
    key = f"{module}.{name}"
    if logging is not None and key not in _logged:
        _logged.add(key)
        logging.getLogger("sotalia.compat").info(message, module, name)
