"""Run lines of `s3` as users do: the installed command, in a folder of its own, with a small S3 in memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.servers.objects import ObjectServer

from .lines import ENVIRONMENT, PATIENCE, installed

#: When the objects that a test puts there were changed.
CHANGED = 1577836800
MIB = 1024 * 1024


class Shop:
    """A folder (`home`), and a server whose objects and requests a test can look at. `name` is the command's."""

    def __init__(self, directory: Path, server: ObjectServer, name: str = "aws") -> None:
        self.directory = directory
        self.name = name
        self.home = directory / "home"
        self.home.mkdir()
        self.server = server

    def put(self, **objects: bytes | str) -> None:
        """Store objects of the bucket `b`; two underscores stand for a slash."""
        for name, body in objects.items():
            data = body.encode() if isinstance(body, str) else body
            key = name.replace("__", "/")
            self.server.put(f"b/{key}", data, last_modified="Wed, 01 Jan 2020 00:00:00 GMT")

    def write(self, *names: str, time: float = CHANGED, **contents: bytes) -> None:
        """Write files, each with its name as content, as of a time."""
        for name in names:
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(contents.get("content", name.encode()))
            os.utime(path, (time, time))

    def stored(self) -> list[str]:
        """Return the keys of all objects, with their buckets."""
        return sorted(self.server.objects)

    def files(self) -> list[str]:
        """Return the names of all files in the folder, hidden ones too."""
        return sorted(
            str(path.relative_to(self.home))
            for path in self.home.rglob("*")
            if path.is_file() and ".aws" not in path.parts
        )

    def command(self, *words: str) -> list[str]:
        """Return the words that run a line."""
        return [sys.executable, str(installed(self.name, self.directory)), "s3", *words]

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a line."""
        home = {"PATH": os.environ["PATH"], "HOME": str(self.home), "AWS_ENDPOINT_URL": self.server.url}
        return {**home, **ENVIRONMENT, **more}

    def run(self, *words: str, stdin: bytes = b"", **environment: str) -> Done:
        """Run `s3` with these words."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.home, env=self.environment(**environment), input=stdin, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        return Done(done)


class Done:
    """What a line did: its exit code, the lines that it printed (without progress), errors, and bytes on stdout."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.raw = done.stdout
        text = done.stdout.decode("utf-8", "replace")
        self.out = sorted(part.rstrip() for line in text.split("\n") for part in line.split("\r")[-1:] if part.strip())
        self.err = done.stderr.decode()

    def __repr__(self) -> str:
        return f"<Done {self.code} {self.out} {self.err!r}>"


def requests_of(server: ObjectServer) -> list[tuple[str, str]]:
    """Return method and path of all requests."""
    return [(entry.method, entry.path) for entry in server.entries]


def header(server: ObjectServer, at: int, name: str) -> Any:
    """Return a header of a request, or None."""
    return server.entries[at].headers.get(name)
