"""Which partition (`aws`, `aws-cn`, …) a region belongs to, as the rule language's `aws.partition` needs it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REMEMBERED = 256


class Partitions:
    """The partitions of a `partitions.json`, compiled by `compile.compile_partitions`.

    Regions that the document lists are in a dict; only other names are matched with the partitions' patterns, and the
    result is remembered.
    """

    __slots__ = ("_numbers", "_outputs", "_patterns")

    def __init__(self, table: tuple[Any, ...]) -> None:
        self._outputs: tuple[dict[str, Any], ...] = table[0]
        self._numbers: dict[str, int] = dict(table[1])
        self._patterns: tuple[str, ...] = table[2]

    def lookup(self, region: str | None) -> dict[str, Any]:
        """Return the facts of `region`'s partition: `name`, `dnsSuffix`, `dualStackDnsSuffix`, `supportsFIPS`, ….

        For None, and for names that match no partition, it is the first one. The dict is shared: do not change it.
        """
        if region is None:
            return self._outputs[0]
        number = self._numbers.get(region)
        if number is None:
            number = self._match(region)
            if len(self._numbers) < _REMEMBERED:
                self._numbers[region] = number
        return self._outputs[number]

    def _match(self, region: str) -> int:
        import re

        for number, pattern in enumerate(self._patterns):
            if re.match(pattern, region):
                return number
        return 0
