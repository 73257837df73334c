"""S3's first signature scheme: HMAC-SHA1 over a few headers and the resource's path.

Presigned URLs and POST policies still use it by default in the regions that know it, so that they do not depend on the
region they are used in; requests are signed with it on `Config(signature_version="s3")`.

The resource is always written with the bucket in front (`/bucket/key`), also where the URL carries it in its host name;
the caller therefore passes it (`resource_path`).

See "Signing and authenticating REST requests" in the S3 user guide.
"""

from __future__ import annotations

from binascii import b2a_base64
from hmac import digest as hmac_digest
from urllib.parse import unquote

from ..percent import percent_encode
from .canonical import encode_params, split_url
from .clock import http_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request
    from .scheme import AuthScheme, Keys

#: The query parameters that name a sub-resource or change the reply; they alone are signed.
_SIGNED_PARAMETERS = frozenset(
    (
        "accelerate",
        "acl",
        "analytics",
        "cors",
        "defaultObjectAcl",
        "delete",
        "inventory",
        "lifecycle",
        "location",
        "logging",
        "metrics",
        "notification",
        "object-lock",
        "partNumber",
        "policy",
        "replication",
        "requestPayment",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
        "restore",
        "select",
        "select-type",
        "storageClass",
        "tagging",
        "torrent",
        "uploadId",
        "uploads",
        "versionId",
        "versioning",
        "versions",
        "website",
    )
)


def resource_path(bucket: str, path: str) -> str:
    """Return the resource to sign for `bucket` and the encoded `path` below it (`""` for the bucket itself).

    Of an access point's ARN only the path is signed.
    """
    if bucket.startswith("arn:"):
        return path or "/"
    return f"/{percent_encode(bucket)}{path or '/'}"


def sign_headers(
    request: Request, scheme: AuthScheme, credentials: Keys, now: float, resource: str | None = None
) -> None:
    """Sign `request` in its `authorization` header; `resource` as `resource_path` gives it, else the URL's path."""
    signature = _signature(request, credentials, http_date(now), resource)
    request.headers["authorization"] = f"AWS {credentials.access_key}:{signature}"


def presign_query(
    request: Request, scheme: AuthScheme, credentials: Keys, now: float, expires_in: int, resource: str | None = None
) -> str:
    """Return the URL of `request` signed by `s3-query`; `request` is left with it.

    The headers that S3 looks at travel as parameters; all others are not signed at all.
    """
    headers = request.headers
    signature = _signature(request, credentials, str(int(now + expires_in)), resource)
    params: dict[str, Any] = {"AWSAccessKeyId": credentials.access_key, "Signature": signature}
    for name, value in headers.items():
        if name == "date":
            params["Expires"] = value
        elif name.startswith("x-amz-") or name in ("content-md5", "content-type"):
            params[name] = value
    request.url += ("&" if "?" in request.url else "?") + encode_params(params)
    return request.url


def sign_string(secret_key: str, text: str) -> str:
    """Return the base64 of the HMAC-SHA1 of `text`."""
    return b2a_base64(hmac_digest(secret_key.encode(), text.encode(), "sha1"), newline=False).decode()


def _signature(request: Request, credentials: Keys, date: str, resource: str | None) -> str:
    headers = request.headers
    # Both are moved to the end: presigned URLs list them in the headers' order.
    for name in ("authorization", "date"):
        headers.pop(name, None)
    if credentials.token:
        headers.pop("x-amz-security-token", None)
        headers["x-amz-security-token"] = credentials.token
    headers["date"] = date
    return sign_string(credentials.secret_key, string_to_sign(request, resource))


def string_to_sign(request: Request, resource: str | None) -> str:
    """Return what is signed of a request whose headers are complete."""
    headers = request.headers
    lines = [request.method, *(headers.get(name, "").strip() for name in ("content-md5", "content-type", "date"))]
    lines += [f"{name}:{headers[name].strip()}" for name in sorted(headers) if name.startswith("x-amz-")]
    lines.append(_canonical_resource(request.url, resource))
    return "\n".join(lines)


def _canonical_resource(url: str, resource: str | None) -> str:
    _, path, query = split_url(url)
    resource = resource or path or "/"
    if not query:
        return resource
    pairs = [pair.partition("=") for pair in query.split("&")]
    pairs = [pair for pair in pairs if pair[0] in _SIGNED_PARAMETERS]
    if not pairs:
        return resource
    pairs.sort(key=lambda pair: pair[0])
    return f"{resource}?{'&'.join([name + equals + unquote(value) for name, equals, value in pairs])}"
