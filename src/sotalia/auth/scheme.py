"""How a request is to be signed: one frozen value, chosen once (`auth.choose`) and shared by all calls it fits.

The names are botocore's signature versions, because programs read and set them (`Config(signature_version="s3v4")`,
the `choose-signer` event):

    v4, v4-query                   Signature Version 4, in headers or in the query; the path is normalized, then encoded
                                     a second time
    s3v4, s3v4-query,              the same for S3: the path as it is, the payload's hash in a header (or nowhere,
      s3v4-presign-post              in a presigned URL), the policy of a browser's POST
    v4-s3express, -query,          S3 Express: s3v4 with a session's token in its own header
      -presign-post
    v4a, s3v4a, s3v4a-query        Signature Version 4A: ECDSA, for a set of regions
    s3, s3-query, s3-presign-post  S3's first scheme, HMAC-SHA1
    v2, v3, v3https                what the oldest services take
    bearer, none                   a token; nothing
"""

from __future__ import annotations

from ..features import BITS
from ..percent import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: `AuthScheme.payload`: hash the body.
SIGNED = "signed"
#: The body is not signed, whatever the connection.
UNSIGNED = "unsigned"
#: S3's rule for streamed bodies: not signed if TLS and a Content-MD5 protect it, else hashed.
S3_STREAMING = "s3-streaming"
#: An event stream: each frame carries its own signature, the first one chained to the request's.
EVENTS = "events"

#: Names whose path is signed as it stands and whose payload hash goes into `x-amz-content-sha256`.
S3_FAMILY = ("s3v4", "s3v4a", "v4-s3express")

_ASYMMETRIC = BITS["SIGV4A_SIGNING"]


class AuthScheme:
    """A way to sign. Treat it as frozen; `renamed` and `replace` make changed copies.

    `service` and `region` are the signing scope's (`region` is the region set, comma-separated, for the asymmetric
    schemes, and None when the client has no region at all). `payload` is one of the constants above. `path_as_is` says
    that the path is signed as it goes on the wire, neither normalized nor encoded again.
    """

    __slots__ = ("features", "name", "path_as_is", "payload", "region", "service")

    def __init__(self, name: str, service: str, region: str | None, payload: str = SIGNED) -> None:
        self.name = name
        self.service = service
        self.region = region
        self.payload = payload
        self.path_as_is = name.startswith(S3_FAMILY)
        #: Those that requests signed in this way use (see `sotalia.features`).
        self.features = _ASYMMETRIC if "v4a" in name else 0

    def renamed(self, name: Any) -> AuthScheme:
        """Return a copy under another name; anything that is no string (boto3's `UNSIGNED`) means `none`."""
        return AuthScheme(text_of(name) if isinstance(name, str) else "none", self.service, self.region, self.payload)

    def replace(self, *, service: str | None = None, region: str | None = None) -> AuthScheme:
        """Return a copy for another service or region."""
        return AuthScheme(self.name, service or self.service, region or self.region, self.payload)

    def __repr__(self) -> str:
        return f"<AuthScheme {self.name} {self.service}/{self.region} {self.payload}>"
