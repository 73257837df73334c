"""Heads of requests and replies: dicts ↔ the lines that libcurl takes and gives.

Laws:
- a name or value with CR, LF or NUL never goes out, nor a name that is not an HTTP token (RFC 9110, section 5.6.2);
- a reply's head is the last one that came: interim replies (1xx) and trailers are not part of it;
- names are lower case, repeated headers are joined with ", ", values are read as Latin-1, as http.client reads them.
"""

from __future__ import annotations

import re
from operator import add

from ...errors import InvalidHTTPRequestError

#: Of curl's own headers, those that it adds to a request that lacks them, unless there is a line with no value.
_UNWANTED = ("accept", "content-type", "expect")
#: What the transport itself makes, from the body.
_OWN = "content-length"

_NOT_A_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_MOST_LAYOUTS = 1000

#: What does not change from one request of an operation to the next: by the names of its headers, the beginnings of
#: their lines, and the lines to be added.
_layouts: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}

#: Header lines and status lines that have come before, and what they say: most of a reply's are those of the last one.
_known_lines: dict[bytes, tuple[str, str]] = {}
_known_statuses: dict[bytes, int] = {}
_MOST_KNOWN_LINES = 500
_LONGEST_KNOWN_LINE = 64


def request_lines(headers: dict[str, str]) -> list[str] | list[bytes]:
    """Return the lines for libcurl's HTTPHEADER, those included that keep curl from adding headers of its own.

    Raises InvalidHTTPRequestError.
    """
    if _OWN in headers:
        headers = {name: value for name, value in headers.items() if name != _OWN}
    names = tuple(headers)
    layout = _layouts.get(names) or _lay_out(names)
    lines = list(map(add, layout[0], headers.values()))
    text = "".join(lines)
    if "\n" in text or "\r" in text or "\0" in text:
        _refuse_values(headers)
    if "  " in text or "\t" in text or "" in headers.values():
        lines = [_without_blanks(line) for line in lines]
    lines += layout[1]
    return lines if text.isascii() else [line.encode() for line in lines]


def _lay_out(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    for name in names:
        if not name or _NOT_A_TOKEN.search(name):
            raise InvalidHTTPRequestError(error=f"{name!r} is not a header name")
    if len(_layouts) >= _MOST_LAYOUTS:
        _layouts.clear()
    layout = [f"{name}: " for name in names], [f"{name}:" for name in _UNWANTED if name not in names]
    _layouts[names] = layout
    return layout


def _refuse_values(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        if any(character in value for character in "\r\n\0"):
            # The value stays untold: it may be a token.
            raise InvalidHTTPRequestError(error=f"the value of the header {name!r} has a line break or NUL in it")


def _without_blanks(line: str) -> str:
    """Return a line without the blanks around its value: HTTP does not count them, and curl drops a blank header."""
    name, _, value = line.partition(":")
    value = value.strip(" \t")
    return f"{name}: {value}" if value else f"{name};"


def check_url(url: str) -> None:
    """Raise InvalidHTTPRequestError for a URL that cannot go into a request line as it is."""
    if not url.startswith(("https://", "http://")):
        raise InvalidHTTPRequestError(error=f"{url.partition(':')[0]!r} is neither http nor https")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidHTTPRequestError(error="its URL has a blank, a control character or a non-ASCII character in it")


def reply_head(lines: list[bytes]) -> tuple[int, dict[str, str]]:
    """Return the status and the headers from the header lines that came, in order; status 0 for what is no head."""
    known = _known_lines
    headers: dict[str, str] = {}
    for line in lines[1:-1]:
        pair = known.get(line) or _read_line(line)
        if pair is None:
            return _unusual_head(lines)
        name, value = pair
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    status = _known_statuses.get(lines[0]) or _read_status(lines[0]) if lines else 0
    return (status, headers) if status >= 200 else _unusual_head(lines)


def _read_line(line: bytes) -> tuple[str, str] | None:
    """Return name and value, or None for a line that is not one header by itself."""
    text = line.decode("latin-1")
    name, colon, value = text.partition(":")
    if not colon or text[0] in " \t" or text.startswith("HTTP/"):
        return None
    pair = name.lower(), value.strip(" \t\r\n")
    if len(line) <= _LONGEST_KNOWN_LINE:
        if len(_known_lines) >= _MOST_KNOWN_LINES:
            _known_lines.clear()
        _known_lines[line] = pair
    return pair


def _unusual_head(lines: list[bytes]) -> tuple[int, dict[str, str]]:
    """Read a head with interim replies before it, trailers after it, folded lines or lines that are no headers."""
    rows = b"".join(lines).decode("latin-1").split("\n")
    at = 0
    status = _status(rows[0])
    while 100 <= status < 200 and status != 101:
        following = _next_head(rows, at + 1)
        if following < 0:
            break
        at = following
        status = _status(rows[at])
    headers: dict[str, str] = {}
    name = ""
    for row in rows[at + 1 :]:
        if row in ("\r", ""):
            break
        if row[0] in " \t":  # folded, as was once allowed
            if name:
                headers[name] += f" {row.strip()}"
            continue
        before, colon, value = row.partition(":")
        if colon:
            name = before.lower()
            value = value.strip(" \t\r")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return status, headers


def _read_status(line: bytes) -> int:
    status = _status(line.decode("latin-1"))
    if len(_known_statuses) < _MOST_KNOWN_LINES:
        _known_statuses[line] = status
    return status


def _status(row: str) -> int:
    try:
        return int(row.split(None, 2)[1]) if row.startswith("HTTP/") else 0
    except (IndexError, ValueError):
        return 0


def _next_head(rows: list[str], start: int) -> int:
    for index in range(start, len(rows)):
        if rows[index].startswith("HTTP/"):
            return index
    return -1


def head_is_whole(lines: list[bytes]) -> bool:
    """Return whether the header lines that came hold a final reply's head."""
    if not lines or lines[-1] not in (b"\r\n", b"\n"):
        return False
    status = reply_head(lines)[0]
    return status >= 200 or status == 101
