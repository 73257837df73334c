"""Transfers through a proxy that does harm at random: each ends with the right bytes, or raises and leaves nothing.

python -m tests.transfer.soak [count] [seed] [largest]    prints what came of each, and stops at the first that is wrong
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import random
import sys
import tempfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import sotalia
from sotalia.config import Config
from sotalia.s3.transfer import TransferConfig
from tests.servers.hazards import HazardousProxy
from tests.servers.objects import ObjectServer

MIB = 1024 * 1024
#: The largest object.
LARGEST = 40 * MIB
#: Short, since the proxy's stalls are.
CONFIG = Config(read_timeout=1, connect_timeout=5, retries={"total_max_attempts": 3})


def checksum(data: bytes) -> str:
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


def make_one(server: ObjectServer, client: Any, chance: random.Random, folder: Path, most: int, key: str) -> str:
    """Make one transfer, and return what came of it. AssertionError where something is wrong.

    Each has a key of its own: what a former one gave up may still be in the proxy, and arrive later.
    """
    size = int(2 ** chance.uniform(0, most.bit_length() - 1))
    data = chance.randbytes(size)
    config = TransferConfig(multipart_threshold=6 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)
    path = folder / "file"
    way = chance.choice(["up", "down", "stream up", "stream down"])
    server.objects.clear()
    if "down" in way:
        server.put(f"bucket/{key}", data, x_amz_checksum_crc32=checksum(data), x_amz_checksum_type="FULL_OBJECT")
    received: bytes | None = None
    try:
        if way == "up":
            path.write_bytes(data)
            client.upload_file(path, "bucket", key, Config=config)
        elif way == "stream up":
            client.upload_fileobj(io.BytesIO(data), "bucket", key, Config=config)
        elif way == "down":
            client.download_file("bucket", key, path, Config=config)
            received = path.read_bytes()
        else:
            into = io.BytesIO()
            client.download_fileobj("bucket", key, into, Config=config)
            received = into.getvalue()
        outcome = "done"
    except Exception as error:
        outcome = type(error).__name__
    if outcome == "done":
        stored = server.objects[f"bucket/{key}"].body if "up" in way else received
        assert stored is not None
        assert hashlib.sha256(stored).digest() == hashlib.sha256(data).digest(), f"{way} of {size} bytes: other bytes"
    elif "up" in way and f"bucket/{key}" in server.objects:
        # The reply to the last request was lost: what is there is right.
        assert server.objects[f"bucket/{key}"].body == data, f"{way} of {size} bytes: wrong bytes are left"
    left = set(os.listdir(folder)) - ({"file"} if way == "up" or outcome == "done" else set())
    assert not left, f"{way} of {size} bytes, {outcome}: {left} are left"
    path.unlink(missing_ok=True)
    return f"{way}: {outcome}"


def soak(count: int, seed: int, most: int = LARGEST) -> Counter[str]:
    """Make so many transfers, and return how often each thing came of them."""
    outcomes: Counter[str] = Counter()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, ObjectServer() as server:
        server.checks_checksums = True
        with HazardousProxy(server.port, seed, seconds=2.0) as proxy:
            arguments: dict[str, Any] = server.client_arguments | {"endpoint_url": proxy.url}
            client = sotalia.client("s3", **arguments, config=CONFIG)
            for number in range(count):
                outcomes[make_one(server, client, chance, Path(folder), most, f"key-{number}")] += 1
                # An abort may have been lost on the way as well: nobody could remove these parts.
                server.uploads.clear()
            outcomes.update({f"proxy: {fate}": times for fate, times in proxy.done.items()})
    return outcomes


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    for outcome, times in sorted(soak(*(numbers or [200, 1])).items()):
        print(f"{times:6} {outcome}")
