"""The token of a session with IAM Identity Center: read from the file of `aws sso login`, and renewed.

A token that expires within `WINDOW` seconds is exchanged for a newer one (by CreateToken of the service `sso-oidc`), as
long as the client that signed in is registered; the newer one is written back, for the CLI and for other programs.
boto3 does the same. Where that fails, the token is used until it expires.
"""

from __future__ import annotations

from .._log import debug
from ..effects import Share
from ..errors import ClientError, InvalidConfigError, SSOTokenLoadError, TokenRetrievalError, UnusableSSOTokenError
from ..settings.session import one_value
from .credentials import FrozenAuthToken
from .documents import is_text
from .ssocache import SIGN_IN, read_token, token_path, write_token
from .times import iso_time, seconds_or_none

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ..effects import Effect
    from .chain import Lookup

METHOD = "sso"
#: The key of a session's tokens in its memory.
MEMORY = "sso-tokens"
#: Seconds before a token expires from which on a newer one is asked for.
WINDOW = 15 * 60
#: Seconds between two attempts to get a newer one, while the token is still valid.
PAUSE = 60
#: The fields that a token needs to be exchanged for a newer one.
RENEWABLE = ("refreshToken", "clientId", "clientSecret", "registrationExpiresAt")


def session_token(lookup: Lookup) -> SessionToken | None:
    """Return the token of the session that the profile names, or None where it names none. The identity keeps it.

    Raises InvalidConfigError for a session that the config file lacks, or has only in part.
    """
    name = one_value(lookup.profile, "sso_session")
    if name is None:
        return None
    session = lookup.settings.full_config.get("sso_sessions", {}).get(name)
    if not session:
        raise InvalidConfigError(
            error_msg=f'The profile "{lookup.profile_name}" is configured to use the SSO token provider but the '
            f'"{name}" sso_session configuration does not exist.'
        )
    missing = [option for option in ("sso_start_url", "sso_region") if option not in session]
    if missing:
        raise InvalidConfigError(
            error_msg=f'The profile "{lookup.profile_name}" is configured to use the SSO token provider but is missing '
            f"the following configuration: {missing}."
        )
    tokens: dict[str, SessionToken] = lookup.memory.setdefault(MEMORY, {})
    return tokens.get(name) or tokens.setdefault(name, SessionToken(name, session))


class SessionToken:
    """The token of one session, kept until it is about to expire."""

    __slots__ = ("_frozen", "_retry_at", "name", "region", "start_url")

    def __init__(self, name: str, session: Mapping[str, Any]) -> None:
        self.name = name
        self.start_url: str = one_value(session, "sso_start_url")
        self.region: str = one_value(session, "sso_region")
        self._frozen: FrozenAuthToken | None = None
        self._retry_at = 0.0

    def current(self, lookup: Lookup) -> Generator[Effect, Any, FrozenAuthToken]:
        """Return the token. If several callers need a newer one at the same time, one gets it and the others wait.

        Raises SSOTokenLoadError, TokenRetrievalError for an expired one, and what a call raises.
        """
        frozen = self._frozen
        if frozen is not None and not self._is_due(frozen, lookup):
            return frozen
        return (yield from self.read(lookup))

    def read(self, lookup: Lookup) -> Generator[Effect, Any, FrozenAuthToken]:
        """Do the same, but read the file in any case: the user may have signed in again."""
        frozen: FrozenAuthToken = yield Share(self, lambda: self._read(lookup))
        return frozen

    def _is_due(self, frozen: FrozenAuthToken, lookup: Lookup) -> bool:
        if lookup.now is None or frozen.expiration is None:
            return True
        now = lookup.now()
        remaining = frozen.expiration - now
        return remaining < WINDOW and (remaining <= 0 or now >= self._retry_at)

    def _read(self, lookup: Lookup) -> Generator[Effect, Any, FrozenAuthToken]:
        now = 0.0 if lookup.now is None else lookup.now()
        token, expiry = yield from self._load()
        if lookup.now is None or expiry - now < WINDOW:
            self._retry_at = now + PAUSE
            token, expiry = yield from self._renew(token, expiry, lookup, now)
            if lookup.now is not None and expiry <= lookup.now():
                raise TokenRetrievalError(
                    provider=METHOD,
                    error_msg=f"Token has expired and refresh failed (in {token_path(self.name)}). {SIGN_IN}",
                )
        self._frozen = FrozenAuthToken(token["accessToken"], expiry)
        return self._frozen

    def _load(self) -> Generator[Effect, Any, tuple[dict[str, Any], float]]:
        token = yield from read_token(self.start_url, self.name)
        return token, expiry_of(token, self.name)

    def _renew(
        self, token: dict[str, Any], expiry: float, lookup: Lookup, now: float
    ) -> Generator[Effect, Any, tuple[dict[str, Any], float]]:
        """Return a newer token and its expiry; the old ones where no newer one is available."""
        missing = [field for field in RENEWABLE if not is_text(token.get(field))]
        if missing:
            debug("sotalia.identity", "Unable to refresh SSO token: missing keys: %s", missing)
            return token, expiry
        registration_expiry = seconds_or_none(token["registrationExpiresAt"])
        if registration_expiry is None or registration_expiry <= now:
            debug("sotalia.identity", "The registration of the client that signed in has ended.")
            return token, expiry
        try:
            newer = yield from self._exchange(token, lookup)
        except ClientError as error:
            debug("sotalia.identity", "SSO token refresh attempt failed: %s", error)
            # A token can be exchanged only once: another program may have been faster.
            return (yield from self._load())
        except Exception as error:
            if expiry <= now:
                raise
            debug("sotalia.identity", "SSO token refresh attempt failed: %s", type(error).__name__)
            return token, expiry
        try:
            yield from write_token(newer, self.start_url, self.name)
        except OSError as error:
            # This program can use it all the same.
            debug("sotalia.identity", "The new token cannot be written to %s: %s", error.filename, error.strerror)
        return newer, expiry_of(newer, self.name)

    def _exchange(self, token: dict[str, Any], lookup: Lookup) -> Generator[Effect, Any, dict[str, Any]]:
        """Exchange a token by CreateToken; return the newer one in the form of the file."""
        reply = yield from lookup.call(
            "sso-oidc",
            "CreateToken",
            {
                "grantType": "refresh_token",
                "clientId": token["clientId"],
                "clientSecret": token["clientSecret"],
                "refreshToken": token["refreshToken"],
            },
            region=self.region,
        )
        duration = reply.get("expiresIn")
        if not is_text(reply.get("accessToken")) or not isinstance(duration, int):
            raise SSOTokenLoadError(error_msg=f"The service answered without a new token for {self.name}. {SIGN_IN}")
        newer = {
            "startUrl": self.start_url,
            "region": self.region,
            "accessToken": reply["accessToken"],
            "expiresAt": iso_time((0.0 if lookup.now is None else lookup.now()) + duration),
            **{field: token[field] for field in ("clientId", "clientSecret", "registrationExpiresAt")},
        }
        if is_text(reply.get("refreshToken")):
            newer["refreshToken"] = reply["refreshToken"]
        debug("sotalia.identity", "SSO Token refresh succeeded")
        return newer


def expiry_of(token: dict[str, Any], name: str) -> float:
    """Return the expiry of the token for `name`. Raises UnusableSSOTokenError if it is no time."""
    expiry = seconds_or_none(token["expiresAt"])
    if expiry is None:
        raise UnusableSSOTokenError(
            error_msg=f"Token for {name} is damaged: expiresAt in {token_path(name)} is no time. {SIGN_IN}"
        )
    return expiry
