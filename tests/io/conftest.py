import ssl

import pytest

from tests.io.scripted import Awaited, Blocking, Server, serve_forever
from tests.servers.certificates import self_signed


@pytest.fixture(params=[Blocking, Awaited], ids=lambda kind: kind.kind)
def transport(request):
    """Both transports by one face: `open(**options)`, `send(request, stream)`, `wait(...)` around streams' methods."""
    face = request.param()
    yield face
    face.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for `localhost` that signs itself: the paths of (certificate, key)."""
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls_server(certificate):
    """A TLS server that answers `ok`; `bundle` is what trusts it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Server(serve_forever, wrap=lambda connection: context.wrap_socket(connection, server_side=True)) as server:
        server.bundle = certificate[0]
        yield server
