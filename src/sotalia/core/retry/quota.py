"""A budget of retries shared by all calls of a client, so that a service in trouble does not get too many.

Every retry takes from the budget; a success gives back what its last retry took, or one unit if it needed none.
Plain integer arithmetic under the interpreter lock: two threads may at worst misjudge by one retry.
"""

from __future__ import annotations

CAPACITY = 500
RETRY_COST = 14
THROTTLING_COST = 5
SUCCESS_REFUND = 1


class RetryQuota:
    """The budget of one client."""

    __slots__ = ("available",)

    def __init__(self) -> None:
        self.available = CAPACITY

    def acquire(self, cost: int) -> bool:
        """Take `cost` and return True, or return False when less than that is left."""
        if self.available < cost:
            return False
        self.available -= cost
        return True

    def release(self, amount: int) -> None:
        """Give `amount` back, up to the full budget."""
        if self.available < CAPACITY:
            self.available = min(CAPACITY, self.available + amount)
