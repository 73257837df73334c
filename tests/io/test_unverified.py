"""A request that must know whom it talks to is not sent by a transport that does not check."""

import pytest

from sotalia.errors import SSLError
from sotalia.http import Request
from sotalia.io.transport import TransportOptions
from sotalia.io.transport.curl import CurlTransport


def test_it_is_refused_before_anything_is_sent():
    request = Request("POST", "https://user:word@127.0.0.1:9/path?token=sesame", {}, b"secret")
    request.must_verify = True
    with pytest.raises(SSLError, match="verify=False") as caught:
        CurlTransport(TransportOptions(verify=False)).send(request.copy())
    assert "sesame" not in str(caught.value)
    assert "word" not in str(caught.value)


def test_others_are_sent(raw_server):
    request = Request("GET", raw_server.url, {})
    request.must_verify = True
    assert CurlTransport(TransportOptions()).send(request).status == 200
