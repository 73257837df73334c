"""Starts the embedded AWS, waits until it answers, ends it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

#: module -> the distribution that brings it. All of them come with the extra `local`.
REQUIRED = {"moto": "moto", "flask": "flask", "flask_cors": "flask-cors", "cheroot": "cheroot"}

#: How long the server may take to exit once its input is closed, before it is killed.
GRACE_SECONDS = 5.0


class LocalUnavailable(Exception):
    """The embedded AWS cannot run: its packages are missing, its port is taken, or it failed to start."""


class LocalServer:
    """moto's server on `127.0.0.1`, in a process of its own, from `start()` to `stop()`; also a context manager.

    `port` 0 takes a free one. With `verbose` each request is logged on standard error, one line each.
    """

    def __init__(self, port: int = 0, *, verbose: bool = False) -> None:
        self.url = ""
        self._port = port
        self._verbose = verbose
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and return when it answers. Raises `LocalUnavailable`."""
        _check_packages()
        script = os.path.join(os.path.dirname(__file__), "server.py")
        command = [sys.executable, "-P", script, str(self._port), *(["--verbose"] if self._verbose else [])]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and script
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_server_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is for the command, which may still need the server
        )
        try:
            assert self._process.stdout is not None
            self.url = self._process.stdout.readline().decode().strip()
            if not self.url:
                raise LocalUnavailable(f"The embedded AWS did not start (exit code {self._process.wait()}).")
            _await_answer(self.url)
        except BaseException:
            self.stop()
            raise

    def wait(self) -> int:
        """Wait until the server ends by itself and return its exit code."""
        return self._process.wait() if self._process else 0

    def reset(self) -> None:
        """Remove everything that was created in this AWS."""
        import http.client

        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        try:
            connection.request("POST", "/moto-api/reset")
            connection.getresponse().read()
        finally:
            connection.close()

    def stop(self) -> None:
        """End the server and wait for its end. Does nothing when it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            process.stdout.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()


def _check_packages() -> None:
    from importlib.util import find_spec

    missing = [package for module, package in REQUIRED.items() if find_spec(module) is None]
    if missing:
        raise LocalUnavailable(
            f"The embedded AWS needs {', '.join(REQUIRED.values())}; not installed: {', '.join(missing)}. "
            "Install them with: pip install 'sotalia[local]'"
        )


def _server_environment() -> dict[str, str]:
    """Return moto's environment: without the caller's AWS, and with log lines that do not wait in a buffer."""
    from .environment import hidden_names

    removed = set(hidden_names(os.environ))
    environ = {name: value for name, value in os.environ.items() if name not in removed}
    return environ | {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "PYTHONUNBUFFERED": "1"}


def _await_answer(url: str) -> None:
    """Wait for the answer to a small request: that the socket listens does not say that the application works."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(b"GET /favicon.ico HTTP/1.0\r\n\r\n")
        if not connection.recv(1):
            raise LocalUnavailable(f"The embedded AWS at {url} closes connections without an answer.")
        while connection.recv(65536):  # to its end, since the server must not send to a closed connection
            pass
