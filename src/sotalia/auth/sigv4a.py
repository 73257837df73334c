"""Signature Version 4A: ECDSA over P-256 instead of a shared secret, so that one signature is good in many regions.

The private key is derived from the secret access key (NIST SP 800-108, counter mode), so that the service can hold its
public half only. Signatures contain a random number: two over the same request differ, and both are right.

It needs the `cryptography` package, which the extra `crypto` installs.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import digest as hmac_digest

from ..errors import MissingDependencyException
from .canonical import signed_header_names
from .clock import amz_date
from .query import add_params, body_word, move_body
from .sigv4 import canonical_request, prepare_headers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys

ALGORITHM = "AWS4-ECDSA-P256-SHA256"

#: The order of the group that P-256 generates.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_KEY_LIMIT = 64

_keys: dict[tuple[str, str], Any] = {}


def private_scalar(access_key: str, secret_key: str) -> int:
    """Return the private key, a number below the curve's order, that belongs to a pair of AWS keys."""
    secret = f"AWS4A{secret_key}".encode()
    for counter in range(1, 255):
        # One block of the KDF: block number, label, zero, context, length in bits.
        context = access_key.encode() + bytes((counter,))
        block = b"\x00\x00\x00\x01" + ALGORITHM.encode() + b"\x00" + context + (256).to_bytes(4, "big")
        candidate = int.from_bytes(hmac_digest(secret, block, "sha256"), "big")
        if candidate <= _ORDER - 2:
            return candidate + 1
    raise AssertionError("No private key can be derived; the odds of that are 2 to the power of -8000.")


def private_key(credentials: Keys) -> Any:
    """Return the credentials' private key as an object of `cryptography`.

    Raises MissingDependencyException when that package is absent.
    """
    pair = (credentials.access_key, credentials.secret_key)
    key = _keys.get(pair)
    if key is None:
        ec = _elliptic_curves()
        key = ec.derive_private_key(private_scalar(*pair), ec.SECP256R1())
        if len(_keys) >= _KEY_LIMIT:
            _keys.clear()
        _keys[pair] = key
    return key


def sign_headers(request: Request, scheme: AuthScheme, credentials: Keys, now: float, resource: Any = None) -> None:
    """Sign `request` by `v4a` or `s3v4a` in its headers."""
    key = private_key(credentials)
    stamp, date = amz_date(now)
    prepare_headers(request, scheme, credentials, stamp, now)
    request.headers["x-amz-region-set"] = scheme.region or "*"
    canonical, signed_names = canonical_request(request, scheme)
    scope = f"{date}/{scheme.service}/aws4_request"
    request.headers["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={signed_names}, "
        f"Signature={_sign(key, string_to_sign(canonical, stamp, scope))}"
    )


def presign_query(
    request: Request, scheme: AuthScheme, credentials: Keys, now: float, expires_in: int, resource: Any = None
) -> str:
    """Return the URL of `request` signed by `s3v4a-query`."""
    key = private_key(credentials)
    stamp, date = amz_date(now)
    scope = f"{date}/{scheme.service}/aws4_request"
    move_body(request, scheme)
    params = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-SignedHeaders": signed_header_names(request.headers)[1],
        "X-Amz-Expires": expires_in,
    }
    if credentials.token is not None:
        params["X-Amz-Security-Token"] = credentials.token
    params["X-Amz-Region-Set"] = scheme.region or "*"
    add_params(request, params)
    canonical, _ = canonical_request(request, scheme, body_word(request, scheme))
    request.url += f"&X-Amz-Signature={_sign(key, string_to_sign(canonical, stamp, scope))}"
    return request.url


def string_to_sign(canonical: str, stamp: str, scope: str) -> str:
    """Return what the signature covers."""
    return f"{ALGORITHM}\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"


def _sign(key: Any, text: str) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    signature: bytes = key.sign(text.encode(), _elliptic_curves().ECDSA(SHA256()))
    return signature.hex()


def _elliptic_curves() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise missing_dependency() from None
    return ec


def missing_dependency() -> MissingDependencyException:
    """Return the error for a machine without `cryptography`."""
    return MissingDependencyException(
        msg="Signing with SigV4a requires an additional dependency. Install it with: pip install 'sotalia[crypto]'"
    )


def available() -> bool:
    """Return whether `cryptography` is installed, without importing it."""
    import sys

    if "cryptography" in sys.modules:
        return sys.modules["cryptography"] is not None
    from importlib.util import find_spec

    return find_spec("cryptography") is not None
