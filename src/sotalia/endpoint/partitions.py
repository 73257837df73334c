"""Which partition (`aws`, `aws-cn`, …) a region belongs to, as the rule language's `aws.partition` needs it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REMEMBERED = 256


class Partitions:
    """The partitions of a `partitions.json`, compiled by `compile.compile_partitions`.

    Regions that the document lists are found in a dict; only an unknown name is tried against the partitions' patterns,
    and its answer remembered.
    """

    __slots__ = ("_known", "_outputs", "_patterns")

    def __init__(self, compiled: tuple[Any, ...]) -> None:
        self._outputs: tuple[dict[str, Any], ...] = compiled[0]
        self._known: dict[str, int] = dict(compiled[1])
        self._patterns: tuple[str, ...] = compiled[2]

    def lookup(self, region: str | None) -> dict[str, Any]:
        """Return the facts of `region`'s partition: `name`, `dnsSuffix`, `dualStackDnsSuffix`, `supportsFIPS`, ….

        The first partition stands in for None and for names that fit none. The dict is shared: do not change it.
        """
        if region is None:
            return self._outputs[0]
        number = self._known.get(region)
        if number is None:
            number = self._match(region)
            if len(self._known) < _REMEMBERED:
                self._known[region] = number
        return self._outputs[number]

    def _match(self, region: str) -> int:
        import re

        for number, pattern in enumerate(self._patterns):
            if re.match(pattern, region):
                return number
        return 0
