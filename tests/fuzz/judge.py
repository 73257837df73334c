"""What is held against a parser: anything but what botocore makes of the same input, or a documented refusal."""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import botocore.exceptions
import botocore.parsers

from sotalia import errors

#: The roots of the documented tree.
DOCUMENTED = (errors.BotoCoreError, errors.ClientError, errors.Boto3Error, errors.UndefinedModelAttributeError)
#: What botocore refuses on purpose; whatever else it raises, it falls over.
BOTOCORES = (botocore.exceptions.BotoCoreError, botocore.parsers.ResponseParserError)


class Outcome:
    """What came of an input: a value, or the error that was raised."""

    __slots__ = ("error", "value")

    def __init__(self, value: Any = None, error: Exception | None = None) -> None:
        self.value = value
        self.error = error

    @classmethod
    def of(cls, parse: Callable[[Any], Any], case: Any) -> Outcome:
        """Try it."""
        try:
            return cls(parse(case))
        except Exception as error:  # noqa: BLE001 - what it is, is the question
            return cls(error=error)

    def __str__(self) -> str:
        return repr(self.value)[:900] if self.error is None else f"{type(self.error).__name__}: {str(self.error)[:400]}"


class Target:
    """A parser and botocore's, and where inputs for them come from."""

    name = ""
    #: What ours may raise.
    documented: tuple[type[Exception], ...] = DOCUMENTED
    #: What theirs raises on purpose.
    refusals: tuple[type[Exception], ...] = BOTOCORES

    def case(self, chance: random.Random) -> Any:
        """Make an input."""
        raise NotImplementedError

    def ours(self, case: Any) -> Any:
        """Parse it."""
        raise NotImplementedError

    def theirs(self, case: Any) -> Any:
        """Have botocore parse it."""
        raise NotImplementedError

    def excuse(self, case: Any, ours: Outcome, theirs: Outcome) -> str | None:
        """Say why the two may differ on this input, or None."""
        return None


class Fault:
    """An input on which a parser does what it must not."""

    def __init__(self, target: str, number: int, what: str, case: Any, ours: Outcome, theirs: Outcome) -> None:
        self.what = what
        self._text = f"{target} {number}: {what}\n  case   {case!r:.900}\n  sotalia {ours}\n  boto3   {theirs}"
        if ours.error is None and theirs.error is None:
            self._text += "\n  at      " + "\n          ".join(differences(ours.value, theirs.value))
        if ours.error is not None and what == UNDOCUMENTED:
            self._text += "\n" + "".join(traceback.format_exception(ours.error)[-6:])

    def __str__(self) -> str:
        return self._text


def differences(mine: Any, yours: Any, path: str = "") -> list[str]:
    """The first places in which two values differ."""
    if isinstance(mine, dict) and isinstance(yours, dict):
        found = [f"{path}.{key}: only there {str(yours[key])[:200]}" for key in yours if key not in mine]
        found += [f"{path}.{key}: only here {str(mine[key])[:200]}" for key in mine if key not in yours]
        for key in mine:
            if key in yours and mine[key] != yours[key]:
                found += differences(mine[key], yours[key], f"{path}.{key}")
        return found[:4]
    if isinstance(mine, list) and isinstance(yours, list) and len(mine) == len(yours):
        pairs = enumerate(zip(mine, yours, strict=True))
        return [line for at, (a, b) in pairs if a != b for line in differences(a, b, f"{path}[{at}]")][:4]
    return [f"{path}: {str(mine)[:200]} there {str(yours)[:200]}"]


SAME, REFUSED, FELL = "the same", "both refuse", "boto3 falls over"
UNDOCUMENTED = "an undocumented error"


def judge(target: Target, case: Any) -> tuple[str, bool, Outcome, Outcome]:
    """Return what is to be said of a case, and whether that is all right."""
    ours = Outcome.of(target.ours, case)
    theirs = Outcome.of(target.theirs, case)
    if ours.error is not None and not isinstance(ours.error, target.documented):
        return UNDOCUMENTED, False, ours, theirs
    if ours.error is not None and theirs.error is not None:
        return REFUSED, True, ours, theirs
    if ours.error is None and theirs.error is None and ours.value == theirs.value:
        return SAME, True, ours, theirs
    if theirs.error is not None and not isinstance(theirs.error, target.refusals):
        return FELL, True, ours, theirs
    excuse = target.excuse(case, ours, theirs)
    if excuse is not None:
        return excuse, True, ours, theirs
    what = "only boto3 answers" if ours.error else "only Sotalia answers" if theirs.error else "different answers"
    return what, False, ours, theirs


def run(target: Target, numbers: Iterable[int], seed: str = "") -> Iterator[tuple[str, Fault | None]]:
    """Judge the cases with these numbers; each depends on its number and the seed alone."""
    for number in numbers:
        case = target.case(random.Random(f"{target.name} {seed} {number}"))
        what, good, ours, theirs = judge(target, case)
        yield what, None if good else Fault(target.name, number, what, case, ours, theirs)


def counted(results: Iterable[tuple[str, Fault | None]]) -> tuple[Counter[str], list[Fault]]:
    """Count what was said, and collect the faults."""
    counts: Counter[str] = Counter()
    faults: list[Fault] = []
    for what, fault in results:
        counts[what] += 1
        if fault is not None:
            faults.append(fault)
    return counts, faults
