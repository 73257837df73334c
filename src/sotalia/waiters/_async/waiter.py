"""The waiters that users hold: polling and sleeping are here, everything else about a wait is in `plan.Plan`."""

from __future__ import annotations

from ...errors import ClientError
from ...io import clock
from ...io.drive_async import drive_async
from ...io.perform_async import perform_alone
from ...model.names import Suggests
from ...useragent.features import WAITER
from ...useragent.scope import counting_as
from ..plan import Plan, delay

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ...effects import Steps
    from ..model import SingleWaiterConfig


class AsyncWaiter(Suggests):
    """Waits until a condition holds: `await client.get_waiter("bucket_exists").wait(Bucket="b")`.

    `name` and `config` say what is polled and how; `config.delay` and `config.max_attempts` may be set. Nothing of a
    wait is kept here, so that threads and tasks may share a waiter.
    """

    def __init__(
        self,
        name: str,
        config: SingleWaiterConfig,
        operation_method: Callable[..., Awaitable[dict[str, Any]]],
        *,
        run: Callable[[Steps], Awaitable[Any]] | None = None,
    ) -> None:
        """`operation_method(**kwargs)` polls: it returns the reply, also if that is an error reply.

        `run` performs the steps of a sleep, as a client does; without it the waiter sleeps by itself.
        """
        self.name = name
        self.config = config
        self._operation_method = operation_method
        self._run = run or _run_alone

    async def wait(self, **kwargs: Any) -> None:
        """Poll with the operation's parameters until the waiter's condition holds.

        `WaiterConfig` is a dict; all of it is optional. `Delay`: seconds between polls. `MaxAttempts`: the most polls.
        `MaxDelay`: lets the time between polls grow, with jitter, from `Delay` to so many seconds. `Timeout`: give up
        after so many seconds; unless `MaxAttempts` is given too, the number of polls is not bounded then.

        Raises WaiterError when it cannot hold any more, when an error comes that the waiter does not know, and when
        attempts or time are used up; its `last_response` is the last reply. WaiterOptionError, a ParamValidationError,
        for an invalid `WaiterConfig`; and what polling raises.
        """
        options = kwargs.pop("WaiterConfig", {})
        plan = Plan(self.name, self.config, options, clock.monotonic, clock.random)
        while True:
            with counting_as(WAITER):
                response = await self._operation_method(**kwargs)
            seconds = plan.next(response)
            if seconds is None:
                return
            await self._run(delay(seconds))


class AsyncNormalizedOperationMethod:
    """A client's method, except that an error reply is returned like any other."""

    def __init__(self, client_method: Callable[..., Awaitable[dict[str, Any]]]) -> None:
        self._client_method = client_method

    async def __call__(self, **kwargs: Any) -> dict[str, Any]:
        """Call the method."""
        try:
            return await self._client_method(**kwargs)
        except ClientError as error:
            return error.response


async def _run_alone(steps: Steps) -> Any:
    return await drive_async(steps, perform_alone)
