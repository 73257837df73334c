"""A line of the table: what was done, both figures, their ratio, and whether that reaches the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

HEADINGS = ("what", "beside", "its CPU", "its wall", "Sotalia CPU", "its wall", "ratio", "target", "")
WIDTHS = (45, 17, 10, 10, 12, 10, 8, 8, 9)


class Line(NamedTuple):
    """One line. The ratio is that of `theirs` and `ours`: CPU time where there is such a thing; walls are shown."""

    what: str
    rival: str
    theirs: float | None = None
    ours: float | None = None
    target: float | None = None
    show: Callable[[float], str] = str
    their_wall: float | None = None
    our_wall: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times less it takes us."""
        if not self.theirs or self.ours is None:
            return None
        return self.theirs / max(self.ours, 1e-9)

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None where nothing was measured or asked."""
        if self.target is None or self.ours is None:
            return None
        limit = self.target * self.theirs if self.theirs is not None else None
        return None if limit is None else self.ours <= limit

    def cells(self) -> list[str]:
        """Return the printed cells."""
        figures = (self.theirs, self.their_wall, self.ours, self.our_wall)
        shown = ["-" if figure is None else self.show(figure) for figure in figures]
        ratio = "-" if self.ratio is None else _times(1 / self.ratio, 1)
        target = "-" if self.target is None else self.shown_target(self.target)
        verdict = {True: "ok", False: "MISSED", None: self.note}[self.reached]
        return [self.what, self.rival, *shown, ratio, target, verdict]

    def shown_target(self, target: float) -> str:
        """Return the target as it is printed."""
        return _times(target, 0)


def _times(ratio: float, digits: int) -> str:
    """Return a ratio as it is said: `1/8`, or `1.5 x` where a target allows for more than the rival's."""
    return f"1/{1 / ratio:.{digits}f}" if ratio <= 1 else f"{ratio:.1f} x"


class LimitLine(Line):
    """A line whose target is an absolute figure of ours, in the unit that `show` takes."""

    __slots__ = ()

    @property
    def reached(self) -> bool | None:
        return None if self.target is None or self.ours is None else self.ours <= self.target

    def shown_target(self, target: float) -> str:
        return self.show(target)


def line_of(
    what: str, rival: str, results: Mapping[str, Mapping[str, float]], names: tuple[str, str], target: float
) -> Line:
    """Return the line that compares two contenders (theirs, ours) of `measure.take_turns`."""
    theirs, ours = results[names[0]], results[names[1]]
    return Line(what, rival, theirs["cpu"], ours["cpu"], target, seconds, theirs["wall"], ours["wall"])


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
        return f"{value * 1e6:.0f} us"
    return f"{value * 1e3:.2f} ms" if abs(value) < 0.1 else f"{value * 1e3:.0f} ms"


def kibibytes(value: float) -> str:
    """Return a size that was counted in KiB."""
    return f"{value / 1024:.1f} MiB" if abs(value) >= 102.4 else f"{value:.0f} KiB"
