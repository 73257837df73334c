"""What a batch writer has still to send, and what becomes of it: everything about one but sending and waiting.

Laws:
- an item leaves only when DynamoDB has taken it, or into `failed`, or into an UnprocessedItemsError; `unsent` has all
  that did not get there;
- what was not processed goes behind what waits, as in boto3, and a batch that was interrupted goes before that; with
  `pkeys`, neither is sent where a later request for the same key waits.
"""

from __future__ import annotations

from .._log import debug
from ..core.retry.backoff import delay
from ..effects import Sleep
from ..errors import UnprocessedItemsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    Request = dict[str, Any]

#: How many requests one BatchWriteItem takes.
FLUSH_AMOUNT = 25
#: After how many replies in a row that took nothing to give up: half a minute of waiting, on average.
MAX_STALLS = 12
#: Seconds: what the first pause is shorter than. Each later one may be twice as long, up to 20 seconds.
_BASE = 0.05


class WriteBuffer:
    """The requests of one batch writer. Not for several threads at once."""

    __slots__ = ("_pkeys", "_stalls", "_table_name", "amount", "failed", "max_stalls", "refusals", "waiting")

    def __init__(self, table_name: str, amount: int, pkeys: list[str] | None, max_stalls: int) -> None:
        self._table_name = table_name
        self._pkeys = pkeys
        self._stalls = 0
        self.amount = amount
        self.max_stalls = max_stalls
        #: How many replies in a row have left something unprocessed.
        self.refusals = 0
        self.waiting: list[Request] = []
        #: Those whose BatchWriteItem was answered with an error, or not at all.
        self.failed: list[Request] = []

    def add(self, request: Request) -> None:
        """Have `request` sent; with `pkeys`, in the place of one for the same key. KeyError if it lacks a key."""
        if self._pkeys:
            key = self._key(request)
            kept = [other for other in self.waiting if self._key(other) != key]
            if len(kept) < len(self.waiting):
                debug("sotalia.dynamodb", "A request of the batch is replaced by a later one for the same key.")
                self.waiting = kept
        self.waiting.append(request)

    def _key(self, request: Request) -> list[Any]:
        found = (request.get("PutRequest") or {}).get("Item") or (request.get("DeleteRequest") or {}).get("Key") or {}
        return [found[name] for name in self._pkeys or ()]

    def take(self) -> list[Request]:
        """Return what is to be sent now."""
        batch, self.waiting = self.waiting[: self.amount], self.waiting[self.amount :]
        return batch

    def put_back(self, batch: list[Request]) -> None:
        """Have these sent again, before those that came later; nobody knows what became of them."""
        self.waiting = self._not_replaced(batch) + self.waiting

    def _not_replaced(self, batch: list[Request]) -> list[Request]:
        """Return the requests of `batch` for whose keys no later one waits."""
        if not self._pkeys:
            return batch
        newer = [self._key(request) for request in self.waiting]
        return [request for request in batch if self._key(request) not in newer]

    def settle(self, batch: list[Request], reply: dict[str, Any]) -> None:
        """Take back what `reply` says was not processed of `batch`.

        Raises UnprocessedItemsError with everything that is left once nothing was for too often.
        """
        left = (reply["UnprocessedItems"] or {}).get(self._table_name) or []
        debug("sotalia.dynamodb", "A batch of %d requests was sent, %d were not processed.", len(batch), len(left))
        self.refusals = self.refusals + 1 if left else 0
        self._stalls = self._stalls + 1 if len(left) >= len(batch) else 0
        self.waiting += self._not_replaced(left)
        if self._stalls >= self.max_stalls:
            unprocessed, self.waiting, attempts = self.waiting, [], self._stalls
            self.refusals = self._stalls = 0
            raise UnprocessedItemsError(self._table_name, unprocessed, attempts)


def backoff(refusals: int, jitter: float) -> Generator[Sleep, None, None]:
    """Wait before sending again what was refused; `jitter` is a random number in [0, 1)."""
    yield Sleep(delay(refusals, _BASE, jitter, None))
