"""Transfers to which something happens at a random moment, by a seed: a full disk, a file or an object that changes,
a token that is no longer good, a signal. Each ends with the right bytes, or raises and leaves nothing.

python -m tests.transfer.harms KIND [count] [seed]     prints what came of each, and stops at the first that is wrong
"""

from __future__ import annotations

import datetime
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from math import log2
from pathlib import Path
from typing import Any

import sotalia
from sotalia.credentials import CredentialProvider, RefreshableCredentials
from sotalia.s3.transfer import TransferConfig
from tests.servers.objects import Entry, ObjectServer
from tests.servers.scripted import Peer
from tests.transfer.conftest import MIB, caller

LARGEST = 24 * MIB
CONFIG = TransferConfig(multipart_threshold=6 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)
#: How many requests objects that come or go in parts have, about: one of them is the moment.
MOST_REQUESTS = 5
#: The longest time from a request to a signal, in seconds, and how long a process may then take.
SOON = 0.03
PATIENCE = 60
#: How long tokens are good for, in seconds.
VALID = 0.4
_NUMBERS = count(1)
FORMER = b"what the file had before"
EXPIRED = b"<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"


class Scene:
    """One transfer: `server`, `folder` for the client's file, `data` to be transferred, `way`: up or down."""

    def __init__(self, server: ObjectServer, folder: Path, chance: random.Random, way: str) -> None:
        self.server = server
        self.chance = chance
        self.way = way
        self.in_parts = chance.random() < 0.5
        least, most = (CONFIG.multipart_threshold, LARGEST) if self.in_parts else (1, CONFIG.multipart_threshold - 1)
        self.data = chance.randbytes(int(2 ** chance.uniform(log2(least), log2(most))))
        self.path = folder / "file"
        # What a former transfer gave up may still arrive.
        self.key = f"key-{next(_NUMBERS)}"
        server.objects.clear()
        server.uploads.clear()
        if way == "down":
            server.put(f"bucket/{self.key}", self.data)
            self.path.write_bytes(FORMER)
        else:
            self.path.write_bytes(self.data)

    def at_request(self, act: Callable[[Entry, Peer], Any]) -> None:
        """Have `act` called at one of the requests; it has answered itself if it returns something true."""
        left = [self.moment()]
        lock = threading.Lock()

        def interfere(entry: Entry, peer: Peer) -> Any:
            with lock:
                left[0] -= 1
                is_now = left[0] == -1
            return act(entry, peer) if is_now else False

        self.server.interfere = interfere

    def moment(self) -> int:
        """Return the number of a request, from 0 on."""
        return self.chance.randrange(MOST_REQUESTS if self.in_parts else 1)

    def run(self, call: Callable[..., Any] | None = None) -> str:
        """Transfer, and return what came of it."""
        call = call or caller(self.chance.choice(["blocking", "awaited"]), self.server.client_arguments)
        try:
            if self.way == "up":
                call("upload_file", self.path, "bucket", self.key, Config=CONFIG)
            else:
                call("download_file", "bucket", self.key, self.path, Config=CONFIG)
        except Exception as error:
            return type(error).__name__
        finally:
            self.server.interfere = lambda entry, peer: None
        return "done"

    def check(self, outcome: str, *others: bytes, leaves_parts: bool = False, leaves_files: bool = False) -> None:
        """Raise AssertionError where something is wrong; `others` are what the bytes may be, too."""
        what = f"{self.way} of {len(self.data)} bytes, {outcome}"
        right = (self.data, *others)
        if self.way == "up":
            stored = self.server.objects.get(f"bucket/{self.key}")
            assert stored is not None or outcome != "done", f"{what}: there is nothing"
            assert stored is None or stored.body in right, f"{what}: other bytes"
        else:
            found = self.path.read_bytes()
            assert found in (right if outcome == "done" else (FORMER, *right)), f"{what}: other bytes"
        left = sorted(set(os.listdir(self.path.parent)) - {self.path.name})
        assert not left or leaves_files, f"{what}: {left} are left"
        parts = [path for path in self.server.open_uploads() if path == f"bucket/{self.key}"]
        assert not parts or leaves_parts, f"{what}: parts are left"


def full_disk(scene: Scene) -> str:
    """No file can grow beyond a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(len(scene.data) * scene.chance.uniform(0, 1.5)), hard))
    try:
        outcome = scene.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    scene.check(outcome)
    return outcome


def shrinking_file(scene: Scene) -> str:
    """The file gets shorter while it is sent."""
    length = scene.chance.randrange(len(scene.data) + 1)
    scene.at_request(lambda entry, peer: os.truncate(scene.path, length))
    outcome = scene.run()
    scene.check(outcome)
    return outcome


def growing_file(scene: Scene) -> str:
    """The file gets longer while it is sent: what it had at first is stored."""

    def grow(entry: Entry, peer: Peer) -> None:
        with scene.path.open("ab") as file:
            file.write(b"more")

    scene.at_request(grow)
    outcome = scene.run()
    scene.check(outcome)
    assert outcome == "done", outcome
    return outcome


def replaced_object(scene: Scene) -> str:
    """The object is replaced while it is read: the file has one or the other."""
    other = scene.chance.randbytes(max(1, len(scene.data) + scene.chance.choice([-1, 0, 0, 1])))
    scene.at_request(lambda entry, peer: scene.server.put(f"bucket/{scene.key}", other) and None)
    outcome = scene.run()
    scene.check(outcome, other)
    return outcome


def expired_token(scene: Scene) -> str:
    """The client's token comes to its end before a request that has it arrives; the client gets a new one by then."""
    ends: dict[str, datetime.datetime] = {}
    gone: set[str] = set()

    def renew() -> dict[str, str]:
        token = f"token-{len(ends)}"
        ends[token] = end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=VALID)
        keys = {"access_key": "AKIDEXAMPLE", "secret_key": "secret-example", "token": token}
        return {**keys, "expiry_time": end.isoformat()}

    class Vault(CredentialProvider):
        METHOD = "vault"

        def load(self) -> Any:
            early = VALID / 4
            return RefreshableCredentials.create_from_metadata(renew(), renew, self.METHOD, early, early)

    def expire(entry: Entry, peer: Peer) -> None:
        last = max(ends.values(), default=datetime.datetime.now(datetime.UTC))
        while datetime.datetime.now(datetime.UTC) <= last:
            time.sleep(VALID / 10)
        gone.update(token for token, end in ends.items() if end <= last)

    session = sotalia.Session()
    session.credential_chain.insert_before("env", Vault())
    client = session.client("s3", endpoint_url=scene.server.url, region_name="us-east-1")
    scene.at_request(expire)
    at_moment = scene.server.interfere

    def interfere(entry: Entry, peer: Peer) -> bool:
        at_moment(entry, peer)
        if entry.headers["x-amz-security-token"] not in gone:
            return False
        peer.reply(EXPIRED, status="400 Bad Request")
        return True

    scene.server.interfere = interfere
    outcome = scene.run(lambda method, *given, **named: getattr(client, method)(*given, **named))
    scene.check(outcome)
    return outcome


def interrupted(scene: Scene) -> str:
    """The process gets Ctrl-C."""
    outcome = _signalled(scene, signal.SIGINT)
    scene.check(outcome)
    return outcome


def killed(scene: Scene) -> str:
    """The process is killed: its temporary file and its parts may stay, but neither file nor object is a wrong one."""
    outcome = _signalled(scene, signal.SIGKILL)
    scene.check(outcome, leaves_parts=True, leaves_files=True)
    for path in scene.path.parent.iterdir():
        path.unlink()
    return outcome


#: What the process does. How long it may take to remove what it has left is for a busy machine.
_PROGRAM = """
import sys, sotalia
from sotalia.transfer import engine
from tests.transfer.harms import CONFIG
engine.CLEANING_SECONDS = 30
client = sotalia.client("s3", endpoint_url=sys.argv[2], region_name="us-east-1")
if sys.argv[1] == "up":
    client.upload_file(sys.argv[3], "bucket", sys.argv[4], Config=CONFIG)
else:
    client.download_file("bucket", sys.argv[4], sys.argv[3], Config=CONFIG)
"""


def _signalled(scene: Scene, number: signal.Signals) -> str:
    """Transfer in another process, which gets a signal soon after one of its requests, if it is still there."""
    command = [sys.executable, "-c", _PROGRAM, scene.way, scene.server.url, str(scene.path), scene.key]
    keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-example"}
    root = str(Path(__file__).parents[2])
    timers: list[threading.Timer] = []
    delay = scene.chance.choice([0.0, scene.chance.uniform(0, SOON)])
    with subprocess.Popen(command, env=os.environ | keys | {"PYTHONPATH": root}, stderr=subprocess.PIPE) as process:

        def strike(entry: Entry, peer: Peer) -> None:
            timers.append(threading.Timer(delay, process.send_signal, (number,)))
            timers[-1].start()

        scene.at_request(strike)
        try:
            _, errors = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    for timer in timers:
        timer.join()
    scene.server.interfere = lambda entry, peer: None
    if process.returncode == 0:
        return "done"
    assert process.returncode in (-number, 128 + number), errors.decode()
    return number.name


#: What happens, and to transfers in which directions.
KINDS: dict[str, tuple[Callable[[Scene], str], tuple[str, ...]]] = {
    "full_disk": (full_disk, ("down",)),
    "shrinking_file": (shrinking_file, ("up",)),
    "growing_file": (growing_file, ("up",)),
    "replaced_object": (replaced_object, ("down",)),
    "expired_token": (expired_token, ("up", "down")),
    "interrupted": (interrupted, ("up", "down")),
    "killed": (killed, ("up", "down")),
}


@contextmanager
def _stage() -> Iterator[tuple[ObjectServer, Path]]:
    with tempfile.TemporaryDirectory() as folder, ObjectServer() as server:
        server.checks_checksums = True
        yield server, Path(folder)


def harm(kind: str, times: int, seed: int) -> Counter[str]:
    """Make so many transfers, and return how often each thing came of them."""
    outcomes: Counter[str] = Counter()
    chance = random.Random(seed)
    act, ways = KINDS[kind]
    with _stage() as (server, folder):
        for _ in range(times):
            way = chance.choice(ways)
            outcomes[f"{way}: {act(Scene(server, folder, chance, way))}"] += 1
    return outcomes


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[2:]]
    for outcome, often in sorted(harm(sys.argv[1], *(numbers + [20, 1][len(numbers) :])).items()):
        print(f"{often:6} {outcome}")
