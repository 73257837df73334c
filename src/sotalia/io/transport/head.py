"""Heads of requests and replies: dicts ↔ the lines that libcurl takes and gives.

Laws:
- a name or value with CR, LF or NUL never goes out, nor a name that is not an HTTP token (RFC 9110, section 5.6.2);
- a reply's head is the last one that came: interim replies (1xx) and trailers are not part of it;
- names are lower case, repeated headers are joined with ", ", values are read as Latin-1, as http.client reads them.
"""

from __future__ import annotations

from ..._speed import readers
from ...errors import InvalidHTTPRequestError
from ...http import NAME_CHARACTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...http import ReadyRequest

#: Headers that curl adds to requests without them, unless there is a line without a value.
_UNWANTED = (("accept", "accept:"), ("content-type", "content-type:"), ("expect", "expect:"))
#: The header that the transport makes itself, from the body.
_OWN = "content-length"

#: What a head ends in.
BLANK_LINES = (b"\r\n", b"\n")

#: Names of request headers that are tokens; names in replies, as servers write them, with their lower-case forms;
#: status lines with their statuses.
_tokens: set[str] = set()
_names: dict[bytes, str] = {}
_statuses: dict[bytes, int] = {}
_MOST_CACHED = 1000
#: Lines of replies that are the same again and again, and no secrets, with their names and values.
_pairs: dict[bytes, tuple[str, str]] = {}
_RECURRENT = frozenset(("accept-ranges", "connection", "content-length", "content-type", "date", "server", "vary"))

#: Fills headers from plain lines, in C, and returns the status; 0 for other lines.
_in_c = readers()
_fill: Callable[[dict[str, str], list[bytes]], int] | None = None if _in_c is None else _in_c.fill_head


def request_lines(headers: dict[str, str]) -> list[str] | list[bytes]:
    """Return the lines for libcurl's HTTPHEADER, those included that keep curl from adding headers of its own.

    Raises InvalidHTTPRequestError.
    """
    if _OWN in headers:
        headers = {name: value for name, value in headers.items() if name != _OWN}
    if not _tokens.issuperset(headers):
        _check_names(headers)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    text = "".join(lines)
    if "\n" in text or "\r" in text or "\0" in text:
        _refuse_values(headers)
    if "" in headers.values() or "  " in text or "\t" in text:
        lines = [_without_blanks(line) for line in lines]
    for name, line in _UNWANTED:
        if name not in headers:
            lines.append(line)
    return lines if text.isascii() else [line.encode() for line in lines]


def ready_lines(request: ReadyRequest, lines: list[str]) -> list[str]:
    """Do the same for a request whose headers are lines already; these were checked with their template."""
    names = request.names
    if request.method == "GET" and not request.body:  # libcurl adds nothing of a body's then
        return lines if "accept" in names else [*lines, "accept:"]
    lines = [*lines, "expect: 100-continue" if request.expect_continue else "expect:"]
    if "accept" not in names:
        lines.append("accept:")
    if "content-type" not in names:
        lines.append("content-type:")
    return lines


def _check_names(headers: dict[str, str]) -> None:
    for name in headers:
        if not name or not NAME_CHARACTERS.issuperset(name):
            raise InvalidHTTPRequestError(error=f"{name!r} is not a header name")
    if len(_tokens) >= _MOST_CACHED:
        _tokens.clear()
    _tokens.update(headers)


def _refuse_values(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        if any(character in value for character in "\r\n\0"):
            # The value is not shown: it may be a secret.
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


class ReplyHeaders(dict[str, str]):
    """A reply's headers by lower-case name, with the names as the server wrote them in `written`.

    Keys of header maps (`ResponseHeaders`, `Metadata`) show the names as written. A copy or pickle is a plain dict.
    """

    __slots__ = ("lines",)

    def __init__(self, lines: list[bytes]) -> None:
        #: The lines as they came.
        self.lines = lines

    @property
    def written(self) -> dict[str, str]:
        """The names as the server wrote them, by lower-case name."""
        names = [line.partition(b":")[0].decode("latin-1") for line in self.lines]
        return {name.lower(): name for name in names}

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


def reply_head(lines: list[bytes]) -> tuple[int, ReplyHeaders]:
    """Return the status and the headers from the header lines, in order; status 0 where they are not a head."""
    headers = ReplyHeaders(lines[:])  # the list is the handle's, which may serve the next request before this is read
    if _fill is not None:
        status = _fill(headers, lines)
        if status:
            return status, headers
        headers.clear()
    known = _pairs
    for line in lines[1:-1]:
        name, value = known.get(line) or _read_line(line)
        headers[name] = value
    status = (_statuses.get(lines[0]) or _learn_status(lines[0])) if lines else 0
    if status < 200 or "" in headers or len(headers) != len(lines) - 2:
        return _unusual_head(lines)  # interim replies, trailers, folded or repeated headers
    return status, headers


def _read_line(line: bytes) -> tuple[str, str]:
    """Return a header's name in lower case ("" for an invalid one) and its value; remember those that recur."""
    written, _, value = line.partition(b": ")
    name = _names.get(written) or _learn_name(written)
    pair = name, value.strip().decode("latin-1")
    if name in _RECURRENT:
        if len(_pairs) >= _MOST_CACHED:
            _pairs.clear()
        _pairs[line] = pair
    return pair


def _learn_name(name: bytes) -> str:
    """Return a header name in lower case, or "" for an invalid one."""
    text = name.decode("latin-1").lower()
    if not text or not NAME_CHARACTERS.issuperset(text):
        return ""
    if len(_names) < _MOST_CACHED:
        _names[name] = text
    return text


def _learn_status(line: bytes) -> int:
    status = _status(line.decode("latin-1"))
    if len(_statuses) < _MOST_CACHED:
        _statuses[line] = status
    return status


def _unusual_head(lines: list[bytes]) -> tuple[int, ReplyHeaders]:
    """Read a head with interim replies before it, trailers after it, folded lines or lines that are no headers."""
    rows = b"".join(lines).decode("latin-1").split("\n")
    at = 0
    status = _status(rows[0])
    while _is_interim(status):
        next_start = _next_head(rows, at + 1)
        if next_start < 0:
            break
        at = next_start
        status = _status(rows[at])
    headers = ReplyHeaders(lines[:])
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


def _status(row: str) -> int:
    try:
        return int(row.split(None, 2)[1]) if row.startswith("HTTP/") else 0
    except (IndexError, ValueError):
        return 0


def _is_interim(status: int) -> bool:
    """Return whether another reply follows (RFC 9110, section 15.2); a switch of protocols (101) is the last one."""
    return 100 <= status < 200 and status != 101


def _next_head(rows: list[str], start: int) -> int:
    for index in range(start, len(rows)):
        if rows[index].startswith("HTTP/"):
            return index
    return -1


def has_end(lines: list[bytes]) -> bool:
    """Return whether the empty line that ends the last head has come; those of interim replies do not count."""
    start = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].startswith(b"HTTP/")), 0)
    return any(line in BLANK_LINES for line in lines[start:])


class HeadWatch:
    """Tells when the head of the final reply has come, from the lines that a handle collects.

    It looks at each line once, however many interim replies (1xx) come before; those are dropped. How many may come is
    bounded by libcurl: the heads of one exchange must not exceed 300 KiB.
    """

    __slots__ = ("_lines", "_position", "_whole")

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._position = 0
        self._whole = False

    def whole(self) -> bool:
        """Check the new lines, and return whether the head has come."""
        if self._whole:
            return True
        lines = self._lines
        start = 0
        for index in range(self._position, len(lines)):
            if lines[index] in BLANK_LINES:
                if not _is_interim(_status(lines[start].decode("latin-1"))):
                    self._whole = True
                    break
                start = index + 1
        del lines[:start]
        self._position = len(lines)
        return self._whole
