"""A server for a benchmark: a process with a folder and ports of its own, from its start until it is ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

#: How often it is tried to connect to a server that starts, and how long is waited in between, in seconds.
_TRIES, _PAUSE = 200, 0.02


def find_nginx() -> str | None:
    """Return the path of nginx; Debian's is where only root's PATH leads."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


def nginx_command(nginx: str, home: Path, configuration: str) -> list[str]:
    """Return the command that runs nginx in the foreground, after writing its configuration into that folder."""
    path = home / "nginx.conf"
    path.write_text(configuration)
    return [nginx, "-p", str(home), "-c", str(path), "-e", str(home / "error.log")]


class Process:
    """Base of the servers. A context manager: what `prepare` returns runs, and takes connections, inside of it.

    `ports` is how many it listens at, `parent` the folder in which its own is made, by default the system's.
    """

    def __init__(self, ports: int, parent: Path | None = None) -> None:
        self.ports = free_ports(ports)
        self._directory = tempfile.TemporaryDirectory(prefix="sotalia-bench-", dir=parent, ignore_cleanup_errors=True)
        self.home = Path(self._directory.name)
        self.home.chmod(0o755)  # nginx's worker is another user when root starts it
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> list[str]:
        """Write what the server needs into its folder, and return the command that starts it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
        self._process = subprocess.Popen(self.prepare(), env=environment)
        try:
            for port in self.ports:
                self._wait_for(self._process, port)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
        self._directory.cleanup()

    @staticmethod
    def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
        """Wait until it takes connections there."""
        for _ in range(_TRIES):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return
            if process.poll() is not None:
                raise SystemExit(f"The benchmark's server ended at once with exit code {process.returncode}.")
            time.sleep(_PAUSE)


def free_ports(count: int) -> list[int]:
    """Return so many ports that nobody uses now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]
