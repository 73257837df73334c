"""Certificates for servers of tests. Each signs itself, so that its own file is what trusts it."""

from __future__ import annotations

import datetime
from ipaddress import ip_address
from pathlib import Path


def self_signed(folder: Path, name: str = "localhost", *, stem: str = "cert", ended: bool = False) -> tuple[str, str]:
    """Make a certificate for a host name or an address; return the paths of (certificate, key).

    It is good from yesterday to tomorrow; with `ended`, it was until an hour ago.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    meant: x509.GeneralName = x509.DNSName(name)
    if name.replace(".", "").isdigit() or ":" in name:
        meant = x509.IPAddress(ip_address(name))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + (datetime.timedelta(hours=-1) if ended else datetime.timedelta(days=1)))
        .add_extension(x509.SubjectAlternativeName([meant]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / f"{stem}.pem", folder / f"{stem}-key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(certificate), str(secret)
