"""Transfer one object with an awaited client: `transfer_stall.py JOB`, a job of transfer.py's.

Prints {"stall": seconds for which the event loop did not come to a timer at most}. Time in which the system ran
others although this process wanted to run is not counted, where the system tells it: that says what the machine does
beside.
"""

import asyncio
import json
import os
import sys
import time
from typing import Any

from sotalia import aio

EVERY = 0.001
TASKS = "/proc/self/task"


class Pulse:
    """A timer of a loop, and the longest time that it came too late."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._waits: dict[str, int] = {}
        self._loop = asyncio.get_running_loop()
        self._waited()
        self._last = time.perf_counter()
        self._handle = self._loop.call_later(EVERY, self._beat)

    def end(self) -> float:
        self._beat()
        self._handle.cancel()
        return self.longest

    def _beat(self) -> None:
        now, waited = time.perf_counter(), self._waited()
        self.longest = max(self.longest, now - self._last - EVERY - waited)
        self._last = now
        self._handle = self._loop.call_later(EVERY, self._beat)

    def _waited(self) -> float:
        """Return for how many seconds since the last time threads of this process wanted to run, and others did."""
        known, waits = self._waits, {}
        try:
            for task in os.listdir(TASKS):
                with open(f"{TASKS}/{task}/schedstat", "rb", buffering=0) as file:
                    waits[task] = int(file.read(100).split()[1])
        except OSError:  # a thread has ended, or there is nothing of the kind
            pass
        self._waits = known | waits
        return sum(waits[task] - known.get(task, 0) for task in waits) / 1e9


async def run(job: dict[str, Any]) -> None:
    async with aio.client("s3", endpoint_url=job["endpoint"]) as client:
        await client.put_object(Bucket=job["bucket"], Key="warm-up", Body=b"warm")
        pulse = Pulse()
        if job["kind"] == "up":
            await client.upload_file(job["path"], job["bucket"], job["key"])
        else:
            await client.download_file(job["bucket"], job["key"], job["path"])
        print(json.dumps({"stall": pulse.end()}))


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
