"""The credentials of an EC2 instance's role, from its metadata service.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html. The second version of its protocol takes
a session token, which a PUT fetches; where that is refused or gets no answer (a container may be one hop too far
away), the first version is used, without a token, unless `ec2_metadata_v1_disabled` says otherwise.

Credentials that are about to expire, or have expired, are used for a while longer: EC2 accepts them while the service
that renews them is out of order. So `expiry` is not the service's time but when to ask again (in boto3 as well).

Outside of EC2 there is no such service. A session that has waited for it in vain does not wait again.
"""

from __future__ import annotations

from ..._log import debug
from ..._version import __version__
from ...endpoint.urls import is_endpoint_url, parse_url
from ...errors import (
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    InvalidIMDSEndpointError,
    InvalidIMDSEndpointModeError,
    InvalidOptionValueError,
    MetadataRetrievalError,
    ReadTimeoutError,
    UnusableCredentialsError,
)
from ...http import Request, shown_url
from ...useragent.header import NAME
from ..credentials import Credentials
from ..documents import is_text, json_object
from ..times import seconds_or_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ...effects import Effect
    from ...http import Response
    from ...settings.session import Settings
    from ..chain import Lookup

METHOD = "iam-role"
DISABLED = "AWS_EC2_METADATA_DISABLED"
ADDRESSES = {"ipv4": "http://169.254.169.254/", "ipv6": "http://[fd00:ec2::254]/"}
TOKEN_PATH = "latest/api/token"  # noqa: S105 - a path
ROLE_PATH = "latest/meta-data/iam/security-credentials/"
#: Seconds for which a session token is valid.
TOKEN_LIFE = "21600"  # noqa: S105 - a number
#: The fields that an answer must have.
FIELDS = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
#: Credentials with less time left than this, in seconds, plus a random part between the other two, are used that much
#: longer. The random part keeps many machines from asking at the same time.
WINDOW, LEAST_MORE, MOST_MORE = 15 * 60, 2 * 60, 10 * 60

#: The statuses of a server without the second version.
WITHOUT_TOKENS = (403, 404, 405)
#: What a session keeps in its memory where there is no service.
UNHEARD = "unheard"
USER_AGENT = f"{NAME}/{__version__}"
#: The characters in the name of a role besides letters and digits.
_MARKS_OF_NAMES = dict.fromkeys(map(ord, "+=,.@_-"))


class _NoAnswer(Exception):
    """The service has no credentials, or there is no service. It is caught in this module."""


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the credentials of the instance's role; None where there is no such service, or no role.

    Raises InvalidIMDSEndpointError and InvalidIMDSEndpointModeError for an invalid address in the settings,
    MetadataRetrievalError where there is no session token and the first version is switched off,
    UnusableCredentialsError and, where credentials are about to end and there are no newer ones,
    CredentialRetrievalError.
    """
    if lookup.environ.get(DISABLED, "false").lower() == "true":
        debug("sotalia.identity", "Access to EC2 metadata has been disabled.")
        return None
    service = _Service(lookup)
    try:
        if lookup.memory.get(METHOD) == UNHEARD and not lookup.renewing:
            service.go_without_token()
            raise _NoAnswer("nobody was there before")
        return _credentials((yield from service.role_credentials()), lookup)
    except _NoAnswer as error:
        debug("sotalia.identity", "No credentials from EC2's metadata service: %s.", error)
    finally:
        if service.was_unheard:
            lookup.memory[METHOD] = UNHEARD
    if lookup.renewing:
        raise CredentialRetrievalError(
            provider=METHOD,
            error_msg="Credential refresh failed, response did not contain: access_key, secret_key, token, "
            f"expiry_time ({shown_url(service.base)})",
        )
    return None


class _Service:
    """The service, for one look-up."""

    __slots__ = ("_attempts", "_environ", "_failure", "_timeout", "_v1_disabled", "base")

    def __init__(self, lookup: Lookup) -> None:
        settings = lookup.settings
        self._environ = lookup.environ
        self._v1_disabled: bool = settings.get("ec2_metadata_v1_disabled")
        self._attempts: int = settings.get("metadata_service_num_attempts")
        self._timeout: int = settings.get("metadata_service_timeout")
        if self._timeout <= 0:
            raise InvalidOptionValueError(
                error_msg=f"Invalid value {self._timeout!r} for metadata_service_timeout: it must be greater than 0"
            )
        self.base = _base_url(settings)
        #: The error of the last attempt, if it got no answer.
        self._failure: Exception | None = None

    @property
    def was_unheard(self) -> bool:
        """Whether the last attempt waited in vain for a connection."""
        return isinstance(self._failure, ConnectTimeoutError)

    def go_without_token(self) -> None:
        """Raise MetadataRetrievalError unless the first version may be used."""
        if self._v1_disabled:
            raise MetadataRetrievalError(
                error_msg="Unable to retrieve token for use in IMDSv2 call and IMDSv1 has been disabled"
            )

    def role_credentials(self) -> Generator[Effect, Any, dict[str, Any]]:
        """Return the service's answer for the instance's role. Raises _NoAnswer."""
        token = yield from self._token()
        headers = {"user-agent": USER_AGENT}
        if token is None:
            self.go_without_token()
            if isinstance(self._failure, (ConnectTimeoutError, EndpointConnectionError)):
                raise _NoAnswer("nobody is there")
        else:
            headers["x-aws-ec2-metadata-token"] = token
        role = yield from self._get(ROLE_PATH, headers, _role_name)
        answer: dict[str, Any] = yield from self._get(ROLE_PATH + role, headers, json_object)
        return answer

    def _token(self) -> Generator[Effect, Any, str | None]:
        """Return a session token, or None where the first version has to be used."""
        headers = {"x-aws-ec2-metadata-token-ttl-seconds": TOKEN_LIFE, "user-agent": USER_AGENT}
        request = Request("PUT", self.base + TOKEN_PATH, headers)
        for _ in range(self._attempts):
            response: Response | None = yield from self._send(request)
            if response is None:
                if isinstance(self._failure, ReadTimeoutError):
                    return None
                continue
            if response.status in WITHOUT_TOKENS:
                return None
            if response.status == 400:
                raise _NoAnswer("it takes the request for a session token for a bad one")
            token: str = response.body.decode("latin-1").strip()
            if response.status == 200 and token and _is_header(token):
                return token
        return None

    def _get(self, path: str, headers: dict[str, str], read: Callable[[bytes], Any]) -> Generator[Effect, Any, Any]:
        """Return the result of `read` for the answer to a GET, which is repeated where that is None."""
        request = Request("GET", self.base + path, headers)
        for _ in range(self._attempts):
            response = yield from self._send(request)
            if response is not None:
                value = read(response.body) if response.status == 200 else None
                if value is not None:
                    return value
                debug("sotalia.identity", "EC2's metadata service answers with no use, status %d.", response.status)
        raise _NoAnswer(f"it was asked {self._attempts} times")

    def _send(self, request: Request) -> Generator[Effect, Any, Response | None]:
        """Return the reply, or None where none came and another attempt may help."""
        from ...effects import Fetch

        self._failure = None
        try:
            response: Response = yield Fetch(request, self._timeout, self._environ)
        except (ReadTimeoutError, EndpointConnectionError, ConnectionClosedError, ConnectTimeoutError) as error:
            debug("sotalia.identity", "EC2's metadata service: %s", error)
            self._failure = error
            return None
        return response


def _base_url(settings: Settings) -> str:
    """Return the service's URL, with a slash at its end."""
    mode = _mode(settings)
    url: str = settings.get("ec2_metadata_service_endpoint") or ADDRESSES[mode]
    try:
        parts = parse_url(url)
    except ValueError:
        raise InvalidIMDSEndpointError(endpoint=shown_url(url)) from None
    if parts.scheme not in ("http", "https") or not is_endpoint_url(url):
        raise InvalidIMDSEndpointError(endpoint=shown_url(url))
    return url if url.endswith("/") else f"{url}/"


def _mode(settings: Settings) -> str:
    mode: str | None = settings.get("ec2_metadata_service_endpoint_mode")
    if mode is None:
        return "ipv6" if settings.get("imds_use_ipv6") else "ipv4"
    if mode.lower() not in ADDRESSES:
        raise InvalidIMDSEndpointModeError(mode=mode, valid_modes=tuple(ADDRESSES))
    return mode.lower()


def _role_name(body: bytes) -> str | None:
    """Return the name of the role, or None if the text is anything else, a page of HTML, say."""
    name = body.decode("latin-1").strip()
    return name if name.isascii() and name.translate(_MARKS_OF_NAMES).isalnum() else None


def _is_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _credentials(answer: dict[str, Any], lookup: Lookup) -> Credentials:
    missing = [name for name in FIELDS if not is_text(answer.get(name))]
    if missing:
        raise _NoAnswer(f"its answer lacks {', '.join(missing)}; it says {answer.get('Code')!r}")
    expiry = seconds_or_none(answer["Expiration"])
    if expiry is None:
        raise UnusableCredentialsError(
            provider=METHOD, error_msg="Expiration in the answer of EC2's metadata service is no time."
        )
    return Credentials(
        answer["AccessKeyId"],
        answer["SecretAccessKey"],
        answer["Token"],
        METHOD,
        expiry=expiry if lookup.now is None else _extended(expiry, lookup.now()),
    )


def _extended(expiry: float, now: float) -> float:
    """Return when credentials count as expired: at `expiry`, or later if that is near or past."""
    # The microseconds of the clock are random enough for this.
    window = WINDOW + LEAST_MORE + int(now * 1_000_000) % (MOST_MORE - LEAST_MORE + 1)
    if now < expiry - window:
        return expiry
    debug("sotalia.identity", "EC2's credentials are about to end, or have ended; they are taken for good for a while.")
    return int(now) + window
