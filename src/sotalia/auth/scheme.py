"""How a request is to be signed: one frozen value, chosen once (`auth.choose`) and shared by all calls it fits.

The schemes are in the table `sotalia.schemes`.
"""

from __future__ import annotations

from ..percent import text_of
from ..schemes import BY_NAME, NONE, UNKNOWN
from ..useragent.features import BITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Keys(Protocol):
        """The keys that requests are signed with: `identity.ReadOnlyCredentials`, or a program's own object."""

        @property
        def access_key(self) -> str: ...  # noqa: D102

        @property
        def secret_key(self) -> str: ...  # noqa: D102

        @property
        def token(self) -> str | None: ...  # noqa: D102


#: `AuthScheme.payload`: hash the body.
SIGNED = "signed"
#: The body is not signed, whatever the connection.
UNSIGNED = "unsigned"
#: The rule for streamed bodies where the path is signed as it is: not signed if TLS and a Content-MD5 protect it, else
#: hashed.
STREAMING = "streaming"
#: An event stream: each frame carries its own signature, the first one chained to the request's.
EVENTS = "events"

_ASYMMETRIC = BITS["SIGV4A_SIGNING"]


class AuthScheme:
    """A way to sign. Treat it as frozen; `renamed` and `replace` make changed copies.

    `service` and `region` are the signing scope's (`region` is the region set, comma-separated, for the asymmetric
    schemes, and None when the client has no region at all). `payload` is one of the constants above. `row` is the
    scheme's row in the table of schemes, which explains `path_as_is`.
    """

    __slots__ = ("features", "name", "path_as_is", "payload", "region", "row", "service")

    def __init__(self, name: str, service: str, region: str | None, payload: str = SIGNED) -> None:
        self.name = name
        self.service = service
        self.region = region
        self.payload = payload
        self.row = row = BY_NAME.get(name, UNKNOWN)
        self.path_as_is = row.path_as_is
        #: The features of requests that are signed in this way (see `sotalia.useragent.features`).
        self.features = _ASYMMETRIC if row.many_regions else 0

    def renamed(self, name: Any) -> AuthScheme:
        """Return a copy under another name; anything that is no string (boto3's `UNSIGNED`) means `none`."""
        return AuthScheme(text_of(name) if isinstance(name, str) else NONE, self.service, self.region, self.payload)

    def replace(self, *, service: str | None = None, region: str | None = None) -> AuthScheme:
        """Return a copy for another service or region."""
        return AuthScheme(self.name, service or self.service, region or self.region, self.payload)

    def __repr__(self) -> str:
        return f"<AuthScheme {self.name} {self.service}/{self.region} {self.payload}>"
