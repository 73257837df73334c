"""CRC-32C and CRC-64/NVME in Python, at hundreds of megabytes a second: for few bytes, and where no library is.

A CRC is the remainder of the message, read as a polynomial over GF(2), divided by the algorithm's polynomial P. The
usual table walks the message byte by byte, which in Python means some 10 MB/s. Here the message becomes one big integer
and is *folded*: where P divides x^D + x^e1 + x^e2 + …, the part of the message above x^D can be shifted down and added
(xor) at the places e1, e2, … without changing the remainder. Shifting and xor-ing big integers is C. A few such
relations, found by search, shrink a message to some hundred bits, which the table then finishes.

In GF(2) squaring a sum squares each term, so a relation for D is one for 2D, 4D, 8D … with doubled exponents: one
relation serves all sizes.

Both CRCs are *reflected*: the first bit sent is the lowest of the first byte and has the highest exponent. Read as a
little-endian integer, bit i of an n-bit message belongs to x^(n-1-i): the part above x^D is the low end.

Checked values: CRC-32C of "123456789" is e3069283, CRC-64/NVME ae8b14860a799888.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    BytesLike = bytes | bytearray | memoryview
    #: (D, exponents in falling order), as above.
    Relation = tuple[int, tuple[int, ...]]

#: Larger messages are taken in pieces of this size: their integers stay in the processor's cache.
_PIECE = 128 * 1024
#: Below this many bytes the table alone is as fast.
_SMALL = 64


class Folding:
    """A function that takes bytes and the CRC of those before them, and returns the CRC of all.

    `name` is that of a row in `RELATIONS`, `width` the CRC's in bits, `polynomial` lacks the highest term and has the
    lowest bit first.
    """

    __slots__ = ("_all_bits", "_polynomial", "_relations", "_table")

    def __init__(self, name: str, width: int, polynomial: int) -> None:
        self._relations = RELATIONS[name]
        self._polynomial = polynomial
        self._all_bits = (1 << width) - 1
        self._table: Sequence[int] = ()

    def __call__(self, data: BytesLike, crc: int = 0) -> int:
        """Return the CRC with `data` behind it."""
        state = crc ^ self._all_bits
        for start in range(0, len(data), _PIECE):
            state = self._advance(data[start : start + _PIECE], state)
        return state ^ self._all_bits

    def _advance(self, data: BytesLike, state: int) -> int:
        table = self._table or self._make_table()
        if len(data) > _SMALL:
            # The state so far joins the message's first bits; what is left of the message starts afresh.
            message, bits = self._fold(int.from_bytes(data, "little") ^ state, 8 * len(data))
            spare = -bits % 8
            data, state = (message << spare).to_bytes((bits + spare) // 8, "little"), 0
        for byte in data:
            state = table[(state ^ byte) & 255] ^ (state >> 8)
        return state

    def _fold(self, message: int, bits: int) -> tuple[int, int]:
        """Return a shorter message with the same remainder, and how many bits it has."""
        for base, exponents in self._relations:
            while bits > base:
                # The relation for the largest D = base * 2^k below the message's length.
                k = ((bits - 1) // base).bit_length() - 1
                degree, top = base << k, exponents[0] << k
                # No more bits at once than this: the added ones must not fall among those that are removed.
                count = min(bits - degree, degree - top)
                high = message & ((1 << count) - 1)
                terms = high
                for exponent in exponents[1:]:
                    terms ^= high << (top - (exponent << k))
                message = (message >> count) ^ (terms << (degree - top - count))
                bits -= count
        return message, bits

    def _make_table(self) -> Sequence[int]:
        table = []
        for value in range(256):
            for _ in range(8):
                value = (value >> 1) ^ (self._polynomial if value & 1 else 0)
            table.append(value)
        self._table = table
        return table


#: By the algorithm's name, from the largest D to the smallest.
RELATIONS: Mapping[str, tuple[Relation, ...]] = {
    "crc32c": (
        (6777, (484, 100, 0)),
        (685, (31, 26, 25, 23, 19, 15, 11, 3, 0)),
    ),
    "crc64nvme": (
        (282936, (50, 46, 45, 41, 40, 36, 30, 29, 26, 24, 20, 16, 13, 5, 4, 0)),
        (865, (59, 43, 41, 40, 37, 33, 31, 30, 29, 20, 18, 16, 13, 7, 6, 4, 3, 2, 0)),
    ),
}
