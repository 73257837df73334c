"""Endpoint URLs that the environment or the config file sets, for all services or for one.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html. In order: `AWS_ENDPOINT_URL_<SERVICE>`,
`AWS_ENDPOINT_URL`, `endpoint_url` under the service in the `[services …]` section that the profile names, and
`endpoint_url` in the profile.
"""

from __future__ import annotations

from .._log import debug
from ..errors import InvalidConfigError
from ..http import masked_url
from ..settings.checks import boolean
from ..settings.session import one_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def configured_endpoint_url(
    service_id: str,
    env: Mapping[str, str],
    profile: Mapping[str, Any],
    full_config: Mapping[str, Any],
    ignore: bool | None = None,
) -> str | None:
    """Return the URL configured for the service, or None.

    `service_id` is the model's (`Auto Scaling`). `profile` is the profile's section, `full_config` the whole config
    file, whose `services` maps the names of sections to their content. `ignore` is the client's own
    `ignore_configured_endpoint_urls`; None leaves that to the environment and the profile.
    Raises InvalidConfigError when the profile names a services section that does not exist, or has nested options
    where a value must be.
    """
    if ignore is None:
        ignore = _ignores_urls(env, profile)
    if ignore:
        debug("sotalia.endpoint", "Ignoring configured endpoint URLs.")
        return None
    key = service_id.replace(" ", "_").replace("-", "_")
    for variable in (f"AWS_ENDPOINT_URL_{key.upper()}", "AWS_ENDPOINT_URL"):
        if env.get(variable):
            return _from(f"the environment variable {variable}", env[variable])
    service = _services(profile, full_config).get(key.lower())
    if isinstance(service, dict) and one_value(service, "endpoint_url"):
        return _from("the services section of the profile", str(service["endpoint_url"]))
    url = one_value(profile, "endpoint_url")
    return _from("the profile's endpoint_url", url) if url else None


def _from(place: str, url: str) -> str:
    debug("sotalia.endpoint", "The endpoint comes from %s: %s", place, masked_url(url))
    return url


def _ignores_urls(env: Mapping[str, str], profile: Mapping[str, Any]) -> bool:
    name = "ignore_configured_endpoint_urls"
    variable = f"AWS_{name.upper()}"
    return boolean(env[variable] if variable in env else profile.get(name))


def _services(profile: Mapping[str, Any], full_config: Mapping[str, Any]) -> Mapping[str, Any]:
    if "services" not in profile:
        return {}
    name = one_value(profile, "services")
    section: Mapping[str, Any] | None = full_config.get("services", {}).get(name)
    if not section:
        raise InvalidConfigError(
            error_msg=f"The profile is configured to use the services section but the "
            f'"{name}" services configuration does not exist.'
        )
    return section
