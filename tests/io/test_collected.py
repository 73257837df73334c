"""Transports that the garbage collector finds in a cycle, or that are there when a program ends: nothing is printed.

The collector calls the finalizers of a cycle in any order, and pycurl's close libcurl's handles.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.servers.raw import reply

PROGRAM = """
import asyncio, gc, sys
from sotalia.http import Request
from sotalia.io.transport.curl_async import AsyncCurlTransport

how, what, url = sys.argv[1:]
loop = asyncio.new_event_loop()

async def use(transport):
    stream = what == "body"
    return (await transport.send(Request("GET", url, {}), stream)).body

first = AsyncCurlTransport()
body = loop.run_until_complete(use(first))
# One that is younger than the engine: the collector comes to its elders first.
transport = AsyncCurlTransport()
transport._engines, first._engines = first._engines, {}
del first
class Holder:
    pass
holder = Holder()
holder.all = holder, transport, body, loop
if how != "exit with an open loop":
    loop.close()
if how == "collected":
    del holder, transport, body, loop
    gc.collect()
elif how == "collected in a running loop":
    del holder, transport, body, loop
    async def collect():
        gc.collect()
        await asyncio.sleep(0)
    asyncio.run(collect())
print("end")
"""


@pytest.mark.parametrize("what", ["reply", "body"])
@pytest.mark.parametrize("how", ["collected", "collected in a running loop", "exit", "exit with an open loop"])
def test_an_awaited_transport_in_a_cycle_ends_in_silence(raw_server, how, what):
    raw_server.answer(reply(200, b"x" * (1 << 20)))
    python = [sys.executable, "-W", "ignore::ResourceWarning", "-c", PROGRAM, how, what, raw_server.url]
    environment = {**os.environ, "PYTHONWARNINGS": ""}
    ended = subprocess.run(python, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "end\n", "")
