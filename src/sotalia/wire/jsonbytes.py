"""JSON to bytes and back: by the standard library in a process's first calls, by orjson from then on.

orjson takes a quarter of the time, but importing it takes as long as all else that a first call loads together (it
loads `dataclasses`, `inspect` and `uuid`), and many processes make few calls: scripts, functions in Lambda. So it is
imported once there has been enough to do, and not here, in the midst of a call: calls ask `ORJSON` (see `wire.Later`).
Both give the same; what only one can hold is left to the standard library: integers beyond 64 bits, NaN in documents,
lone surrogates, keys that are not strings, deep nesting.
"""

from __future__ import annotations

from . import Later, jsonfirst
from .wall import Malformed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: After so many bodies, read or written, orjson is worth its import. Each KiB counts as one more.
BODIES = 20

_count = 0
#: orjson's, once it is there.
_read: Callable[[bytes], Any] | None = None
_write: Callable[[Any], bytes] | None = None


def loads(body: bytes) -> Any:
    """Return what the JSON says, None for an empty body. ResponseParserError if it is not JSON."""
    if _read is None:
        return _loads_at_first(body)
    try:
        return _read(body)
    except ValueError:
        return loads_exact(body)


def loads_exact(body: bytes) -> Any:
    """Return the same by the standard library, which makes no float of any integer."""
    import json

    if not body.strip():
        return None
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Malformed("it is not JSON", error) from None


def dumps(value: Any) -> bytes:
    """Return `value` as JSON in UTF-8. TypeError or ValueError for what JSON cannot say."""
    if _write is None:
        return _dumps_at_first(value)
    try:
        return _write(value)
    except TypeError:
        return _dumps_exact(value)


def _dumps_exact(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


def _loads_at_first(body: bytes) -> Any:
    _count_body(body)
    try:
        return jsonfirst.loads(body)
    except ValueError:
        return loads_exact(body)


def _dumps_at_first(value: Any) -> bytes:
    try:
        body = jsonfirst.dumps(value)
    except ValueError:
        body = _dumps_by_package(value)
    _count_body(body)
    return body


def _dumps_by_package(value: Any) -> bytes:
    import json

    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except ValueError:  # lone surrogates
        return _dumps_exact(value)


def _count_body(body: bytes) -> None:
    """Count what there has been to do. Threads that count at once may miss one another, by little."""
    global _count
    _count += 1 + (len(body) >> 10)


def use_orjson() -> None:
    """Have orjson read and write from now on."""
    global _read, _write
    import orjson

    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    orjson_dumps = orjson.dumps
    _write = lambda value: orjson_dumps(value, None, options)  # noqa: E731 - one call less than a function around it
    _read = orjson.loads


class _Orjson(Later):
    """orjson, for the calls of the JSON protocols."""

    __slots__ = ()

    def is_loaded(self) -> bool:
        return _read is not None

    def is_due(self) -> bool:
        return _read is None and _count > BODIES

    def load(self) -> None:
        if _read is None:
            use_orjson()


ORJSON = _Orjson()
