"""Waiting for a condition, by polling: `client.get_waiter("bucket_exists").wait(Bucket="b")`, or awaited.

Waiters come from the services' models. A program describes its own in the same form, for blocking and awaited clients:

    model = WaiterModel({"version": 2, "waiters": {"JobDone": {
        "operation": "DescribeJobs", "delay": 5, "maxAttempts": 60,
        "acceptors": [
            {"state": "success", "matcher": "pathAll", "argument": "jobs[].status", "expected": "SUCCEEDED"},
            {"state": "failure", "matcher": "pathAny", "argument": "jobs[].status", "expected": "FAILED"}]}}})
    waiter = create_waiter_with_client("JobDone", model, client)
    waiter.wait(jobs=["4711"], WaiterConfig={"Delay": 1, "MaxDelay": 20, "Timeout": 600})

The names are botocore's. `AsyncWaiter` and `AsyncNormalizedOperationMethod` are the awaited ones.
"""

from __future__ import annotations

from .._lazy_exports import lazy_exports
from ..errors import WaiterConfigError, WaiterError
from ._sync.waiter import NormalizedOperationMethod, Waiter
from .acceptors import AcceptorConfig, is_valid_waiter_error
from .classes import create_waiter_with_client
from .errors import MalformedWaiterError, WaiterOptionError
from .model import SingleWaiterConfig, WaiterModel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async.waiter import AsyncNormalizedOperationMethod, AsyncWaiter

__all__ = [
    "AcceptorConfig",
    "AsyncNormalizedOperationMethod",
    "AsyncWaiter",
    "MalformedWaiterError",
    "NormalizedOperationMethod",
    "SingleWaiterConfig",
    "Waiter",
    "WaiterConfigError",
    "WaiterError",
    "WaiterModel",
    "WaiterOptionError",
    "create_waiter_with_client",
    "is_valid_waiter_error",
]

_AWAITED = dict.fromkeys(("AsyncNormalizedOperationMethod", "AsyncWaiter"), "_async.waiter")
__getattr__, __dir__ = lazy_exports(globals(), _AWAITED)
