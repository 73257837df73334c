"""Make the same call again and again: `calls.py LIBRARY URL SECONDS SERVICE METHOD PARAMETERS`.

Prints {"cpu": seconds a call, "wall": seconds a call, "calls": how many}, the median over batches of about a tenth of a
second. The first calls, which import and compile, are not counted.
"""

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable


def main() -> None:
    library, url, seconds, service, method, parameters = sys.argv[1:]
    client = importlib.import_module(library).client(service, endpoint_url=url)
    call, arguments = getattr(client, method), json.loads(parameters)
    assert call(**arguments)["ResponseMetadata"]["HTTPStatusCode"] == 200
    repeat(lambda: call(**arguments), float(seconds))


def repeat(call: Callable[[], object], seconds: float) -> None:
    """Measure a function of no arguments."""
    size = warm_up(call)
    cpu: list[float] = []
    wall: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(cpu) < 3:
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        for _ in range(size):
            call()
        cpu.append((time.process_time() - cpu_start) / size)
        wall.append((time.perf_counter() - wall_start) / size)
    print(json.dumps({"cpu": statistics.median(cpu), "wall": statistics.median(wall), "calls": size * len(cpu)}))


def warm_up(call: Callable[[], object]) -> int:
    """Call until that takes a steady time; return how many calls make a tenth of a second."""
    for _ in range(3):
        call()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < 0.2:
        call()
        count += 1
    return max(1, count // 2)


if __name__ == "__main__":
    main()
