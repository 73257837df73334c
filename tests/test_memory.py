"""Memory: clients that are dropped are gone, and models are shared by all sessions."""

import gc
import os
import subprocess
import sys

import pytest

from benchmarks.measure import WORKERS

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/self/statm"), reason="measured through /proc, which Linux has"
)

MANY_CLIENTS = """
import gc, os, sotalia

def resident():
    gc.collect()
    with open('/proc/self/statm') as statm:
        return int(statm.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')

def make(count):
    for _ in range(count):
        sotalia.client('s3')

make(1000)
before = resident()
make(9000)
print(resident() - before)
"""


def printed(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout


def test_ten_thousand_clients_made_and_dropped_leave_memory_flat(credentials):
    growth = int(printed("-c", MANY_CLIENTS))
    assert growth < 1_000_000, f"{growth} bytes for 9,000 clients"


def test_one_more_session_costs_no_second_model(credentials):
    growth = float(printed(str(WORKERS / "sessions.py"), "sotalia", "20").partition(":")[2].strip(" }\n"))
    assert growth < 1024, f"{growth} KiB a session"


def test_a_dropped_client_is_freed_without_the_garbage_collector_having_much_to_do(credentials):
    import sotalia

    sotalia.client("s3")
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(50):
        sotalia.client("s3")
    gc.collect()
    assert len(gc.get_objects()) - before < 50
