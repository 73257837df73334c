"""What one piece of work takes of this process: CPU time, wall time, memory. For workers that do it once."""

import gc
import json
import resource
import time
from collections.abc import Callable


def measure(work: Callable[[], object], units: int = 1) -> None:
    """Do the work and print {"cpu", "wall": seconds per unit, "peak": KiB that the process grew by at most}.

    CPU time is that of the process and of its children.
    """
    gc.collect()
    before = _start_peak()
    cpu, wall = _cpu(), time.perf_counter()
    work()
    wall, cpu = time.perf_counter() - wall, _cpu() - cpu
    print(json.dumps({"cpu": cpu / units, "wall": wall / units, "peak": _memory("VmHWM") - before}), flush=True)


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _start_peak() -> int:
    """Have the peak count from here on, where the system can do that; return what the process has now, in KiB."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass
    return _memory("VmRSS")


def _memory(name: str) -> int:
    """Return a line of this process's status, in KiB; 0 where there is none."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:"))
    except OSError:
        return 0
