"""Time and chance: what the core takes as arguments, in one place where a test can freeze it.

Everything is looked up in `time` and `os` at each call, so that freezegun, time-machine and a plain monkeypatch work.
"""

from __future__ import annotations

import os
import time


def now() -> float:
    """Return the seconds since 1970, for signatures and expiry."""
    return time.time()


def monotonic() -> float:
    """Return seconds that never run backwards, for timeouts."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait; Ctrl-C interrupts."""
    time.sleep(seconds)


def random() -> float:
    """Return a number in [0, 1), for jitter; from the kernel, so that forked children differ."""
    return int.from_bytes(os.urandom(7), "big") / (1 << 56)


def uuid4() -> str:
    """Return a random UUID as text (RFC 9562, version 4), for idempotency tokens and invocation ids."""
    number = bytearray(os.urandom(16))
    number[6] = (number[6] & 0x0F) | 0x40
    number[8] = (number[8] & 0x3F) | 0x80
    text = number.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
