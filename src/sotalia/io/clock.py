"""Time and randomness, which the core takes as arguments: in one place, where a test can freeze them.

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


#: The digit of a UUID's variant, for each random digit.
_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid4() -> str:
    """Return a random UUID as text (RFC 9562, version 4), for idempotency tokens and invocation ids."""
    text = os.urandom(16).hex()
    # The version's digit is 4; that of the variant may be 8, 9, a or b.
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANTS[text[16]]}{text[17:20]}-{text[20:]}"
