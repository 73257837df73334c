"""Forks of a program while one of its threads loads modules.

Much of Sotalia is loaded by the call that needs it first, and another thread may fork at that moment. Python has a lock
for each module that is being loaded. The child inherits the locks and the half-loaded modules, but not the thread that
would finish loading them: its own first call would wait for ever. So, from `import sotalia` on:

- a fork waits until no other thread is loading a module, for `PATIENCE` seconds at most;
- a module that another thread begins to load between that check and the fork is removed in the child, with its lock,
  and loaded anew when it is needed there.

That holds for all modules, since ours load others. A fork that waits holds no lock, so that no other thread can be
waiting for it. Only forks cost anything, calls do not.

In a program that *runs* inside of an import statement, every fork would wait for the whole time. So a module that was
waited for in vain is not waited for again, and its lock stays as Python leaves it.

Locks of our own that may be held in a child are made anew by their modules: `io.transport.pool`, `io.workers`,
`dynamodb._async.table`.
"""

from __future__ import annotations

import os
import sys
from _thread import get_ident
from time import monotonic, sleep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: How many seconds a fork waits. Modules take milliseconds, on a cold disk seconds.
PATIENCE = 5.0
#: How many seconds pass between two checks.
_PAUSE = 0.001

#: Module name -> weak reference to the lock of a module that is being loaded (CPython, since 3.3).
_locks: dict[str, Callable[[], Any]] = getattr(sys.modules.get("_frozen_importlib"), "_module_locks", {})
#: Modules that were waited for in vain.
_given_up: set[str] = set()


def _loading() -> set[str]:
    """Return the names of the modules that other threads are loading, without those that were waited for in vain."""
    me = get_ident()
    names = set()
    for name, reference in list(_locks.items()):
        lock = reference()
        # A lock exists as long as a thread holds it or is about to take it.
        if lock is not None and getattr(lock, "owner", None) != me and name not in _given_up:
            names.add(name)
    return names


def _before() -> None:
    """Wait, in the thread that is about to fork."""
    end = monotonic() + PATIENCE
    while names := _loading():
        if monotonic() >= end:
            _given_up.update(names)
            return
        sleep(_PAUSE)


def _after_in_child() -> None:
    """Remove the modules that were being loaded by threads which this process does not have."""
    for name in _loading():
        del _locks[name]
        module = sys.modules.get(name)
        if getattr(getattr(module, "__spec__", None), "_initializing", False):
            del sys.modules[name]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_child=_after_in_child)
