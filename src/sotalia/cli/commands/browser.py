"""Signing in with the browser: the authorization code grant with PKCE, and the local server that gets the code.

The browser is sent to a page of AWS, which redirects it to this machine with a code once the user has signed in
(https://www.rfc-editor.org/rfc/rfc8252#section-7.3); the code is worth something only together with the verifier, which
never leaves this process before (https://www.rfc-editor.org/rfc/rfc7636).
"""

from __future__ import annotations

import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlsplit

from ..faults import CliError, InvalidLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

_HOST = "127.0.0.1"
_PATH = "/oauth/callback"
#: Where the browser is sent to, without the port, which may be any.
REDIRECT = f"http://{_HOST}{_PATH}"
#: Seconds that the user has, and that one connection to the local server may take.
_PATIENCE, _CONNECTION = 600, 10
#: Bytes of randomness in a verifier: 64 characters.
_RANDOM = 48
_LAST_PORT = 65535
_PAGE = """<!doctype html><meta charset="utf-8"><title>Sotalia</title><p>{}</p>"""
_DONE, _NOTHING = "Go back to the terminal; this window can be closed.", "There is nothing here."


class Secrets:
    """What one sign-in has of its own: `state` comes back with the code, `verifier` goes with it."""

    def __init__(self) -> None:
        from base64 import urlsafe_b64encode
        from hashlib import sha256
        from uuid import uuid4

        self.state = str(uuid4())
        self.verifier = token_urlsafe(_RANDOM)
        #: What the page gets of the verifier.
        self.challenge = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


class Receiver:
    """The local server that waits for the code, to be used with `with`. Raises CliError where the port is taken."""

    def __init__(self, secrets: Secrets, port: int = 0) -> None:
        """`port` is the one to listen at, 0 for any."""
        self._state = secrets.state
        self._answer: dict[str, str] | None = None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            timeout = _CONNECTION

            def do_GET(self) -> None:
                known = receiver._take(self.path)
                page = _PAGE.format(_DONE if known else _NOTHING).encode()
                self.send_response(200 if known else 404)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def version_string(self) -> str:
                return "sotalia"

            def log_message(self, *arguments: Any) -> None:  # the code would be in it
                pass

        try:
            self._server = HTTPServer((_HOST, port), Handler)
        except OSError as error:
            raise CliError(f"Cannot listen at {_HOST}:{port} for the browser: {error.strerror}") from None
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a browser may hang up

    def __enter__(self) -> Receiver:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where the browser is to be sent to."""
        return f"http://{_HOST}:{self._server.server_port}{_PATH}"

    def _take(self, target: str) -> bool:
        """Keep what a request brings, and return whether it is the one that is waited for."""
        parts = urlsplit(target)
        answer = dict(parse_qsl(parts.query))
        if parts.path != _PATH or answer.get("state") != self._state or not ("code" in answer or "error" in answer):
            return False  # something else on this machine asks; it is not the browser
        self._answer = answer
        return True

    def code(self) -> str:
        """Wait for the code and return it. Raises CliError when the user refuses, or nothing comes in ten minutes."""
        deadline = time.monotonic() + _PATIENCE
        while self._answer is None:
            self._server.timeout = deadline - time.monotonic()
            if self._server.timeout <= 0:
                raise CliError("Nothing came from the browser in ten minutes. Sign in again.")
            self._server.handle_request()
        if "code" not in self._answer:
            raise CliError(f"The sign-in was refused in the browser: {self._answer['error']}")
        return self._answer["code"]


def check_port(port: int | None) -> int:
    """Return the port of `--redirect-port`, 0 for any. Raises InvalidLine."""
    if port is not None and not 0 < port <= _LAST_PORT:
        raise InvalidLine(f"Bad value for --redirect-port {port}: it must be between 1 and {_LAST_PORT}")
    return port or 0


def show_page(url: str, *, browser: bool = True) -> None:
    """Say where a page is, and show it in the user's browser, if that is wanted."""
    if not browser:
        sys.stdout.write(f"Browser will not be automatically opened.\nPlease visit the following URL:\n\n{url}\n")
        sys.stdout.flush()
        return
    sys.stdout.write(
        f"Attempting to open your default browser.\nIf the browser does not open, open the following URL:\n\n{url}\n"
    )
    sys.stdout.flush()
    open_page(url)


def open_page(url: str) -> None:
    """Show a page in the user's browser, if there is one."""
    import webbrowser

    try:
        webbrowser.open_new_tab(url)
    except (OSError, webbrowser.Error):
        pass  # the user was told where it is


def origin(client: Any, method: str, event: str, **parameters: Any) -> str:
    """Return scheme and host of where a client would make a call; nothing is sent. `event` names its `before-call`."""
    found: list[str] = []

    class Stop(Exception):
        pass

    def look(params: dict[str, Any], **_: Any) -> None:
        found.append(params["url"])
        raise Stop

    client.meta.events.register(event, look)
    try:
        getattr(client, method)(**parameters)
    except Stop:
        pass
    finally:
        client.meta.events.unregister(event, look)
    parts = urlsplit(found[0])
    return f"{parts.scheme}://{parts.netloc}"
