"""A role assumed with a token in a file, which the environment or a profile names: on EKS, say, or in a CI job.

The environment's options win over the profile's one by one, unless code or another profile names the profile. The role
is assumed when its credentials are first needed, and the file is read each time.
"""

from __future__ import annotations

from ...errors import InvalidConfigError
from ...settings.session import one_value
from ...useragent.features import bits
from ..roles import assume_role_with_web_identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "assume-role-with-web-identity"
#: The options, and their variables in the environment.
VARIABLES = {
    "web_identity_token_file": "AWS_WEB_IDENTITY_TOKEN_FILE",
    "role_arn": "AWS_ROLE_ARN",
    "role_session_name": "AWS_ROLE_SESSION_NAME",
}


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the credentials of the role, or None where no token's file is named.

    An empty variable names nothing. Raises InvalidConfigError for a file without a role, and for a profile with a role
    where the file's name is empty: boto3 ignores the role then, and signs with the keys that the profile may have.
    """
    yield from ()
    features: set[str] = set()
    path = _option(lookup, "web_identity_token_file", features)
    if not path:
        if path is not None and lookup.profile.get("role_arn"):
            raise InvalidConfigError(
                error_msg=f"The profile {lookup.profile_name!r} has a role_arn and an empty web_identity_token_file."
            )
        return None
    from_environment = "CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN" in features
    option = (
        VARIABLES["web_identity_token_file"]
        if from_environment
        else f"web_identity_token_file of the profile {lookup.profile_name!r}"
    )
    role = _option(lookup, "role_arn", features)
    if not role:
        raise InvalidConfigError(
            error_msg=(
                "The provided profile or the current environment is configured to assume role with web identity but "
                "has no role ARN configured. Ensure that the profile has the role_arn"
                "configuration set or the AWS_ROLE_ARN env var is set."
            )
        )
    arguments = {"RoleArn": role}
    name = _option(lookup, "role_session_name", features)
    if name is not None:
        arguments["RoleSessionName"] = name
    fetch = assume_role_with_web_identity(lookup, METHOD, arguments, path, option, bits(features))
    return lookup.deferred(METHOD, fetch, bits(features | {"CREDENTIALS_STS_ASSUME_ROLE_WEB_ID"}))


def _option(lookup: Lookup, name: str, features: set[str]) -> Any:
    value = None if lookup.has_named_profile else lookup.environ.get(VARIABLES[name])
    if value:
        features.add("CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN")
        return value
    value = one_value(lookup.profile, name)
    if value is not None:
        features.add("CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN")
    return value
