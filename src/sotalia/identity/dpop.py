"""DPoP: proof that the sender of a token has the key for which the token was issued (RFC 9449).

A proof is a JSON Web Token over the request's method and URL, signed by ECDSA over P-256 (`ES256`, RFC 7518, section
3.4). It needs the `cryptography` package, which the extra `crypto` installs.
"""

from __future__ import annotations

import json
from binascii import b2a_base64

from ..errors import MissingDependencyException

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Bytes of a coordinate, and of each half of a signature.
_SIZE = 32


def load_key(pem: str) -> Any:
    """Return the private key in a PEM text, as an object of `cryptography`.

    Raises ValueError unless it is an unencrypted key on P-256, MissingDependencyException when the package is absent.
    """
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise MissingDependencyException(
            msg="Renewing the credentials of 'aws login' requires an additional dependency. Install it with: "
            "pip install 'sotalia[crypto]'"
        ) from None
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise ValueError("The key is encrypted.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("The key is no private key on the curve P-256.")
    return key


def proof(key: Any, method: str, url: str, now: float, uuid: str) -> str:
    """Return the header `DPoP` of a request at the time `now`. `uuid` is random, so that no proof is used twice."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    public = key.public_key().public_numbers()
    jwk = {"kty": "EC", "x": _encode(_bytes(public.x)), "y": _encode(_bytes(public.y)), "crv": "P-256"}
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
    claims = {"htm": method, "htu": url, "iat": int(now), "jti": uuid}
    signed = f"{_encode(_document(header))}.{_encode(_document(claims))}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ECDSA(SHA256())))
    return f"{signed}.{_encode(_bytes(r) + _bytes(s))}"


def _bytes(number: int) -> bytes:
    return number.to_bytes(_SIZE, "big")


def _document(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _encode(data: bytes) -> str:
    """Return base64 in the alphabet for URLs, without padding (RFC 7515, section 2)."""
    return b2a_base64(data, newline=False).decode().rstrip("=").replace("+", "-").replace("/", "_")
