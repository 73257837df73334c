"""Steps that are part of no client's call, such as fetching credentials for a program."""

from __future__ import annotations

from ...io.drive_async import drive_async
from ...io.perform_async import AsyncPerformer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...effects import Steps
    from ...http import Request, Response
    from ...io.transport import AsyncTransport
    from ...settings.session import Settings


async def run_alone_async(steps: Steps, settings: Settings | None = None) -> Any:
    """Run steps to their end, over connections of their own; return what they return.

    `settings` say how to connect, as they do for a client; steps that send nothing need none.
    """
    performer = AsyncLonePerformer(settings)
    try:
        return await drive_async(steps, performer)
    finally:
        await performer.close()


class AsyncLonePerformer(AsyncPerformer):
    """Performs effects; it opens connections for the first effect that sends something."""

    __slots__ = ("_settings", "_transport")

    lasts = False

    def __init__(self, settings: Settings | None) -> None:
        self._settings = settings
        self._transport: AsyncTransport | None = None
        self._send = self._send_first

    async def _send_first(self, request: Request, stream: bool = False) -> Response:
        from ...io.transport.curl_async import AsyncCurlTransport
        from ...settings.client import client_settings
        from ..connection import transport_options

        settings, options = self._settings, None
        if settings is not None:
            options = transport_options(client_settings(settings, ""), request.url, settings.environ)
        self._transport = AsyncCurlTransport(options)
        self._send = self._transport.send
        return await self._send(request, stream)

    async def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            await self._transport.close()
