"""`cloudfront sign`: a URL that is good for some time, signed with a key of one's own. Nothing is sent.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
"""

from __future__ import annotations

import re
import sys

from ..faults import SUCCESS, CliError, InvalidLine, Misconfigured, bad_value
from ..handmade import Command, Row
from ..paramfile import FileError, file_content
from ..words import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context

_DATES = (
    "YYYY-MM-DD, YYYY-MM-DDThh:mm:ss (both UTC), YYYY-MM-DDThh:mm:ss+hh:mm, or seconds since 1970; not YYYYMMDD, which "
    "would be seconds."
)
_SIGNING = ("Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm")
#: What may not stand in a policy, or is never sent to CloudFront.
_UNSAFE = re.compile(r'[^!-~]|["\\#]')
_PEM = re.compile(r"-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)
_ADDRESS = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:/(\d{1,2}))?\Z", re.ASCII)


def _sign(context: Context, values: dict[str, Any]) -> int:
    url = values["url"]
    resource = values["policy-resource"] or url
    _check_url(url, resource)
    before, after = _date(values, "date-less-than"), None
    if values["date-greater-than"] is not None:
        after = _date(values, "date-greater-than")
        if after >= before:
            raise InvalidLine("Invalid date range: --date-greater-than must be before --date-less-than.")
    address = values["ip-address"]
    if address is not None:
        _check_address(address)
    policy = _policy(resource, before, after, address)
    custom = after is not None or address is not None or "*" in resource or resource != url
    signature, algorithm = _signature(values, policy.encode())
    first = f"Policy={_encoded(policy.encode())}" if custom else f"Expires={before}"
    query = f"{first}&Signature={_encoded(signature)}&Key-Pair-Id={values['key-pair-id']}"
    if algorithm != "SHA1":
        query += f"&Hash-Algorithm={algorithm}"
    sys.stdout.write(f"{url}{'&' if '?' in url else '?'}{query}")
    return SUCCESS


def _check_url(url: str, resource: str) -> None:
    from urllib.parse import parse_qsl, urlsplit

    for name, value in (("url", url), ("policy-resource", resource)):
        if not value or _UNSAFE.search(value):
            raise InvalidLine(
                f"Invalid value for --{name}: it must be a URL without a fragment, with blanks, quotes, backslashes "
                "and characters beyond ASCII percent-encoded."
            )
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidLine(
            f'Invalid value for --url: "{url}" is not a valid URL. It must begin with http:// or https:// and a host.'
        )
    signed = sorted({name for name, _ in parse_qsl(parts.query)}.intersection(_SIGNING))
    if signed:
        raise InvalidLine(
            "Invalid value for --url: the URL already contains the CloudFront signing parameters "
            f"{', '.join(signed)}. Remove them before signing the URL."
        )
    pattern = "".join({"*": ".*", "?": "."}.get(mark, re.escape(mark)) for mark in resource)
    if resource != url and not re.fullmatch(pattern, url):
        raise InvalidLine(
            f'Invalid value for --url: "{url}" does not match --policy-resource "{resource}", so CloudFront would '
            "reject the signature."
        )


def _check_address(address: str) -> None:
    found = _ADDRESS.match(address)
    if found is None or any(int(part) > 255 for part in found.groups()[:4]) or int(found[5] or 0) > 32:
        raise InvalidLine(
            f'Invalid value for --ip-address: "{address}" is not a valid IPv4 address or CIDR range. Format: x.x.x.x/x '
            "or x.x.x.x"
        )


def _date(values: dict[str, Any], name: str) -> int:
    """Return the seconds since 1970 that an option means."""
    from ...identity.times import seconds

    text = values[name].strip()
    try:
        return int(float(text))
    except (OverflowError, ValueError):
        pass
    try:
        return int(seconds(text))
    except (OverflowError, ValueError):
        raise CliError(
            f'Invalid value for --{name}: "{text}" is not a valid date. Supported formats: {_DATES}'
        ) from None


def _policy(resource: str, before: int, after: int | None, address: str | None) -> str:
    """Return a policy; its text is signed, so the order and the lack of blanks matter."""
    from json import dumps

    condition: dict[str, Any] = {"DateLessThan": {"AWS:EpochTime": before}}
    if address is not None:
        condition["IpAddress"] = {"AWS:SourceIp": address if "/" in address else f"{address}/32"}
    if after is not None:
        condition["DateGreaterThan"] = {"AWS:EpochTime": after}
    statement = {"Resource": resource, "Condition": condition}
    return dumps({"Statement": [statement]}, separators=(",", ":"))


def _signature(values: dict[str, Any], message: bytes) -> tuple[bytes, str]:
    """Return the signature and the algorithm of its hash, for the option `--private-key`."""
    try:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise Misconfigured("Signing takes the package cryptography: pip install 'sotalia[crypto]'") from None
    wanted = values["hash-algorithm"]
    key: Any = None
    try:
        key = load_pem_private_key(_pem(values["private-key"]).encode(), None)
    except (TypeError, ValueError):
        pass  # the error would quote it
    if isinstance(key, rsa.RSAPrivateKey):
        name = wanted or "SHA1"
        digest = hashes.SHA1() if name == "SHA1" else hashes.SHA256()  # noqa: S303 - CloudFront's default
        return key.sign(message, padding.PKCS1v15(), digest), name
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        if wanted == "SHA1":
            raise InvalidLine("The SHA1 hash algorithm cannot be used with ECDSA keys, which only support SHA256.")
        return key.sign(message, ec.ECDSA(hashes.SHA256())), "SHA256"
    raise CliError(
        "Unsupported key type or invalid private key. CloudFront signing supports RSA and ECDSA (P-256) private keys "
        "in PEM format, unencrypted: --private-key file://key.pem"
    )


def _pem(given: str) -> str:
    """Return the private key in a text or file: there may be other things around it."""
    try:
        content = file_content(given)
    except FileError as error:
        raise bad_value("--private-key", str(error)) from None
    text = content.decode("ascii", "replace") if isinstance(content, bytes) else content
    found = _PEM.search(text)
    if found is not None and ("ENCRYPTED" in found[0]):
        raise CliError("Encrypted private keys are not supported. Give an unencrypted one in PEM format.")
    return "" if found is None else found[0]


def _encoded(data: bytes) -> str:
    """Return base64 with what is special in URLs replaced as CloudFront wants it."""
    from binascii import b2a_base64

    return b2a_base64(data, newline=False).decode().replace("+", "-").replace("=", "_").replace("/", "~")


SIGN = Command(
    _sign,
    (
        Row(Option("--url"), "The URL to sign.", required=True),
        Row(Option("--policy-resource"), "The URLs that the signature is good for, with * and ? (default: --url)."),
        Row(Option("--key-pair-id"), "The id of the public key that CloudFront has.", required=True),
        Row(Option("--private-key"), "The private key, file://key.pem; needs the extra `crypto`.", required=True),
        Row(Option("--date-less-than"), f"When the URL expires: {_DATES}", required=True),
        Row(Option("--date-greater-than"), "When the URL begins to be good."),
        Row(Option("--ip-address"), "The IPv4 address, or range of them (x.x.x.x/x), that may use the URL."),
        Row(Option("--hash-algorithm", choices=("SHA1", "SHA256")), "How to hash (RSA: SHA1; ECDSA: always SHA256)."),
    ),
)
