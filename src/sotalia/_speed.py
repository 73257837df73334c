"""The readers in C, where they are installed (`pip install "sotalia[speed]"`): the one place that looks for them.

They read what is plain and raise `Unusual` for all else, which the readers in Python then read; so programs get the
same with and without them. `SOTALIA_SPEED=off` in the environment turns them off, for the whole process: what reads is
compiled once per process, and shared by all its sessions.

Nothing is imported before something is to be read.
"""

from __future__ import annotations

import os

from ._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

_OFF = frozenset({"off", "0", "no", "false"})

#: The module, False where the readers are not used, None before anybody has asked; and why they are not used.
_module: ModuleType | bool | None = None
_reason = ""


def readers() -> ModuleType | None:
    """Return the module with the readers in C, or None where those in Python are to be used."""
    global _module
    if _module is None:
        _module = _find() or False
    return _module or None  # type: ignore[return-value] # True it never is


def said() -> str:
    """Return which readers are in use and why, for people."""
    module = readers()
    return f"in Python ({_reason})" if module is None else f"in C (sotalia-speed {module.__version__})"


def _find() -> ModuleType | None:
    global _reason
    if os.environ.get("SOTALIA_SPEED", "").strip().lower() in _OFF:
        _reason = "SOTALIA_SPEED turns those in C off"
        return None
    try:
        import sotalia_speed
    except ModuleNotFoundError:
        _reason = "sotalia-speed is not installed"
    except ImportError as error:
        _reason = f"sotalia-speed cannot be loaded: {error}"
    else:
        if sotalia_speed.__version__ == __version__:
            return sotalia_speed
        _reason = f"sotalia-speed is of version {sotalia_speed.__version__}"
    return None
