"""Moments in time: what a caller may give, what goes on the wire, what comes back.

In: a datetime (naive ones count as UTC), a number or a string of one (epoch seconds), or text in any form that people
write dates in. Out: `iso8601`, `unixtimestamp` and `rfc822`. Back: epoch seconds become aware datetimes in the local
zone, text keeps the zone that it names (UTC for "Z" and "GMT"), as boto3 has always done.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..model.shapes import Shape

#: How exactly moments are written, as boto3's handlers of `creating-serializer` may say: in full, in whole milliseconds
#: (which are always written), or with seconds alone where they are numbers.
PRECISIONS = DEFAULT, MILLISECOND, LEGACY = "default", "millisecond", "legacy"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZERO = timedelta(0)
_SECOND = timedelta(seconds=1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# ---------------------------------------------------------------- requests


def aware(value: Any) -> datetime:
    """Return the moment in UTC. TypeError or ValueError for what is no moment."""
    moment = value if isinstance(value, datetime) else parse(value)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def iso8601(moment: datetime, precision: str = DEFAULT) -> str:
    """Render a UTC moment; microseconds only where there are some."""
    if precision == MILLISECOND:
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
    pattern = "%Y-%m-%dT%H:%M:%S.%fZ" if moment.microsecond else "%Y-%m-%dT%H:%M:%SZ"
    if moment.year < 1000:  # the platform chooses how many digits such a year gets, in boto3 too
        return moment.strftime(pattern)
    return moment.isoformat()[:-6] + "Z"


def unixtimestamp(moment: datetime, precision: str = DEFAULT) -> int | float:
    """Render a moment as epoch seconds: an int where it is whole, else a float rounded once."""
    seconds = (moment.replace(microsecond=0) - EPOCH) // _SECOND
    if precision == MILLISECOND:
        return seconds + moment.microsecond // 1000 / 1000.0
    if moment.microsecond and precision != LEGACY:
        return (seconds * 10**6 + moment.microsecond) / 10**6
    return seconds


def rfc822(moment: datetime, _precision: str = DEFAULT) -> str:
    """Render a UTC moment as HTTP headers have it (RFC 9110, 5.6.7); its fraction is dropped."""
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d} "
        f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d} GMT"
    )


_FORMATS: dict[str, Callable[[datetime, str], Any]] = {
    "iso8601": iso8601,
    "unixtimestamp": unixtimestamp,
    "rfc822": rfc822,
}


def precision_of(shape: Shape) -> str:
    """Return how exactly the moments of a shape are written. It may be a shape of botocore's, which does not say it."""
    return getattr(shape, "timestamp_precision", DEFAULT)


def formatter(shape: Shape, default: str) -> Callable[[Any], Any]:
    """Return what renders a caller's moment in the shape's `timestampFormat` (any casing): a str, an int or a float."""
    render, precision = _FORMATS[shape.serialization.get("timestampFormat", default).lower()], precision_of(shape)
    return lambda value: render(aware(value), precision)


def header_formatter(shape: Shape) -> Callable[[Any], str]:
    """Return the formatter for header values: text, whole seconds."""
    to_format = formatter(shape, "rfc822")
    return lambda value: str(to_format(aware(value).replace(microsecond=0)))


# ---------------------------------------------------------------- replies


class LocalZone(tzinfo):
    """The zone that this process runs in, with the C library's rules for daylight saving time."""

    def __init__(self) -> None:
        self._names = time.tzname
        self._standard = timedelta(seconds=-time.timezone)
        self._summer = timedelta(seconds=-time.altzone) if time.daylight else self._standard
        self._shift = self._summer - self._standard

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return standard or summer time's offset; a wall time that comes twice is told apart by its `fold`."""
        if not self._shift:
            return self._standard
        if moment is None:
            return None
        return self._summer if self._is_summer(moment) else self._standard

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return what summer time adds to standard time at that moment."""
        if not self._shift:
            return _ZERO
        if moment is None:
            return None
        return self._shift if self._is_summer(moment) else _ZERO

    def tzname(self, moment: datetime | None) -> str:
        """Return the zone's abbreviation at that moment."""
        return self._names[bool(self._shift and moment is not None and self._is_summer(moment))]

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local wall time of a moment given in UTC."""
        if not self._shift:
            return moment + self._standard
        seconds = (moment.replace(tzinfo=UTC) - EPOCH) // _SECOND
        if time.localtime(seconds).tm_isdst > 0:
            return moment + self._summer
        wall = moment + self._standard
        # This wall time was there an offset earlier, in summer time, and now comes for the second time.
        if self._naive_is_summer(wall - self._shift) and not self._naive_is_summer(wall):
            return wall.replace(fold=1)
        return wall

    def _naive_is_summer(self, wall: datetime) -> bool:
        standard_seconds = (wall.replace(tzinfo=UTC) - EPOCH) // _SECOND
        return time.localtime(standard_seconds - self._standard // _SECOND).tm_isdst > 0

    def _is_summer(self, wall: datetime) -> bool:
        if self._naive_is_summer(wall):
            return True
        # It is a standard time; if it is a summer time too, `fold` decides.
        return not wall.fold and self._naive_is_summer(wall - self._shift)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LocalZone):
            return NotImplemented
        return self._standard == other._standard and self._summer == other._summer

    def __hash__(self) -> int:
        return hash((self._standard, self._summer))

    def __repr__(self) -> str:
        return "tzlocal()"

    def __reduce__(self) -> tuple[Any, ...]:
        # It becomes the local zone of the process that unpickles it.
        return LocalZone, ()


_zone = LocalZone()
_zone_key = (time.timezone, time.altzone, time.tzname)


def local_zone() -> LocalZone:
    """Return the local zone, anew after `time.tzset()`."""
    global _zone, _zone_key
    key = (time.timezone, time.altzone, time.tzname)
    if key != _zone_key:
        _zone, _zone_key = LocalZone(), key
    return _zone


def parse_number(value: float) -> datetime:
    """Return epoch seconds as an aware local datetime. ValueError where that is beyond the years that Python counts."""
    try:
        return datetime.fromtimestamp(value, local_zone())
    except (OverflowError, OSError):
        # The platform's localtime() gave up; arithmetic may still reach.
        try:
            return local(EPOCH + timedelta(seconds=value))
        except OverflowError as error:
            raise ValueError(f'Invalid timestamp "{value}": {error}') from None


def local(moment: datetime) -> datetime:
    """Return the moment in the local zone; in its own where the local year would be 0 or 10000 ("never" as a date)."""
    try:
        return moment.astimezone(local_zone())
    except OverflowError:
        return moment


def parse(value: Any) -> datetime:
    """Return the moment that a reply (or a caller's value) means. ValueError, TypeError for what is no moment."""
    if type(value) is str:
        if value[10:11] == "T":  # never a number, nearly always ISO 8601
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                pass
        elif value[3:5] == ", " and (sent := http_date(value)) is not None:  # never a number either
            return sent
    if isinstance(value, (int, float)):
        return parse_number(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        pass
    else:
        return parse_number(number)
    if isinstance(value, (bytes, bytearray)):
        value = value.decode()
    if not isinstance(value, str):
        raise ValueError(f'Invalid timestamp "{value}": it is neither a number nor text')
    moment = http_date(value)
    if moment is None:
        from .dates import parse_date

        moment = parse_date(value, local_zone)
    return moment


def http_date(text: str) -> datetime | None:
    """Return the moment that a header means, or None: "Wed, 21 Oct 2015 07:28:00 GMT", the one form that is sent."""
    if len(text) != 29 or text[3:5] != ", " or not text.endswith(" GMT"):
        return None
    try:
        month = _MONTHS.index(text[8:11]) + 1
        return datetime(
            int(text[12:16]), month, int(text[5:7]), int(text[17:19]), int(text[20:22]), int(text[23:25]), tzinfo=UTC
        )
    except ValueError:
        return None
