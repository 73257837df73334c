"""`BaseClient` and `AsyncBaseClient`, the bases of all clients, blocking and awaited.

Tests and tools replace their `_make_api_call(operation_name, api_params)`, through which every call goes:
`mock.patch("sotalia.clients.BaseClient._make_api_call", …)`.
"""

# The package has clients, their streams and events; `_async` is written by hand, `_sync` generated from it.

from __future__ import annotations

from .._lazy_exports import lazy_exports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._async.client import AsyncBaseClient
    from ._sync.client import BaseClient

_PLACES = {"AsyncBaseClient": "_async.client", "BaseClient": "_sync.client"}
__all__ = ["AsyncBaseClient", "BaseClient"]
__getattr__, __dir__ = lazy_exports(globals(), _PLACES)
