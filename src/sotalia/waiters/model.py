"""Waiters as models describe them: which operation is polled, how often, and what its replies mean.

The format is that of botocore's `waiters-2.json`, version 2:

    {"version": 2, "waiters": {"BucketExists": {
        "operation": "HeadBucket", "delay": 5, "maxAttempts": 20,
        "acceptors": [{"state": "success", "matcher": "status", "expected": 200},
                      {"state": "retry", "matcher": "status", "expected": 404}]}}}
"""

from __future__ import annotations

from ..errors import WaiterConfigError
from ..model.names import Unknown, did_you_mean, xform_name
from .acceptors import AcceptorConfig
from .errors import MalformedWaiterError, required

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class WaiterModel:
    """The waiters of a service, or those that a program wrote itself. `waiter_names` are as in the model, sorted.

    Raises WaiterConfigError for another version of the format and for what is malformed.
    """

    SUPPORTED_VERSION = 2

    def __init__(self, waiter_config: dict[str, Any]) -> None:
        """`waiter_config` is kept, not copied, and must not change any more."""
        waiters = required(waiter_config, "waiters", "the document of waiters")
        version = waiter_config.get("version", "unknown")
        if version != self.SUPPORTED_VERSION:
            raise WaiterConfigError(
                error_msg=f"Unsupported waiter version, supported version must be: {self.SUPPORTED_VERSION}, but "
                f"version of waiter config is: {version}"
            )
        if not isinstance(waiters, dict):
            raise MalformedWaiterError(error_msg=f"'waiters' must be an object, not {waiters!r}")
        self.version: int = version
        self.waiter_names: list[str] = sorted(waiters)
        self._waiters: dict[str, Any] = waiters
        #: What `classes.waiter_class` made for this model.
        self._classes: dict[Any, type[Any]] = {}
        self._names: dict[str, str] | None = None

    def get_waiter(self, waiter_name: str) -> SingleWaiterConfig:
        """Return one waiter, by its name in the model (`"BucketExists"`); its `delay` and the like may be changed.

        Raises ValueError for an unknown name, WaiterConfigError when something is missing.
        """
        if waiter_name not in self._waiters:
            raise unknown_waiter(waiter_name, self._waiters)
        return SingleWaiterConfig(self._waiters[waiter_name])

    def by_method_name(self) -> dict[str, str]:
        """Return the names in the model by the names that `client.get_waiter` takes (`"bucket_exists"`)."""
        if self._names is None:
            self._names = {xform_name(name): name for name in self.waiter_names}
        return self._names


class SingleWaiterConfig:
    """How one waiter waits: `operation`, `delay` in seconds, `max_attempts`, `description`, `acceptors`."""

    def __init__(self, single_waiter_config: dict[str, Any]) -> None:
        """Raises WaiterConfigError when something is missing."""
        self._config = single_waiter_config
        self.operation: str = required(single_waiter_config, "operation", "a waiter")
        if not isinstance(self.operation, str):
            raise MalformedWaiterError(error_msg=f"a waiter's operation must be text, not {self.operation!r}")
        self.delay: float = required(single_waiter_config, "delay", "a waiter")
        self.max_attempts: int = required(single_waiter_config, "maxAttempts", "a waiter")
        self.description: str = single_waiter_config.get("description", "")

    @property
    def acceptors(self) -> list[AcceptorConfig]:
        """What is looked for in each reply, in order. Raises WaiterConfigError for what is malformed."""
        acceptors = required(self._config, "acceptors", "a waiter")
        if not isinstance(acceptors, list):
            raise MalformedWaiterError(error_msg=f"a waiter's acceptors must be a list, not {acceptors!r}")
        return [AcceptorConfig(acceptor) for acceptor in acceptors]


def unknown_waiter(name: Any, names: Iterable[str]) -> ValueError:
    """Return the error for a waiter that does not exist, with the names that may have been meant."""
    return ValueError(str(Unknown(f"Waiter does not exist: {name}", did_you_mean(str(name), names))))
