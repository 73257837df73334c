"""What the lines of transfers have in common: one per rival, and one for wall time beside the best of them."""

from __future__ import annotations

from collections.abc import Mapping

from ...contenders import PURE, SPEED
from ...measure import FULL, Effort, Figures, median, ratio
from ...table import Line, Ours, Targets, line_of, seconds
from ._rivals import Compared

#: Rounds of a whole run, and of a short one.
ROUNDS, SHORT = 5, 1
_WAYS = ("blocking", "awaited")


def rounds(effort: Effort) -> int:
    """Return how often each contender runs."""
    return ROUNDS if effort is FULL else SHORT


def compared_lines(name: str, what: str, compared: Compared, targets: Mapping[str, float | None]) -> list[Line]:
    """Return a line for each rival, with the ratio to reach; rivals that are missing say why."""
    results = best_way(compared.results)
    lines = []
    for rival, target in targets.items():
        missing = compared.missing.get(rival)
        if missing is not None:
            lines.append(Line(f"{name}_{rival}", what, rival, note=f"not measured: {missing}"))
        else:
            lines.append(line_of(f"{name}_{rival}", what, rival, results, Targets(target, target), rival))
    return lines


def best_way(results: dict[str, Figures]) -> dict[str, Figures]:
    """Return the results with that of a rival's ways to work (`obstore blocking`, `obstore awaited`) that took less."""
    found = dict(results)
    for name in list(found):
        rival, _, way = name.rpartition(" ")
        if way in _WAYS:
            figures = found.pop(name)
            if rival not in found or median(figures) < median(found[rival]):
                found[rival] = figures
    return found


def wall_line(name: str, what: str, results: Mapping[str, Figures], target: float, rival: str = "") -> Line:
    """Return the line that compares wall times, with a rival's, or with those of the quickest."""
    rivals = [each for each in results if each not in (PURE, SPEED)]
    rival = rival or min(rivals, key=lambda each: median(results[each], "wall"))

    def ours(form: str) -> Ours | None:
        figures = results.get(form)
        if figures is None:
            return None
        return Ours(median(figures, "wall"), None, ratio(results[rival], figures, "wall"), target)

    theirs = median(results[rival], "wall")
    return Line(f"{name}_wall", f"{what}: wall time", rival, theirs, None, ours(PURE), ours(SPEED), seconds)
