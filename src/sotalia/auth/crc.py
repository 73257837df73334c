"""CRCs as numbers: the library that computes them, and how those of parts become that of the whole.

    crc = running("crc64nvme")
    whole = crc(second, crc(first))                                  # the next bytes, and the CRC of those before them
    combine("crc64nvme", crc(first), crc(second), len(second))       # the same, without the bytes

Names are those of `checksums.ALGORITHMS`. A CRC is the number that zlib would return: 0 for no bytes.

Libraries, the first that is installed (GB/s on a core of 2 to 3 GHz):

    crc32       zlib-ng (60), anycrc (20), Python's zlib (1 to 4)
    crc32c      anycrc (19), Python code (0.3)
    crc64nvme   anycrc (16), Python code (0.1)

Importing anycrc takes up to 30 ms, since it imports `inspect`. So a process with few bytes to check does without:
`advance` begins with what is there already, and imports a library when as much time has gone into that.
"""

from __future__ import annotations

import zlib
from binascii import b2a_base64
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    #: Takes bytes, and the CRC of all before them (by default of none); returns the CRC of all.
    Running = Callable[..., int]

#: anycrc keeps the interpreter's lock, and Python's integers should fit into the processor's cache: bytes at a time.
PIECE = 512 * 1024


class Kind:
    """A CRC that is reflected, begins with all bits set and is inverted at the end. Treat it as frozen.

    `digest_size` is its width in bytes, `polynomial` lacks the highest term and has the lowest bit first, `model` is
    its name in anycrc. From `enough` bytes on, importing a library takes less time than it saves.
    """

    __slots__ = ("digest_size", "enough", "model", "polynomial")

    def __init__(self, digest_size: int, polynomial: int, model: str, enough: int) -> None:
        self.digest_size = digest_size
        self.polynomial = polynomial
        self.model = model
        self.enough = enough


KINDS = {
    # ISO 3309; RFC 3720, appendix B.4; NVM Express NVM Command Set Specification, section 5.2.1.3.4
    "crc32": Kind(4, 0xEDB88320, "CRC32", 64 * 1024 * 1024),
    "crc32c": Kind(4, 0x82F63B78, "CRC32C", 1024 * 1024),
    "crc64nvme": Kind(8, 0x9A6C9329AC4BC9B5, "CRC64-NVME", 512 * 1024),
}
#: By name: the function in use, and the library that it is from.
_loaded: dict[str, tuple[Running, str]] = {}
#: How many bytes were taken in without a library. Threads may lose some of them, which does no harm.
_bytes_without: dict[str, int] = dict.fromkeys(KINDS, 0)


def running(name: str) -> Running:
    """Return the fastest function that takes `(data, crc=0)` and returns the CRC with `data` behind it.

    It takes contiguous bytes of any kind. It may keep the interpreter's lock: give it at most a MiB at a time.
    """
    return _load(name)[0]


def library(name: str) -> str:
    """Return which library `running` uses."""
    return _load(name)[1]


def advance(name: str, data: Any, crc: int) -> int:
    """Return the CRC with `data` (contiguous bytes of any kind and length) behind it; `crc` is the one before it."""
    view = memoryview(data).cast("B")
    loaded = _loaded.get(name)
    if loaded is None:
        _bytes_without[name] += len(view)
        loaded = _load(name) if _bytes_without[name] > KINDS[name].enough else _without(name)
    function = loaded[0]
    for start in range(0, len(view), PIECE):
        crc = function(view[start : start + PIECE], crc)
    return crc


def _load(name: str) -> tuple[Running, str]:
    found = _loaded.get(name)
    if found is None:
        found = _loaded[name] = (_zlib_ng() if name == "crc32" else None) or _anycrc(name) or _without(name)
    return found


def _zlib_ng() -> tuple[Running, str] | None:
    try:
        from zlib_ng import zlib_ng
    except ImportError:
        return None
    return zlib_ng.crc32, "zlib-ng"


def _anycrc(name: str) -> tuple[Running, str] | None:
    try:
        import anycrc
    except ImportError:
        return None
    return anycrc.Model(KINDS[name].model).calc, "anycrc"


def _without(name: str) -> tuple[Running, str]:
    if name == "crc32":
        return zlib.crc32, "zlib"
    return _own(name), "Python code, slow"


@lru_cache
def _own(name: str) -> Running:
    from .crc_python import Folding

    return Folding(name, 8 * KINDS[name].digest_size, KINDS[name].polynomial)


def combine(name: str, first: int, second: int, length: int) -> int:
    """Return the CRC of two pieces of which `first` and `second` are the CRCs; `length` is the second's, in bytes.

    It costs some microseconds, and some hundred once for a length that is new.
    """
    kind = KINDS[name]
    return _multiply(kind, _power(name, 8 * length), first) ^ second


def encode(name: str, crc: int) -> str:
    """Return the CRC as headers have it: base64 of its bytes, the highest first."""
    return b2a_base64(crc.to_bytes(KINDS[name].digest_size, "big"), newline=False).decode()


# Combining: to append n zero bits to a message multiplies its remainder by x^n. Numbers are polynomials over GF(2)
# modulo the CRC's, reflected like it: the highest bit is x^0.


def _multiply(kind: Kind, one: int, other: int) -> int:
    polynomial, bit, product = kind.polynomial, 1 << (8 * kind.digest_size - 1), 0
    while one:
        if one & bit:
            product ^= other
            one ^= bit
        bit >>= 1
        other = (other >> 1) ^ polynomial if other & 1 else other >> 1
    return product


@lru_cache(maxsize=256)
def _power(name: str, exponent: int) -> int:
    """Return x to the power of `exponent`."""
    kind, power = KINDS[name], 1 << (8 * KINDS[name].digest_size - 1)
    for square in _squares(name):
        if exponent & 1:
            power = _multiply(kind, square, power)
        exponent >>= 1
        if not exponent:
            break
    return power


@lru_cache
def _squares(name: str) -> Sequence[int]:
    """Return x, x^2, x^4, … as far as the lengths of objects go (2^61 bytes)."""
    kind = KINDS[name]
    squares = [1 << (8 * kind.digest_size - 2)]
    while len(squares) < 64:
        squares.append(_multiply(kind, squares[-1], squares[-1]))
    return squares
