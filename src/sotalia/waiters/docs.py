"""The docstring of `waiter.wait`: what is polled and how often, and all arguments."""

from __future__ import annotations

from ..model.docs import repeated_docstring
from ..model.docsyntax import Settings
from ..model.names import xform_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.service import ServiceModel
    from .model import SingleWaiterConfig


def wait_docstring(service_model: ServiceModel, config: SingleWaiterConfig) -> str:
    """Return the docstring of a waiter's `wait`. Raises OperationNotFoundError."""
    method = f"{service_model.class_name}.Client.{xform_name(config.operation)}"
    introduction = (
        f"Polls :py:meth:`{method}` every {config.delay} seconds until the condition holds. Raises WaiterError after "
        f"{config.max_attempts} polls, and as soon as it cannot hold any more."
    )
    if config.description:
        introduction += f"\n\n{config.description}"
    return repeated_docstring(service_model, config.operation, "waiter.wait", introduction, _settings(config))


def _settings(config: SingleWaiterConfig) -> Settings:
    return Settings(
        "WaiterConfig",
        "How to wait, for this time.",
        {
            "Delay": ("integer", f"Seconds between polls, {config.delay} by default."),
            "MaxAttempts": (
                "integer",
                f"The most polls, {config.max_attempts} by default; by default not bounded where there is a Timeout.",
            ),
            "MaxDelay": (
                "integer",
                "Let the time between polls grow, up to so many seconds: before the n-th poll after the first it is a "
                "random time between Delay and Delay * 2^(n-1). By default it does not grow.",
            ),
            "Timeout": (
                "integer",
                "Give up after so many seconds; the last poll is made at their end. By default there is no limit.",
            ),
        },
    )
