"""Random values of every type that DynamoDB has, nested, from a seed."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

WORDS = ("", "a", "Tefé", "river dolphin", "\U0001f42c", 'q"uo\\te', "null", "S", "\x00")


def number(random: Random) -> Any:
    return random.choice(
        (
            random.randrange(-300, 300),
            random.randrange(-(10**20), 10**20),
            10**37 + random.randrange(10**30),
            Decimal(random.randrange(-(10**9), 10**9)).scaleb(-random.randrange(8)),
            Decimal(f"{random.randrange(1, 10)}E{random.randrange(-120, 120)}"),
        )
    )


def scalar(random: Random) -> Any:
    return random.choice(
        (
            lambda: random.choice(WORDS),
            lambda: number(random),
            lambda: random.random() < 0.5,
            lambda: None,
            lambda: random.randbytes(random.randrange(6)),
            lambda: bytearray(random.randbytes(3)),
        )
    )()


def value(random: Random, depth: int = 3) -> Any:
    """A value as programs give it."""
    kind = random.randrange(10) if depth else 0
    if kind == 1:
        return {random.choice(WORDS) for _ in range(random.randrange(1, 4))}
    if kind == 2:
        return frozenset(number(random) for _ in range(random.randrange(4)))
    if kind == 3:
        return {random.randbytes(2) for _ in range(random.randrange(1, 4))}
    if kind == 4:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    if kind == 5:
        return tuple(value(random, depth - 1) for _ in range(random.randrange(3)))
    if kind in (6, 7):
        return item(random, random.randrange(5), depth - 1)
    return scalar(random)


def item(random: Random, size: int, depth: int = 3) -> dict[str, Any]:
    return {random.choice((f"name{number}", *WORDS[1:])): value(random, depth) for number in range(size)}
