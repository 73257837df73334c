"""The table of options: what a session can be told through the environment and the config file, one row each.

A row says the option's name, the environment variables that set it (the first that is there wins), the keys of the
profile in the config file (likewise), its default, and how text becomes its value. `sotalia.settings` looks them up in
that order, after what was set in code. `sotalia.config` holds the options of one client that are set in code.

A key written as a pair stands in a nested section: `("s3", "addressing_style")` is

    s3 =
        addressing_style = path

Law: names, defaults and conversions are those of botocore 1.44.5.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Key = str | tuple[str, str]
    Row = tuple[str, tuple[str, ...], tuple[Key, ...], Any, Callable[[Any], Any] | None]


def boolean(value: Any) -> bool:
    """Return whether `value` says true: a bool, or "true" in any case. Everything else is False."""
    return value if isinstance(value, bool) else isinstance(value, str) and value.lower() == "true"


class Option:
    """One row: `name`, `env` (variables), `keys` (of the config file), `default`, `convert` (None: taken as it is)."""

    __slots__ = ("convert", "default", "env", "keys", "name")

    def __init__(
        self,
        name: str,
        env: tuple[str, ...],
        keys: tuple[Key, ...],
        default: Any,
        convert: Callable[[Any], Any] | None,
    ) -> None:
        self.name = name
        self.env = env
        self.keys = keys
        self.default = default
        self.convert = convert


def _table(*rows: Row) -> dict[str, Option]:
    return {row[0]: Option(*row) for row in rows}


# fmt: off
#: Every option of a session.
OPTIONS = _table(
    # which files and which profile
    ("profile", ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"), (), None, None),
    ("config_file", ("AWS_CONFIG_FILE",), (), "~/.aws/config", None),
    ("credentials_file", ("AWS_SHARED_CREDENTIALS_FILE",), (), "~/.aws/credentials", None),
    # the common ones
    ("region", ("AWS_DEFAULT_REGION",), ("region",), None, None),
    ("data_path", ("AWS_DATA_PATH",), ("data_path",), None, None),
    ("ca_bundle", ("AWS_CA_BUNDLE",), ("ca_bundle",), None, None),
    ("api_versions", (), ("api_versions",), {}, None),
    ("parameter_validation", (), ("parameter_validation",), True, None),
    ("defaults_mode", ("AWS_DEFAULTS_MODE",), ("defaults_mode",), "legacy", None),
    ("tcp_keepalive", ("BOTOCORE_TCP_KEEPALIVE",), ("tcp_keepalive",), None, boolean),
    ("user_agent_appid", ("AWS_SDK_UA_APP_ID",), ("sdk_ua_app_id",), None, None),
    # retries
    ("retry_mode", ("AWS_RETRY_MODE",), ("retry_mode",), "standard", None),
    ("max_attempts", ("AWS_MAX_ATTEMPTS",), ("max_attempts",), None, int),
    # endpoints
    ("use_dualstack_endpoint", ("AWS_USE_DUALSTACK_ENDPOINT",), ("use_dualstack_endpoint",), None, boolean),
    ("use_fips_endpoint", ("AWS_USE_FIPS_ENDPOINT",), ("use_fips_endpoint",), None, boolean),
    ("ignore_configured_endpoint_urls", ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",),
        ("ignore_configured_endpoint_urls",), None, boolean),
    ("endpoint_discovery_enabled", ("AWS_ENDPOINT_DISCOVERY_ENABLED",), ("endpoint_discovery_enabled",), "auto", None),
    ("sts_regional_endpoints", ("AWS_STS_REGIONAL_ENDPOINTS",), ("sts_regional_endpoints",), "regional", None),
    ("account_id_endpoint_mode", ("AWS_ACCOUNT_ID_ENDPOINT_MODE",), ("account_id_endpoint_mode",), "preferred", None),
    ("disable_host_prefix_injection", ("AWS_DISABLE_HOST_PREFIX_INJECTION",),
        ("disable_host_prefix_injection",), None, boolean),
    # signing and checksums
    ("sigv4a_signing_region_set", ("AWS_SIGV4A_SIGNING_REGION_SET",), ("sigv4a_signing_region_set",), None, None),
    ("auth_scheme_preference", ("AWS_AUTH_SCHEME_PREFERENCE",), ("auth_scheme_preference",), None, None),
    ("request_checksum_calculation", ("AWS_REQUEST_CHECKSUM_CALCULATION",),
        ("request_checksum_calculation",), "when_supported", None),
    ("response_checksum_validation", ("AWS_RESPONSE_CHECKSUM_VALIDATION",),
        ("response_checksum_validation",), "when_supported", None),
    ("s3_disable_express_session_auth", ("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",),
        ("s3_disable_express_session_auth",), None, None),
    # compression of requests
    ("request_min_compression_size_bytes", ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",),
        ("request_min_compression_size_bytes",), 10240, None),
    ("disable_request_compression", ("AWS_DISABLE_REQUEST_COMPRESSION",),
        ("disable_request_compression",), False, boolean),
    # the metadata service of EC2
    ("metadata_service_timeout", ("AWS_METADATA_SERVICE_TIMEOUT",), ("metadata_service_timeout",), 1, int),
    ("metadata_service_num_attempts", ("AWS_METADATA_SERVICE_NUM_ATTEMPTS",),
        ("metadata_service_num_attempts",), 1, int),
    ("ec2_metadata_service_endpoint", ("AWS_EC2_METADATA_SERVICE_ENDPOINT",),
        ("ec2_metadata_service_endpoint",), None, None),
    ("ec2_metadata_service_endpoint_mode", ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",),
        ("ec2_metadata_service_endpoint_mode",), None, None),
    ("ec2_metadata_v1_disabled", ("AWS_EC2_METADATA_V1_DISABLED",), ("ec2_metadata_v1_disabled",), False, boolean),
    ("imds_use_ipv6", ("AWS_IMDS_USE_IPV6",), ("imds_use_ipv6",), False, boolean),
    # client side monitoring
    ("csm_enabled", ("AWS_CSM_ENABLED",), ("csm_enabled",), False, boolean),
    ("csm_host", ("AWS_CSM_HOST",), ("csm_host",), "127.0.0.1", None),
    ("csm_port", ("AWS_CSM_PORT",), ("csm_port",), 31000, int),
    ("csm_client_id", ("AWS_CSM_CLIENT_ID",), ("csm_client_id",), "", None),
)

#: Options whose value is a dict made from a nested section of the profile and the rows here; what the section has
#: besides them is passed on as it is.
SECTIONS = {
    "s3": _table(
        ("addressing_style", (), (("s3", "addressing_style"),), None, None),
        ("use_accelerate_endpoint", (), (("s3", "use_accelerate_endpoint"),), None, boolean),
        ("use_dualstack_endpoint", (), (("s3", "use_dualstack_endpoint"),), None, boolean),
        ("payload_signing_enabled", (), (("s3", "payload_signing_enabled"),), None, boolean),
        ("use_arn_region", ("AWS_S3_USE_ARN_REGION",), ("s3_use_arn_region", ("s3", "use_arn_region")), None, boolean),
        ("us_east_1_regional_endpoint", ("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",),
            ("s3_us_east_1_regional_endpoint", ("s3", "us_east_1_regional_endpoint")), None, None),
        ("s3_disable_multiregion_access_points", ("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",),
            (("s3", "s3_disable_multiregion_access_points"),), None, boolean),
    ),
    "proxies_config": _table(
        ("proxy_ca_bundle", (), ("proxy_ca_bundle",), None, None),
        ("proxy_client_cert", (), ("proxy_client_cert",), None, None),
        ("proxy_use_forwarding_for_https", (), ("proxy_use_forwarding_for_https",), None, boolean),
    ),
}

#: What each `defaults_mode` sets where nothing else does (AWS's sdk-default-configuration). "legacy" sets nothing, and
#: "auto" is one of these, depending on where the program runs.
DEFAULTS_MODES: dict[str, dict[Any, Any]] = {
    mode: {
        "retry_mode": "standard",
        "sts_regional_endpoints": "regional",
        ("s3", "us_east_1_regional_endpoint"): "regional",
        "connect_timeout": seconds,
    }
    for mode, seconds in (("standard", 3.1), ("in-region", 1.1), ("cross-region", 3.1), ("mobile", 30.0))
}
# fmt: on
