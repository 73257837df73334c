"""Awaited exchanges in random order: failures, cancellations, time-outs, bodies of all kinds, on shared connections.

`run(calls, seed)` returns what became of them; that each one ends, with its own reply or the error that it was to meet,
is checked on the way.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import io
import os
import random
import socket
import struct
import threading
from typing import Any

from sotalia import errors
from sotalia.http import Request
from sotalia.io.transport import TransportOptions
from sotalia.io.transport.curl_async import AsyncCurlTransport

#: What the server does, by path, and how often.
FATES = {"/echo": 70, "/reset": 8, "/close": 4, "/cut": 4, "/stall": 3, "/halfway": 3, "/large": 4, "/bye": 4}
#: How long the client waits for the stalling ones.
READ_TIMEOUT = 0.1
WORKERS = 64


class _Server(asyncio.Protocol):
    """Does with a request what its path says; the body of `/echo` is the request's."""

    def __init__(self, served: collections.Counter[str], connected: set[Any]) -> None:
        self._served = served
        self._connected = connected
        self._pending = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._connected.add(transport)

    def connection_lost(self, _error: Exception | None) -> None:
        self._connected.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            head = self._pending[:end].decode().lower()
            if "transfer-encoding: chunked" in head:
                stop = self._pending.find(b"0\r\n\r\n", end)
                if stop < 0:
                    return
                body = b"".join(self._pending[end + 4 : stop].split(b"\r\n")[1::2])
                after = stop + 5
            else:
                after = end + 4 + int(head.partition("content-length: ")[2].partition("\r\n")[0] or 0)
                if len(self._pending) < after:
                    return
                body = self._pending[end + 4 : after]
            self._pending = self._pending[after:]
            self._answer(head.split(" ", 2)[1], body)

    def _answer(self, path: str, body: bytes) -> None:
        self._served[body.decode().partition(" ")[0]] += 1
        write = self._transport.write
        match path:
            case "/echo":
                write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            case "/bye":  # and close the connection behind the reply, without a word
                write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
                self._transport.close()
            case "/large":
                write(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + body.ljust(200_000))
            case "/cut":
                write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body[:500])
                self._transport.close()
            case "/halfway":
                write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body[:500])
            case "/close":
                self._transport.close()
            case "/reset":
                linger = struct.pack("ii", 1, 0)
                self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self._transport.abort()


@contextlib.contextmanager
def _serving() -> Any:
    """Serve in a thread of its own; gives the URL, and how often each call was served."""
    served: collections.Counter[str] = collections.Counter()
    connected: set[Any] = set()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        loop.create_server(lambda: _Server(served, connected), "127.0.0.1", 0, backlog=1024)
    )

    def end() -> None:
        server.close()
        for transport in connected:  # of which the loop has not seen the end yet
            transport.abort()
        loop.call_soon(loop.stop)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", served
    finally:
        loop.call_soon_threadsafe(end)
        thread.join()
        loop.close()


async def _chunks(data: bytes) -> Any:
    size = max(7, len(data) // 3)
    for at in range(0, len(data), size):
        await asyncio.sleep(0)
        yield data[at : at + size]


class _File(io.RawIOBase):
    """A file that only a thread may read, and only as long as it is lent."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self.lent = True

    def read(self, size: int = -1) -> bytes:
        assert self.lent, "the file is read after its call has ended"
        data = self._data.read(size)
        assert self.lent, "the file is read after its call has ended"
        return data


async def _one(transport: AsyncCurlTransport, url: str, name: str, chance: random.Random) -> str:
    """Make one exchange, read its body, and check both. Returns what became of it."""
    path = chance.choices(list(FATES), list(FATES.values()))[0]
    body = name.encode() + b" " + b"." * chance.choice((0, 10, 100, 5000))
    kind, stream, asked = chance.randrange(6), chance.random() < 0.4, len(body)
    lent = _File(body)
    sent: Any = {0: lent, 1: _chunks(body)}.get(kind, body)
    request = Request("POST", url + path, {}, sent, length=len(body) if kind == 0 else None)
    try:
        response = await transport.send(request, stream)
        lent.lent = False
        data = response.body
        if stream:
            asked = chance.choice((3, 100, 1 << 20))
            data = b""
            while chunk := await response.body.read(asked):
                data += chunk
                if chance.random() < 0.02:
                    await response.body.close()
                    return "left"
        expected = body.ljust(200_000) if path == "/large" else body
        assert data == expected, (path, name, data[:40])
        assert path in ("/echo", "/bye", "/large")
        return "ok"
    except errors.ReadTimeoutError:  # any, since a busy machine may be late
        return "timeout"
    except (errors.HTTPClientError, errors.IncompleteReadError):
        return "failed"  # any, since a kept connection may end just when it is used again
    finally:
        lent.lent = False


async def _work(transport: AsyncCurlTransport, url: str, names: Any, seed: int, ends: collections.Counter[str]) -> None:
    chance = random.Random(seed)
    for name in names:
        task = asyncio.ensure_future(_one(transport, url, name, chance))
        if chance.random() < 0.1:
            await asyncio.sleep(chance.choice((0, 0, 0.001, 0.01, 0.05)))
            task.cancel()
        done, _ = await asyncio.wait((task,), timeout=60)
        assert done, f"call {name} does not end"
        ends["cancelled" if task.cancelled() else task.result()] += 1


async def _main(url: str, calls: int, seed: int) -> collections.Counter[str]:
    ends: collections.Counter[str] = collections.Counter()
    transport = AsyncCurlTransport(TransportOptions(read_timeout=READ_TIMEOUT, connect_timeout=30))
    names = iter([f"{seed}-{number}" for number in range(calls)])
    workers = [_work(transport, url, names, seed * 1000 + number, ends) for number in range(WORKERS)]
    await asyncio.gather(*workers)
    (engine,) = transport._engines.values()
    assert (engine._in_flight, len(engine._queue), engine._transfers) == (0, 0, {})
    assert all(not handle.diverted and handle.upload is None for handle in engine._handles)
    await transport.close()
    return ends


def run(calls: int, seed: int) -> collections.Counter[str]:
    """Make `calls` exchanges. Raises AssertionError for one that does not end as it must, or leaves something."""
    before = set(os.listdir("/proc/self/fd"))
    with _serving() as (url, served):
        ends = asyncio.run(_main(url, calls, seed))
    assert sum(ends.values()) == calls
    assert max(served.values()) == 1, "a request has been sent twice"
    assert len(set(os.listdir("/proc/self/fd")) - before) == 0
    return ends
