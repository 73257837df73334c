"""The hook in processes that `multiprocessing` starts anew (`spawn`, `forkserver`), before they import the program.

Such a process is sent a dict that prepares it, by pickle, ahead of everything else; the hook goes along in it. Forked
processes have the hook anyway; programs that a program starts get it from their environment (`sotalia run --site`).
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

#: What prepares such processes, and its function that returns the dict.
MODULE = "multiprocessing.spawn"
_FUNCTION = "get_preparation_data"


class Hook:
    """Unpickling it calls `install`, a function (or a partial one) that can be pickled."""

    def __init__(self, install: Callable[[], None]) -> None:
        self._install = install

    def __reduce__(self) -> Any:
        return self._install, ()


def bring_along(hook: Hook) -> None:
    """Have such processes get the hook, where `multiprocessing` has been imported already."""
    module = sys.modules.get(MODULE)
    if module is not None:
        wrap(module, hook)


def wrap(module: ModuleType, hook: Hook) -> None:
    """Have such processes get the hook."""
    original = getattr(module, _FUNCTION)

    def with_hook(*args: Any, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = original(*args, **kwargs)
        return {"sotalia_compat": hook, **data}

    setattr(module, _FUNCTION, with_hook)
