"""A line of the table: what was done, what it took the rival and Sotalia, their ratio, and whether that is the target.

Sotalia stands in it twice: in pure Python, and with the readers in C of `sotalia[speed]` where they are installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .contenders import PURE, SPEED
from .measure import Figures, median
from .measure import ratio as ratio_of

HEADINGS = ("what", "beside", "its CPU", PURE, "ratio", "target", "", SPEED, "ratio", "target", "")
WIDTHS = (44, 16, 9, 9, 7, 7, 6, 14, 7, 7, 6)


class Targets(NamedTuple):
    """How many times less than the rival Sotalia is to take, in pure Python and with `sotalia[speed]`."""

    pure: float | None = None
    speed: float | None = None


class Ours(NamedTuple):
    """What it took Sotalia in one of its forms; `ratio` is how many times less that is than what the rival took.

    With `limited`, the target is no ratio but a figure that ours must not exceed.
    """

    figure: float
    wall: float | None = None
    ratio: float | None = None
    target: float | None = None
    limited: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        if self.limited:
            return self.figure <= self.target
        return None if self.ratio is None else self.ratio >= self.target


class Line(NamedTuple):
    """One line. Its name is the row's, and what tells it from the row's other lines; `show` adds a figure's unit."""

    name: str
    what: str
    rival: str
    theirs: float | None = None
    their_wall: float | None = None
    pure: Ours | None = None
    speed: Ours | None = None
    show: Callable[[float], str] = str
    note: str = ""

    def cells(self) -> list[str]:
        """Return the printed cells."""
        theirs = "-" if self.theirs is None else self.show(self.theirs)
        return [self.what, self.rival, theirs, *self._ours(self.pure, self.note), *self._ours(self.speed, "")]

    def _ours(self, ours: Ours | None, note: str) -> list[str]:
        if ours is None:
            return ["-", "-", "-", note]
        ratio = "-" if ours.ratio is None else times(ours.ratio)
        target = "-"
        if ours.target is not None:
            target = self.show(ours.target) if ours.limited else f"{ours.target:g} x"
        return [self.show(ours.figure), ratio, target, {True: "ok", False: "MISSED", None: note}[ours.reached]]


def times(ratio: float) -> str:
    """Return a ratio as it is said: near one, a tenth would say little."""
    return f"{ratio:.1f} x" if ratio >= 2 else f"{ratio:.2f} x"


def line_of(
    name: str, what: str, rival: str, results: Mapping[str, Figures], targets: Targets, theirs: str = "boto3"
) -> Line:
    """Return the line that compares Sotalia's forms with the contender `theirs`, all measured by turns."""
    beside = results[theirs]

    def ours(form: str, target: float | None) -> Ours | None:
        figures = results.get(form)
        if figures is None:
            return None
        return Ours(median(figures), median(figures, "wall"), ratio_of(beside, figures), target)

    pure, speed = ours(PURE, targets.pure), ours(SPEED, targets.speed)
    return Line(name, what, rival, median(beside), median(beside, "wall"), pure, speed, seconds)


def size_line(
    name: str, what: str, rival: str, theirs: float, ours: float, target: float | None, show: Callable[[float], str]
) -> Line:
    """Return the line that compares sizes, with the ratio to reach."""
    return Line(name, what, rival, theirs, None, Ours(ours, None, theirs / ours, target), None, show)


def limit_line(
    name: str, what: str, ours: float, limit: float, show: Callable[[float], str] = str, *, theirs: float | None = None
) -> Line:
    """Return a line whose target is a figure that ours must not exceed; what it is with boto3, where that is known."""
    rival = "-" if theirs is None else "boto3"
    return Line(name, what, rival, theirs, None, Ours(ours, None, None, limit, limited=True), None, show)


def heading() -> str:
    """Return the table's head."""
    return row(list(HEADINGS)) + "\n" + row(["-" * width for width in WIDTHS])


def row(cells: list[str]) -> str:
    """Return one printed row: text to the left, figures to the right."""
    texts = [
        f"{cell:<{width}}" if at < 2 else f"{cell:>{width}}"
        for at, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "  ".join(texts).rstrip()


def seconds(value: float) -> str:
    """Return a time in the unit that reads best."""
    if abs(value) < 1e-3:
        return f"{value * 1e6:.1f} us" if abs(value) < 1e-5 else f"{value * 1e6:.0f} us"
    if abs(value) >= 1:
        return f"{value:.1f} s"
    return f"{value * 1e3:.2f} ms" if abs(value) < 0.1 else f"{value * 1e3:.0f} ms"


def kibibytes(value: float) -> str:
    """Return a size that was counted in KiB."""
    return f"{value / 1024:.1f} MiB" if abs(value) >= 102.4 else f"{value:.0f} KiB"


def typeset(text: str) -> str:
    """Return a figure or a ratio with the signs of print, which terminals may not have."""
    return text.replace(" us", " \N{MICRO SIGN}s").replace(" x", " \N{MULTIPLICATION SIGN}")


#: The ways to say a figure, by name.
SHOWS: dict[str, Callable[[float], str]] = {"plain": str, "seconds": seconds, "kibibytes": kibibytes}
