"""Logging that costs nothing until the program uses it: `logging` is never imported here, only looked up.

All loggers are below `sotalia`, and all messages have the level DEBUG:

    sotalia.call       each call's parameters and result, each request and reply, what is tried again and why
    sotalia.retry      what a retry strategy decides, and why
    sotalia.endpoint   where calls go, and what decided that
    sotalia.identity   which sources of credentials are asked, and which one has some
    sotalia.settings   what is ignored in the environment and the files; and other packages under their names
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger

_DEBUG = 10
#: Loggers by their names, since `logging.getLogger` takes a lock.
_loggers: dict[str, Logger] = {}


def listener(name: str) -> Logger | None:
    """Return the logger `name` (`"sotalia.retry"`), if the program has loaded `logging` and asked for DEBUG; or None.

    Ask this first where a message takes long to make. Never log secrets: neither bodies nor query strings, and of
    headers and values only what `core.log` lets through.
    """
    logger = _loggers.get(name)
    if logger is None:
        logging = sys.modules.get("logging")
        get_logger = getattr(logging, "getLogger", None)  # another thread may be about to load it
        if get_logger is None:
            return None
        logger = _loggers[name] = get_logger(name)
    return logger if logger.isEnabledFor(_DEBUG) else None


def debug(name: str, message: str, *args: object) -> None:
    """Log at DEBUG on the logger `name`. See `listener`."""
    logger = listener(name)
    if logger is not None:
        # The line that the log names is the caller's.
        logger.debug(message, *args, stacklevel=2)
