"""Whom to trust, what to show, and the ways through proxies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import threading
import urllib.parse
import urllib.request
import warnings
from pathlib import Path

import pytest

import sotalia
from sotalia import aio, errors
from sotalia.http import Request
from sotalia.io.transport import proxies, tls
from tests.io.scripted import Server, serve_forever
from tests.servers.raw import reply


def secure(server: Server, host: str = "localhost") -> Request:
    return Request("GET", f"https://{host}:{server.port}/path?q=secret", {"authorization": "secret"})


# ---------------------------------------------------------------- TLS


def test_a_certificate_is_verified_against_a_bundle(transport, tls_server):
    assert transport.open(verify=tls_server.bundle).send(secure(tls_server)).body == b"ok"


def test_an_unknown_certificate_is_refused(transport, tls_server):
    for verify in (True, tls.certifi_bundle()):
        with pytest.raises(errors.SSLError) as caught:
            transport.open(verify=verify).send(secure(tls_server))
        assert f"SSL validation failed for https://localhost:{tls_server.port}/path" in str(caught.value)
        assert "self-signed certificate" in str(caught.value)
        assert "secret" not in str(caught.value)
    assert tls_server.requests == []


def test_a_certificate_for_another_name_is_refused(transport, tls_server):
    with pytest.raises(errors.SSLError, match=r"127\.0\.0\.1"):
        transport.open(verify=tls_server.bundle).send(secure(tls_server, "127.0.0.1"))


def test_verification_can_be_switched_off(transport, tls_server):
    assert transport.open(verify=False).send(secure(tls_server, "127.0.0.1")).body == b"ok"


def test_a_missing_bundle_is_an_error(transport, tls_server):
    with pytest.raises(errors.SSLError):
        transport.open(verify="/no/such/bundle.pem").send(secure(tls_server))


def test_certifis_bundle_is_found_without_importing_it():
    import certifi

    assert os.path.samefile(tls.certifi_bundle(), certifi.where())


def test_what_is_older_than_tls_1_2_is_not_spoken(transport, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    seen = []

    def wrap(connection):
        try:
            return context.wrap_socket(connection, server_side=True)
        except ssl.SSLError as error:
            seen.append(error.reason)
            raise

    with Server(serve_forever, wrap=wrap) as server, pytest.raises(errors.SSLError):
        transport.open(verify=certificate[0]).send(secure(server))
    assert seen[0] == "UNSUPPORTED_PROTOCOL"


@pytest.mark.parametrize("kind", ["pair", "one file"])
def test_a_client_certificate_is_shown(transport, certificate, tmp_path, kind):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.load_verify_locations(certificate[0])
    context.verify_mode = ssl.CERT_REQUIRED
    seen = []

    def wrap(connection):
        connection = context.wrap_socket(connection, server_side=True)
        seen.append(connection.getpeercert()["subject"])
        return connection

    both = tmp_path / "both.pem"
    both.write_text("".join(Path(path).read_text() for path in certificate))
    with Server(serve_forever, wrap=wrap) as server:
        shown = certificate if kind == "pair" else str(both)
        response = transport.open(verify=certificate[0], client_cert=shown).send(secure(server))
        assert response.body == b"ok"
        assert seen == [((("commonName", "localhost"),),)]
        with pytest.raises((errors.SSLError, errors.ConnectionClosedError)):
            transport.open(verify=certificate[0]).send(secure(server))


def test_plain_http_where_tls_is_expected(transport):
    def script(peer):
        peer.socket.recv(65536)
        peer.reply(b"this is HTTP", status="400 Bad Request")

    with Server(script) as server, pytest.raises(errors.SSLError):
        transport.send(secure(server))


# ---------------------------------------------------------------- proxies


def forward(peer):
    """A proxy that answers requests for http URLs itself."""
    while True:
        peer.read_request()
        peer.reply(b"from the proxy")


def tunnel(peer):
    """A proxy that opens tunnels."""
    first, _ = peer.read_head()
    method, target, _ = first.split()
    assert method == "CONNECT"
    host, _, port = target.rpartition(":")
    with socket.create_connection((host, int(port))) as upstream:
        peer.send(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        threading.Thread(target=pump, args=(upstream, peer.socket), daemon=True).start()
        pump(peer.socket, upstream)


def pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def test_http_goes_through_a_proxy_as_a_whole_url(transport):
    with Server(forward) as proxy:
        transport.open(proxies={"http": f"127.0.0.1:{proxy.port}"})
        response = transport.send(Request("GET", "http://example.invalid/a/../b?c=d", {}))
        assert response.body == b"from the proxy"
        first, headers = proxy.requests[0]
        assert first == "GET http://example.invalid/a/../b?c=d HTTP/1.1"
        assert headers["host"] == "example.invalid"


def test_https_goes_through_a_tunnel(transport, tls_server):
    with Server(tunnel) as proxy:
        transport.open(proxies={"https": f"http://me:p%40ss@127.0.0.1:{proxy.port}"}, verify=tls_server.bundle)
        for _ in range(2):
            response = transport.send(secure(tls_server))
            assert (response.status, response.body) == (200, b"ok")
            assert "x-proxy" not in response.headers
        ((first, headers),) = proxy.requests
        assert first == f"CONNECT localhost:{tls_server.port} HTTP/1.1"
        assert headers["proxy-authorization"] == "Basic bWU6cEBzcw=="
        assert "authorization" not in headers
        assert "proxy-authorization" not in tls_server.requests[0][1]


def test_https_can_be_forwarded_by_an_https_proxy(transport, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Server(forward, wrap=lambda connection: context.wrap_socket(connection, server_side=True)) as proxy:
        transport.open(
            proxies=dict.fromkeys(("http", "https"), f"https://localhost:{proxy.port}"),
            proxies_config={"proxy_use_forwarding_for_https": True, "proxy_ca_bundle": certificate[0]},
        )
        for url in ("https://example.invalid/b?c=d", "http://example.invalid/e"):
            assert transport.send(Request("GET", url, {})).body == b"from the proxy"
        assert [first for first, _ in proxy.requests] == [
            "GET https://example.invalid/b?c=d HTTP/1.1",
            "GET http://example.invalid/e HTTP/1.1",
        ]
        assert {headers["host"] for _, headers in proxy.requests} == {"example.invalid"}


def test_a_proxy_that_is_not_there(transport):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://me:secret@127.0.0.1:{port}"
    transport.open(proxies={"http": url, "https": url})
    for scheme in ("http", "https"):
        with pytest.raises(errors.ProxyConnectionError) as caught:
            transport.send(Request("GET", f"{scheme}://example.invalid/?q=secret", {}))
        assert str(caught.value) == f'Failed to connect to proxy URL: "http://***:***@127.0.0.1:{port}"'
        assert "secret" not in repr(caught.value.kwargs["error"])


def test_a_proxy_that_refuses(transport):
    def refuse(peer):
        peer.read_head()
        peer.reply(b"who are you", status="407 Proxy Authentication Required", headers="Connection: close\r\n")

    with Server(refuse) as proxy, pytest.raises(errors.ProxyConnectionError) as caught:
        transport.open(proxies={"https": proxy.url}).send(Request("GET", "https://example.invalid/", {}))
    assert "407" in str(caught.value.kwargs["error"])


def test_what_is_wrong_behind_a_proxy_is_not_the_proxys_fault(transport, tls_server):
    with Server(tunnel) as proxy, pytest.raises(errors.SSLError):
        transport.open(proxies={"https": proxy.url}).send(secure(tls_server))


def test_the_environment_is_not_looked_at(transport, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Server(serve_forever) as server:
        assert transport.send(Request("GET", server.url, {})).body == b"ok"
        with Server(forward) as proxy:
            monkeypatch.setenv("no_proxy", "*")
            transport.open(proxies={"http": proxy.url})
            assert transport.send(Request("GET", server.url, {})).body == b"from the proxy"


# ---------------------------------------------------------------- proxies from the environment


ENVIRONMENTS = [
    {},
    {"HTTP_PROXY": "http://upper:1"},
    {"HTTP_PROXY": "http://upper:1", "http_proxy": "http://lower:1"},
    {"HTTPS_PROXY": "http://a:1", "https_proxy": ""},
    {"http_proxy": "p:1", "REQUEST_METHOD": "GET"},
    {"HTTP_PROXY": "p:1", "REQUEST_METHOD": "GET"},
    {"all_proxy": "p:1", "no_proxy": "example.com"},
    {"https_proxy": "p:1", "no_proxy": "*"},
    {"https_proxy": "p:1", "no_proxy": " .Example.com , other"},
    {"https_proxy": "p:1", "NO_PROXY": "ample.com"},
    {"https_proxy": "p:1", "no_proxy": "s3.example.com:443"},
    {"https_proxy": "p:1", "no_proxy": "169.254.169.254,::1"},
]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the system's settings count, too")
@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize(
    "url",
    ["https://s3.example.com/b?x=y", "https://s3.example.com:443/", "http://EXAMPLE.com", "http://169.254.169.254/x"],
)
def test_the_environment_says_what_it_says_to_python(environment, url, monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name == "REQUEST_METHOD":
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    host = urllib.parse.urlsplit(url).netloc
    theirs = {} if urllib.request.proxy_bypass(host) else urllib.request.getproxies()
    theirs.pop("no", None)
    assert proxies.from_environment(os.environ, url) == theirs
    assert proxies.should_bypass(url, os.environ) == bool(urllib.request.proxy_bypass(host))


@pytest.mark.parametrize(
    ("no_proxy", "inside", "outside"),
    [
        ("10.0.0.0/8", ["10.0.0.1", "10.255.255.255:8000", "[::ffff:10.1.2.3]"], ["11.0.0.1", "10.0.0.1.example.com"]),
        ("10.1.2.3/8", ["10.9.9.9"], ["9.9.9.9"]),
        ("x.org, 172.16.0.0/12 ,y", ["172.31.0.1", "u:p@172.16.0.1:1", "x.org"], ["172.32.0.1", "10.0.0.0"]),
        ("169.254.169.254/32", ["169.254.169.254"], ["169.254.169.253"]),
        ("fd00::/8", ["[fd12:3456::1]", "[FD00::1]:9000"], ["[fe80::1]", "10.0.0.1", "fd00.example.com"]),
        ("[fe80::]/10", ["[fe80::1%25eth0]:80"], ["[::1]"]),
        ("::1", ["[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]"], ["[::2]", "127.0.0.1"]),
        ("[::1]", ["[::1]", "[::1]:8080"], ["[::2]"]),
        ("[::1]:8080", ["[::1]:8080"], ["[::1]", "[::1]:80", "[::1:8080]"]),
        ("0.0.0.0/0", ["1.2.3.4"], ["[::1]", "localhost"]),
        ("10.0.0.0/33,fd00::/200,/8,10/8,a/b,[,]", [], ["10.0.0.1", "[fd00::1]", "a"]),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_networks_and_ipv6_addresses_are_excluded_too(no_proxy, inside, outside, scheme):
    environment = {f"{scheme}_proxy": "http://p:1", "no_proxy": no_proxy}
    for hosts, reached in ((inside, {}), (outside, {scheme: "http://p:1"})):
        for host in hosts:
            assert proxies.from_environment(environment, f"{scheme}://{host}/path?query") == reached, host


@pytest.mark.parametrize("library", [sotalia, aio])
def test_a_client_reaches_an_excluded_network_directly(library, raw_server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.0/8")
    client = library.client("sqs", endpoint_url=raw_server.url)
    raw_server.answer(reply(200, b"{}"))
    if library is sotalia:
        client.list_queues()
    else:

        async def main():
            async with client:
                await client.list_queues()

        asyncio.run(main())
    assert len(raw_server.requests) == 1
