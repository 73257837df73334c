"""What the workers that take turns have in common: they say that they are ready, and then wait for lines on stdin.

A line has how many calls to make, or nothing: as many as take a tenth of a second. Each is answered with a line
{"cpu": seconds a call, "wall": seconds a call, "calls": how many}. What imports and compiles comes before.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

#: Seconds that a turn takes, and that calls are made before the first one.
TURN = 0.1
WARM_UP = 0.3


def take_turns(call: Callable[[], object]) -> None:
    """Make calls of a function of no arguments whenever it is this worker's turn, to the end of stdin."""
    size = warm_up(call)
    say({"calls": size})
    for line in sys.stdin:
        count = int(line.strip() or size)
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(count):
            call()
        say(spent(cpu, wall, count))


def warm_up(call: Callable[[], object]) -> int:
    """Call until that takes a steady time; return how many calls make a turn."""
    for _ in range(30):
        call()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < WARM_UP:
        call()
        count += 1
    return turn_size(count)


def turn_size(count: int) -> int:
    """Return how many calls make a turn, when there were `count` while warming up."""
    return max(1, round(count * TURN / WARM_UP))


def spent(cpu: float, wall: float, count: int) -> dict[str, float]:
    """Return what one of `count` calls took since the clocks were at `cpu` and `wall`."""
    return {
        "cpu": (time.process_time() - cpu) / count,
        "wall": (time.perf_counter() - wall) / count,
        "calls": count,
    }


def say(figures: dict[str, Any]) -> None:
    """Print a line that the other process waits for."""
    print(json.dumps(figures), flush=True)
