"""Percent-encoding as AWS's signatures and URLs want it: RFC 3986, section 2.3, upper-case hexadecimal, UTF-8.

Of its own because `urllib.parse` costs ten milliseconds to import, and most texts have nothing to encode.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: What needs no encoding.
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
#: What each byte becomes.
ENCODED = tuple(chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in range(256))


def percent_encode(text: str, safe: str = "") -> str:
    """Encode the UTF-8 bytes of `text` that are neither unreserved nor in `safe` as `%XX`."""
    if not text.strip(UNRESERVED):
        return text
    if not safe:
        return "".join([ENCODED[byte] for byte in text.encode()])
    return "".join([chr(byte) if chr(byte) in safe else ENCODED[byte] for byte in text.encode()])


def encode_query(query: Sequence[tuple[str, str | None]]) -> str:
    """Encode pairs as `name=value&…`; a value of None gives the bare name (`acl`)."""
    return "&".join(
        [
            percent_encode(name) if value is None else f"{percent_encode(name)}={percent_encode(value)}"
            for name, value in query
        ]
    )
