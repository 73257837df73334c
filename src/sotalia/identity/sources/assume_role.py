"""A role that a profile names, assumed with the credentials of another profile, or of a source that it names.

`source_profile` may name a profile that has a role too, and so on; a circle is an error. A profile may name itself, to
use the keys beside its role. `credential_source` is one of `CREDENTIAL_SOURCES`. The role is assumed when its
credentials are first needed; the credentials for that are looked for at once, so that mistakes are reported early.
"""

from __future__ import annotations

from ...errors import (
    CredentialRetrievalError,
    InfiniteLoopConfigError,
    InvalidConfigError,
    PartialCredentialsError,
)
from ...settings.session import one_value
from ...useragent.features import bits
from ..renewable import up_to_date
from ..roles import assume_role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "assume-role"
ROLE = "role_arn"
WEB_TOKEN = "web_identity_token_file"  # noqa: S105 - the option's name
#: The values of `credential_source`: the source's METHOD, and the feature that it counts as.
CREDENTIAL_SOURCES = {
    "Environment": ("env", "CREDENTIALS_ENV_VARS"),
    "EcsContainer": ("container-role", "CREDENTIALS_HTTP"),
    "Ec2InstanceMetadata": ("iam-role", "CREDENTIALS_IMDS"),
}
#: A profile's options, and the parameters of AssumeRole that they become.
PARAMETERS = {
    "role_session_name": "RoleSessionName",
    "external_id": "ExternalId",
    "mfa_serial": "SerialNumber",
}


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the credentials of the profile's role, or None where it has none, or a token's file (see `web_identity`).

    Raises InvalidConfigError for an impossible source, InfiniteLoopConfigError for a circle of profiles,
    PartialCredentialsError where no source is named, CredentialRetrievalError where it has no credentials.
    """
    if not _has_role(lookup.profile):
        return None
    return (yield from _assumed(lookup, lookup.profile_name, _Way(lookup.profile_name)))


def _has_role(profile: Mapping[str, Any]) -> bool:
    return ROLE in profile and WEB_TOKEN not in profile


def _has_keys(profile: Mapping[str, Any]) -> bool:
    return "aws_access_key_id" in profile or "aws_secret_access_key" in profile


class _Way:
    """The way from profile to profile: those `visited`, their `features`; `call_features` are those of STS calls."""

    def __init__(self, start: str) -> None:
        self.visited = [start]
        self.features: set[str] = set()
        self.call_features = 0


def _assumed(lookup: Lookup, name: str, way: _Way) -> Generator[Effect, Any, Credentials]:
    """Return the credentials of the role of the profile `name`."""
    profile = lookup.profiles[name]
    _check(lookup, name, way.visited)
    if profile.get("credential_source") is not None:
        source = yield from _of_source(lookup, profile["credential_source"], name, way)
    else:
        source = yield from _of_profile(lookup, profile["source_profile"], way)
    # The inner calls of a chain are made for the last one, and count as the same features.
    way.call_features = bits(way.features)
    way.features.add("CREDENTIALS_STS_ASSUME_ROLE")
    fetch = assume_role(lookup, METHOD, _arguments(profile), lambda: up_to_date(source), lambda: way.call_features)
    return lookup.deferred(METHOD, fetch, bits(way.features) | getattr(source, "features", 0))


def _arguments(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of AssumeRole. A duration that is no number is ignored, as in boto3."""
    options = {ROLE: one_value(profile, ROLE), **{option: one_value(profile, option) for option in PARAMETERS}}
    arguments = {PARAMETERS.get(option, "RoleArn"): value for option, value in options.items() if value is not None}
    try:
        arguments["DurationSeconds"] = int(one_value(profile, "duration_seconds"))
    except (TypeError, ValueError):
        pass
    return arguments


def _check(lookup: Lookup, name: str, visited: list[str]) -> None:
    """Raise for a profile whose role has no source, two sources, or an impossible one."""
    profile = lookup.profiles[name]
    source, parent = one_value(profile, "credential_source"), one_value(profile, "source_profile")
    if source is not None and parent is not None:
        raise InvalidConfigError(error_msg=f'The profile "{name}" contains both source_profile and credential_source.')
    if source is None and parent is None:
        raise PartialCredentialsError(provider=METHOD, cred_var="source_profile or credential_source")
    if source is not None:
        if source not in CREDENTIAL_SOURCES:
            raise InvalidConfigError(
                error_msg=f'The credential source "{source}" referenced in profile "{name}" is not valid.'
            )
        return
    if parent not in lookup.profiles:
        raise InvalidConfigError(
            error_msg=f'The source_profile "{parent}" referenced in the profile "{name}" does not exist.'
        )
    if parent in visited and (parent != name or not _has_keys(lookup.profiles[parent])):
        raise InfiniteLoopConfigError(source_profile=parent, visited_profiles=visited)


def _of_profile(lookup: Lookup, name: str, way: _Way) -> Generator[Effect, Any, Credentials]:
    way.visited.append(name)
    way.features.update(("CREDENTIALS_PROFILE_SOURCE_PROFILE", "CREDENTIALS_PROFILE"))
    profile = lookup.profiles[name]
    if _has_role(profile) and not _has_keys(profile):
        return (yield from _assumed(lookup, name, way))
    credentials = yield from lookup.in_profile(name)
    if credentials is None:
        raise InvalidConfigError(error_msg=f'The source profile "{name}" must have credentials.')
    return credentials


def _of_source(lookup: Lookup, source: str, name: str, way: _Way) -> Generator[Effect, Any, Credentials]:
    method, feature = CREDENTIAL_SOURCES[source]
    way.features.add("CREDENTIALS_PROFILE_NAMED_PROVIDER")
    credentials = yield from lookup.from_source(method)
    if credentials is None:
        raise CredentialRetrievalError(
            provider=source, error_msg=f"No credentials found in credential_source referenced in profile {name}"
        )
    way.features.add(feature)
    return credentials
