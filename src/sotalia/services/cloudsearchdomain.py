"""CloudSearch: `return` is a Python keyword, so callers may say `returnFields`; and a search goes out as a POST, since
its query string can grow past what a URL may hold.
"""

from __future__ import annotations

from ..core.hooks import Hooks
from .aliases import accept_alias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.context import Call
    from ..http import Request

HOOKS = Hooks()
HOOKS.on("params", "Search")(accept_alias("return", "returnFields"))


@HOOKS.on("sign", "Search")
def move_query_to_body(call: Call, request: Request) -> None:
    """Turn the GET into a POST with the query string as its form; a presigned URL is not changed."""
    if not call.presigned and request.method == "GET" and "?" in request.url:
        request.url, _, query = request.url.partition("?")
        request.method = "POST"
        request.body = query.encode("ascii")
        request.length = len(request.body)
        request.headers["content-type"] = "application/x-www-form-urlencoded"
