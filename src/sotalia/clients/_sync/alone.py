# Made from src/sotalia/clients/_async/alone.py by tools/async_to_sync.py: change that file and run `make format`.
"""Steps that are part of no client's call, such as fetching credentials for a program."""

from __future__ import annotations

from ...io.drive import drive
from ...io.perform import Performer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...effects import Steps
    from ...http import Request, Response
    from ...io.transport import Transport
    from ...settings.session import Settings


def run_alone(steps: Steps, settings: Settings | None = None) -> Any:
    """Run steps to their end, over connections of their own; return what they return.

    `settings` say how to connect, as they do for a client; steps that send nothing need none.
    """
    performer = LonePerformer(settings)
    try:
        return drive(steps, performer)
    finally:
        performer.close()


class LonePerformer(Performer):
    """Performs effects; it opens connections for the first effect that sends something."""

    __slots__ = ("_settings", "_transport")

    lasts = False

    def __init__(self, settings: Settings | None) -> None:
        self._settings = settings
        self._transport: Transport | None = None
        self._send = self._send_first

    def _send_first(self, request: Request, stream: bool = False) -> Response:
        from ...io.transport.curl import CurlTransport
        from ...settings.client import client_settings
        from ..connection import transport_options

        settings, options = self._settings, None
        if settings is not None:
            options = transport_options(client_settings(settings, ""), request.url, settings.environ)
        self._transport = CurlTransport(options)
        self._send = self._transport.send
        return self._send(request, stream)

    def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            self._transport.close()
