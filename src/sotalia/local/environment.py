"""The environment of a program that must talk to an embedded AWS, and to nothing else.

The variables set here win over the config files, as they do in boto3: environment before profile. So a `~/.aws/config`
with an endpoint of its own, FIPS endpoints or `ignore_configured_endpoint_urls` does not send the program elsewhere.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_REGION = "us-east-1"

#: Variables (names, and beginnings of names) that choose an identity or an endpoint. They are removed before ours are
#: set, so that the command gets no real credentials and sends nothing to AWS.
HIDDEN = (
    "AWS_ACCOUNT_ID",
    "AWS_BEARER_TOKEN",
    "AWS_CONTAINER_",
    "AWS_CREDENTIAL_",
    "AWS_DEFAULT_PROFILE",
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_ROLE_",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)


def settings(url: str, region: str = DEFAULT_REGION) -> dict[str, str]:
    """Return the variables that point a program at the embedded AWS at `url`."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_USE_FIPS_ENDPOINT": "false",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
        # Roles of the real AWS, which are on disk, stay there; and dummies do not get among them.
        "SOTALIA_ROLE_CACHE": "off",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def hidden_names(base: Mapping[str, str]) -> list[str]:
    """Return the names in `base` that a program must not see."""
    return sorted(name for name in base if name.upper().startswith(HIDDEN))


def environment(url: str, region: str = DEFAULT_REGION, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return `base` (default: this process's environment) changed so that a program talks to the AWS at `url` only."""
    source = os.environ if base is None else base
    removed = set(hidden_names(source))
    return (
        {name: value for name, value in source.items() if name not in removed} | settings(url, region) | _direct(source)
    )


def _direct(base: Mapping[str, str]) -> dict[str, str]:
    """Return variables that exempt loopback addresses from a proxy, if one is configured."""
    proxies = any(name.lower() in ("http_proxy", "all_proxy") for name in base)
    if not proxies:
        return {}
    exceptions = base.get("no_proxy") or base.get("NO_PROXY") or ""
    value = ",".join(filter(None, (exceptions, "127.0.0.1", "localhost")))
    return {"no_proxy": value, "NO_PROXY": value}
