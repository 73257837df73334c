"""Transfers through a proxy that does harm at random: `python -m tests.transfer.soak 1000` makes many more."""

from __future__ import annotations

import pytest

from tests.transfer.soak import MIB, soak


@pytest.mark.parametrize("seed", [1, 2])
def test_each_transfer_ends_with_the_right_bytes_or_raises_and_leaves_nothing(credentials: None, seed: int) -> None:
    outcomes = soak(40, seed, 12 * MIB)
    assert sum(times for outcome, times in outcomes.items() if not outcome.startswith("proxy")) == 40
    assert sum(times for outcome, times in outcomes.items() if outcome.endswith(": done")) > 20
