"""Signers of requests that a program makes itself: `SigV4Auth(credentials, service, region).add_auth(AWSRequest(…))`.

They are for images without botocore; over an installed one, its own are used. The signatures are `sotalia.auth`'s.
"""

from __future__ import annotations

from ...auth import AuthScheme, presign, sign
from ...auth.canonical import encode_params
from ...errors import NoCredentialsError
from ...http import Request
from ...io import clock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class BaseSigner:
    """Base of all signers."""

    REQUIRES_REGION = False
    REQUIRES_TOKEN = False

    def add_auth(self, request: Any) -> None:
        """Sign a request."""
        raise NotImplementedError("add_auth")


class SigV4Auth(BaseSigner):
    """Signs in headers, by Signature Version 4. `credentials` are those of a session, or frozen ones.

    A request is signed with its headers as they are; `add_auth` raises NoCredentialsError without credentials.
    """

    REQUIRES_REGION = True
    SCHEME = "v4"

    def __init__(self, credentials: Any, service_name: str, region_name: str) -> None:
        self.credentials = credentials
        self._region_name = region_name
        self._service_name = service_name

    def add_auth(self, request: Any) -> None:
        """Sign `request` (an AWSRequest) in place."""
        own, keys = self._prepared(request)
        sign(own, self._scheme(), keys, clock.now())
        for name, value in own.headers.items():
            if request.headers.get(name) != value:
                del request.headers[name]
                request.headers[name.title().replace("Sha256", "SHA256")] = value

    def _scheme(self) -> AuthScheme:
        return AuthScheme(self.SCHEME, self._service_name, self._region_name)

    def _prepared(self, request: Any) -> tuple[Request, Any]:
        """Return the request as Sotalia signs it, and the present keys."""
        if self.credentials is None:
            raise NoCredentialsError()
        freeze = getattr(self.credentials, "get_frozen_credentials", None)
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        url, body = request.url, request.body
        if request.params:
            # As services read them, whatever way they are written on the wire.
            url += ("&" if "?" in url else "?") + encode_params(dict(request.params))
        own = Request(request.method, url, headers, b"" if body is None else body)
        return own, self.credentials if freeze is None else freeze()


class S3SigV4Auth(SigV4Auth):
    """The same for S3: the path as it is, and the payload's hash in a header."""

    SCHEME = "s3v4"


class SigV4QueryAuth(SigV4Auth):
    """Signs in the URL, for `expires` seconds."""

    SCHEME = "v4-query"
    DEFAULT_EXPIRES = 3600

    def __init__(self, credentials: Any, service_name: str, region_name: str, expires: int = DEFAULT_EXPIRES) -> None:
        super().__init__(credentials, service_name, region_name)
        self._expires = expires

    def add_auth(self, request: Any) -> None:
        """Sign `request` (an AWSRequest) in place: its URL becomes the signed one."""
        own, keys = self._prepared(request)
        request.url = presign(own, self._scheme(), keys, clock.now(), self._expires)
        request.params = {}


class S3SigV4QueryAuth(SigV4QueryAuth):
    """The same for S3, whose payload is not signed."""

    SCHEME = "s3v4-query"


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
