"""A server that answers at once, so that what is measured is the client: nginx with a canned body per port.

Where nginx is missing (Debian: `apt-get install nginx-light`) a small server of our own takes its place. CPU figures,
which count the client's process alone, are the same with either; wall times are not comparable between the two.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tests.servers.certificates import self_signed

from .process import Process, find_nginx, nginx_command
from .replies import Reply

_CONFIG = """daemon off;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy; fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
    keepalive_requests 1000000000; keepalive_timeout 3600s; tcp_nodelay on; etag off; server_tokens off;
    open_file_cache max=100 inactive=3600s; open_file_cache_valid 3600s;
    types {{ }}
{servers}}}
"""
# A static file answers GET only: POST is refused with 405, and the page shown for that is the file again, with 200.
# Later pages are files that have the marker behind their name.
_SERVER = """    server {{
        listen 127.0.0.1:{port}{tls};
        root {directory};
        default_type "{content_type}";
{headers}        error_page 405 =200 /{name};
        location / {{ rewrite ^ /{name}$arg_marker break; error_page 405 =200 /{name}; }}
    }}
"""


class Server(Process):
    """Serves each of `replies` on a port of its own: `server.url(name)`."""

    def __init__(self, replies: dict[str, Reply]) -> None:
        super().__init__(len(replies))
        self._replies = replies
        self._by_name = dict(zip(replies, self.ports, strict=True))
        self._certificate: tuple[str, str] | tuple[()] = ()
        self.name = "nginx" if find_nginx() else "a Python server (no nginx: apt-get install nginx-light)"

    def url(self, name: str) -> str:
        """Return the endpoint whose every answer is that reply."""
        return f"{'https' if self._replies[name].secure else 'http'}://127.0.0.1:{self._by_name[name]}"

    @property
    def trust(self) -> dict[str, str]:
        """What the environment of a process must have to trust the replies that come over TLS."""
        return {"AWS_CA_BUNDLE": self._certificate[0]} if self._certificate else {}

    def prepare(self) -> list[str]:
        """Write the replies, and return the command that serves them."""
        if any(reply.secure for reply in self._replies.values()):
            self._certificate = self_signed(self.home, "127.0.0.1")
        nginx = find_nginx()
        if nginx:
            return nginx_command(nginx, self.home, self._configuration())
        return [sys.executable, "-m", "benchmarks.server", str(self._write_canned())]

    def _write_canned(self) -> Path:
        canned = []
        for name, port in self._by_name.items():
            reply = self._replies[name]
            texts = {marker: body.decode() for marker, body in {"": reply.body, **reply.pages}.items()}
            canned.append([port, reply.headers, texts, self._certificate if reply.secure else None])
        path = self.home / "canned.json"
        path.write_text(json.dumps(canned))
        return path

    def _configuration(self) -> str:
        servers = ""
        for name, port in self._by_name.items():
            reply = self._replies[name]
            for marker, body in {"": reply.body, **reply.pages}.items():
                (self.home / f"{name}{marker}").write_bytes(body)
            headers = "".join(
                f"        add_header {key} '{value}';\n"
                for key, value in reply.headers.items()
                if key != "Content-Type"
            )
            tls = " ssl; ssl_certificate {}; ssl_certificate_key {}".format(*self._certificate) if reply.secure else ""
            kind = reply.headers["Content-Type"]
            servers += _SERVER.format(
                port=port, tls=tls, directory=self.home, name=name, headers=headers, content_type=kind
            )
        return _CONFIG.format(directory=self.home, servers=servers)


#: The page that is asked for, in the first line of a request.
_MARKER = re.compile(rb"\A[^\r]*[?&]marker=([^&\s]*)")


class _Canned(asyncio.Protocol):
    """HTTP/1.1 as far as a benchmark's client needs it: a head, a body of a known length, an answer."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            marker = _MARKER.search(head)
            at = head.lower().find(b"\r\ncontent-length:")
            length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self._transport.write(self._answers[marker[1] if marker else b""])  # type: ignore[attr-defined]


async def _serve(canned: list[list[Any]]) -> None:
    loop = asyncio.get_running_loop()
    for port, headers, texts, certificate in canned:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        answers = {}
        for marker, text in texts.items():
            body = text.encode()
            head = f"HTTP/1.1 200 OK\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
            answers[marker.encode()] = head.encode() + body
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)
        await loop.create_server(partial(_Canned, answers), "127.0.0.1", port, ssl=context)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(Path(sys.argv[1]).read_text())))
