"""The embedded AWS's own process: moto's server application behind cheroot.

Run as a script by `launcher.py` (`server.py PORT [--verbose]`): it imports nothing of Sotalia, so it works wherever its
own packages do. It prints its URL when it listens, and exits when its standard input closes.

It is cheroot rather than the server that moto brings, because that one closes the connection after every reply. Two
things that the latter's request handler does are therefore done here, in `MotoGateway`:
- `RAW_URI`: S3 keys are matched against the path as it was sent, since decoding loses encoded slashes;
- user metadata such as `x-amz-meta-my_key`: WSGI turns `_` and `-` into the same character, so moto gets the names.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any
from urllib.parse import unquote_to_bytes

HOST = "127.0.0.1"
THREADS = 16
#: Idle connections kept; a client pool of boto3's holds 10, and a test run has several.
KEPT_CONNECTIONS = 512
IDLE_SECONDS = 120


def build(port: int, verbose: bool) -> Any:
    """Return the server, not yet listening."""
    # By name, so that types are checked alike with and without the extra, whose types are partly wrong.
    cheroot, connections, request, moto = map(
        import_module, ("cheroot.wsgi", "cheroot.server", "moto.core.request", "moto.server")
    )

    class MotoGateway(cheroot.Gateway_10):  # type: ignore[name-defined, misc]
        def get_environ(self) -> dict[str, Any]:
            environ: dict[str, Any] = super().get_environ()
            environ["RAW_URI"] = environ["REQUEST_URI"]
            # cheroot leaves %2F encoded in the path, which cannot be told from a doubly encoded one.
            path = self.req.uri.partition(b"?")[0]
            environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
            names = [name.decode("latin-1").lower() for name in self.req.inheaders if b"_" in name]
            environ[request.PRESERVED_HEADER_NAMES_ENVIRON_KEY] = {
                request.environ_key_for_header(name): name for name in names if name.startswith("x-amz-meta-")
            }
            return environ

    class Connection(connections.HTTPConnection):  # type: ignore[name-defined, misc]
        def close(self) -> None:
            super().close()
            # Else Python closes it when it is collected, and from 3.13 on prints the error: the bytes that are left
            # cannot be sent to a client that has gone.
            with contextlib.suppress(OSError):
                self.wfile.close()

    application = moto.DomainDispatcherApplication(moto.create_backend_app)
    server = cheroot.Server((HOST, port), _logged(application) if verbose else application, numthreads=THREADS)
    server.gateway = MotoGateway
    server.ConnectionClass = Connection
    server.timeout = IDLE_SECONDS
    server.keep_alive_conn_limit = KEPT_CONNECTIONS
    server.request_queue_size = 128
    server.shutdown_timeout = 0
    return server


def _logged(application: Any) -> Any:
    """Wrap `application` so that each request prints one line to standard error, without headers and bodies."""

    def wrapper(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            target = environ.get("HTTP_X_AMZ_TARGET", "")
            print(environ["REQUEST_METHOD"], environ["PATH_INFO"], target, "->", status, file=sys.stderr)
            return start_response(status, headers, *rest)

        return application(environ, start)

    return wrapper


def _exit_with_starter() -> None:
    """Wait for the end of standard input, which comes when the starter closes it or dies, and exit at once."""
    with contextlib.suppress(OSError):
        while sys.stdin.buffer.read(1024):
            pass
    os._exit(0)


def main() -> int:
    """Serve until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_starter, daemon=True).start()
    port, verbose = int(sys.argv[1]), "--verbose" in sys.argv[2:]
    server = build(port, verbose)
    try:
        server.prepare()
    except OSError as error:
        print(f"The embedded AWS cannot listen on {HOST}:{port}: {error}", file=sys.stderr)
        return 1
    port = server.bind_addr[1]
    os.environ["MOTO_PORT"] = str(port)  # moto calls itself now and then
    print(f"http://{HOST}:{port}", flush=True)
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
