"""Credentials of `aws login`: a profile with a `login_session` has a token in `~/.aws/login/cache`.

The token has credentials for some minutes, a refresh token to renew them (by CreateOAuth2Token of the service
`signin`), and the key that proves whose token it is (`identity.dpop`). A renewed token is written back, for the other
processes of this user. `AWS_LOGIN_CACHE_DIRECTORY` names another folder.
"""

from __future__ import annotations

import os

from ..._log import debug
from ...errors import (
    ClientError,
    LoginError,
    LoginInsufficientPermissions,
    LoginRefreshRequired,
    LoginTokenLoadError,
)
from ...settings.session import one_value
from ...useragent.features import credential_features
from ..credentials import Credentials
from ..documents import is_text, json_object
from ..paths import users_path
from ..times import iso_time, seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ...effects import Effect
    from ...http import Request
    from ..chain import Lookup

METHOD = "login"
SESSION = "login_session"
FOLDER_VARIABLE = "AWS_LOGIN_CACHE_DIRECTORY"
DEFAULT_FOLDER = "~/.aws/login/cache"
#: Seconds before they expire from which on credentials are renewed. They are only valid for a quarter of an hour.
REFRESH = 5 * 60
#: The most seconds for which credentials are taken to be valid: a year.
LONGEST = 365 * 24 * 3600
#: The fields that a token must have to be used at all.
FIELDS = ("refreshToken", "dpopKey", "clientId")
KEY_FIELDS = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId", "expiresAt")
#: The service's words for a session that is over.
OVER = ("TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED")


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the credentials of the profile's login session, renewed if they are about to expire.

    None for a profile without one. Raises LoginTokenLoadError for a token that is not there or incomplete,
    LoginRefreshRequired and other LoginErrors when the service refuses to renew it, MissingDependencyException.
    """
    profile = lookup.settings.full_config["profiles"].get(lookup.profile_name, {})
    session = one_value(profile, SESSION)
    if session is None:
        return None
    path = token_path(session, lookup.environ)
    token = yield from _load(path, session)
    if _is_fresh(token, lookup):
        return _credentials(token)
    try:
        return (yield from _refresh(token, path, lookup))
    except LoginError:
        # A token can be renewed only once: another thread or process may have been faster.
        token = yield from _load(path, session)
        if _is_fresh(token, lookup):
            return _credentials(token)
        raise


def token_path(session: str, environ: Mapping[str, str]) -> str:
    """Return the path of a login session's token."""
    from hashlib import sha256

    folder = users_path(environ.get(FOLDER_VARIABLE, DEFAULT_FOLDER))
    return os.path.join(folder, sha256(session.encode()).hexdigest() + ".json")


def _load(path: str, session: str) -> Generator[Effect, Any, dict[str, Any]]:
    from ...effects import ReadFile

    try:
        token = json_object((yield ReadFile(path)))
    except FileNotFoundError:
        raise LoginTokenLoadError(
            error_msg=f"Unable to find the login session {session} (in {path}). Please authenticate with 'aws login'."
        ) from None
    except OSError as error:
        raise LoginTokenLoadError(error_msg=f"{path} cannot be read: {error.strerror}.") from None
    if token is None:
        raise LoginTokenLoadError(
            error_msg=f"{path} is damaged: it is no JSON object. Please authenticate again with 'aws login'."
        )
    missing = _missing(token)
    if missing:
        raise LoginTokenLoadError(
            error_msg=f"{path} lacks required fields: {', '.join(missing)}. Please authenticate again with 'aws login'."
        )
    return token


def _missing(token: dict[str, Any]) -> list[str]:
    missing = [name for name in FIELDS if not is_text(token.get(name))]
    if token.get("signInRegion") is not None and not is_text(token["signInRegion"]):
        missing.append("signInRegion")
    keys = token.get("accessToken")
    if not keys:
        return ["accessToken", *missing]
    fields = keys if isinstance(keys, dict) else {}
    return missing + [f"accessToken.{name}" for name in KEY_FIELDS if not is_text(fields.get(name))]


def _is_fresh(token: dict[str, Any], lookup: Lookup) -> bool:
    return lookup.now is not None and _expiry(token) - lookup.now() > REFRESH


def _expiry(token: dict[str, Any]) -> float:
    try:
        return seconds(token["accessToken"]["expiresAt"])
    except (ValueError, OverflowError):  # its text would quote the file
        raise LoginTokenLoadError(error_msg="accessToken.expiresAt is no time in ISO 8601.") from None


def _credentials(token: dict[str, Any]) -> Credentials:
    keys = token["accessToken"]
    return Credentials(
        keys["accessKeyId"],
        keys["secretAccessKey"],
        keys["sessionToken"],
        METHOD,
        keys["accountId"],
        expiry=_expiry(token),
    )


def _refresh(token: dict[str, Any], path: str, lookup: Lookup) -> Generator[Effect, Any, Credentials]:
    """Exchange the token for a new one, and write that to the file."""
    from json import dumps

    from ...effects import WriteFile

    debug("sotalia.identity", "Renewing the login session's credentials")
    output = yield from _new_token(token, lookup)
    assert lookup.now is not None
    keys = output["accessToken"]
    new_token = {
        **token,
        "accessToken": {
            "accessKeyId": keys["accessKeyId"],
            "secretAccessKey": keys["secretAccessKey"],
            "sessionToken": keys["sessionToken"],
            "accountId": token["accessToken"]["accountId"],
            "expiresAt": iso_time(lookup.now() + output["expiresIn"]),
        },
        "refreshToken": output["refreshToken"],
    }
    try:
        yield WriteFile(path, dumps(new_token).encode())
    except OSError as error:
        raise LoginTokenLoadError(
            error_msg=f"The renewed token cannot be written to {path}: {error.strerror}."
        ) from error
    return _credentials(new_token)


def _new_token(token: dict[str, Any], lookup: Lookup) -> Generator[Effect, Any, dict[str, Any]]:
    """Ask the service for a new token; return its `tokenOutput`."""
    from ..dpop import load_key, proof

    try:
        key = load_key(token["dpopKey"])
    except (ValueError, AttributeError):
        raise LoginTokenLoadError(
            error_msg="The private key in the cached token cannot be read. Please authenticate again with 'aws login'."
        ) from None

    def prove(request: Request, now: float, uuid: str) -> None:
        request.headers["dpop"] = proof(key, request.method, request.url, now, uuid)

    token_input = {"clientId": token["clientId"], "refreshToken": token["refreshToken"], "grantType": "refresh_token"}
    try:
        reply = yield from lookup.call(
            "signin",
            "CreateOAuth2Token",
            {"tokenInput": token_input},
            region=token.get("signInRegion"),
            prepare=prove,
            features=credential_features(METHOD),
        )
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "AccessDeniedException":
            raise
        raise _refused(error.response.get("error")) from error
    output: Any = reply.get("tokenOutput")
    if not _is_token(output):
        raise LoginTokenLoadError(
            error_msg="The signin service answered without a new token. Please authenticate again with 'aws login'; if "
            "that does not help, the service may have a passing problem."
        )
    new_token: dict[str, Any] = output
    return new_token


def _is_token(output: Any) -> bool:
    """Tell whether the service's answer has all fields of a token."""
    if not output or not {"accessToken", "expiresIn", "refreshToken"} <= output.keys():
        return False
    duration, keys = output["expiresIn"], output["accessToken"]
    texts = (output["refreshToken"], *(keys.get(name) for name in ("accessKeyId", "secretAccessKey", "sessionToken")))
    return all(map(is_text, texts)) and isinstance(duration, (int, float)) and 0 <= duration <= LONGEST


def _refused(word: str | None) -> LoginError:
    if word in OVER:
        return LoginRefreshRequired()
    return LoginInsufficientPermissions() if word == "INSUFFICIENT_PERMISSIONS" else LoginError()
