"""Requests, URLs and forms without signatures."""

from __future__ import annotations

from .payload import UNSIGNED_TRAILER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..http import Request


def mark_trailer(request: Request, *_: Any) -> None:
    """Say in a header how the body is framed: S3 requires that, signed or not."""
    if "x-amz-trailer" in request.headers:
        request.headers["x-amz-content-sha256"] = UNSIGNED_TRAILER


def plain_url(request: Request, *_: Any) -> str:
    """Return the URL as it is."""
    return request.url


def plain_fields(scheme: Any, credentials: Any, now: float, fields: Mapping[str, Any], *_: Any) -> dict[str, Any]:
    """Return a copy of the fields of a form."""
    return dict(fields)
