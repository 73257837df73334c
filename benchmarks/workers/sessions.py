"""Open sessions, each with an EC2 client: `sessions.py LIBRARY COUNT`.

Prints {"growth": KiB for each after the first}.
"""

import gc
import importlib
import json
import os
import sys
from types import ModuleType


def resident() -> float:
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def main() -> None:
    library, count = importlib.import_module(sys.argv[1]), int(sys.argv[2])
    kept = [opened(library)]
    before = resident()
    kept += [opened(library) for _ in range(count)]
    print(json.dumps({"growth": (resident() - before) / count}))
    assert len(kept) == count + 1


def opened(library: ModuleType) -> tuple[object, object]:
    session = library.Session()
    return session, session.client("ec2")


if __name__ == "__main__":
    main()
