"""Calls in programs that are built on gevent, eventlet, uvloop, anyio or trio.

Each runs in a process of its own, since they change the modules of the standard library, or how it waits.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.io.scripted import Server

SOURCES = Path(__file__).parents[2] / "src"
CALLS = 20

_BLOCKING = """
import sys, warnings
warnings.simplefilter("ignore")
{patch}
import sotalia
client = sotalia.client("dynamodb", endpoint_url=sys.argv[1])
client.list_tables()
{spawn}
"""
GEVENT = _BLOCKING.format(
    patch="from gevent import monkey, spawn, joinall; monkey.patch_all()",
    spawn="joinall([spawn(client.list_tables) for _ in range(20)], raise_error=True)",
)
EVENTLET = _BLOCKING.format(
    patch="import eventlet; eventlet.monkey_patch()",
    spawn="[each.wait() for each in [eventlet.spawn(client.list_tables) for _ in range(20)]]",
)
_AWAITED = """
import asyncio, sys
from sotalia import aio

async def main():
    async with aio.client("dynamodb", endpoint_url=sys.argv[1]) as client:
        await client.list_tables()
        await asyncio.gather(*(client.list_tables() for _ in range(20)))

{run}
"""
UVLOOP = _AWAITED.format(run="import uvloop; uvloop.run(main())")
ANYIO = _AWAITED.format(run="import anyio; anyio.run(main)")
TRIO = """
import sys, trio
from sotalia import aio
client = aio.client("dynamodb", endpoint_url=sys.argv[1])
trio.run(client.list_tables)
"""


def run(program: str, url: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {
        "AWS_ACCESS_KEY_ID": "A",
        "AWS_SECRET_ACCESS_KEY": "S",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "PYTHONPATH": str(SOURCES),
    }
    return subprocess.run(
        [sys.executable, "-c", program, url], capture_output=True, text=True, env=environment, timeout=60
    )


@pytest.mark.parametrize("program", [GEVENT, EVENTLET, UVLOOP, ANYIO], ids=["gevent", "eventlet", "uvloop", "anyio"])
def test_calls_wait_beside_each_other(program):
    together = threading.Barrier(CALLS)
    first = threading.Event()

    def answers(peer):
        while True:
            peer.read_request()
            if first.is_set():
                together.wait(30)  # which no call reaches that waits for the one before it
            first.set()
            peer.reply(b'{"TableNames":[]}')

    with Server(answers) as server:
        done = run(program, server.url)
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == CALLS + 1


def test_trios_loop_is_refused_with_the_way_out():
    done = run(TRIO, "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "RuntimeError: Awaited clients need asyncio's event loop" in done.stderr
    assert "trio.to_thread.run_sync" in done.stderr
