"""Logging that costs nothing until the program uses it: `logging` is looked up, never imported, here."""

from __future__ import annotations

import sys

_DEBUG = 10


def debug(logger: str, message: str, *args: object) -> None:
    """Log at DEBUG on `logger` (`"sotalia.retry"`), if the program has loaded `logging` and asked for that level.

    Never pass secrets: neither headers, nor bodies, nor query strings.
    """
    logging = sys.modules.get("logging")
    if logging is not None:
        log = logging.getLogger(logger)
        if log.isEnabledFor(_DEBUG):
            log.debug(message, *args)
