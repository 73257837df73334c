"""Forks while another thread makes a client's first call, which loads modules: the child calls as if alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import types
from pathlib import Path

import pytest

from sotalia import _forks
from tests.servers.raw import RawServer, reply

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

#: What the programs below have in common: `call()` makes a call, `child(...)` makes some in a forked child with a
#: watchdog, `ending(pid)` is 0 where they came back.
HELPERS = """
import asyncio, faulthandler, os, sys, threading, traceback
import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.errors import ClientError, ResponseParserError

ANSWERED = ClientError, ResponseParserError  # which of them depends on the protocol
WANTED = {"region_name": "us-east-1", "config": Config(retries={"total_max_attempts": 1})}
SERVICES = {
    "sts": "get_caller_identity", "sqs": "list_queues", "s3": "list_buckets", "dynamodb": "list_tables",
    "ec2": "describe_regions", "lambda": "list_functions", "iam": "list_users", "sns": "list_topics",
}

def blocking(service, client=None):
    try:
        getattr(client or sotalia.client(service, **WANTED), SERVICES[service])()
    except ANSWERED:
        pass

def awaited(service):
    async def call():
        async with aio.client(service, **WANTED) as client:
            try:
                await getattr(client, SERVICES[service])()
            except ANSWERED:
                pass

    asyncio.run(call())

def child(*calls):
    pid = os.fork()
    if pid:
        return pid
    faulthandler.dump_traceback_later(30, exit=True)
    sys.setswitchinterval(0.005)
    try:
        for function, *arguments in calls:
            function(*arguments)
    except BaseException:
        traceback.print_exc()
        os._exit(2)
    os._exit(0)

def ending(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""

#: Has the thread that loads `LATE` stop in the midst of it: `stopped` is set, and it goes on after `go_on`.
STOP = """
from importlib import machinery

LATE, PARENT = "sotalia.core.call", os.getpid()
stopped, go_on = threading.Event(), threading.Event()

class Loader(machinery.SourceFileLoader):
    def exec_module(self, module):
        stopped.set()
        go_on.wait()
        super().exec_module(module)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == LATE and os.getpid() == PARENT:
            spec = machinery.PathFinder.find_spec(name, path)
            spec.loader = Loader(name, spec.origin)
            return spec

sys.meta_path.insert(0, Finder())
"""


def run(program: str, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a program whose calls all go to a server that knows no service; return what it prints."""
    raw_server.answer(reply(404))
    monkeypatch.setenv("AWS_ENDPOINT_URL", raw_server.url)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    sys.stderr.write(done.stderr)
    return done.stdout


def test_a_fork_waits_for_what_another_thread_is_loading(raw_server, monkeypatch):
    program = f"""{HELPERS}{STOP}
sys.setswitchinterval(10)  # between this hook and the fork, nobody else runs
os.register_at_fork(before=go_on.set)
client = sotalia.client("sts", **WANTED)
other = threading.Thread(target=blocking, args=("sts", client))
other.start()
stopped.wait()

def whole():
    assert not sys.modules[LATE].__spec__._initializing, "the other thread had not loaded it yet"

print(ending(child((whole,), (blocking, "sts", client), (awaited, "sts"))))
other.join()
"""
    assert run(program, raw_server, monkeypatch) == "0\n"


def test_what_a_thread_begins_to_load_just_before_the_fork_is_loaded_anew_in_the_child(raw_server, monkeypatch):
    program = f"""
import os, threading
begin, stopped = threading.Event(), threading.Event()
# Registered before ours, and so run after it.
os.register_at_fork(before=lambda: (begin.set(), stopped.wait()))
{HELPERS}{STOP.replace("stopped, go_on = threading.Event(), ", "go_on = ")}
client = sotalia.client("sts", **WANTED)
other = threading.Thread(target=lambda: (begin.wait(), blocking("sts", client)))
other.start()
pid = child((blocking, "sts", client), (awaited, "sts"))
go_on.set()
print(ending(pid))
other.join()
"""
    assert run(program, raw_server, monkeypatch) == "0\n"


@pytest.mark.parametrize("kind", ["blocking", "awaited"])
def test_children_that_are_forked_at_any_moment_of_many_first_calls_make_their_own(raw_server, monkeypatch, kind):
    program = f"""{HELPERS}
import json
sys.setswitchinterval(1e-5)
shared = sotalia.client("dynamodb", **WANTED)
threads = [threading.Thread(target={kind}, args=(service,)) for service in SERVICES]
for thread in threads:
    thread.start()
children = []
while any(thread.is_alive() for thread in threads) and len(children) < 15:
    children.append(child((blocking, "dynamodb", shared), (awaited, "sqs"), (blocking, "s3")))
endings = [ending(pid) for pid in children]
for thread in threads:
    thread.join()
print(json.dumps(endings))
"""
    endings = json.loads(run(program, raw_server, monkeypatch))
    assert endings
    assert set(endings) == {0}


def test_a_program_that_runs_inside_of_an_import_statement_is_waited_for_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    gate = types.SimpleNamespace(run=lambda: (begun.set(), may_end.wait()))
    monkeypatch.setitem(sys.modules, "gate_of_this_test", gate)
    (tmp_path / "endless_program.py").write_text("import gate_of_this_test\ngate_of_this_test.run()\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(_forks, "_given_up", set())
    monkeypatch.setattr(_forks, "PATIENCE", 0.0)
    thread = threading.Thread(target=__import__, args=("endless_program",))
    thread.start()
    try:
        begun.wait()
        assert _forks._loading() == {"endless_program"}
        _forks._before()
        assert _forks._loading() == set()
        _forks._after_in_child()
        assert "endless_program" in sys.modules  # left alone in the child, too
        monkeypatch.setattr(_forks, "PATIENCE", float("inf"))
        _forks._before()
    finally:
        may_end.set()
        thread.join()
        monkeypatch.delitem(sys.modules, "endless_program")


def test_the_module_that_the_forking_thread_itself_is_loading_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[set[str]] = []
    gate = types.SimpleNamespace(run=lambda: seen.append(_forks._loading()))
    monkeypatch.setitem(sys.modules, "gate_of_this_test", gate)
    (tmp_path / "forking_module.py").write_text("import gate_of_this_test\ngate_of_this_test.run()\n")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("forking_module")
    assert seen == [set()]
