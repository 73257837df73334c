"""Ctrl-C at each line that a transfer runs: `strike(transfer, number)` sends it at the line of that number.

python -m tests.transfer.strikes WAY [first] [step]     WAY is up, down, resume or write; stops at the first wrong one
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import sotalia
from sotalia.s3.transfer import TransferConfig
from sotalia.transfer import engine
from tests.servers.objects import ObjectServer

MIB = 1024 * 1024
BODY = bytes(range(256)) * (6 * MIB // 256) + b"!"
CONFIG = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=2)
#: Where lines are counted.
_PLACES = ("/sotalia/transfer/", "/sotalia/io/transport/bulk.py", "/sotalia/services/s3/_sync/", "/sotalia/_signals")


def strike(act: Callable[[], Any], number: int) -> tuple[bool, str]:
    """Run `act`, and interrupt it at the line of that number; return whether it was interrupted, and where."""
    left = number
    place = ""

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left, place
        if not any(part in frame.f_code.co_filename for part in _PLACES):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                if frame.f_code.co_name == "__exit__" and frame.f_lineno <= frame.f_code.co_firstlineno + 4:
                    # Between the block and the first step of `__exit__`, nobody could do anything.
                    left += 1
                    return trace
                place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
                sys.settrace(None)
                signal.raise_signal(signal.SIGINT)
        return trace

    sys.settrace(trace)
    try:
        act()
    except KeyboardInterrupt:
        return True, place
    finally:
        sys.settrace(None)
    return False, place


class Stage:
    """A server, a client and a folder; each transfer has a new key."""

    def __init__(self, server: ObjectServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.client = sotalia.client("s3", **server.client_arguments)
        self.path = folder / "file"

    def act(self, way: str) -> None:
        """Make the transfer."""
        if way == "write":
            with self.client.open_object("wb", Bucket="bucket", Key="key", part_size=5 * MIB) as file:
                file.write(BODY)
        elif way in ("up", "resume"):
            config = CONFIG if way == "up" else TransferConfig(5 * MIB, 2, 5 * MIB, resume=True)
            self.client.upload_file(str(self.path), "bucket", "key", Config=config)
        else:
            self.client.download_file("bucket", "key", str(self.path), Config=CONFIG)

    def strike(self, way: str, number: int) -> bool:
        """Interrupt a transfer at the line of that number; AssertionError where it leaves something."""
        server = self.server
        server.objects.clear()
        server.uploads.clear()
        if way == "down":
            server.put("bucket/key", BODY)
            self.path.unlink(missing_ok=True)
        else:
            self.path.write_bytes(BODY)
        interrupted, place = strike(lambda: self.act(way), number)
        files = {"file"} if way != "down" or not interrupted or self.path.exists() else set()
        assert set(os.listdir(self.folder)) == files, f"{place}: {os.listdir(self.folder)} are left"
        assert not files or self.path.read_bytes() == BODY, f"{place}: other bytes"
        if way != "down":
            stored = server.objects.get("bucket/key")
            assert stored is None or stored.body == BODY, f"{place}: another object"
            assert stored is not None or interrupted, f"{place}: no object"
            assert way == "resume" or not server.uploads, f"{place}: parts are left"
            if way == "resume" and server.uploads:
                self.act(way)
                assert not server.uploads, f"{place}: the upload is not gone on with"
        return bool(place)


def main(way: str, first: int = 1, step: int = 1) -> int:
    """Strike at every line, or one in so many; return how many there are."""
    engine.CLEANING_SECONDS = 30
    with tempfile.TemporaryDirectory() as folder, ObjectServer() as server:
        stage = Stage(server, Path(folder))
        number = first
        while stage.strike(way, number):
            number += step
    return number


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(main(sys.argv[1], *map(int, sys.argv[2:])))
