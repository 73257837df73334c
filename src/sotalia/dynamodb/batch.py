"""The requests that a batch writer has still to send: all its logic but sending and waiting.

Laws:
- no request is lost: DynamoDB has processed it, or an UnprocessedItemsError has it, or the writer's `unsent` (the queue
  and `failed`);
- unprocessed requests go to the end of the queue, as in boto3, those of an interrupted batch to its beginning; with
  `pkeys`, they are dropped where a later request for the same key is in the queue.
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
#: The writer gives up after so many replies in a row that have processed nothing: half a minute of waiting, on average.
MAX_STALLS = 12
#: The first pause is shorter than this, in seconds. Each later one may be twice as long, up to 20 seconds.
_BASE = 0.05


class WriteBuffer:
    """The requests of one batch writer. Not for several threads at once."""

    __slots__ = ("_pkeys", "_stalls", "_table_name", "amount", "failed", "max_stalls", "queue", "refusals")

    def __init__(self, table_name: str, amount: int, pkeys: list[str] | None, max_stalls: int) -> None:
        self._table_name = table_name
        self._pkeys = pkeys
        self._stalls = 0
        self.amount = amount
        self.max_stalls = max_stalls
        #: How many replies in a row have left something unprocessed.
        self.refusals = 0
        self.queue: list[Request] = []
        #: Those whose BatchWriteItem was answered with an error, or not at all.
        self.failed: list[Request] = []

    def add(self, request: Request) -> None:
        """Have `request` sent; with `pkeys`, in the place of one for the same key. KeyError if it lacks a key."""
        if self._pkeys:
            key = self._key(request)
            others = [other for other in self.queue if self._key(other) != key]
            if len(others) < len(self.queue):
                debug("sotalia.dynamodb", "A request of the batch is replaced by a later one for the same key.")
                self.queue = others
        self.queue.append(request)

    def _key(self, request: Request) -> list[Any]:
        item = (request.get("PutRequest") or {}).get("Item") or (request.get("DeleteRequest") or {}).get("Key") or {}
        return [item[name] for name in self._pkeys or ()]

    def take(self) -> list[Request]:
        """Take the next batch out of the queue."""
        batch, self.queue = self.queue[: self.amount], self.queue[self.amount :]
        return batch

    def put_back(self, batch: list[Request]) -> None:
        """Have an interrupted batch sent again, before what came later; whether it was processed is not known."""
        self.queue = self._not_replaced(batch) + self.queue

    def _not_replaced(self, batch: list[Request]) -> list[Request]:
        """Return the requests of `batch` for whose keys there is no later one in the queue."""
        if not self._pkeys:
            return batch
        newer = [self._key(request) for request in self.queue]
        return [request for request in batch if self._key(request) not in newer]

    def take_back(self, batch: list[Request], reply: dict[str, Any]) -> None:
        """Take back what `reply` says was not processed of `batch`.

        Raises UnprocessedItemsError, with everything that is left, after `max_stalls` replies that processed nothing.
        """
        leftover = (reply["UnprocessedItems"] or {}).get(self._table_name) or []
        debug("sotalia.dynamodb", "A batch of %d requests was sent, %d were not processed.", len(batch), len(leftover))
        self.refusals = self.refusals + 1 if leftover else 0
        self._stalls = self._stalls + 1 if len(leftover) >= len(batch) else 0
        self.queue += self._not_replaced(leftover)
        if self._stalls >= self.max_stalls:
            unprocessed, self.queue, attempts = self.queue, [], self._stalls
            self.refusals = self._stalls = 0
            raise UnprocessedItemsError(self._table_name, unprocessed, attempts)


def backoff(refusals: int, jitter: float) -> Generator[Sleep, None, None]:
    """Wait before sending unprocessed requests again; `jitter` is a random number in [0, 1)."""
    yield Sleep(delay(refusals, _BASE, jitter, None))
