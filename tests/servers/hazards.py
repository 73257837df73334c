"""A proxy that does harm at random, by a seed: it resets, stalls, truncates and damages what passes through it.

    with HazardousProxy(server.port, seed=7) as proxy:
        client = sotalia.client("s3", **server.client_arguments | {"endpoint_url": proxy.url})

It passes bytes on; each connection and direction draws its fate when it is made, and again from time to time: after so
many bytes something goes wrong, or nothing does.
"""

from __future__ import annotations

import contextlib
import random
import socket
import struct
import threading
from typing import Self

#: What may happen to one direction of a connection, and how often beside the others.
_FATES = {"nothing": 40, "reset": 10, "close": 10, "stall": 2, "damage": 10}
_BLOCK = 64 * 1024
#: Damage leaves the heads alone: what it does to them is not what transfers are about.
_HEAD = 2048


class HazardousProxy:
    """The proxy. `seconds` is how long it stalls."""

    def __init__(self, port: int, seed: int, seconds: float = 1.5, reach: int = 4 * 1024 * 1024) -> None:
        self._port = port
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._seconds = seconds
        self._reach = reach
        #: How often each fate has come true.
        self.done: dict[str, int] = dict.fromkeys(_FATES, 0)
        self._go = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._go.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                return
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _draw(self) -> tuple[str, int]:
        with self._lock:
            (fate,) = self._random.choices(list(_FATES), list(_FATES.values()))
            # Small numbers are as likely as large ones of each size.
            return fate, int(2 ** self._random.uniform(0, self._reach.bit_length()))

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        fate, left = self._draw()
        with contextlib.suppress(OSError):
            while data := source.recv(_BLOCK):
                if fate != "nothing" and len(data) > left:
                    self.done[fate] += 1
                    data = self._strike(fate, data, left, target)
                    fate = "nothing"
                    if not data:
                        break
                left -= len(data)
                if left < -self._reach:
                    fate, left = self._draw()
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _strike(self, fate: str, data: bytes, at: int, target: socket.socket) -> bytes:
        """Do the harm; return what is passed on."""
        at = max(0, at)
        if fate == "stall":
            self._go.wait(self._seconds)
            return data
        if fate == "damage":
            at = max(at, _HEAD)
            if at >= len(data):
                return data
            return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        target.sendall(data[:at])
        if fate == "reset":
            target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            target.close()
        return b""
