import ssl

import pytest

from tests.io.scripted import Awaited, Blocking, Server, serve_forever


@pytest.fixture(params=[Blocking, Awaited], ids=lambda kind: kind.kind)
def transport(request):
    """Both transports by one face: `open(**options)`, `send(request, stream)`, `wait(...)` around streams' methods."""
    face = request.param()
    yield face
    face.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for `localhost` that signs itself: the paths of (certificate, key)."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.fixture
def tls_server(certificate):
    """A TLS server that answers `ok`; `bundle` is what trusts it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Server(serve_forever, wrap=lambda connection: context.wrap_socket(connection, server_side=True)) as server:
        server.bundle = certificate[0]
        yield server
