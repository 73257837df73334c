"""The options of one client, settled: what the program's `Config` says, else the session's settings, else the default.

`client_settings` is called once per client, before anything of the service is looked at beyond its endpoint prefix.
What it returns has no more "unset": each attribute is the value that holds. What depends on the endpoint (the region
and the signature version that come out of endpoints.json) is left to the caller: see `ClientSettings.config`.

Laws:
- values, precedence and errors are those of botocore 1.44.5 when it makes a client;
- neither the caller's Config nor the session's settings are changed;
- what the endpoint makes of region, `s3` and the FIPS, dual stack and global options is `endpoint.client`'s matter;
- one difference, wanted: `Config(s3_disable_express_session_auth=...)` counts (botocore reads another name, from the
  `s3` dict only).
"""

from __future__ import annotations

from .config import DEFAULT_TIMEOUT, MAX_POOL_CONNECTIONS, UNSIGNED, Config, check_retries
from .errors import (
    InvalidChecksumConfigError,
    InvalidConfigError,
    InvalidDefaultsMode,
    InvalidEndpointDiscoveryConfigurationError,
)
from .options import DEFAULTS_MODES, boolean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .settings import Settings

CHECKSUM_MODES = ("when_supported", "when_required")
ACCOUNT_ID_MODES = ("preferred", "disabled", "required")
#: The services, by endpoint prefix, that the `s3` options are for.
S3_PREFIXES = ("s3", "s3-control")


class ClientSettings:
    """What holds for one client. Attributes are named as `Config`'s options, besides these:

    - `region_name`: the region asked for, or None;
    - `signature_version`: the one configured, `UNSIGNED`, or None when service and endpoint decide;
      `signature_version_in_code` and `auth_scheme_preference_in_code` say that `Config` set it;
    - `verify`: True (or None), False, or the path of a CA bundle;
    - `s3`: the section of the config file and `Config(s3=...)` together, or None; `client_s3`: the latter alone;
    - `retries`: `mode` and, where somebody set it, `total_max_attempts`;
    - `endpoint_discovery_enabled`: as configured; see `endpoint_discovery`;
    - `user_agent`: the text that replaces the whole header, or None;
    - `dynamodb_types`: True, a `DynamoDBTypes`, or None.
    """

    __slots__ = (
        "account_id_endpoint_mode",
        "auth_scheme_preference",
        "auth_scheme_preference_in_code",
        "client_cert",
        "client_context_params",
        "client_s3",
        "connect_timeout",
        "defaults_mode",
        "disable_request_compression",
        "dynamodb_types",
        "endpoint_discovery_enabled",
        "endpoint_prefix",
        "ignore_configured_endpoint_urls",
        "inject_host_prefix",
        "max_pool_connections",
        "parameter_validation",
        "proxies",
        "proxies_config",
        "read_timeout",
        "region_name",
        "request_checksum_calculation",
        "request_min_compression_size_bytes",
        "response_checksum_validation",
        "retries",
        "s3",
        "s3_disable_express_session_auth",
        "signature_version",
        "signature_version_in_code",
        "sigv4a_signing_region_set",
        "sts_regional_endpoints",
        "tcp_keepalive",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
        "user_agent",
        "user_agent_appid",
        "user_agent_extra",
        "verify",
    )

    if TYPE_CHECKING:
        account_id_endpoint_mode: str
        auth_scheme_preference: str | None
        auth_scheme_preference_in_code: bool
        client_cert: str | tuple[str, str] | None
        client_context_params: Mapping[str, Any] | None
        client_s3: Mapping[str, Any] | None
        connect_timeout: float | None
        defaults_mode: str
        disable_request_compression: bool
        dynamodb_types: Any
        endpoint_discovery_enabled: bool | str
        endpoint_prefix: str
        ignore_configured_endpoint_urls: bool | None
        inject_host_prefix: bool | None
        max_pool_connections: int
        parameter_validation: bool
        proxies: Mapping[str, str] | None
        proxies_config: Mapping[str, Any] | None
        read_timeout: float | None
        region_name: str | None
        request_checksum_calculation: str
        request_min_compression_size_bytes: int
        response_checksum_validation: str
        retries: dict[str, Any]
        s3: dict[str, Any] | None
        s3_disable_express_session_auth: bool
        signature_version: Any
        signature_version_in_code: bool
        sigv4a_signing_region_set: str | None
        sts_regional_endpoints: str
        tcp_keepalive: bool
        use_dualstack_endpoint: bool | None
        use_fips_endpoint: bool | None
        user_agent: str | None
        user_agent_appid: str | None
        user_agent_extra: str | None
        verify: bool | str | None

    def config(
        self, region_name: str | None, signature_version: Any, user_agent: str, variants: tuple[str, ...] = ()
    ) -> Config:
        """Return the Config that `client.meta.config` shows, given what the endpoint said.

        `variants` are the tags of the endpoint from endpoints.json ("dualstack", "fips").
        """
        s3 = self.s3
        options: dict[str, Any] = {name: getattr(self, name) for name in _SHOWN}
        if "dualstack" in variants:
            options["use_dualstack_endpoint"] = True
            if self.endpoint_prefix in S3_PREFIXES:
                s3 = {**(s3 or {}), "use_dualstack_endpoint": True}
        if "fips" in variants:
            options["use_fips_endpoint"] = True
        config = Config(
            region_name=region_name, signature_version=signature_version, user_agent=user_agent, s3=s3, **options
        )
        if self.dynamodb_types is not None:
            config.dynamodb_types = self.dynamodb_types
        config._supplied_user_agent = self.user_agent
        return config

    @property
    def endpoint_discovery(self) -> bool | str:
        """Whether to discover endpoints: True, False or "auto" (where the service demands it).

        Only to be asked for services that know endpoint discovery: raises InvalidEndpointDiscoveryConfigurationError.
        """
        value: object = self.endpoint_discovery_enabled
        if isinstance(value, str):
            value = value.lower().strip()
            if value in ("auto", "true", "false"):
                return value if value == "auto" else value == "true"
        elif isinstance(value, bool):
            return value
        raise InvalidEndpointDiscoveryConfigurationError(config_value=value)


#: The options of `client.meta.config` that are taken over from here as they are.
_SHOWN = (
    "connect_timeout",
    "read_timeout",
    "max_pool_connections",
    "proxies",
    "proxies_config",
    "retries",
    "client_cert",
    "inject_host_prefix",
    "tcp_keepalive",
    "user_agent_extra",
    "user_agent_appid",
    "request_min_compression_size_bytes",
    "disable_request_compression",
    "client_context_params",
    "sigv4a_signing_region_set",
    "request_checksum_calculation",
    "response_checksum_validation",
    "account_id_endpoint_mode",
    "auth_scheme_preference",
    "s3_disable_express_session_auth",
)


def client_settings(
    settings: Settings,
    endpoint_prefix: str,
    *,
    region_name: str | None = None,
    config: Config | None = None,
    verify: bool | str | None = None,
    current_region: str | None = None,
) -> ClientSettings:
    """Settle the options of a client for the service with `endpoint_prefix` ("s3", "sts", "monitoring").

    `region_name`, `config` and `verify` are what `session.client()` was given. `current_region` is the region in which
    the program runs, if that is known from the EC2 metadata service; only the defaults mode "auto" asks for it.
    Raises InvalidDefaultsMode and the other errors for options that cannot be.
    """
    given = _NO_CONFIG if config is None else config
    result = ClientSettings()
    result.endpoint_prefix = endpoint_prefix
    if region_name is None:
        region_name = settings.get("region") if given.region_name is None else given.region_name
    result.region_name = region_name
    mode = _defaults_mode(settings, given, region_name, current_region)
    defaults: Mapping[Any, Any] = DEFAULTS_MODES.get(mode, {})
    result.defaults_mode = mode
    result.verify = settings.get("ca_bundle") if verify is None else verify
    _transport(result, settings, given, config, defaults)
    _sending(result, settings, given)
    _signing(result, settings, given)
    _s3(result, settings, given, defaults)
    _endpoints(result, settings, given, defaults)
    result.retries = _retries(settings, given, defaults)
    result.dynamodb_types = _dynamodb_types(given.dynamodb_types)
    return result


def _dynamodb_types(value: Any) -> Any:
    # Told by what it has, not by its class: few programs need the module that has it.
    if value is None or value is False:
        return None
    if value is True:
        return value
    if hasattr(value, "serializer") and hasattr(value, "deserializer") and not isinstance(value, type):
        return value
    raise InvalidConfigError(
        error_msg=f"dynamodb_types must be True or a DynamoDBTypes. Received {type(value)} instead: {value!r}."
    )


#: Stands for "no Config": nothing set, nothing defaulted.
_NO_CONFIG = Config()


def _pick(settings: Settings, given: Config, name: str) -> Any:
    """Return the option `name` from the Config, or from the settings where it has the same name."""
    value = getattr(given, name)
    return settings.get(name) if value is None else value


def _defaults_mode(settings: Settings, given: Config, region: str | None, current_region: str | None) -> str:
    mode: str = given.defaults_mode or settings.get("defaults_mode")
    lowered = mode.lower()
    if lowered == "auto":
        environ = settings.environ
        if environ.get("AWS_EXECUTION_ENV"):
            current_region = environ.get("AWS_REGION", environ.get("AWS_DEFAULT_REGION")) or current_region
        if not current_region:
            return "standard"
        return "in-region" if region == current_region else "cross-region"
    if lowered != "legacy" and lowered not in DEFAULTS_MODES:
        raise InvalidDefaultsMode(mode=mode, valid_modes=", ".join(("legacy", "auto", *DEFAULTS_MODES)))
    return lowered


def _transport(
    result: ClientSettings, settings: Settings, given: Config, config: Config | None, defaults: Mapping[Any, Any]
) -> None:
    connect_timeout = given.connect_timeout if config is not None else None
    if connect_timeout is None:
        # With a Config, None means that a defaults mode (or the program) took the default away.
        connect_timeout = defaults.get("connect_timeout", DEFAULT_TIMEOUT if config is None else None)
    result.connect_timeout = connect_timeout
    result.read_timeout = given.read_timeout
    result.max_pool_connections = MAX_POOL_CONNECTIONS if config is None else given.max_pool_connections
    result.proxies = given.proxies
    result.proxies_config = given.proxies_config
    result.client_cert = given.client_cert
    result.tcp_keepalive = bool(_pick(settings, given, "tcp_keepalive"))
    result.user_agent = given.user_agent
    result.user_agent_extra = given.user_agent_extra
    result.user_agent_appid = _pick(settings, given, "user_agent_appid")


def _sending(result: ClientSettings, settings: Settings, given: Config) -> None:
    result.parameter_validation = bool(given.parameter_validation)
    if result.parameter_validation:
        text = settings.scoped_config.get("parameter_validation")
        result.parameter_validation = True if text is None else boolean(text)
    result.request_min_compression_size_bytes = _compression_size(
        _pick(settings, given, "request_min_compression_size_bytes")
    )
    result.disable_request_compression = boolean(_pick(settings, given, "disable_request_compression"))
    result.request_checksum_calculation = _checksum_mode(settings, given, "request_checksum_calculation")
    result.response_checksum_validation = _checksum_mode(settings, given, "response_checksum_validation")
    if given._inject_host_prefix == "UNSET":
        result.inject_host_prefix = not settings.get("disable_host_prefix_injection")
    else:
        result.inject_host_prefix = given.inject_host_prefix


def _compression_size(value: Any) -> int:
    fault = f'Invalid value "{value}" for request_min_compression_size_bytes.'
    try:
        size = int(value)
    except (ValueError, TypeError):
        raise InvalidConfigError(
            error_msg=f"{fault} Value must be an integer. Received {type(value)} instead."
        ) from None
    if not 1 <= size <= 1048576:
        raise InvalidConfigError(error_msg=f"{fault} Value must be between 1 and 1048576.")
    return size


def _checksum_mode(settings: Settings, given: Config, name: str) -> str:
    value = _pick(settings, given, name)
    mode: str = value.lower() if isinstance(value, str) else value
    if mode not in CHECKSUM_MODES:
        raise InvalidChecksumConfigError(config_key=name, config_value=mode, valid_options=CHECKSUM_MODES)
    return mode


def _signing(result: ClientSettings, settings: Settings, given: Config) -> None:
    version: Any = given.signature_version
    result.signature_version_in_code = isinstance(version, str) and version != ""
    if version is None:
        section = settings.scoped_config.get(result.endpoint_prefix)
        version = (section.get("signature_version") or None) if isinstance(section, dict) else None
    result.signature_version = version
    result.sigv4a_signing_region_set = _pick(settings, given, "sigv4a_signing_region_set")
    # Without credentials there is no account to route by.
    result.account_id_endpoint_mode = "disabled" if version is UNSIGNED else _account_id_mode(settings, given)
    preference: Any = given.auth_scheme_preference
    result.auth_scheme_preference_in_code = bool(preference)
    preference = preference or settings.get("auth_scheme_preference")
    if preference is not None:
        if not isinstance(preference, str):
            raise InvalidConfigError(
                error_msg="auth_scheme_preference must be a comma-delimited string. "
                f"Received {type(preference)} instead: {preference}."
            )
        names = (name.replace(" ", "").replace("\t", "") for name in preference.split(",") if name.strip())
        preference = ",".join(names)
    result.auth_scheme_preference = preference


def _account_id_mode(settings: Settings, given: Config) -> str:
    value = _pick(settings, given, "account_id_endpoint_mode")
    mode: str = value.lower() if isinstance(value, str) else value
    if mode not in ACCOUNT_ID_MODES:
        raise InvalidConfigError(
            error_msg=f"The configured value '{mode}' for 'account_id_endpoint_mode' is invalid. "
            f"Valid values are: {ACCOUNT_ID_MODES}."
        )
    return mode


def _s3(result: ClientSettings, settings: Settings, given: Config, defaults: Mapping[Any, Any]) -> None:
    name = "us_east_1_regional_endpoint"
    regional = defaults.get(("s3", name))
    s3 = settings.section("s3", {name: regional} if regional else None)
    in_code = given.s3
    if in_code is not None:
        s3 = {**(s3 or {}), **in_code}
    result.s3, result.client_s3 = s3, in_code

    disable = in_code.get("disable_s3_express_session_auth") if in_code else None
    if disable is None:
        disable = _pick(settings, given, "s3_disable_express_session_auth")
    known = isinstance(disable, bool) or (isinstance(disable, str) and disable.lower() in ("true", "false"))
    if disable is not None and not known:
        raise InvalidConfigError(
            error_msg=f'Invalid value "{disable}" for s3_disable_express_session_auth. Value must be a boolean'
        )
    result.s3_disable_express_session_auth = boolean(disable)

    result.client_context_params = given.client_context_params


def _endpoints(result: ClientSettings, settings: Settings, given: Config, defaults: Mapping[Any, Any]) -> None:
    result.use_fips_endpoint = _pick(settings, given, "use_fips_endpoint")
    result.use_dualstack_endpoint = _pick(settings, given, "use_dualstack_endpoint")
    result.sts_regional_endpoints = settings.get("sts_regional_endpoints", defaults.get("sts_regional_endpoints"))
    result.ignore_configured_endpoint_urls = _pick(settings, given, "ignore_configured_endpoint_urls")
    result.endpoint_discovery_enabled = _pick(settings, given, "endpoint_discovery_enabled")


def _retries(settings: Settings, given: Config, defaults: Mapping[Any, Any]) -> dict[str, Any]:
    """Return `mode` and `total_max_attempts`; in code, `max_attempts` does not count the first attempt."""
    retries: dict[str, Any] = dict(given.retries or {})
    again = retries.pop("max_attempts", None)
    if "total_max_attempts" not in retries:
        total = settings.get("max_attempts") if again is None else again + 1
        if total is not None:
            retries["total_max_attempts"] = total
    if "mode" not in retries:
        retries["mode"] = settings.get("retry_mode", defaults.get("retry_mode"))
    check_retries(retries)
    return retries
