"""Signatures Version 4 and 4A checked from a request alone, as a service does: nothing is shared with the libraries.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html says of 4A that it is by ECDSA on P-256, with a key
derived from the secret one (NIST SP 800-108, in counter mode).
"""

from __future__ import annotations

import hashlib
import hmac
import posixpath
import re
from functools import cache
from urllib.parse import quote, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.conformance.sides import CREDENTIALS, Sent

V4 = "AWS4-HMAC-SHA256"
V4A = "AWS4-ECDSA-P256-SHA256"
_FORM = re.compile(rf"({V4}|{V4A}) Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$")
_SHA256 = re.compile("[0-9a-f]{64}")
#: What may stand in the place of the payload's hash.
_UNSIGNED = re.compile("UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER")
#: Services that sign the path as it is sent.
_RAW_PATH = ("s3", "s3-outposts", "s3-object-lambda", "s3express")
#: Headers that no request leaves out of its signature.
_ALWAYS_SIGNED = re.compile("host|x-amz-(?!sdk|user-agent).*")
#: The order of the group of points on P-256.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def is_version_4(sent: Sent) -> bool:
    """Tell whether the request is signed in its headers, by Version 4."""
    return sent.headers.get("authorization", "").startswith(V4)


def is_signed(sent: Sent) -> bool:
    """Tell whether the request is signed in its headers, by Version 4 or 4A."""
    return sent.headers.get("authorization", "").startswith((V4, V4A))


def fault(sent: Sent) -> str | None:
    """What is wrong with the request's signature, or None."""
    match = _FORM.match(sent.headers["authorization"])
    if match is None:
        return f"not in the form of an Authorization header: {sent.headers['authorization']}"
    algorithm, credential, signed, signature = match.groups()
    key, *parts = credential.rsplit("/", 4 if algorithm == V4 else 3)
    date, service = parts[0], parts[-2]
    if key != CREDENTIALS["aws_access_key_id"] or not sent.headers["x-amz-date"].startswith(date):
        return f"the credential {credential} is for someone else or some other day"
    names = signed.split(";")
    left_out = [name for name in sent.headers if _ALWAYS_SIGNED.fullmatch(name) and name not in names]
    if left_out or names != sorted(names):
        return f"the signed headers {signed} are out of order, or lack {left_out}"
    payload, wrong = _payload(sent)
    if wrong is not None:
        return wrong
    url = urlsplit(sent.url)
    lines = "".join(f"{name}:{' '.join(sent.headers[name].split())}\n" for name in names)
    canonical = "\n".join([sent.method, _path(url.path, service), _query(url.query), lines, signed, payload])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join([algorithm, sent.headers["x-amz-date"], "/".join(parts), digest])
    fits = _is_hmac(parts, to_sign, signature) if algorithm == V4 else _is_ecdsa(to_sign, signature)
    return None if fits else f"the signature does not fit:\n{canonical}"


def _payload(sent: Sent) -> tuple[str, str | None]:
    """The line for the payload, and what is wrong with what the request says of it."""
    actual = hashlib.sha256(sent.body).hexdigest()
    said = sent.headers.get("x-amz-content-sha256")
    if said is None or said == actual or _UNSIGNED.fullmatch(said):
        return said or actual, None
    return said, f"x-amz-content-sha256 is not the body's: {said}"


def _is_hmac(scope: list[str], to_sign: str, signature: str) -> bool:
    step = f"AWS4{CREDENTIALS['aws_secret_access_key']}".encode()
    for part in (*scope, to_sign):
        step = hmac.new(step, part.encode(), "sha256").digest()
    return step.hex() == signature


def _is_ecdsa(to_sign: str, signature: str) -> bool:
    try:
        _public_key().verify(bytes.fromhex(signature), to_sign.encode(), ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@cache
def _public_key() -> ec.EllipticCurvePublicKey:
    secret = f"AWS4A{CREDENTIALS['aws_secret_access_key']}".encode()
    for counter in range(1, 255):
        context = CREDENTIALS["aws_access_key_id"].encode() + bytes([counter])
        fixed = b"\x00\x00\x00\x01" + V4A.encode() + b"\x00" + context + b"\x00\x00\x01\x00"
        candidate = int.from_bytes(hmac.new(secret, fixed, "sha256").digest(), "big")
        if candidate <= _ORDER - 2:
            return ec.derive_private_key(candidate + 1, ec.SECP256R1()).public_key()
    raise ValueError("no key follows from this secret")


def _path(path: str, service: str) -> str:
    if service in _RAW_PATH:
        return path or "/"
    normal = posixpath.normpath("/" + path.lstrip("/"))
    if path.endswith("/") and normal != "/":
        normal += "/"
    return quote(normal, safe="/~")


def _query(query: str) -> str:
    pairs = [part.partition("=") for part in query.split("&") if part]
    return "&".join("=".join(pair) for pair in sorted((_encoded(name), _encoded(value)) for name, _, value in pairs))


def _encoded(text: str) -> str:
    return quote(unquote(text), safe="-_.~")
