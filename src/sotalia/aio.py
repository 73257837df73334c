"""The same surface for asyncio: clients whose methods are awaited.

    from sotalia import aio

    async with aio.client("s3") as s3:
        reply = await s3.list_buckets()

Making a session or a client does no I/O, so nothing is awaited there. A client works in any event loop, and without
`async with` too; then `await client.close()` when it is no longer needed.
"""

from __future__ import annotations

from .model.names import as_called
from .sessions._async.session import AsyncBaseSession
from .sessions.base import SessionBase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Session", "client", "resource"]


class Session(AsyncBaseSession):
    """A session whose clients are awaited."""

    __doc__ = SessionBase.__doc__


_default_session: Session | None = None


def client(*args: Any, **kwargs: Any) -> Any:
    """Make an awaited client with the default session; the arguments are those of `Session.client`."""
    return as_called("client", _session().client, args, kwargs)


def resource(*args: Any, **kwargs: Any) -> Any:
    """Make a service's awaited resource with the default session; the arguments are those of `Session.resource`."""
    return as_called("resource", _session().resource, args, kwargs)


def _session() -> Session:
    global _default_session
    if _default_session is None:
        _default_session = Session()
    return _default_session
