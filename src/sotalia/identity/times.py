"""Times in the forms that files and variables with credentials use."""

from __future__ import annotations


def seconds(text: str) -> float:
    """Return the seconds since 1970 of a time, in ISO 8601 or in a form that people use; without a zone it is UTC.

    Raises ValueError for any other text.
    """
    from datetime import UTC, datetime

    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        from ..wire.dates import parse_date
        from ..wire.timestamps import local_zone

        time = parse_date(text.strip(), local_zone)  # "2030-01-31T12:00:00UTC", say, which older tools of AWS write
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def seconds_or_none(text: str) -> float | None:
    """Return the same, or None: an error would contain the text, which may be a secret in the wrong place."""
    try:
        return seconds(text)
    except (ValueError, OverflowError):
        return None


def iso_time(time: float) -> str:
    """Return a time, in seconds since 1970, as ISO 8601 text in UTC, without fractions of a second."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(time))
