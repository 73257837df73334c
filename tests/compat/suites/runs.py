"""One run: a suite's tests on one side, and what came of each of them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.compat.suites.places import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.compat.suites.table import Suite

ROOT = Path(__file__).resolve().parents[3]
#: Side → the arguments and the environment that make boto3 Sotalia there.
SIDES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "boto3": ((), {}),
    "Sotalia": (("-p", "sotalia.compat.pytest"), {}),
    "alone": (("-p", "sotalia.compat.pytest"), {"SOTALIA_COMPAT": "alone"}),
}
#: Seconds that a suite may take on one side, and a single test.
LIMIT, TEST_LIMIT = 5400, 120
#: Seconds until moto's server must answer, and until it must have ended.
SERVER_LIMIT = 120
#: The server's own default, which some of moto's tests expect it at, whatever they are told.
USUAL_PORT = 5000


class Result(NamedTuple):
    """What came of a run: test → (outcome, the error's line), and whether the run came to its end."""

    outcomes: dict[str, tuple[str, str]]
    finished: bool

    @property
    def counts(self) -> Counter[str]:
        """How many tests there are of each outcome."""
        return Counter(outcome for outcome, _ in self.outcomes.values())

    def of(self, outcome: str) -> set[str]:
        """Return the tests with an outcome."""
        return {node for node, (each, _) in self.outcomes.items() if each == outcome}


def kept_or_run(
    name: str, suite: Suite, side: str, arguments: list[str], prepared: tuple[Path, Path], *, fresh: bool
) -> Result:
    """Return a side's result: the kept one, if it is for the same tests in the same environment and finished."""
    made_for = json.dumps([suite, arguments])
    place = CACHE / "results" / f"{name}.{side}.json"
    if not fresh and place.exists():
        kept = json.loads(place.read_text())
        if kept["made_for"] == made_for and kept["finished"]:
            return Result({node: tuple(told) for node, told in kept["outcomes"].items()}, finished=True)
    print(f"{name} on {side}", flush=True)
    result = run(name, suite, side, arguments, prepared)
    place.parent.mkdir(parents=True, exist_ok=True)
    kept = {"made_for": made_for, "finished": result.finished, "outcomes": result.outcomes}
    place.write_text(json.dumps(kept, indent=1))
    return result


def run(name: str, suite: Suite, side: str, arguments: list[str], prepared: tuple[Path, Path]) -> Result:
    """Run a suite's tests on one side. What pytest says goes to a file beside the results."""
    python, folder = prepared
    logs = CACHE / "logs"
    home = CACHE / "home"
    for needed in (logs, home):
        needed.mkdir(parents=True, exist_ok=True)
    lines = logs / f"{name}.{side}.jsonl"
    lines.unlink(missing_ok=True)
    left_out = " and ".join(f"not {each}" for each in suite.without)
    chosen = arguments if "-k" in arguments or not left_out else [*arguments, "-k", left_out]
    plugin, env_of_side = SIDES[side]
    if suite.plugin is not None and plugin:
        plugin = ("-p", f"own.{suite.plugin}", *plugin)
    command = [
        str(python),
        "-m",
        "pytest",
        *plugin,
        "-p",
        "outcomes",
        "-p",
        "no:cacheprovider",
        "-q",
        "--tb=short",
        "--continue-on-collection-errors",
    ]
    command += ["--color=no", f"--timeout={TEST_LIMIT}", *suite.tests, *chosen]
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "SOTALIA_", "BOTO"))}
    plain["HOME"] = str(home)
    with _server(python, plain, logs / f"{name}.server.txt") if suite.server else _nothing() as port:
        env = plain | {key: value.format(url=f"http://localhost:{port}", port=port) for key, value in suite.env.items()}
        env |= env_of_side
        env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(Path(__file__).parent)))
        env["SUITES_OUTCOMES"] = str(lines)
        with (logs / f"{name}.{side}.txt").open("w") as log:
            try:
                subprocess.run(
                    command,
                    cwd=folder,
                    env=env,
                    stdout=log,
                    stderr=log,
                    timeout=LIMIT,
                    check=False,
                    stdin=subprocess.DEVNULL,
                )
            except subprocess.TimeoutExpired:
                log.write(f"\ncut off after {LIMIT} s\n")
    return read(lines.read_text() if lines.exists() else "")


def read(text: str) -> Result:
    """Return what the lines say that `outcomes.py` has written."""
    outcomes: dict[str, tuple[str, str]] = {}
    finished = False
    for line in text.splitlines():
        node, outcome, message = json.loads(line)
        if outcome == "finished":
            finished = True
        else:
            outcomes[node] = outcome, message
    return Result(outcomes, finished)


@contextmanager
def _nothing() -> Iterator[int]:
    yield 0


@contextmanager
def _server(python: Path, env: dict[str, str], log: Path) -> Iterator[int]:
    """Have moto's server run, on real boto3; yield its port."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", USUAL_PORT))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("w") as told:
        server = subprocess.Popen(command, env=env, stdout=told, stderr=told)
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(SERVER_LIMIT)
            except subprocess.TimeoutExpired:  # it has threads that go on
                server.kill()
                server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SERVER_LIMIT
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"moto's server does not answer at port {port}")
