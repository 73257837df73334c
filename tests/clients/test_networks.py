"""The network of production, as clients meet it: proxies, certificates, IPv6, time-outs, interruptions, the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import boto3
import botocore.config
import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import Config
from tests.servers.certificates import self_signed
from tests.servers.scripted import Peer, Server

SOURCES = Path(__file__).parents[2] / "src"


_boto3_sessions: dict[str, Any] = {}


def ask_boto3(url: str, config: dict[str, Any], **arguments: Any) -> Any:
    # One for each home directory: a session keeps the files that it has read, and making one takes half a second.
    session = _boto3_sessions.get(os.environ["HOME"])
    if session is None:
        session = _boto3_sessions[os.environ["HOME"]] = boto3.session.Session(region_name="us-east-1")
    client = session.client("dynamodb", endpoint_url=url, config=botocore.config.Config(**config), **arguments)
    return client.list_tables()


def ask_blocking(url: str, config: dict[str, Any], **arguments: Any) -> Any:
    session = sotalia.Session(region_name="us-east-1")
    with session.client("dynamodb", endpoint_url=url, config=Config(**config), **arguments) as client:
        return client.list_tables()


def ask_awaited(url: str, config: dict[str, Any], **arguments: Any) -> Any:
    async def main() -> Any:
        session = aio.Session(region_name="us-east-1")
        async with session.client("dynamodb", endpoint_url=url, config=Config(**config), **arguments) as client:
            return await client.list_tables()

    return asyncio.run(main())


ONCE = {"retries": {"total_max_attempts": 1}, "connect_timeout": 5, "read_timeout": 5}
OURS = pytest.mark.parametrize("ask", [ask_blocking, ask_awaited])
ALL = pytest.mark.parametrize("ask", [ask_boto3, ask_blocking, ask_awaited])


@pytest.fixture(autouse=True)
def with_credentials(credentials):
    """Each call is signed."""


def serves(peer: Peer) -> None:
    while True:
        peer.read_request()
        peer.reply(b'{"TableNames": []}')


# ---------------------------------------------------------------- proxies


def tunnels(peer: Peer) -> None:
    """A proxy that opens a tunnel to wherever it is asked for, on this machine."""
    first, _ = peer.read_head()
    port = int(first.split()[1].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as upstream:
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        threading.Thread(target=pump, args=(upstream, peer.socket), daemon=True).start()
        pump(peer.socket, upstream)


def pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def through(proxy: Server, scheme: str, said: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Say in `Config`, or in an environment variable, that a proxy wants a name and a password; return the Config."""
    url = f"http://me:p%40ss@127.0.0.1:{proxy.port}"
    if said == "Config":
        return {**ONCE, "proxies": {scheme: url}}
    monkeypatch.setenv(said, url)
    return ONCE


@ALL
@pytest.mark.parametrize("said", ["Config", "http_proxy", "HTTP_PROXY"])
def test_a_proxy_for_http_is_told_who_asks_and_for_which_url(ask, said, monkeypatch):
    with Server(serves) as proxy:
        config = through(proxy, "http", said, monkeypatch)
        ask("http://example.invalid:8000", config)
        ((first, headers),) = proxy.requests
    assert first == "POST http://example.invalid:8000/ HTTP/1.1"
    assert headers["host"] == "example.invalid:8000"
    assert headers["proxy-authorization"] == "Basic bWU6cEBzcw=="


@ALL
@pytest.mark.parametrize("said", ["Config", "https_proxy", "HTTPS_PROXY"])
def test_a_proxy_for_https_is_told_who_asks_and_sees_nothing_else(ask, said, monkeypatch, tls):
    with Server(tunnels) as proxy:
        config = through(proxy, "https", said, monkeypatch)
        ask(tls.url, config, verify=tls.bundle)
        ((first, headers),) = proxy.requests
    assert first.startswith(f"CONNECT localhost:{tls.port} HTTP/1.")
    assert headers["proxy-authorization"] == "Basic bWU6cEBzcw=="
    assert "authorization" not in headers
    assert "proxy-authorization" not in tls.requests[0][1]


@ALL
def test_a_proxy_is_for_one_scheme(ask, monkeypatch, tls):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    ask(tls.url, ONCE, verify=tls.bundle)
    monkeypatch.delenv("http_proxy")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with Server(serves) as server:
        ask(server.url, ONCE)
        with pytest.raises(Exception, match="Failed to connect to proxy URL"):
            ask(tls.url, ONCE, verify=tls.bundle)


#: What stands in the variable, and whether a server at 127.0.0.1, called so or `localhost`, is reached directly.
EXCLUDED = {
    "": (False, False),
    "*": (True, True),
    "localhost": (False, True),
    "LOCALHOST": (False, True),
    ".localhost": (False, True),
    "host": (False, False),
    "x.org, localhost ,y": (False, True),
    "localhost:{port}": (False, True),
    "localhost:1": (False, False),
    "127.0.0.1": (True, False),
    "127.0.0.1:{port}": (True, False),
    "127.0.0.1:1": (False, False),
    "0.0.1": (True, False),
}
#: The same, of what boto3 does not know.
NETWORKS = {
    "127.0.0.0/8": (True, False),
    "127.0.0.1/32,x": (True, False),
    "127.0.0.2/32": (False, False),
    "::1, 10.0.0.0/8": (False, False),
    "::ffff:127.0.0.0/104": (False, False),
}


@pytest.mark.parametrize(
    ("no_proxy", "asks"),
    [(text, [ask_boto3, ask_blocking, ask_awaited]) for text in EXCLUDED]
    + [(text, [ask_blocking, ask_awaited]) for text in NETWORKS],
)
@pytest.mark.parametrize("variable", ["no_proxy", "NO_PROXY"])
def test_what_is_excluded_is_reached_directly(no_proxy, asks, variable, monkeypatch):
    directly = {**EXCLUDED, **NETWORKS}[no_proxy]
    with Server(serves) as server, Server(serves) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv(variable, no_proxy.format(port=server.port))
        for ask in asks:
            for host, direct in zip(("127.0.0.1", "localhost"), directly, strict=True):
                before = len(server.requests), len(proxy.requests)
                ask(f"http://{host}:{server.port}", ONCE)
                assert (len(server.requests) - before[0], len(proxy.requests) - before[1]) == (direct, not direct)


@OURS
def test_the_lower_case_variable_wins(ask, monkeypatch):
    with Server(serves) as server:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        for lower, upper in (("*", "x"), ("127.0.0.1", "")):
            monkeypatch.setenv("no_proxy", lower)
            monkeypatch.setenv("NO_PROXY", upper)
            ask(server.url, ONCE)
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setenv("NO_PROXY", "*")
        with pytest.raises(exceptions.ProxyConnectionError):
            ask(server.url, ONCE)


# ---------------------------------------------------------------- certificates


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def pair(folder):
    return self_signed(folder)


@pytest.fixture(scope="module")
def others(folder):
    """A certificate that nobody here shows."""
    return self_signed(folder, "example.com", stem="others")[0]


@pytest.fixture
def tls(pair):
    """A server for `localhost` that speaks TLS: `names` are what it was asked for (SNI), `shown` whom it was shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    context.load_verify_locations(pair[0])
    context.verify_mode = ssl.CERT_OPTIONAL
    names: list[str | None] = []
    shown: list[Any] = []
    context.sni_callback = lambda connection, name, _: names.append(name)

    def wrap(connection: socket.socket) -> socket.socket:
        wrapped = context.wrap_socket(connection, server_side=True)
        shown.append(wrapped.getpeercert())
        return wrapped

    with Server(serves, wrap=wrap) as server:
        server.url = f"https://localhost:{server.port}"
        server.bundle = pair[0]
        server.names, server.shown = names, shown  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def hashed(pair, tmp_path):
    """A directory of certificates, as OpenSSL wants it: named by the hashes of their subjects."""
    directory = tmp_path / "certificates"
    directory.mkdir()
    name = subprocess.run(
        ["openssl", "x509", "-noout", "-subject_hash", "-in", pair[0]], capture_output=True, text=True, check=True
    ).stdout.strip()
    (directory / f"{name}.0").write_bytes(Path(pair[0]).read_bytes())
    return str(directory)


@ALL
def test_a_certificate_is_checked_unless_somebody_says_otherwise(ask, tls):
    with pytest.raises(Exception, match="SSL validation failed"):
        ask(tls.url, ONCE)
    with pytest.raises(Exception, match="SSL validation failed"):
        ask(tls.url, ONCE, verify=True)
    assert tls.requests == []


@OURS
def test_a_check_can_be_left_out(ask, tls):
    ask(tls.url, ONCE, verify=False)
    ask(tls.url.replace("localhost", "127.0.0.1"), ONCE, verify=False)
    assert len(tls.requests) == 2


@ALL
@pytest.mark.parametrize("said", ["verify", "AWS_CA_BUNDLE", "ca_bundle", "REQUESTS_CA_BUNDLE"])
def test_a_bundle_may_be_named_in_each_of_these_places(ask, said, tls, home, monkeypatch):
    arguments = {}
    if said == "verify":
        arguments["verify"] = tls.bundle
    elif said == "ca_bundle":
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(f"[default]\nca_bundle = {tls.bundle}\n")
    else:
        monkeypatch.setenv(said, tls.bundle)
    ask(tls.url, ONCE, **arguments)


@OURS
def test_of_several_bundles_the_nearest_counts(ask, tls, others, home, monkeypatch):
    """From the furthest to the nearest; each of them is right while the one before is wrong."""
    (home / ".aws").mkdir()
    config = home / ".aws" / "config"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", others)
    config.write_text(f"[default]\nca_bundle = {tls.bundle}\n")
    ask(tls.url, ONCE)
    config.write_text(f"[default]\nca_bundle = {others}\n")
    monkeypatch.setenv("AWS_CA_BUNDLE", tls.bundle)
    ask(tls.url, ONCE)
    monkeypatch.setenv("AWS_CA_BUNDLE", others)
    ask(tls.url, ONCE, verify=tls.bundle)
    with pytest.raises(Exception, match="SSL validation failed"):
        ask(tls.url, ONCE)


@OURS
def test_a_directory_of_certificates_serves_too(ask, tls, hashed, tmp_path):
    ask(tls.url, ONCE, verify=hashed)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Exception, match="SSL validation failed"):
        ask(tls.url, ONCE, verify=str(empty))


@ALL
@pytest.mark.parametrize("kind", ["path", "pair"])
def test_a_clients_own_certificate_is_shown(ask, kind, tls, pair, tmp_path):
    both = tmp_path / "both.pem"
    both.write_text("".join(Path(path).read_text() for path in pair))
    ask(tls.url, {**ONCE, "client_cert": str(both) if kind == "path" else pair}, verify=tls.bundle)
    ask(tls.url, ONCE, verify=tls.bundle)
    assert [bool(certificate) for certificate in tls.shown] == [True, False]


@ALL
def test_the_server_is_told_which_name_is_meant(ask, tls):
    ask(tls.url, ONCE, verify=tls.bundle)
    assert tls.names == ["localhost"]


# ---------------------------------------------------------------- addresses


@ALL
def test_a_server_with_an_address_of_ipv6_is_reached(ask):
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("there is no IPv6 here")
    requests = []

    def serve():
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            requests.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            connection.recv(1)

    with listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        ask(f"http://[::1]:{port}", ONCE)
        thread.join(5)
    assert f"host: [::1]:{port}".encode() in requests[0].lower()


@OURS
def test_a_name_with_several_addresses_is_reached_at_the_one_that_answers(ask):
    """`localhost` is ::1 first on many systems, where this server does not listen."""
    with Server(serves) as server:
        ask(f"http://localhost:{server.port}", ONCE)


# ---------------------------------------------------------------- time-outs


def deaf(peer: Peer) -> None:
    peer.read_request()
    peer.server.go.wait(10)


@OURS
@pytest.mark.parametrize("seconds", [0.1, 0.25, 0.7])
@pytest.mark.parametrize("kind", ["read", "connect"])
def test_a_time_out_of_less_than_a_second_is_kept(ask, seconds, kind):
    """To within a tenth and fifty milliseconds: the best of three, since the machine has other things to do."""
    error: type[Exception]
    with contextlib.ExitStack() as stack:
        if kind == "read":
            server = stack.enter_context(Server(deaf))
            url, error = server.url, exceptions.ReadTimeoutError
        else:
            listener = stack.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            for _ in range(3):  # with its queue full, the kernel drops further attempts
                filler = stack.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex(listener.getsockname())
            url, error = f"http://127.0.0.1:{listener.getsockname()[1]}", exceptions.ConnectTimeoutError
        late = []
        for _ in range(3):
            config = {"retries": {"total_max_attempts": 1}, f"{kind}_timeout": seconds}
            with sotalia.Session(region_name="us-east-1").client("dynamodb") as client:
                client._load()  # what a first call loads is no part of the time-out
            started = time.monotonic()
            with pytest.raises(error):
                ask(url, config)
            took = time.monotonic() - started
            assert took >= seconds * 0.95
            late.append(took - seconds)
            if late[-1] <= 0.1 * seconds + 0.05:
                break
        assert min(late) <= 0.1 * seconds + 0.05


# ---------------------------------------------------------------- interruptions and the end


def test_ctrl_c_ends_a_call_at_once_and_is_not_tried_again():
    def interrupts(peer: Peer) -> None:
        peer.read_request()
        os.kill(os.getpid(), signal.SIGINT)
        peer.server.go.wait(10)

    with Server(interrupts, serves) as server, sotalia.client("dynamodb", endpoint_url=server.url) as client:
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            client.list_tables()
        assert time.monotonic() - started < 1
        client.list_tables()
        assert len(server.requests) == 2


def test_ctrl_c_ends_a_wait_between_attempts_at_once(monkeypatch):
    def refuses(peer: Peer) -> None:
        peer.read_request()
        peer.reply(b"{}", status="503 Slow", headers="x-amz-retry-after: 30000\r\n")
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)
        peer.server.go.wait(10)

    with Server(refuses) as server, sotalia.client("dynamodb", endpoint_url=server.url) as client:
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            client.list_tables()
        assert time.monotonic() - started < 2
        assert len(server.requests) == 1


@pytest.mark.parametrize("where", ["under way", "between attempts"])
def test_a_cancelled_call_ends_at_once_and_is_not_tried_again(where):
    arrived = threading.Event()

    def script(peer: Peer) -> None:
        peer.read_request()
        if where == "between attempts":
            peer.reply(b"{}", status="503 Slow", headers="x-amz-retry-after: 30000\r\n")
        arrived.set()
        peer.server.go.wait(10)

    async def main(url: str) -> None:
        async with aio.client("dynamodb", endpoint_url=url) as client:
            call = asyncio.ensure_future(client.list_tables())
            await asyncio.to_thread(arrived.wait, 5)
            await asyncio.sleep(0.05)
            started = time.monotonic()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert time.monotonic() - started < 0.5

    with Server(script, serves) as server:
        asyncio.run(main(server.url))
        assert len(server.requests) == 1


_START = """
import asyncio, logging, sys, threading
import sotalia
from sotalia import aio

# The mode for developers tells of steps that take long, as they do on a busy machine.
logging.getLogger("asyncio").addFilter(lambda record: "Executing" not in record.getMessage())

CALLS = 4
#: The other side says so when the requests have come.
def until_they_have_come():
    sys.stdin.readline()
"""
#: Programs that end while the server keeps their requests waiting, and how many requests those are.
_THREADS = """
client = sotalia.client("dynamodb", endpoint_url=sys.argv[1])
for _ in range(CALLS):
    threading.Thread(target=client.list_tables, daemon=True).start()
until_they_have_come()
"""
ENDINGS = {
    "threads": (4, _THREADS),
    "threads, by exit": (4, _THREADS + "sys.exit(0)"),
    "tasks": (
        4,
        """
async def main():
    client = aio.client("dynamodb", endpoint_url=sys.argv[1])
    calls = [asyncio.ensure_future(client.list_tables()) for _ in range(CALLS)]
    await asyncio.to_thread(until_they_have_come)

asyncio.run(main())
""",
    ),
    "tasks of a client that closes": (
        4,
        """
async def main():
    async with aio.client("dynamodb", endpoint_url=sys.argv[1]) as client:
        calls = [asyncio.ensure_future(client.list_tables()) for _ in range(CALLS)]
        await asyncio.to_thread(until_they_have_come)
    await asyncio.gather(*calls, return_exceptions=True)

asyncio.run(main())
""",
    ),
    "a loop in a thread": (
        4,
        """
client = aio.client("dynamodb", endpoint_url=sys.argv[1])

async def main():
    await asyncio.gather(*(client.list_tables() for _ in range(CALLS)))

threading.Thread(target=asyncio.run, args=(main(),), daemon=True).start()
until_they_have_come()
""",
    ),
    "a loop that is never closed": (
        4,
        """
client = aio.client("dynamodb", endpoint_url=sys.argv[1])
loop = asyncio.new_event_loop()
calls = [loop.create_task(client.list_tables()) for _ in range(CALLS)]
loop.run_until_complete(asyncio.sleep(0))
loop.run_until_complete(loop.run_in_executor(None, until_they_have_come))
for call in calls:
    call.cancel()
loop.run_until_complete(asyncio.gather(*calls, return_exceptions=True))
""",
    ),
    "a body": (
        1,
        """
client = sotalia.client("s3", endpoint_url=sys.argv[1])
body = client.get_object(Bucket="b", Key="stream")["Body"]
body.read(4)
""",
    ),
    "an awaited body": (
        1,
        """
async def main():
    global body
    client = aio.client("s3", endpoint_url=sys.argv[1])
    body = (await client.get_object(Bucket="b", Key="stream"))["Body"]
    await body.read(4)

asyncio.run(main())
""",
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_that_ends_with_requests_under_way_ends_at_once_and_says_nothing(ending):
    arrived = threading.Semaphore(0)
    requests, program = ENDINGS[ending]

    def waits(peer: Peer) -> None:
        first, _, _ = peer.read_request()
        if "stream" in first:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a body")
        arrived.release()
        peer.server.go.wait(30)

    command = [sys.executable, "-X", "dev", "-W", "ignore", "-c", _START + program]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    pipes: Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with Server(waits) as server:
        process = subprocess.Popen([*command, server.url], env=environment, text=True, **pipes)
        with process:
            for _ in range(requests):
                assert arrived.acquire(timeout=20)
            out, err = process.communicate("go\n", timeout=60)
    assert (out, err, process.returncode) == ("", "", 0)
