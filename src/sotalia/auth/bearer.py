"""Bearer tokens (RFC 6750, section 2.1): whoever holds the token may use it, so it is sent over TLS only."""

from __future__ import annotations

from ..errors import InvalidEndpointConfigurationError, NoAuthTokenError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..http import Request


def sign_bearer(request: Request, scheme: Any, token: Any, *_: Any) -> None:
    """Put `token.token` into the `authorization` header.

    Raises NoAuthTokenError without a token, InvalidEndpointConfigurationError over plain HTTP.
    """
    if token is None:
        raise NoAuthTokenError()
    if not request.url.startswith("https"):
        raise InvalidEndpointConfigurationError(msg="Bearer authorization requires an HTTPS endpoint.")
    request.headers["authorization"] = f"Bearer {token.token}"
