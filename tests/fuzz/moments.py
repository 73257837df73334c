"""Timestamps as text and numbers."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.utils import parse_timestamp

from sotalia.wire import timestamps
from tests.fuzz.damage import ODD_VALUES, damaged, some
from tests.fuzz.judge import Outcome, Target
from tests.wire.xml_reference import comparable

_TOKENS = [
    *(
        b"0",
        b"1",
        b"9",
        b":",
        b"-",
        b".",
        b"T",
        b"Z",
        b" ",
        b"+",
        b",",
        b"/",
        b"GMT",
        b"UTC",
        b"+05:45",
        b"PM",
        b"Mon",
        b"Jan",
        b"e9",
    ),
    *("é".encode(), b"\x00", b"00", b"24", b"60", b"31", b"1e400", b"nan", b"inf", b"_"),
]
_FORMATS = [
    *(
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S.%fZ",
        "%Y-%m-%dT%H:%M:%S%z",
        "%Y%m%dT%H%M%SZ",
        "%Y-%m-%d",
        "%Y-%m-%d %H:%M:%S",
    ),
    *(
        "%a, %d %b %Y %H:%M:%S GMT",
        "%a, %d %b %Y %H:%M:%S %z",
        "%a %b %d %H:%M:%S %Y",
        "%d %b %Y",
        "%b %d, %Y %I:%M %p",
        "%m/%d/%Y",
    ),
]


_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_TIME = r"\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?"
#: What is a date without any doubt. All else both may guess at, and need not guess the same.
_DATE = re.compile(
    rf"[1-9]\d\d\d-\d\d-\d\d(?:[T ]{_TIME}(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|[1-9]\d\d\d\d\d\d\dT?\d\d\d\d\d\dZ"
    rf"|(?:[A-Z][a-z][a-z], )?\d{{1,2}} {_MONTH} [1-9]\d\d\d {_TIME} (?:GMT|UTC|[+-]\d\d\d\d)"
    rf"|[A-Z][a-z][a-z] {_MONTH} \d{{1,2}} {_TIME} [1-9]\d\d\d"
    rf"|\d{{1,2}} {_MONTH} [1-9]\d\d\d|{_MONTH} \d{{1,2}}, [1-9]\d\d\d(?: {_TIME} [AP]M)?"
    rf"|[1-9]\d\d\d/\d{{1,2}}/\d{{1,2}}|\d{{1,2}}/\d{{1,2}}/[1-9]\d\d\d"
)


class Moments(Target):
    name = "timestamps"
    documented = (ValueError, TypeError)

    def case(self, chance: random.Random) -> Any:
        kind = chance.randrange(10)
        if kind == 0:
            return some(chance, ODD_VALUES)
        if kind == 1:
            return some(chance, (1, 1.0, -1, 0.5)) * 10 ** chance.randrange(-3, 25) * chance.randrange(1, 100)
        moment = datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=chance.randrange(3652057 * 86400 * 10**6))
        text = moment.strftime(some(chance, _FORMATS)) if kind < 9 else repr(moment.timestamp())
        data = damaged(chance, text.encode(), _TOKENS) if chance.random() < 0.6 else text.encode()
        return data.decode("utf-8", "replace")

    def ours(self, case: Any) -> Any:
        return comparable(timestamps.parse(case))

    def theirs(self, case: Any) -> Any:
        return comparable(parse_timestamp(case))

    def excuse(self, case: Any, ours: Outcome, theirs: Outcome) -> str | None:
        if isinstance(case, str) and _DATE.fullmatch(case) is None:
            return "a text that dateutil takes for a date" if ours.error else "a text that both guess at"
        return None


TARGETS = [Moments()]
