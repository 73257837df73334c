"""Secrets in bodies of CBOR (RFC 8949), written over in place: everything else stays as it was sent."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MASK = b"X"
#: How many bytes of a number follow the first one, by what that says.
_NUMBERS = {24: 1, 25: 2, 26: 4, 27: 8}
_WITHOUT_END, _END = 31, 0xFF
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _OTHER = range(8)


def masked(body: bytes, hides_all: Callable[[str], bool], hides: Callable[[str], bool]) -> bytes:
    """Return a body without its secrets; nothing of one that is no CBOR.

    `hides_all` tells whether everything in the member of a name is secret, `hides` whether what it holds itself is.
    """
    try:
        masker = _Masker(body, hides_all, hides)
        while masker.at < len(body):
            masker.item("", hidden=False)
    except (IndexError, ValueError, RecursionError):
        return b""
    return bytes(masker.body)


class _Masker:
    """Goes through a body from item to item."""

    def __init__(self, body: bytes, hides_all: Callable[[str], bool], hides: Callable[[str], bool]) -> None:
        self.body = bytearray(body)
        self.at = 0
        self._hides_all = hides_all
        self._hides = hides

    def item(self, name: str, *, hidden: bool) -> None:
        """Go through an item in the member `name`; `hidden` says that all of it is secret."""
        major, count = self._head(name, hidden=hidden)
        if major in (_BYTES, _TEXT) and count is not None:
            start, self.at = self.at, self._end_of(count)
            if hidden or self._hides(name):
                self.body[start : self.at] = _MASK * count
        elif major == _MAP:
            while self._goes_on(count):
                key = self._text()
                self.item(key, hidden=hidden or self._hides_all(key))
                count = None if count is None else count - 1
        elif major in (_BYTES, _TEXT, _ARRAY):
            while self._goes_on(count):
                self.item(name, hidden=hidden)
                count = None if count is None else count - 1
        elif major == _TAG:
            self.item(name, hidden=hidden)

    def _head(self, name: str, *, hidden: bool) -> tuple[int, int | None]:
        """Return an item's kind, and the number in its head; None for one without a length. Numbers are masked here."""
        first = self.body[self.at]
        major, info = first >> 5, first & 31
        start, self.at = self.at + 1, self.at + 1
        if info == _WITHOUT_END:
            return major, None
        secret = hidden or self._hides(name)
        if info not in _NUMBERS:
            if secret and major in (_UNSIGNED, _NEGATIVE):
                self.body[start - 1] = major << 5
            return major, info
        self.at = self._end_of(_NUMBERS[info])
        number = int.from_bytes(self.body[start : self.at], "big")
        if secret and major in (_UNSIGNED, _NEGATIVE, _OTHER):
            self.body[start : self.at] = bytes(self.at - start)
        return major, number

    def _text(self) -> str:
        major, count = self._head("", hidden=False)
        if major != _TEXT or count is None:
            raise ValueError("A name is not a text.")
        start, self.at = self.at, self._end_of(count)
        return self.body[start : self.at].decode("utf-8")

    def _goes_on(self, count: int | None) -> bool:
        if count is not None:
            return count > 0
        if self.body[self.at] != _END:
            return True
        self.at += 1
        return False

    def _end_of(self, count: int) -> int:
        end = self.at + count
        if end > len(self.body):
            raise IndexError
        return end
