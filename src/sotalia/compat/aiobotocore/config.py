"""aiobotocore's Config."""

from __future__ import annotations

from ...config import Config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AioConfig(Config):
    """Sotalia's Config; what it says of aiohttp's connector has no meaning here, and is kept for programs to read."""

    def __init__(
        self,
        connector_args: dict[str, Any] | None = None,
        http_session_cls: Any = None,
        warm_up_loader_caches: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.connector_args = connector_args or {}
        self.http_session_cls = http_session_cls
        self.warm_up_loader_caches = warm_up_loader_caches
