"""Make one call that has a large reply: `reply_memory.py LIBRARY SMALL LARGE SERVICE METHOD PARAMETERS`.

SMALL and LARGE are the URLs of replies to the same call; the first is for warming up. Prints {"peak": KiB, "kept":
KiB}: what the process has grown by at most during the call, and after it, with its result.
"""

import gc
import importlib
import json
import sys

#: Calls that warm up: enough for everything to be there that later calls find.
FIRST = 30


def main() -> None:
    library, small, large, service, method, parameters = sys.argv[1:]
    make_client = importlib.import_module(library).client
    arguments = json.loads(parameters)
    client = make_client(service, endpoint_url=large)
    call_small = getattr(make_client(service, endpoint_url=small), method)
    for _ in range(FIRST):
        call_small(**arguments)
    call = getattr(client, method)
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the peak counts from here on
    before = memory("VmRSS")
    reply = call(**arguments)
    peak = memory("VmHWM") - before
    gc.collect()
    kept = memory("VmRSS") - before
    assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
    print(json.dumps({"peak": peak, "kept": kept}))


def memory(name: str) -> int:
    """Return a line of this process's status, in KiB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
