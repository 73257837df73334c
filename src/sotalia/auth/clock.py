"""Instants as signatures write them. Formatting is cached for the second it lasts."""

from __future__ import annotations

from time import gmtime, strftime

from ..errors import ParamValidationError
from ..percent import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Seconds for which presigned URLs and POST policies are valid, unless the program says otherwise.
VALID_FOR = 3600

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# One tuple, replaced as a whole: threads see either the old second or the new one.
_latest = (0, "19700101T000000Z", "19700101")


def valid_for(expires_in: Any) -> int:
    """Return `expires_in` as whole seconds, with the default for None. Raises ParamValidationError for no number."""
    if expires_in is None:
        return VALID_FOR
    try:
        return int(plain(expires_in))
    except (TypeError, ValueError, OverflowError):
        raise ParamValidationError(
            report=f"Invalid type for parameter ExpiresIn, value: {expires_in}, type: {type(expires_in)}, "
            "valid types: <class 'int'>"
        ) from None


def amz_date(now: float) -> tuple[str, str]:
    """Return `now` as `20150830T123600Z` and as `20150830`."""
    global _latest
    second = int(now)
    latest = _latest
    if latest[0] != second:
        stamp = strftime("%Y%m%dT%H%M%SZ", gmtime(second))
        _latest = latest = second, stamp, stamp[:8]
    return latest[1], latest[2]


def http_date(now: float, zone: str = "GMT") -> str:
    """Return `now` as `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 9110, section 5.6.7), whatever the locale."""
    t = gmtime(int(now))
    day, month = _DAYS[t.tm_wday], _MONTHS[t.tm_mon - 1]
    return f"{day}, {t.tm_mday:02} {month} {t.tm_year:04} {t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} {zone}"


def iso_date(now: float) -> str:
    """Return `now` as `2015-08-30T12:36:00Z`."""
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(int(now)))
