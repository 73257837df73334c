"""One face for both transports; and the server that their tests talk to."""

from __future__ import annotations

import asyncio
from typing import Any

from sotalia.http import Request, Response
from sotalia.io.transport import TransportOptions
from sotalia.io.transport.curl import CurlTransport
from sotalia.io.transport.curl_async import AsyncCurlTransport
from tests.servers.scripted import Peer, Server, get, serve_forever

__all__ = ["Awaited", "Blocking", "Peer", "Server", "get", "serve_forever"]


class Blocking:
    """The blocking transport, for tests that hold for both."""

    kind = "blocking"

    def __init__(self) -> None:
        self._transports: list[CurlTransport] = []

    def open(self, **options: Any) -> Blocking:
        self._transports.append(CurlTransport(TransportOptions(**options)))
        return self

    def send(self, request: Request, stream: bool = False) -> Response:
        if not self._transports:
            self.open()
        return self._transports[-1].send(request, stream)

    def wait(self, value: Any) -> Any:
        return value

    def close(self) -> None:
        while self._transports:
            self._transports.pop().close()


class Awaited:
    """The awaited transport, driven to the end of each call."""

    kind = "awaited"

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._transports: list[AsyncCurlTransport] = []

    def open(self, **options: Any) -> Awaited:
        self._transports.append(AsyncCurlTransport(TransportOptions(**options)))
        return self

    def send(self, request: Request, stream: bool = False) -> Response:
        if not self._transports:
            self.open()
        return self.wait(self._transports[-1].send(request, stream))

    def wait(self, value: Any) -> Any:
        async def main() -> Any:
            return await value

        return self._runner.run(main())

    def close(self) -> None:
        while self._transports:
            self.wait(self._transports.pop().close())
        self._runner.close()
