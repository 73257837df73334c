"""Many calls through a proxy with faults: `soak.py blocking|awaited PROXY CALLS AT_ONCE`.

Each call asks for an item of its own; awaited ones are cancelled at random. Prints {"lost": calls that did not end, or
ended with another one's reply or an undocumented error, "oftener": calls that were seen more often than their replies
say that there were attempts, "descriptors": more than before, "memory": KiB more towards the end (when as many calls as
ever are under way) than half-way, "cpu": seconds a call}.
"""

import asyncio
import gc
import json
import os
import random
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from sotalia import Session, aio
from sotalia.config import Config
from sotalia.exceptions import ClientError, HTTPClientError

TABLE = "users"
CANCELLED = 0.02
#: Seconds in which every call must have ended, faults, waits and all.
PATIENCE = 120
ENDPOINT = "http://dynamodb.invalid"


def config(proxy: str) -> Config:
    return Config(
        retries={"mode": "standard", "total_max_attempts": 4},
        read_timeout=20,
        max_pool_connections=100,
        proxies={"http": proxy},
    )


def resident() -> float:
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


class Book:
    """What became of the calls."""

    def __init__(self, calls: int, at_once: int) -> None:
        self.ended = 0
        self.oftener = 0
        self.wrong: list[str] = []
        self.memory: list[float] = []
        self._looks = (calls // 2, calls - at_once)

    def note(self, key: str, reply: Mapping[str, Any] | None) -> None:
        if reply is not None:
            item = dict(reply.get("Item") or {})
            seen = item.pop("seen", {"N": "0"})
            if item != {"id": {"S": key}}:
                self.wrong.append(repr(reply))
            self.oftener += int(seen["N"]) > reply["ResponseMetadata"]["RetryAttempts"] + 1
        self.end()

    def end(self) -> None:
        self.ended += 1
        if self.ended in self._looks:
            self.memory.append(resident())


def blocking(proxy: str, name: str, calls: int, at_once: int, book: Book) -> None:
    client = Session().client("dynamodb", endpoint_url=ENDPOINT, config=config(proxy))
    lock = threading.Lock()

    def work(first: int) -> None:
        for number in range(first, calls, at_once):
            key = f"{name}-{number}"
            reply = None
            try:
                reply = client.get_item(TableName=TABLE, Key={"id": {"S": key}})
            except (ClientError, HTTPClientError):
                pass  # the attempts are used up
            except BaseException as error:
                book.wrong.append(repr(error))
            with lock:
                book.note(key, reply)

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(at_once)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    client.close()


def awaited(proxy: str, name: str, calls: int, at_once: int, book: Book) -> None:
    asyncio.run(awaited_calls(proxy, name, calls, at_once, book))


async def awaited_calls(proxy: str, name: str, calls: int, at_once: int, book: Book) -> None:
    chance = random.Random(8)

    async def work(first: int) -> None:
        for number in range(first, calls, at_once):
            key = f"{name}-{number}"
            reply = None
            call = asyncio.ensure_future(client.get_item(TableName=TABLE, Key={"id": {"S": key}}))
            if chance.random() < CANCELLED:
                asyncio.get_running_loop().call_later(chance.random() / 20, call.cancel)
            try:
                reply = await call
            except (ClientError, HTTPClientError):
                pass  # the attempts are used up
            except asyncio.CancelledError:
                if not call.cancelled():  # it is this task that is cancelled: its patience is at an end
                    raise
            except BaseException as error:
                book.wrong.append(repr(error))
            book.note(key, reply)

    async with aio.client("dynamodb", endpoint_url=ENDPOINT, config=config(proxy)) as client:
        tasks = [asyncio.ensure_future(work(number)) for number in range(at_once)]
        _, waiting = await asyncio.wait(tasks, timeout=PATIENCE)
        for task in waiting:
            task.cancel()


def main() -> None:
    kind, proxy, calls, at_once = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    run = {"blocking": blocking, "awaited": awaited}[kind]
    run(proxy, "first", at_once, at_once, Book(at_once, at_once))  # so that what is loaded once does not count
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    book = Book(calls, at_once)
    started = time.process_time()
    run(proxy, "key", calls, at_once, book)
    cpu = time.process_time() - started
    if book.wrong:
        print(*book.wrong[:5], sep="\n", file=sys.stderr)
    print(
        json.dumps(
            {
                "lost": calls - book.ended + len(book.wrong),
                "oftener": book.oftener,
                "descriptors": len(os.listdir("/proc/self/fd")) - before,
                "memory": book.memory[-1] - book.memory[0],
                "cpu": cpu / calls,
            }
        )
    )


if __name__ == "__main__":
    main()
