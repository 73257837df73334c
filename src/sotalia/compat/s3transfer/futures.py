"""Executors as s3transfer's manager takes them. Sotalia's takes them too, and goes on in its own thread."""

from __future__ import annotations

from concurrent.futures import Future

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class BaseExecutor:
    """Base of executors."""

    def __init__(self, max_workers: int | None = None) -> None:
        pass

    def submit(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Have a function called; return its future."""
        raise NotImplementedError("submit()")

    def shutdown(self, wait: bool = True) -> None:
        """Take nothing more."""
        raise NotImplementedError("shutdown()")


class NonThreadedExecutor(BaseExecutor):
    """Calls each function at once, where it is given."""

    def submit(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        """Call a function; return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True) -> None:
        """Do nothing: all is done."""
