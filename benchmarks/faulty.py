"""A proxy on bad days, with a DynamoDB behind it: `-m benchmarks.faulty`. It prints its port.

One connection in a hundred is reset when it is made, one request in a hundred has its connection reset before or in the
reply, two are answered 500 or 503. Others get the item that they ask for, which says in `seen` how often it has been.

It counts how often each attempt of each call came, and answers `GET /counted` with that: {"requests": in all, "calls":
different ones, "twice": attempts that came more than once, "most": attempts of one call, "resets", "refusals"}.
"""

from __future__ import annotations

import asyncio
import collections
import json
import random
import re
import socket
import struct
from typing import Any

RESETS = 0.01
REFUSALS = 0.02
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CALL = re.compile(rb"\r\namz-sdk-invocation-id: *([\w-]+)", re.IGNORECASE)
_ATTEMPT = re.compile(rb"\r\namz-sdk-request: *[^\r]*attempt=(\d+)", re.IGNORECASE)
_ID = re.compile(rb'"S":"([^"]*)"')
_REFUSED = [b"HTTP/1.1 %d Bad Day\r\nContent-Length: 2\r\n\r\n{}" % status for status in (500, 503)]


class Counted:
    """What has come."""

    def __init__(self) -> None:
        self.attempts: collections.Counter[tuple[bytes, int]] = collections.Counter()
        self.items: collections.Counter[bytes] = collections.Counter()
        self.resets = 0
        self.refusals = 0

    def report(self) -> dict[str, int]:
        """Return it in figures."""
        calls = {call for call, _ in self.attempts}
        return {
            "requests": self.attempts.total(),
            "calls": len(calls),
            "twice": sum(count > 1 for count in self.attempts.values()),
            "most": max((attempt for _, attempt in self.attempts), default=0),
            "resets": self.resets,
            "refusals": self.refusals,
        }


class _Faulty(asyncio.Protocol):
    def __init__(self, counted: Counted, chance: random.Random) -> None:
        self._counted = counted
        self._chance = chance
        self._pending = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        if self._chance.random() < RESETS:
            self._reset()

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._pending, 0, end + 2)
            after = end + 4 + (int(length[1]) if length else 0)
            if len(self._pending) < after:
                return
            head, body = self._pending[: end + 2], self._pending[end + 4 : after]
            self._pending = self._pending[after:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET /counted "):
            self._reply(json.dumps(self._counted.report()).encode())
            return
        call, attempt = _CALL.search(head), _ATTEMPT.search(head)
        assert call is not None
        assert attempt is not None
        key = _ID.search(body)
        assert key is not None
        counted = self._counted
        counted.attempts[call[1], int(attempt[1])] += 1
        counted.items[key[1]] += 1
        fate = self._chance.random()
        if fate < RESETS:
            if fate < RESETS / 2:  # in the midst of the reply
                self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            self._reset()
        elif fate < RESETS + REFUSALS:
            counted.refusals += 1
            self._transport.write(self._chance.choice(_REFUSED))
        else:
            self._reply(b'{"Item":{"id":{"S":"%s"},"seen":{"N":"%d"}}}' % (key[1], counted.items[key[1]]))

    def _reset(self) -> None:
        self._counted.resets += 1
        linger = struct.pack("ii", 1, 0)
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()

    def _reply(self, body: bytes) -> None:
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


async def _serve() -> None:
    counted, chance = Counted(), random.Random(8)
    server = await asyncio.get_running_loop().create_server(lambda: _Faulty(counted, chance), "127.0.0.1", backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
