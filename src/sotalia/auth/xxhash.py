"""XXH64 and XXH3 (64 and 128 bits) in Python, with the default seed and secret.

XXH3 adds up products lane by lane; within a block of 1,024 bytes nothing else happens to the sums. So a whole block is
keyed by one xor of big integers, and its products are made and added by `map` and `sum`, in C. XXH64 mixes after every
step and stays a loop. Both take in some 30 MB/s.

See "XXH3 / XXH64 Algorithm description" (xxhash_spec.md) in the xxHash repository. Digests are big-endian.
"""

from __future__ import annotations

from operator import mul
from struct import Struct, unpack_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    BytesLike = bytes | bytearray | memoryview

_M32 = 0xFFFFFFFF
_M64 = 0xFFFFFFFFFFFFFFFF

_P32_1, _P32_2, _P32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
_P1, _P2, _P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P4, _P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
_PMX1, _PMX2 = 0x165667919E3779F9, 0x9FB21C651E98DF25


#: XXH3's default secret.
_SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)
_STRIPE = 64
_STRIPES = 16
_BLOCK = _STRIPE * _STRIPES
#: Inputs up to here have formulas of their own.
_SHORT = 240
_START = (_P32_3, _P1, _P2, _P3, _P4, _P32_2, _P5, _P32_1)
#: The secret as it meets each stripe of a block: eight bytes further on each time.
_BLOCK_KEY = int.from_bytes(b"".join(_SECRET[8 * n : 8 * n + _STRIPE] for n in range(_STRIPES)), "little")
_unpack_lanes = Struct("<8Q").unpack
_unpack_halves = Struct("<256I").unpack
_unpack_block = Struct("<128Q").unpack


def _avalanche64(value: int) -> int:
    value ^= value >> 33
    value = value * _P2 & _M64
    value ^= value >> 29
    value = value * _P3 & _M64
    return value ^ value >> 32


class Xxh64:
    """XXH64, seed 0."""

    __slots__ = ("_lanes", "_rest", "_total")
    digest_size = 8

    def __init__(self) -> None:
        self._lanes = [(_P1 + _P2) & _M64, _P2, 0, -_P1 & _M64]
        self._rest = b""
        self._total = 0

    def update(self, data: BytesLike) -> None:
        """Take in the next bytes."""
        data = self._rest + bytes(data)
        self._total += len(data) - len(self._rest)
        whole = len(data) & ~31
        self._rest = data[whole:]
        if not whole:
            return
        words = iter(unpack_from(f"<{whole // 8}Q", data))
        a, b, c, d = self._lanes
        p1, p2, mask = _P1, _P2, _M64
        for w, x, y, z in zip(words, words, words, words, strict=True):
            a = a + w * p2 & mask
            a = (a << 31 | a >> 33) * p1 & mask
            b = b + x * p2 & mask
            b = (b << 31 | b >> 33) * p1 & mask
            c = c + y * p2 & mask
            c = (c << 31 | c >> 33) * p1 & mask
            d = d + z * p2 & mask
            d = (d << 31 | d >> 33) * p1 & mask
        self._lanes = [a, b, c, d]

    def digest(self) -> bytes:
        """Return the hash of all bytes so far."""
        value = self._merged() if self._total >= 32 else _P5
        value += self._total
        rest = self._rest
        while len(rest) >= 8:
            lane = int.from_bytes(rest[:8], "little") * _P2 & _M64
            value ^= (lane << 31 | lane >> 33) * _P1 & _M64
            value = ((value << 27 | value >> 37) & _M64) * _P1 + _P4 & _M64
            rest = rest[8:]
        if len(rest) >= 4:
            value ^= int.from_bytes(rest[:4], "little") * _P1 & _M64
            value = ((value << 23 | value >> 41) & _M64) * _P2 + _P3 & _M64
            rest = rest[4:]
        for byte in rest:
            value ^= byte * _P5 & _M64
            value = (value << 11 | value >> 53) * _P1 & _M64
        return _avalanche64(value & _M64).to_bytes(8, "big")

    def _merged(self) -> int:
        turned = zip(self._lanes, (1, 7, 12, 18), strict=True)
        value = sum((lane << turn | lane >> 64 - turn) & _M64 for lane, turn in turned)
        for lane in self._lanes:
            lane = lane * _P2 & _M64
            value ^= (lane << 31 | lane >> 33) * _P1 & _M64
            value = value * _P1 + _P4 & _M64
        return value


def _read(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 8], "little")


def _key(start: int, other: int) -> int:
    return _read(_SECRET, start) ^ _read(_SECRET, other)


def _swap64(value: int) -> int:
    return int.from_bytes(value.to_bytes(8, "little"), "big")


def _fold(left: int, right: int) -> int:
    product = left * right
    return product & _M64 ^ product >> 64


def _avalanche(value: int) -> int:
    value &= _M64
    value ^= value >> 37
    value = value * _PMX1 & _M64
    return value ^ value >> 32


def _mix(data: bytes, start: int, secret: int) -> int:
    return _fold(_read(data, start) ^ _read(_SECRET, secret), _read(data, start + 8) ^ _read(_SECRET, secret + 8))


def _first_bytes(data: bytes) -> int:
    size = len(data)
    return data[0] << 16 | data[size >> 1] << 24 | data[-1] | size << 8


class _Xxh3:
    """What the two widths of XXH3 share: the eight sums over all but the last stripe."""

    __slots__ = ("_lanes", "_rest", "_tail", "_total")

    def __init__(self) -> None:
        self._lanes = list(_START)
        self._rest = b""
        # The last stripe may begin before the bytes that are not yet summed.
        self._tail = b""
        self._total = 0

    def update(self, data: BytesLike) -> None:
        """Take in the next bytes."""
        data = self._rest + bytes(data)
        self._total += len(data) - len(self._rest)
        # A block that may be the last one waits: its last stripe is treated differently.
        whole = max(len(data) - 1, 0) // _BLOCK * _BLOCK
        for start in range(0, whole, _BLOCK):
            self._sum_block(data[start : start + _BLOCK])
        if whole:
            self._tail = data[whole - _STRIPE : whole]
        self._rest = data[whole:]

    def _sum_block(self, block: bytes) -> None:
        halves = _unpack_halves((int.from_bytes(block, "little") ^ _BLOCK_KEY).to_bytes(_BLOCK, "little"))
        products = list(map(mul, halves[::2], halves[1::2]))
        words = _unpack_block(block)
        lanes = self._lanes
        for i in range(8):
            value = (lanes[i] + sum(products[i::8]) + sum(words[i ^ 1 :: 8])) & _M64
            # The end of a block scrambles the sums.
            lanes[i] = (value ^ value >> 47 ^ _SCRAMBLE_KEY[i]) * _P32_1 & _M64

    def _final_lanes(self) -> list[int]:
        lanes, rest = list(self._lanes), self._rest
        for n in range((len(rest) - 1) // _STRIPE):
            _sum_stripe(lanes, rest[n * _STRIPE : (n + 1) * _STRIPE], 8 * n)
        _sum_stripe(lanes, (self._tail + rest)[-_STRIPE:], len(_SECRET) - _STRIPE - 7)
        return lanes


_SCRAMBLE_KEY = _unpack_lanes(_SECRET[-_STRIPE:])


def _sum_stripe(lanes: list[int], stripe: bytes, secret: int) -> None:
    keys = _unpack_lanes(_SECRET[secret : secret + _STRIPE])
    for i, value in enumerate(_unpack_lanes(stripe)):
        keyed = value ^ keys[i]
        lanes[i ^ 1] += value
        lanes[i] += (keyed & _M32) * (keyed >> 32)


def _merge(lanes: list[int], secret: int, start: int) -> int:
    for i in range(4):
        left, right = lanes[2 * i] & _M64, lanes[2 * i + 1] & _M64
        start += _fold(left ^ _read(_SECRET, secret + 16 * i), right ^ _read(_SECRET, secret + 16 * i + 8))
    return _avalanche(start)


class Xxh3(_Xxh3):
    """XXH3 with 64 bits."""

    __slots__ = ()
    digest_size = 8

    def digest(self) -> bytes:
        """Return the hash of all bytes so far."""
        total = self._total
        value = _short64(self._rest) if total <= _SHORT else _merge(self._final_lanes(), 11, total * _P1)
        return value.to_bytes(8, "big")


class Xxh128(_Xxh3):
    """XXH3 with 128 bits."""

    __slots__ = ()
    digest_size = 16

    def digest(self) -> bytes:
        """Return the hash of all bytes so far."""
        total = self._total
        if total <= _SHORT:
            low, high = _short128(self._rest)
        else:
            lanes = self._final_lanes()
            low = _merge(lanes, 11, total * _P1)
            high = _merge(lanes, len(_SECRET) - _STRIPE - 11, ~(total * _P2) & _M64)
        return (high << 64 | low).to_bytes(16, "big")


def _short64(data: bytes) -> int:
    size = len(data)
    if size > 128:
        value = _avalanche(size * _P1 + sum(_mix(data, 16 * i, 16 * i) for i in range(8)))
        value += sum(_mix(data, 16 * i, 16 * i - 125) for i in range(8, size // 16))
        return _avalanche(value + _mix(data, size - 16, 119))
    if size > 16:
        value = size * _P1
        for i in range((size - 1) // 32 + 1):
            value += _mix(data, 16 * i, 32 * i) + _mix(data, size - 16 * (i + 1), 32 * i + 16)
        return _avalanche(value)
    if size > 8:
        low, high = _read(data, 0) ^ _key(24, 32), _read(data, size - 8) ^ _key(40, 48)
        return _avalanche(size + _swap64(low) + high + _fold(low, high))
    if size >= 4:
        value = int.from_bytes(data[-4:], "little") + (int.from_bytes(data[:4], "little") << 32) ^ _key(8, 16)
        value ^= (value << 49 | value >> 15) & _M64 ^ (value << 24 | value >> 40) & _M64
        value = value * _PMX2 & _M64
        value ^= (value >> 35) + size
        value = value * _PMX2 & _M64
        return value ^ value >> 28
    if size:
        return _avalanche64(_first_bytes(data) ^ _key(0, 4) & _M32)
    return _avalanche64(_key(56, 64))


def _short128(data: bytes) -> tuple[int, int]:
    size = len(data)
    if size > 16:
        low, high = _sums128(data)
        mixed = low * _P1 + high * _P4 + size * _P2
        return _avalanche(low + high), -_avalanche(mixed) & _M64
    if size > 8:
        last = _read(data, size - 8)
        product = (_read(data, 0) ^ last ^ _key(32, 40)) * _P1
        low = (product & _M64) + (size - 1 << 54) & _M64
        last ^= _key(48, 56)
        high = (product >> 64) + last + (last & _M32) * (_P32_2 - 1) & _M64
        product = (low ^ _swap64(high)) * _P2
        return _avalanche(product), _avalanche((product >> 64) + high * _P2)
    if size >= 4:
        value = int.from_bytes(data[:4], "little") + (int.from_bytes(data[-4:], "little") << 32)
        product = (value ^ _key(16, 24)) * (_P1 + (size << 2))
        low = product & _M64
        high = (product >> 64) + (low << 1) & _M64
        low ^= high >> 3
        low = (low ^ low >> 35) * _PMX2 & _M64
        return low ^ low >> 28, _avalanche(high)
    if size:
        first = _first_bytes(data)
        swapped = int.from_bytes(first.to_bytes(4, "little"), "big")
        turned = (swapped << 13 | swapped >> 19) & _M32
        return _avalanche64(first ^ _key(0, 4) & _M32), _avalanche64(turned ^ _key(8, 12) & _M32)
    return _avalanche64(_key(64, 72)), _avalanche64(_key(80, 88))


def _sums128(data: bytes) -> tuple[int, int]:
    size = len(data)
    low, high = size * _P1 & _M64, 0

    def mix(one: int, other: int, secret: int) -> None:
        nonlocal low, high
        low = (low + _mix(data, one, secret) & _M64) ^ (_read(data, other) + _read(data, other + 8) & _M64)
        high = (high + _mix(data, other, secret + 16) & _M64) ^ (_read(data, one) + _read(data, one + 8) & _M64)

    if size <= 128:
        for i in reversed(range((size - 1) // 32 + 1)):
            mix(16 * i, size - 16 * (i + 1), 32 * i)
        return low, high
    for start in range(0, 128, 32):
        mix(start, start + 16, start)
    low, high = _avalanche(low), _avalanche(high)
    for start in range(128, size - 31, 32):
        mix(start, start + 16, start - 125)
    mix(size - 16, size - 32, 103)
    return low, high
