"""Dates as people write them: the slow path of `timestamps.parse`, for what is no number, ISO 8601 or HTTP date.

boto3 takes any text that the dateutil package can read. This reads what of that is in use: ISO 8601 in its basic and
extended forms, RFC 822 and 2822 dates, `ctime`, "1 Jan 2020", "Jan 1, 2020 10:30 PM", "2020/1/31", "1/31/2020" (month
first; day first when it cannot be a month), with seconds, fractions, a 12-hour clock and a zone where there is one.
What the text leaves out is taken from today at midnight. An unknown zone counts as none.
"""

from __future__ import annotations

import re
import time
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Zone = Callable[[], tzinfo]

#: The names of months and days, in full and as they are shortened: no other beginning of one is a name.
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        ["mon monday", "tue tuesday", "wed wednesday", "thu thursday", "fri friday", "sat saturday", "sun sunday"]
    )
    for name in names.split()
}
_FILLERS = frozenset({"", "at", "on", "and", "of", "st", "nd", "rd", "th", "t"})
_SEPARATORS = ("T", "t", " ", "")
_TIME = re.compile(
    r"(?<![\d.])(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?\s*([ap]\.?m\b\.?)?"
    r"|(?<![\d.:])(\d{1,2})\s*([ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s*)?([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?\s*(?:\([a-z]+\))?$", re.IGNORECASE)
_ZONE = re.compile(r"(?<![a-z])(z|utc|gmt|[a-z]{3,5})(\s+\d{4})?\s*$", re.IGNORECASE)  # the year may come after it
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[T ]?(\d{2})(\d{2})(\d{2})?(?:[.,](\d+))?$", re.IGNORECASE)


def parse_date(text: str, local_zone: Zone) -> datetime:
    """Return the moment that `text` names, aware if it names a zone. ValueError if it is no date.

    `local_zone` returns the zone that this process runs in, in case the text names that (`timestamps.local_zone`).
    """
    if text[10:11] in _SEPARATORS or text[8:9] in _SEPARATORS:  # between date and time Python takes any character
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    try:
        return _read(text.strip(), local_zone)
    except (ValueError, IndexError, OverflowError) as error:
        raise ValueError(f'Invalid timestamp "{text}": {error}') from None


def _read(text: str, local_zone: Zone) -> datetime:
    rest, zone = _take_zone(text, local_zone)
    compact = _COMPACT.match(rest)
    if compact:
        year, month, day, hour, minute, second, fraction = compact.groups()
        return datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), _micro(fraction), zone
        )  # fmt: skip
    rest, clock = _take_time(rest)
    if clock is None and rest.strip(" ,") == "":
        raise ValueError("it names no date")
    return _with_date(rest, clock or (0, 0, 0, 0), zone, bare_time=clock is not None)


def _micro(digits: str | None) -> int:
    return int((digits or "").ljust(6, "0")[:6])


def _take_zone(text: str, local_zone: Zone) -> tuple[str, tzinfo | None]:
    match = _OFFSET.search(text)
    # A sign begins an offset only after a time of day: the "-02" of "2020-01-02" is none.
    if match and re.search(
        r"\d:\d|\dT?\d{4,6}(\.\d+)?\s*$|gmt|utc", text[: match.start()] + match.group(0), re.IGNORECASE
    ):
        before = text[: match.start()]
        if ":" in before or re.search(r"T\d{2,6}(\.\d+)?\s*$", before, re.IGNORECASE):
            sign, hours, minutes, seconds = match.groups()
            offset = timedelta(hours=int(hours), minutes=int(minutes or 0), seconds=int(seconds or 0))
            return before, _fixed(-offset if sign == "-" else offset)
    match = _ZONE.search(text)
    if match:
        name, rest = match.group(1).lower(), f"{text[: match.start()]}{match.group(2) or ''}"
        if name in {"z", "utc", "gmt"}:
            return rest, UTC
        # An unknown zone is one in capitals only: else any word at the end would be.
        if match.group(1).isupper() and name not in _MONTHS and name not in _DAYS and name not in {"am", "pm"}:
            return rest, local_zone() if name.upper() in time.tzname else None
    return text, None


def _fixed(offset: timedelta) -> tzinfo:
    return timezone(offset) if offset else UTC


def _take_time(text: str) -> tuple[str, tuple[int, int, int, int] | None]:
    match = _TIME.search(text)
    if not match:
        return text, None
    hour_text, minute, second, fraction, half, lone_hour, lone_half = match.groups()
    hour, half = int(hour_text or lone_hour), (half or lone_half or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"{hour} is no hour of a 12-hour clock")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return rest, (hour, int(minute or 0), int(second or 0), _micro(fraction))


def _with_date(text: str, clock: tuple[int, int, int, int], zone: tzinfo | None, *, bare_time: bool) -> datetime:
    month = None
    numbers: list[str] = []
    month_at = 0
    weekday = None
    for word in re.findall(r"[a-z]+|\d+|[^\sa-z\d,./;'-]+", text.lower()):
        if word.isdigit():
            numbers.append(word)
        elif word in _MONTHS and month is None:
            month, month_at = _MONTHS[word], len(numbers)
        elif word in _DAYS and weekday is None:
            weekday = _DAYS[word]
        elif word not in _FILLERS:
            raise ValueError(f'"{word}" is no part of a date')
    today = datetime.now()  # what a text leaves out is today's, by local time
    if not numbers and month is None and not (bare_time or weekday is not None):
        raise ValueError("it names no date")
    year, month, day = _order(numbers, month, month_at, today)
    has_day = day is not None
    if day is None:
        day = min(today.day, monthrange(year, month)[1])
    moment = datetime(year, month, day, *clock, zone)
    if weekday is not None and not has_day:
        moment += timedelta(days=(weekday - moment.weekday()) % 7)
    return moment


def _order(numbers: list[str], month: int | None, month_at: int, today: datetime) -> tuple[int, int, int | None]:
    """Tell year, month and day apart; a day that is not there is None."""
    if len(numbers) == 1 and len(numbers[0]) in {6, 8} and month is None:  # 20200131, 200131
        digits = numbers[0]
        return _year(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    if len(numbers) > (2 if month else 3):
        raise ValueError("it has too many numbers")
    if month is not None:
        return _order_named(numbers, month, month_at, today)
    if not numbers:
        return today.year, today.month, None
    if len(numbers) == 1:
        if len(numbers[0]) > 2:
            return _year(numbers[0]), today.month, None
        return today.year, today.month, int(numbers[0])
    values = [int(number) for number in numbers]
    if len(numbers) == 2:
        if len(numbers[0]) > 2 or values[0] > 31:
            return _year(numbers[0]), values[1], None
        if len(numbers[1]) > 2 or values[1] > 31:
            return _year(numbers[1]), values[0], None
        return (today.year, *values) if values[0] <= 12 else (today.year, values[1], values[0])  # type: ignore[return-value]
    if len(numbers[0]) > 2 or values[0] > 31:
        return _year(numbers[0]), values[1], values[2]
    if values[0] > 12:
        return _year(numbers[2]), values[1], values[0]
    return _year(numbers[2]), values[0], values[1]


def _order_named(numbers: list[str], month: int, month_at: int, today: datetime) -> tuple[int, int, int | None]:
    if not numbers:
        return today.year, month, None
    if len(numbers) == 1:
        if len(numbers[0]) > 2 or int(numbers[0]) > 31:
            return _year(numbers[0]), month, None
        return today.year, month, int(numbers[0])
    first, second = numbers
    if len(first) > 2 or int(first) > 31:  # 2020 Jan 31
        return _year(first), month, int(second)
    return _year(second), month, int(first)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    # Two digits: within fifty years of today.
    current_year = datetime.now().year
    year += current_year // 100 * 100
    if year >= current_year + 50:
        return year - 100
    return year + 100 if year < current_year - 50 else year
