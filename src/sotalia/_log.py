"""Logging that costs nothing until the program uses it: `logging` is looked up, never imported, here.

All loggers are below `sotalia`, and all that is said is at DEBUG:

    sotalia.call       each call's parameters and result, each request and reply, what is tried again and why
    sotalia.retry      what a retry strategy decides, and why
    sotalia.endpoint   where calls go, and who said so
    sotalia.identity   which sources of credentials are asked, and which one has some
    sotalia.settings   what of the environment and the files is passed over; and other rooms under their names
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger

_DEBUG = 10
#: Loggers by their names: to look one up takes a lock.
_known: dict[str, Logger] = {}


def listener(name: str) -> Logger | None:
    """Return the logger `name` (`"sotalia.retry"`), if the program has loaded `logging` and asked for DEBUG; or None.

    Who makes up what takes long to say asks this first. Never pass on secrets: neither bodies nor query strings, and of
    headers and values only what `core.log` lets through.
    """
    logger = _known.get(name)
    if logger is None:
        logging = sys.modules.get("logging")
        get_logger = getattr(logging, "getLogger", None)  # another thread may be about to load it
        if get_logger is None:
            return None
        logger = _known[name] = get_logger(name)
    return logger if logger.isEnabledFor(_DEBUG) else None


def debug(name: str, message: str, *args: object) -> None:
    """Log at DEBUG on the logger `name`. See `listener`."""
    logger = listener(name)
    if logger is not None:
        # The line that is told is the caller's.
        logger.debug(message, *args, stacklevel=2)
