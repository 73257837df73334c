"""A folder goes up to a bucket and comes down again, with a progress bar: blocking, and under asyncio.

    pip install 'sotalia[rich,local]'
    sotalia local -- python examples/folders.py

With credentials of yours it runs against AWS itself: change `BUCKET` first, since bucket names are unique.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path

import sotalia
from sotalia import aio
from sotalia.s3.transfer import ProgressBar, TransferResult

BUCKET = "sotalia-folders"
YESTERDAY = time.time() - 24 * 60 * 60


def fill(folder: Path) -> None:
    """Make some files: two hundred small ones, and a large one."""
    for number in range(200):
        path = folder / f"day-{number % 7}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Sighting number {number}\n" * 100)
    (folder / "film.bin").write_bytes(bytes(20 * 1024 * 1024))
    for path in folder.rglob("*.*"):
        # Yesterday's files: S3 tells times in seconds, so that one changed in the second of its upload goes up twice.
        os.utime(path, (YESTERDAY, YESTERDAY))


def show(what: str, result: TransferResult) -> None:
    """Print what came of a transfer, and its failures."""
    print(f"{what}: {len(result.done)} transferred, {len(result.skipped)} skipped, {len(result.failed)} failed")
    for name, error in result.failed:
        print(f"  {name}: {error}")


def blocking(folder: Path) -> None:
    """Upload the folder, make it a little different, and bring the bucket up to date."""
    s3 = sotalia.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket=BUCKET)
    with ProgressBar("up") as bar:
        show("upload_directory", s3.upload_directory(folder, BUCKET, "sightings/", Callback=bar))
    (folder / "day-0" / "000.txt").write_text("A correction\n")
    (folder / "day-1" / "001.txt").unlink()
    result = s3.sync(folder, f"s3://{BUCKET}/sightings", delete=True)
    show("sync", result)
    print("deleted:", ", ".join(result.deleted))


async def awaited(folder: Path) -> None:
    """Download what there is now, and delete it from the bucket."""
    async with aio.client("s3", region_name="us-east-1") as s3:
        with ProgressBar("down") as bar:
            show("download_directory", await s3.download_directory(BUCKET, "sightings/", folder, Callback=bar))
        result = await s3.delete_prefix(BUCKET, "")
        print("delete_prefix:", len(result.deleted), "deleted")
        await s3.delete_bucket(Bucket=BUCKET)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        source, target = Path(directory, "source"), Path(directory, "target")
        source.mkdir()
        fill(source)
        blocking(source)
        asyncio.run(awaited(target))
        same = all(
            (target / path.relative_to(source)).read_bytes() == path.read_bytes() for path in source.rglob("*.*")
        )
        print("The files that came down are those that went up." if same else "The files differ!")
