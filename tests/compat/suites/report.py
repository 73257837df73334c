"""What two runs of a suite say beside one another: one row of the table, and the tests that need a reason."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.compat.suites.runs import Result

LISTED = Path(__file__).parent / "listed.toml"
COLUMNS = (
    ("boto3", 7),
    ("Sotalia", 9),
    ("failed on both", 16),
    ("only on Sotalia", 17),
    ("listed", 8),
    ("unexplained", 13),
)
HEAD = f"{'suite':<26}" + "".join(f"{name:>{width}}" for name, width in COLUMNS)

#: How many tests without a reason are shown, per suite.
SHOWN = 100


class Reason(NamedTuple):
    """Why some tests pass on boto3 only. `tests` are patterns (`*` is any text)."""

    tests: tuple[str, ...]
    why: str
    #: Only where botocore's installed files are not used.
    alone: bool = False

    def covers(self, node: str, side: str) -> bool:
        """Return whether a test is one of these, on this side."""
        if self.alone and side != "alone":
            return False
        # Square brackets are pytest's, of parameters: nothing but `*` is special.
        return any(fnmatchcase(node, pattern.replace("[", "[[]")) for pattern in self.tests)


def listed() -> dict[str, list[Reason]]:
    """Return suite → the reasons in `listed.toml`."""
    return {
        suite: [Reason(tuple(row["tests"]), row["why"], row.get("alone", False)) for row in rows]
        for suite, rows in tomllib.loads(LISTED.read_text(encoding="utf-8")).items()
    }


class Comparison(NamedTuple):
    """A suite on both sides."""

    name: str
    boto3: Result
    sotalia: Result
    side: str
    reasons: list[Reason]

    @property
    def worse(self) -> list[str]:
        """The tests that passed on boto3 and not on Sotalia."""
        return sorted(self.boto3.of("passed") - self.sotalia.of("passed"))

    @property
    def unexplained(self) -> list[str]:
        """Those of them that have no reason."""
        return [node for node in self.worse if not any(reason.covers(node, self.side) for reason in self.reasons)]

    @property
    def without_need(self) -> list[str]:
        """The patterns of reasons that no test needs any more, where all tests ran."""
        return [
            pattern
            for reason in self.reasons
            if self.side == "alone" or not reason.alone
            for pattern in reason.tests
            if not any(fnmatchcase(node, pattern.replace("[", "[[]")) for node in self.worse)
        ]

    @property
    def row(self) -> str:
        """The suite's row."""
        passed = [result.counts["passed"] for result in (self.boto3, self.sotalia)]
        bad = [result.of("failed") | result.of("error") for result in (self.boto3, self.sotalia)]
        worse, unexplained = len(self.worse), len(self.unexplained)
        numbers = (*passed, len(bad[0] & bad[1]), worse, worse - unexplained, unexplained)
        told = f"{self.name:<26}" + "".join(f"{n:>{width}}" for n, (_, width) in zip(numbers, COLUMNS, strict=True))
        cut = [side for side, result in (("boto3", self.boto3), (self.side, self.sotalia)) if not result.finished]
        return told + "".join(f"  not finished on {side}" for side in cut)

    def details(self) -> list[str]:
        """What failed without a reason, and what it said."""
        told = [
            f"  {node}\n      {': '.join(self.sotalia.outcomes.get(node, ('did not run', '')))}"
            for node in self.unexplained
        ]
        return told if len(told) <= SHOWN else [*told[:SHOWN], f"  and {len(told) - SHOWN} more"]
