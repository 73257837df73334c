"""The credentials of a role that IAM Identity Center gives to whoever has signed in with `aws sso login`.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html. A profile names account and role and
either a session (`sso_session`), whose token is renewed, or, in the older form, the start page and region themselves,
whose token is used until it expires. The role's credentials are fetched when they are first needed, and kept on disk
like those of assumed roles, where the AWS CLI looks for them, too.
"""

from __future__ import annotations

from ...errors import ClientError, InvalidConfigError, UnauthorizedSSOTokenError, UnusableCredentialsError
from ...settings.session import one_value
from ...useragent.features import bits
from ..chain import MADE_UP
from ..documents import is_text
from ..paths import hashed_name
from ..roles import shared
from ..sso_token import expiry_of, session_token
from ..ssocache import read_token
from ..times import iso_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "sso"
ROLE_OPTIONS = ("sso_role_name", "sso_account_id")
SESSION_OPTIONS = ("sso_start_url", "sso_region")


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the credentials of the profile's role, or None for a profile with neither role nor account.

    Raises InvalidConfigError for a profile or session that lacks something, or where they contradict each other; and,
    when the credentials are needed, SSOTokenLoadError where nobody has signed in, UnauthorizedSSOTokenError and
    TokenRetrievalError where the token has expired.
    """
    yield from ()
    profile = lookup.profile
    if not any(option in profile for option in ROLE_OPTIONS):
        return None
    config = _config(lookup)
    names = ("CREDENTIALS_PROFILE_SSO", "CREDENTIALS_SSO")
    if "sso_session" not in config:
        names = ("CREDENTIALS_PROFILE_SSO_LEGACY", "CREDENTIALS_SSO_LEGACY")

    def fetch() -> Generator[Effect, Any, Credentials | None]:
        name = cache_name(config)
        return (
            yield from shared(lookup, METHOD, "SSO", name, lambda: _role_credentials(lookup, config, bits(names[:1])))
        )

    return lookup.deferred(METHOD, fetch, bits(names))


def _config(lookup: Lookup) -> dict[str, str]:
    """Return the options of the profile and of its session together."""
    profile = lookup.profile
    options = {name: value for name, value in profile.items() if name.startswith("sso_")}
    needed = (*ROLE_OPTIONS, *SESSION_OPTIONS)
    session = one_value(profile, "sso_session")
    if session is not None:
        sessions: Mapping[str, Mapping[str, Any]] = lookup.settings.full_config.get("sso_sessions", {})
        if session not in sessions:
            raise InvalidConfigError(error_msg=f'The specified sso-session does not exist: "{session}"')
        for name, value in sessions[session].items():
            if profile.get(name, value) != value:
                raise InvalidConfigError(
                    error_msg=f"The value for {name} is inconsistent between profile ({profile[name]}) and "
                    f"sso-session ({value})."
                )
            options[name] = value
    missing = [name for name in needed if name not in options]
    if missing:
        raise InvalidConfigError(
            error_msg=f'The profile "{lookup.profile_name}" is configured to use SSO but is missing required '
            f"configuration: {', '.join(missing)}"
        )
    return {name: one_value(options, name) for name in (*needed, "sso_session") if name in options}


def cache_name(config: Mapping[str, str]) -> str:
    """Return the name of the file for the credentials of a role."""
    from json import dumps

    hash_input = {"roleName": config["sso_role_name"], "accountId": config["sso_account_id"]}
    if "sso_session" in config:
        hash_input["sessionName"] = config["sso_session"]
    else:
        hash_input["startUrl"] = config["sso_start_url"]
    return hashed_name(dumps(hash_input, sort_keys=True, separators=(",", ":"))) + ".json"


def _role_credentials(
    lookup: Lookup, config: Mapping[str, str], features: int
) -> Generator[Effect, Any, dict[str, Any]]:
    """Ask the service for the role's credentials; return them in the form of the AWS CLI's cache."""
    token = yield from _token(lookup, config)
    try:
        reply = yield from lookup.call(
            "sso",
            "GetRoleCredentials",
            {"roleName": config["sso_role_name"], "accountId": config["sso_account_id"], "accessToken": token},
            region=config["sso_region"],
            features=features,
        )
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "UnauthorizedException":
            raise
        raise UnauthorizedSSOTokenError() from None
    keys = reply.get("roleCredentials") or {}
    texts = ("accessKeyId", "secretAccessKey", "sessionToken")
    if not all(is_text(keys.get(name)) for name in texts) or not isinstance(keys.get("expiration"), int):
        raise UnusableCredentialsError(
            provider=METHOD,
            error_msg=f"The service answered without credentials for the role {config['sso_role_name']!r} of the "
            f"profile {lookup.profile_name!r}.",
        )
    return {
        "ProviderType": METHOD,
        "Credentials": {
            "AccessKeyId": keys["accessKeyId"],
            "SecretAccessKey": keys["secretAccessKey"],
            "SessionToken": keys["sessionToken"],
            "Expiration": iso_time(keys["expiration"] / 1000),
            "AccountId": config["sso_account_id"],
        },
        **({MADE_UP: True} if MADE_UP in reply else {}),
    }


def _token(lookup: Lookup, config: Mapping[str, str]) -> Generator[Effect, Any, str]:
    """Return the token of the profile's session, or of its start page."""
    session = session_token(lookup)
    if session is not None:
        return (yield from session.read(lookup)).token
    token = yield from read_token(config["sso_start_url"])
    if lookup.now is not None and expiry_of(token, config["sso_start_url"]) <= lookup.now():
        raise UnauthorizedSSOTokenError()
    text: str = token["accessToken"]
    return text
