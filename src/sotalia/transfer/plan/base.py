"""Pieces, and what all plans have in common: counting what is under way, ending with the first error."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: Kinds of pieces: a plain call; one whose body comes from the transfer's source; one whose reply's body goes to its
#: target.
CALL, SEND, FETCH = range(3)


class Piece:
    """One request of a transfer: the client's method and its parameters, but for a body.

    A body that is sent is `length` bytes of the source from `offset` on, or as much of a stream as there is up to
    `length`. A body that is fetched goes to `offset` of the target; `length` is None until the reply's head has told
    it. `received` counts its bytes that have come, in this and former attempts. `number` is a part's.

    `of_source` says that the client of a copy's source makes the call. `cleans_up` says that the call is made although
    the transfer has failed. `checksum` takes in what is received, where the reply says what it must be; `opened` says
    that a good reply has begun to come.
    """

    __slots__ = (
        "attempts",
        "checksum",
        "cleans_up",
        "kind",
        "length",
        "method",
        "number",
        "of_source",
        "offset",
        "opened",
        "params",
        "received",
    )

    def __init__(
        self,
        method: str,
        params: dict[str, Any],
        kind: int = CALL,
        *,
        offset: int = 0,
        length: int | None = 0,
        number: int = 0,
        of_source: bool = False,
        cleans_up: bool = False,
    ) -> None:
        self.method = method
        self.params = params
        self.kind = kind
        self.offset = offset
        self.length = length
        self.number = number
        self.of_source = of_source
        self.cleans_up = cleans_up
        self.received = 0
        self.attempts = 1
        self.checksum: Any = None
        self.opened = False

    def __repr__(self) -> str:
        return f"<Piece {self.method} {self.number or ''} {self.offset}+{self.length}>"


class Plan:
    """Base of all plans. A subclass says in `_next`, `_done` and `_failed` what is special about it."""

    def __init__(self) -> None:
        #: What the caller gets raised.
        self.error: BaseException | None = None
        #: Whether everything has been done.
        self.finished = False
        #: How many bytes the transfer has, once that is known.
        self.size: int | None = None
        #: How many of them an earlier run has transferred, as far as that is known now.
        self.kept_bytes = 0
        self._under_way = 0

    @property
    def over(self) -> bool:
        """Whether nothing more will come, and nothing is under way."""
        return not self._under_way and (self.finished or (self.error is not None and not self._has_to_clean_up()))

    def next(self) -> Piece | None:
        """Return the next piece, or None while there is none (or no more, see `over`)."""
        if self.finished:
            return None
        if self.error is None:
            piece = self._next()
        else:
            piece = None if self._under_way else self._clean_up()
        if piece is not None:
            self._under_way += 1
        return piece

    def done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        """Take the reply to a piece, as the client's method returns it."""
        self._under_way -= 1
        self._done(piece, reply)

    def failed(self, piece: Piece, error: BaseException) -> None:
        """Take the error of a piece: try it again, or end the transfer."""
        self._under_way -= 1
        if not piece.cleans_up:
            self._failed(piece, error)

    def dropped(self, piece: Piece) -> None:
        """Take back a piece that will not be done, since the transfer has failed."""
        self._under_way -= 1

    def keep(self, count: int) -> None:
        """Take back all pieces but `count`: Ctrl-C may have come when one had been given and was not begun."""
        self._under_way = count

    def head(self, piece: Piece, headers: Mapping[str, str]) -> None:
        """Take the head of a good reply whose body is about to come. Header names are lower case."""

    def exhausted(self, piece: Piece) -> None:
        """Take back a piece for which the source, a stream, had no more bytes."""
        self._under_way -= 1

    def fail(self, error: BaseException) -> None:
        """End the transfer with an error, if it has not ended yet; what is to be cleaned up comes as pieces."""
        if self.error is None and not self.finished:
            self.error = error

    def _next(self) -> Piece | None:
        raise NotImplementedError

    def _done(self, piece: Piece, reply: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _failed(self, piece: Piece, error: BaseException) -> None:
        self.fail(error)

    def _has_to_clean_up(self) -> bool:
        return False

    def _clean_up(self) -> Piece | None:
        return None
