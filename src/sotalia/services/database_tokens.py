"""Passwords for databases that check AWS identities: a presigned URL without its scheme, valid for minutes.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html,
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/SECTION_authentication-token.html
"""

from __future__ import annotations

from ..auth import presign
from ..auth.scheme import AuthScheme
from ..endpoint.urls import is_authority
from ..errors import ParamValidationError
from ..http import Request
from ..percent import encode_query, plain, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator, Sequence
    from typing import Any

    from ..core.context import ClientCore
    from ..effects import Effect

#: Seconds for which a password is valid, unless the caller chooses otherwise.
VALID_FOR = 900


def generate_db_auth_token(
    self: Any, DBHostname: str, Port: int, DBUsername: str, Region: str | None = None
) -> str | Awaitable[str]:
    """Return a password with which `DBUsername` may log in to an RDS database, valid for 15 minutes.

    `DBHostname` and `Port` are the database's, `Region` its region if that is not the client's. Nothing is sent.

    Raises NoCredentialsError, and ParamValidationError for an invalid host name.
    """
    query = [("Action", "connect"), ("DBUser", DBUsername)]
    password: str | Awaitable[str] = self._run(
        _password(self._core, f"{text_of(DBHostname)}:{text_of(Port)}", query, "rds-db", Region, VALID_FOR)
    )
    return password


def generate_db_connect_auth_token(
    self: Any, Hostname: str, Region: str | None = None, ExpiresIn: float | None = VALID_FOR
) -> str | Awaitable[str]:
    """Return a password with which a custom database role may log in to the DSQL cluster at `Hostname`.

    `Region` is the cluster's region if that is not the client's; the password is valid for `ExpiresIn` seconds. Nothing
    is sent. Raises NoCredentialsError, and ParamValidationError for an invalid host name.
    """
    query = [("Action", "DbConnect")]
    password: str | Awaitable[str] = self._run(_password(self._core, Hostname, query, "dsql", Region, ExpiresIn))
    return password


def generate_db_connect_admin_auth_token(
    self: Any, Hostname: str, Region: str | None = None, ExpiresIn: float | None = VALID_FOR
) -> str | Awaitable[str]:
    """Return a password with which the role `admin` may log in to the DSQL cluster at `Hostname`.

    `Region` is the cluster's region if that is not the client's; the password is valid for `ExpiresIn` seconds. Nothing
    is sent. Raises NoCredentialsError, and ParamValidationError for an invalid host name.
    """
    query = [("Action", "DbConnectAdmin")]
    password: str | Awaitable[str] = self._run(_password(self._core, Hostname, query, "dsql", Region, ExpiresIn))
    return password


def _password(
    client: ClientCore,
    host: str,
    query: Sequence[tuple[str, str]],
    service: str,
    region: str | None,
    seconds: float | None,
) -> Generator[Effect, Any, str]:
    host = text_of(host)
    if not is_authority(host):
        raise ParamValidationError(
            report=f"{host!r} is no name of a host: a password is made for a database's own name."
        )
    credentials = client.identity.current() or (yield from client.identity.credentials())
    scheme = AuthScheme("v4-query", service, plain(region) or client.region_name)
    request = Request("GET", f"https://{host}/?{encode_query(query)}", {})
    return presign(request, scheme, credentials, client.machinery.now(), seconds).removeprefix("https://")
