"""Times as files and variables with credentials have them."""

from __future__ import annotations


def seconds(text: str) -> float:
    """Return the seconds since 1970 of an ISO 8601 time; without a zone it is UTC. Raises ValueError."""
    from datetime import UTC, datetime

    time = datetime.fromisoformat(text.strip())
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def iso_time(time: float) -> str:
    """Return the time so many seconds after 1970 as ISO 8601 text in UTC, without fractions of a second."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(time))
