"""Have type checkers look at programs that call everything, of all services.

    python -m tests.stubs.everything                         all four checkers, all services: an hour of CPU
    python -m tests.stubs.everything --checker pyright mypy -- s3 ec2

For each service there are four programs (`programs`): right and broken, blocking and awaited. A right one must have no
error, in a broken one each line with a mistake must be complained of. One more program makes every client and resource
by its name and asserts the type. Checkers get some services at a time (`--batch`), for the sake of memory.

The exit code is 0 if all is as it must be.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from sotalia.model.loader import Loader
from sotalia.stubs.names import module_name
from sotalia.stubs.service import ServiceTypes
from tests.stubs import programs
from tests.stubs.checkers import CHECKERS, STRICT, command, is_there, mistakes, places, run
from tools import stubs

SHOWN = 5


def main(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.stubs.everything", description=__doc__.split("\n")[0])
    parser.add_argument("services", nargs="*")
    parser.add_argument("--checker", nargs="+", choices=CHECKERS, default=[name for name in CHECKERS if is_there(name)])
    parser.add_argument("--batch", type=int, default=45, help="services at a time")
    options = parser.parse_args(list(arguments))
    services = options.services or Loader().list_available_services()
    with tempfile.TemporaryDirectory(prefix="everything-") as folder:
        project = Path(folder) / "programs"
        stubs.environment(Path(folder) / "venv", options.services)
        broken = sum(programs.write(project, services).values())
        (project / "overloads.py").write_text("\n".join(overloads(services)), encoding="utf-8")
        (project / "pyrightconfig.json").write_text(STRICT, encoding="utf-8")
        print(f"{len(services)} services, {broken} mistakes", flush=True)
        failures = [_check(name, Path(folder), services, options.batch) for name in options.checker]
    return int(any(failures))


def overloads(services: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a program that makes every client, and every resource."""
    yield "from typing import assert_type"
    yield "import sotalia"
    yield "from sotalia import aio"
    loader = Loader()
    with_resources = loader.list_available_services("resources-1")
    for name in services:
        service = ServiceTypes(loader, name)
        made = [("client", "Client", "client", "aio")]
        made += [("resource", "ServiceResource", "service_resource", "aio_resource")] * (name in with_resources)
        for method, suffix, blocking, awaited in made:
            for package, module, prefix in (("sotalia", blocking, ""), ("aio", awaited, "Async")):
                place = f"sotalia.types.{module_name(name)}.{module}"
                yield f"import {place}"
                yield f"assert_type({package}.{method}({name!r}), {place}.{prefix}{service.title}{suffix})"
    yield ""


def _check(checker: str, folder: Path, services: Sequence[str], batch: int) -> int:
    """Have one checker look at everything, say what it found, and return how much of it is wrong."""
    start = command(checker, folder / "venv", cache=str(folder / "cache") if checker == "mypy" else os.devnull)
    project = folder / "programs"
    errors: list[str] = []
    missed: list[tuple[str, int]] = []
    found = 0
    for files in (["overloads.py"], *_batches(services, batch, "good")):
        done = run(start, project, files)
        if done.returncode:
            errors += [line for line in done.stdout.splitlines() if ".py:" in line] or [done.stderr[-500:]]
    for files in _batches(services, batch, "bad"):
        wanted = mistakes(project, files, checker)
        there = places(run(start, project, files).stdout)
        found += len(wanted & there)
        missed += sorted(wanted - there)
    print(
        f"{checker}: {len(errors)} errors in right programs; {found} mistakes found, {len(missed)} missed", flush=True
    )
    for error in errors[:SHOWN]:
        print(f"  {error.strip()[:300]}")
    for file, number in missed[:SHOWN]:
        line = (project / file).read_text(encoding="utf-8").splitlines()[number - 1]
        print(f"  missed: {file}:{number}: {line.strip()[:200]}")
    return len(errors) + len(missed)


def _batches(services: Sequence[str], batch: int, kind: str) -> Iterator[list[str]]:
    for start in range(0, len(services), batch):
        modules = [module_name(name) for name in services[start : start + batch]]
        yield [f"{kind}_{side}_{module}.py" for module in modules for side in ("awaited", "blocking")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
