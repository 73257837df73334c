"""The text of a value, and its percent-encoding.

Of an instance of a subclass of `str`, `int`, `float` or `bytes`, the value is written, everywhere (`str()` of a
`class X(str, Enum)` is "X.NAME"). Code that renders text uses `plain` or `text_of`, or checks for exact types first.

Percent-encoding is as AWS's signatures and URLs want it: RFC 3986, section 2.3, upper-case hexadecimal, UTF-8. It is
here because `urllib.parse` costs ten milliseconds to import, and most texts have nothing to encode.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

#: Characters that need no encoding.
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
#: What may stand in a URL behind its host, apart from `%` with two hexadecimal digits (RFC 3986, sections 3.3 and 3.4).
_IN_URLS = frozenset(UNRESERVED + "!$&'()*+,;=:@/?")
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
#: Types whose values `plain` returns as they are.
_PLAIN = frozenset((str, int, float, bool, bytes, type(None)))
#: What each byte becomes.
ENCODED = tuple(chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in range(256))


def plain(value: Any) -> Any:
    """Return the exact `str`, `int`, `float` or `bytes` that an instance of a subclass is; all else as it is."""
    if type(value) in _PLAIN:
        return value
    # By the types' own methods: a subclass may have replaced them.
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return memoryview(value).tobytes() if isinstance(value, bytes) else value


def text_of(value: Any) -> str:
    """Return the text of a value."""
    return value if type(value) is str else str(plain(value))


def plain_within(value: Any) -> Any:
    """Return `value` with what is in its dicts, lists and tuples plain; what is so already stays the same object."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, dict):
        for key, item in value.items():
            if plain(key) is not key or plain_within(item) is not item:
                return {plain(name): plain_within(inner) for name, inner in value.items()}
        return value
    if kind is list or kind is tuple:
        for item in value:
            if plain_within(item) is not item:
                return kind([plain_within(inner) for inner in value])
        return value
    return plain(value)


def percent_encode(text: str, safe: str = "") -> str:
    """Encode the UTF-8 bytes of `text` that are neither unreserved nor in `safe` as `%XX`."""
    if type(text) is not str:
        text = plain(text)
    if not text.strip(UNRESERVED):
        return text
    if not safe:
        return "".join([ENCODED[byte] for byte in text.encode()])
    return "".join([chr(byte) if chr(byte) in safe else ENCODED[byte] for byte in text.encode()])


def percent_decode(text: str) -> str:
    """Undo percent-encoding, as `urllib.parse.unquote` does."""
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def encode_query(query: Sequence[tuple[str, str | None]]) -> str:
    """Encode pairs as `name=value&…`; a value of None gives the bare name (`acl`)."""
    return "&".join(
        [
            percent_encode(name) if value is None else f"{percent_encode(name)}={percent_encode(value)}"
            for name, value in query
        ]
    )


def encode_url(url: str) -> str:
    """Return a URL that a program gave, ready to be signed and sent: what its path and query cannot hold is encoded.

    What is encoded already stays so. If one `%` of the path (or of the query) begins no escape, none there does. The
    fragment, which is never sent, is dropped. A URL with control characters stays as it is: sending it is refused.
    """
    rest = url.find("://") + 3
    start = min((at for at in map(url.find, "/?#", (rest, rest, rest)) if at >= 0), default=len(url))
    if _IN_URLS.issuperset(url[start:]) or any(char < " " or char == "\x7f" for char in url):
        return url
    path, mark, query = url[start:].partition("#")[0].partition("?")
    return f"{url[:start]}{_encode_part(path)}{mark}{_encode_part(query)}"


def _encode_part(part: str) -> str:
    literal, *rests = part.split("%")
    escapes = [len(rest) > 1 and _HEXADECIMAL.issuperset(rest[:2]) for rest in rests]
    mark = "%" if all(escapes) else "%25"
    encoded = _encode_literal(literal)
    for rest, escape in zip(rests, escapes, strict=True):
        encoded += mark + _encode_literal(rest[:2].upper() + rest[2:] if escape else rest)
    return encoded


def _encode_literal(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return "".join([chr(byte) if chr(byte) in _IN_URLS else ENCODED[byte] for byte in data])
