"""Resume tokens: where an iteration stopped, as text that this or another program may start from.

A token is base64 of JSON: the service's own tokens by the names of the parameters that they go into and, when the
iteration stopped within a page, `boto_truncate_amount`, the number of that page's items that were delivered. Bytes are
base64 in it, with their places listed under `boto_encoded_keys`. So boto3 reads our tokens and we read boto3's. Decimal
numbers, which boto3 refuses, are text with their places listed under `sotalia_decimals`.

What is no such token is taken for an old one (tokens joined by `___`, then the number) or for one of the service's own.
"""

from __future__ import annotations

from .._json import read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

#: How many items of a page were delivered before the iteration stopped.
TRUNCATED = "boto_truncate_amount"
_BYTES = "boto_encoded_keys"
_DECIMALS = "sotalia_decimals"
_OLD_SEPARATOR = "___"


class TokenEncoder:
    """Makes text of a dict of tokens; they may hold bytes, at any depth."""

    def encode(self, token: dict[str, Any]) -> str:
        """Return `token` as text. Raises TypeError for what neither JSON nor this module can hold."""
        from base64 import b64encode
        from json import dumps

        try:
            text = dumps(token)
        except (TypeError, UnicodeDecodeError):
            places: dict[str, list[list[Any]]] = {_BYTES: [], _DECIMALS: []}
            plain = _encode_value(token, [], places)
            plain[_BYTES] = places[_BYTES]
            if places[_DECIMALS]:
                plain[_DECIMALS] = places[_DECIMALS]
            text = dumps(plain)
        return b64encode(text.encode()).decode()


class TokenDecoder:
    """Reads what `TokenEncoder` wrote."""

    def decode(self, token: str) -> dict[str, Any]:
        """Return the dict in `token`. Raises ValueError for text that is no such token."""
        from base64 import b64decode

        content = read_json(b64decode(token.encode()).decode())
        if not isinstance(content, dict):
            raise ValueError("not a dict of tokens")
        places = content.pop(_BYTES, None), content.pop(_DECIMALS, None)
        if places == (None, None):
            return content
        try:
            for path in places[0] or ():
                _replace(content, path, lambda text: b64decode(text.encode()))
            for path in places[1] or ():
                _replace(content, path, _decimal)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            raise BrokenToken(f"Bad starting token: {token}") from None
        return content


class BrokenToken(ValueError):
    """A resume token that was changed: its parts do not fit together."""


def _encode_value(value: Any, path: list[Any], places: dict[str, list[list[Any]]]) -> Any:
    """Return `value` with text for what JSON lacks, and note where that was."""
    if isinstance(value, dict):
        return {key: _encode_value(item, [*path, key], places) for key, item in value.items()}
    if isinstance(value, list):
        return [_encode_value(item, [*path, index], places) for index, item in enumerate(value)]
    if isinstance(value, bytearray) or hasattr(type(value), "__bytes__"):  # bytes, and wrappers of bytes
        from base64 import b64encode

        places[_BYTES].append(path)
        return b64encode(bytes(value)).decode()
    if type(value).__name__ == "Decimal":
        places[_DECIMALS].append(path)
        return str(value)
    return value


def _decimal(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def _replace(token: dict[str, Any], path: Sequence[Any], make: Any) -> None:
    container: Any = token
    for step in path[:-1]:
        container = container[step]
    container[path[-1]] = make(container[path[-1]])


def starting_point(token: str, names: Sequence[str], show: Callable[[Any], Any] = str) -> tuple[dict[str, Any], int]:
    """Return what a StartingToken holds: the service's tokens by parameter, and how many items of the page to skip.

    `names` are the parameters that take the service's tokens. Raises ValueError for an invalid token, which shows
    `show(token)`.
    """
    try:
        tokens = TokenDecoder().decode(token)
    except BrokenToken:
        raise BrokenToken(f"Bad starting token: {show(token)}") from None
    except ValueError:
        return _parse_old(token, names, show)
    skip_count = tokens.pop(TRUNCATED, 0)
    if not isinstance(skip_count, int):
        raise BrokenToken(f"Bad starting token: {show(token)}")
    return tokens, skip_count


def _parse_old(token: str, names: Sequence[str], show: Callable[[Any], Any]) -> tuple[dict[str, Any], int]:
    parts = token.split(_OLD_SEPARATOR)
    skip_count = 0
    if len(parts) == len(names) + 1:
        try:
            skip_count = int(parts.pop())
        except ValueError:
            parts = [token]
    if len(parts) > len(names):
        raise ValueError(f"Bad starting token: {show(token)}")
    return dict(_paired(names, parts)), skip_count


def _paired(names: Sequence[str], parts: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    for index, name in enumerate(names):
        part = parts[index] if index < len(parts) else None
        yield name, None if part == "None" else part
