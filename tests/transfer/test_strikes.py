"""Ctrl-C between any two lines of a transfer: a sample of what `python -m tests.transfer.strikes` tries in full."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.transfer.strikes import main


# A file that nobody has closed, a handle in its making: Ctrl-C interrupts destructors, too.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.gettrace() is not None, reason="something else traces")
@pytest.mark.parametrize(
    ("way", "first", "step"), [("up", 3, 397), ("down", 5, 397), ("resume", 7, 397), ("write", 2, 9)]
)
def test_ctrl_c_at_any_line_leaves_nothing(credentials: None, way: str, first: int, step: int) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(way, first, step) > 5 * step
    finally:
        signal.signal(signal.SIGINT, before)
