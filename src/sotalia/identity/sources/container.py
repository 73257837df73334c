"""The server that ECS, EKS and others run for the credentials of containers.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html. The environment says where it is: a
path at ECS's own address, or a URL. With plain HTTP, the URL may only lead to this machine or the addresses of ECS and
EKS. The token for the request is in the environment or, where it changes, in a file, which is read each time. Proxies
are not used.
"""

from __future__ import annotations

from ..._log import debug
from ...errors import (
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    MetadataRetrievalError,
    ReadTimeoutError,
    UnusableCredentialsError,
)
from ...http import Request
from ..credentials import Credentials
from ..documents import is_text, json_object
from ..faults import file_error
from ..times import seconds_or_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ...http import Response
    from ..chain import Lookup

METHOD = "container-role"
RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"  # noqa: S105 - the variable's name
TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"  # noqa: S105 - the variable's name
#: ECS's address, and the hosts that may be called by plain HTTP, besides this machine.
ADDRESS = "169.254.170.2"
HOSTS = (ADDRESS, "169.254.170.23", "fd00:ec2::23", "localhost")
#: Seconds that an attempt may take, the number of attempts, and seconds between them.
TIMEOUT, ATTEMPTS, PAUSE = 2, 3, 1
#: The most characters of an error reply that are shown.
LONGEST_COMPLAINT = 300
#: The fields that an answer must have.
FIELDS = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the container's credentials, or None where the environment names no server.

    Raises CredentialRetrievalError when the server does not answer, or not with credentials, and its subclasses:
    UnusableCredentialsError for a URL that is not allowed, CredentialFileError for a token that cannot be read.
    """
    environ = lookup.environ
    if RELATIVE in environ:
        variable, url = RELATIVE, f"http://{ADDRESS}{environ[RELATIVE]}"
    elif FULL in environ:
        variable, url = FULL, environ[FULL]
    else:
        return None
    _check(url, variable)
    headers = {"accept": "application/json"}
    token = yield from _token(lookup)
    if token is not None:
        headers["authorization"] = token
    return _credentials((yield from _answer(Request("GET", url, headers))))


def _check(url: str, variable: str) -> None:
    from ipaddress import ip_address

    from ...endpoint.urls import is_authority, parse_url

    try:
        parts = parse_url(url)
    except ValueError:
        parts = None
    # No URL that two parsers could read in two ways.
    plain = url.isascii() and url.isprintable() and not any(mark in url for mark in ' \\"<>^`{|}#')
    if not plain or parts is None or parts.scheme not in ("http", "https") or not is_authority(parts.netloc):
        raise UnusableCredentialsError(
            provider=METHOD, error_msg=f"{variable} makes no URL that could be asked: it must be http:// or https://"
        )
    host = parts.host or ""
    if parts.scheme == "https" or host in HOSTS:
        return
    try:
        if ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise UnusableCredentialsError(
        provider=METHOD,
        error_msg=f"Unsupported host '{host}'.  Can only retrieve metadata from a loopback address or one of these "
        f"hosts: {', '.join(HOSTS)} ({variable})",
    )


def _token(lookup: Lookup) -> Generator[Effect, Any, str | None]:
    """Return the header `Authorization`, or None where there is no token."""
    from ...effects import ReadFile

    environ = lookup.environ
    if TOKEN_FILE in environ:
        path = environ[TOKEN_FILE]
        try:
            data: bytes = yield ReadFile(path)
        except OSError as error:
            raise file_error(METHOD, error, f"{path} ({TOKEN_FILE}) cannot be read") from None
        token = data.decode("latin-1")
        where = f"in {path} ({TOKEN_FILE})"
    elif TOKEN in environ:
        token = environ[TOKEN]
        where = f"({TOKEN})"
    else:
        return None
    if not token.isascii() or not token.isprintable():
        raise UnusableCredentialsError(
            provider=METHOD, error_msg=f"Auth token value is not a legal header value {where}"
        )
    return token


def _answer(request: Request) -> Generator[Effect, Any, dict[str, Any]]:
    """Return the server's answer, after as many as `ATTEMPTS` attempts."""
    from ...effects import Fetch, Sleep

    attempt = 1
    while True:
        try:
            response: Response = yield Fetch(request, TIMEOUT)
        except (ReadTimeoutError, EndpointConnectionError, ConnectionClosedError, ConnectTimeoutError) as error:
            fault = f"Received error when attempting to retrieve container metadata: {error}"
        else:
            answer = json_object(response.body)
            if response.status == 200 and answer is not None:
                return answer
            fault = "Unable to parse JSON returned from container metadata services"
            if response.status != 200:
                complaint = _complaint(response.body)
                fault = f"Received non 200 response {response.status} from container metadata: {complaint}"
        debug("sotalia.identity", "The container's server, attempt %d: %s", attempt, fault)
        if attempt >= ATTEMPTS:
            raise CredentialRetrievalError(
                provider=METHOD, error_msg=str(MetadataRetrievalError(error_msg=fault))
            ) from None
        attempt += 1
        yield Sleep(PAUSE)


def _complaint(body: bytes) -> str:
    """Return the part of an error reply that may be shown: nothing of one that seems to contain credentials."""
    text = body.decode("utf-8", "replace")
    if "secret" in text.lower() or "token" in text.lower():
        return "…"
    return text if len(text) <= LONGEST_COMPLAINT else f"{text[:LONGEST_COMPLAINT]}…"


def _credentials(answer: dict[str, Any]) -> Credentials:
    missing = [name for name in FIELDS if not is_text(answer.get(name))]
    if missing:
        raise UnusableCredentialsError(
            provider=METHOD, error_msg=f"The answer of the container's server lacks {', '.join(missing)}."
        )
    expiry = seconds_or_none(answer["Expiration"])
    if expiry is None:
        raise UnusableCredentialsError(
            provider=METHOD, error_msg="Expiration in the answer of the container's server is no time."
        )
    account = answer.get("AccountId")
    return Credentials(
        answer["AccessKeyId"],
        answer["SecretAccessKey"],
        answer["Token"],
        METHOD,
        None if account is None else str(account),
        expiry=expiry,
    )
