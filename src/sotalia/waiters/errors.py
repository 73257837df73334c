"""The errors for a malformed waiter's model, and for invalid options of a wait.

Both are also what boto3 happens to raise at the same places, so that programs that catch those go on working.
"""

from __future__ import annotations

from ..errors import ParamValidationError, WaiterConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class MalformedWaiterError(WaiterConfigError, KeyError, TypeError, ValueError):
    """A waiter's model lacks something, or has a value of the wrong type; the message says what and where."""

    __str__ = Exception.__str__  # not KeyError's, which shows the message's repr


class WaiterOptionError(ParamValidationError, TypeError, ValueError, AttributeError):
    """An option in `WaiterConfig` (or the waiter's `config`) has a value that it cannot have."""


def required(config: Any, key: str, where: str) -> Any:
    """Return `config[key]`; raises MalformedWaiterError that names both."""
    if not isinstance(config, dict):
        raise MalformedWaiterError(error_msg=f"{where} must be an object, not {config!r}")
    try:
        return config[key]
    except KeyError:
        raise MalformedWaiterError(error_msg=f"{where} lacks {key!r}") from None


def option_error(name: str, expected: str, value: Any) -> WaiterOptionError:
    """Return the error for a value that an option cannot have."""
    return WaiterOptionError(report=f"Invalid value for {name}: {expected} was expected, not {value!r}")
