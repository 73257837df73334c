"""JSON in a process's first calls: by the C code behind the standard library's `json`, without the package around it.

`json` imports `re` and `enum`, and compiles expressions for what its C code does anyway: as long as all codecs that a
first call loads together. Whatever this cannot do raises ValueError, and `json` says what it means.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

try:
    import _json as _c
except ImportError:  # another Python than CPython
    _c = None  # type: ignore[assignment]
_json: Any = _c

_BLANKS = " \t\n\r"


#: What the scanner asks `json.JSONDecoder` for.
_CHOICES = {
    "strict": True,
    "object_hook": None,
    "object_pairs_hook": None,
    "parse_float": float,
    "parse_int": int,
    "parse_constant": {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}.__getitem__,
}
_scan: Callable[[str, int], tuple[Any, int]] | None = None


def loads(body: bytes) -> Any:
    """Return what `json.loads` returns for text in UTF-8. Raises ValueError where it does not know."""
    global _scan
    try:
        scan = _scan or _json.make_scanner(type("Choices", (), _CHOICES))
        _scan = scan
        text = body.decode().strip(_BLANKS)
        value, end = scan(text, 0)
    except Exception as error:  # StopIteration, RecursionError, UnicodeDecodeError; no such function
        raise ValueError from error
    if end != len(text):
        raise ValueError
    return value


def dumps(value: Any) -> bytes:
    """Return `value` as JSON in UTF-8, without blanks. Raises ValueError where it does not know."""
    try:
        encode = _json.make_encoder({}, _refuse, _json.encode_basestring, None, ":", ",", False, False, True)
        return "".join(encode(value, 0)).encode()
    except Exception as error:
        raise ValueError from error


def _refuse(value: object) -> Any:
    raise TypeError
