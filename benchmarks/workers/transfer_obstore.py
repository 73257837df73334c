"""The same jobs as transfer.py, with obstore: `transfer_obstore.py blocking|awaited JOB`."""

import asyncio
import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import obstore  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .usage import measure
else:
    from usage import measure  # as a script this is in no package: Python looks beside it

THREADS = 16
TASKS = 32
CHUNK = 8 * 1024 * 1024


def up(store: Any, path: str, key: str) -> None:
    with open(path, "rb") as file:
        obstore.put(store, key, file, max_concurrency=10)


def down(store: Any, path: str, key: str) -> None:
    with open(path, "wb") as file:
        for chunk in obstore.get(store, key).stream(min_chunk_size=CHUNK):
            file.write(chunk)


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def write(path: str, data: Any) -> None:
    with open(path, "wb") as file:
        file.write(data)


def up_small(store: Any, path: str, key: str) -> None:
    obstore.put(store, key, read(path), use_multipart=False)


def down_small(store: Any, path: str, key: str) -> None:
    write(path, obstore.get(store, key).bytes())


async def up_awaited(store: Any, path: str, key: str) -> None:
    await obstore.put_async(store, key, read(path))


async def down_awaited(store: Any, path: str, key: str) -> None:
    write(path, await (await obstore.get_async(store, key)).bytes_async())


async def many_awaited(store: Any, transfer: Callable[[Any, str, str], Any], pairs: list[tuple[str, str]]) -> None:
    free = asyncio.Semaphore(TASKS)

    async def one(path: str, key: str) -> None:
        async with free:
            await transfer(store, path, key)

    await asyncio.gather(*(one(path, key) for path, key in pairs))


def many(store: Any, transfer: Callable[[Any, str, str], Any], pairs: list[tuple[str, str]]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda pair: transfer(store, *pair), pairs))


def main() -> None:
    way, told = sys.argv[1:]
    job = json.loads(told)
    options = {"allow_http": True, "allow_invalid_certificates": True}
    store = obstore.store.S3Store(
        job["bucket"], endpoint=job["endpoint"], client_options=options, virtual_hosted_style_request=False
    )
    obstore.put(store, "warm-up", b"warm")
    obstore.get(store, "warm-up").bytes()
    kind = job["kind"]
    if kind in ("up", "down"):
        measure(lambda: (up if kind == "up" else down)(store, job["path"], job["key"]), job["units"])
        return
    with open(job["names"]) as file:
        names = file.read().split()[: job["count"]]
    pairs = [(f"{job['folder']}/{name}", job["prefix"] + name) for name in names]
    if way == "awaited":
        transfer = up_awaited if kind == "up_many" else down_awaited
        measure(lambda: asyncio.run(many_awaited(store, transfer, pairs)), job["units"])
    else:
        measure(lambda: many(store, up_small if kind == "up_many" else down_small, pairs), job["units"])


if __name__ == "__main__":
    main()
