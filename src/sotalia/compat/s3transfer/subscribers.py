"""What is told of a manager's transfers."""

from __future__ import annotations

from inspect import signature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self


class InvalidSubscriberMethodError(Exception):
    """A subscriber's method does not take all that it may be called with."""


class BaseSubscriber:
    """Base of subscribers; each of its methods may be replaced, and has to take further keyword arguments."""

    VALID_SUBSCRIBER_TYPES = ("queued", "progress", "done")

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Raises InvalidSubscriberMethodError for methods that do not take all that they may be called with."""
        for name in cls.VALID_SUBSCRIBER_TYPES:
            method = getattr(cls, f"on_{name}")
            if not callable(method):
                raise InvalidSubscriberMethodError(f"Subscriber method {method} must be callable.")
            if not any(each.kind is each.VAR_KEYWORD for each in signature(method).parameters.values()):
                raise InvalidSubscriberMethodError(
                    f"Subscriber method {method.__qualname__} must accept keyword arguments (**kwargs)."
                )
        return super().__new__(cls)

    def on_queued(self, future: Any, **kwargs: Any) -> None:
        """A transfer was begun."""

    def on_progress(self, future: Any, bytes_transferred: int, **kwargs: Any) -> None:
        """So many bytes have been transferred."""

    def on_done(self, future: Any, **kwargs: Any) -> None:
        """A transfer has ended, one way or the other."""
