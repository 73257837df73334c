"""What happens to transfers at random moments: `python -m tests.transfer.harms KIND 200` makes many more."""

from __future__ import annotations

import os

import pytest

from tests.transfer.harms import KINDS, harm

#: Those that make a process for each transfer.
SLOW = ("interrupted", "killed")


@pytest.mark.skipif(os.name != "posix", reason="limits of files and signals are POSIX's")
@pytest.mark.parametrize("kind", KINDS)
def test_each_ends_with_the_right_bytes_or_raises_and_leaves_nothing(credentials: None, kind: str) -> None:
    times = 2 if kind in SLOW else 4
    assert harm(kind, times, seed=5).total() == times
