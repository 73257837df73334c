"""The table of options: everything that can be set for a session or a client, one row each.

A row says everything about its option but what it does: see `Option`. From the rows come

- what `Settings.get` looks up, and in which order (`sotalia.settings.session`);
- the arguments of `Config`, their order, defaults and documentation (`sotalia.config`);
- the attributes of `ClientSettings`, and what `client.meta.config` shows (`sotalia.settings.client`);
- what static type checkers know of both, and the table in README.md: `python -m tools.option_tables` writes these.

So a new option is a row here, and the code that reads `settings.get(name)` or `client_settings.<name>`. If its value is
not simply the first that Config, environment, profile or default have, it gets a function in `settings.client` too.

Law: names, order, defaults and conversions are those of botocore 1.44.5.
"""

from __future__ import annotations

from . import checks
from .checks import boolean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Key = str | tuple[str, str]

#: Seconds after which an attempt to connect, or a wait for data, ends.
DEFAULT_TIMEOUT = 60
#: How many connections a client keeps open at most.
MAX_POOL_CONNECTIONS = 10

SESSION, CLIENT, BOTH = "session", "client", "session, client"
#: Where an option's value may come from; the first that has one wins.
CODE, ENVIRONMENT, PROFILE, DEFAULT = "argument", "environment", "profile", "default"


class Option:
    """One row.

    - `name` is what it is called in a session, `text` says what it does, for README and `help(Config)`;
    - `places` is where it may be set: for a session (environment, config file, `Settings.set`), for a client
      (`Config`), or both;
    - `env` are the environment variables that set it (the first one that exists wins), `keys` the keys that set it in
      the config file's profile (likewise). A key that is a pair is in a nested section: `("s3", "addressing_style")`;
    - `default` is the value where nothing sets it, and `convert` makes the value from text;
    - `config_name` is its name in `Config` (and `ClientSettings`), where its position is the row's among those of
      clients; `config_default` is the default there: None leaves the value to the session;
    - `for_calls` is True where `client.with_config` may change it, for some calls: it concerns neither connections,
      operations nor endpoints;
    - `own` is True where botocore does not have it: then `Config` takes it by keyword only;
    - `check_in_code(name, value)` raises for values that `Config` refuses when it is made; `check(name, value)` returns
      the value that a client uses, made uniform, or raises;
    - `shown` is True where `client.meta.config` shows the client's value;
    - `resolved` is True, for a session's option or one in a section, where `ClientSettings` has it under its name too;
    - `section` is True where the value is a section: the profile's, overridden key by key by that of `Config`.
      `in_section` is a section of `Config` and a key in it, by which the option may be set too;
    - `type` is the value's type in a client, `type_in_code` its type in a `Config`, unless that is the same or None.
    """

    __slots__ = (
        "check",
        "check_in_code",
        "config_default",
        "config_name",
        "convert",
        "default",
        "env",
        "for_calls",
        "in_section",
        "keys",
        "name",
        "own",
        "places",
        "resolved",
        "section",
        "shown",
        "text",
        "type",
        "type_in_code",
    )

    def __init__(
        self,
        name: str,
        places: str,
        text: str,
        *,
        env: tuple[str, ...] = (),
        keys: tuple[Key, ...] = (),
        default: Any = None,
        convert: Callable[[Any], Any] | None = None,
        config_name: str = "",
        config_default: Any = None,
        for_calls: bool = False,
        own: bool = False,
        check_in_code: Callable[[str, Any], Any] | None = None,
        check: Callable[[str, Any], Any] | None = None,
        shown: bool = False,
        resolved: bool = False,
        section: bool = False,
        in_section: Key = "",
        type: str = "str",
        type_in_code: str = "",
    ) -> None:
        self.name = name
        self.places = places
        self.text = text
        self.env = env
        self.keys = keys
        self.default = default
        self.convert = convert
        self.config_name = config_name or name
        self.config_default = config_default
        self.for_calls = for_calls
        self.own = own
        self.check_in_code = check_in_code
        self.check = check
        self.shown = shown
        self.resolved = resolved
        self.section = section
        self.in_section = in_section
        self.type = type
        self.type_in_code = type_in_code


# fmt: off
#: All options. Those that `Config` has come first, in the order of its arguments.
ROWS = (
    Option("region", BOTH, "the region that clients talk to",
        config_name="region_name", env=("AWS_DEFAULT_REGION",), keys=("region",), shown=True, type="str | None"),
    Option("signature_version", CLIENT, "how requests are signed; `UNSIGNED` for anonymous calls",
        shown=True, type="str | _Unsigned | None"),
    Option("user_agent", CLIENT, "replaces the whole User-Agent header", shown=True, type="str | None"),
    Option("user_agent_extra", CLIENT, "is appended to the User-Agent header", shown=True, type="str | None"),
    Option("user_agent_appid", BOTH, "names the program in the User-Agent header: `app/...`",
        env=("AWS_SDK_UA_APP_ID",), keys=("sdk_ua_app_id",), shown=True, type="str | None"),
    Option("connect_timeout", CLIENT, "seconds, fractions allowed, that connecting may take",
        config_default=DEFAULT_TIMEOUT, for_calls=True, check=checks.seconds, shown=True, type="float | None"),
    Option("read_timeout", CLIENT, "seconds, fractions allowed, that nothing may come",
        config_default=DEFAULT_TIMEOUT, for_calls=True, check=checks.seconds, shown=True, type="float | None"),
    Option("parameter_validation", BOTH, "check parameters against the model before sending",
        keys=("parameter_validation",), default=True, config_default=True, type="bool"),
    Option("max_pool_connections", CLIENT, "how many idle connections are kept",
        config_default=MAX_POOL_CONNECTIONS, shown=True, type="int"),
    Option("proxies", CLIENT, '`{"https": "http://proxy:3128"}`', shown=True, type="Mapping[str, str] | None"),
    Option("proxies_config", CLIENT, "`proxy_ca_bundle`, `proxy_client_cert`, `proxy_use_forwarding_for_https`",
        shown=True, type="Mapping[str, Any] | None"),
    Option("s3", CLIENT,
        "`addressing_style` (auto, virtual, path), `use_accelerate_endpoint`, `payload_signing_enabled`, "
        "`us_east_1_regional_endpoint` (regional, legacy), `use_arn_region`, `use_dualstack_endpoint`",
        check_in_code=checks.addressing_style, shown=True, section=True,
        type="dict[str, Any] | None", type_in_code="Mapping[str, Any] | None"),
    Option("s3_disable_express_session_auth", BOTH, "use no sessions for directory buckets of S3",
        env=("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",), keys=("s3_disable_express_session_auth",),
        check=checks.express_sessions, shown=True, in_section=("s3", "disable_s3_express_session_auth"),
        type="bool", type_in_code="bool | str | None"),
    Option("retries", CLIENT,
        "`total_max_attempts` (the first included) or `max_attempts` (the first excluded), and `mode` (standard, "
        "adaptive, legacy)",
        for_calls=True, check_in_code=checks.retries, check=checks.retries, shown=True,
        type="dict[str, Any]", type_in_code="Retries | dict[str, Any] | None"),
    Option("client_cert", CLIENT, "a path, or a pair of certificate and key",
        shown=True, type="str | tuple[str, str] | None"),
    Option("inject_host_prefix", CLIENT, "put parameters into the host name where the model says so",
        shown=True, type="bool | None"),
    Option("endpoint_discovery_enabled", BOTH, "ask services for their endpoints: true, false, auto (where it must be)",
        env=("AWS_ENDPOINT_DISCOVERY_ENABLED",), keys=("endpoint_discovery_enabled",), default="auto",
        type="bool | str"),
    Option("use_dualstack_endpoint", BOTH, "use endpoints that IPv6 reaches too",
        env=("AWS_USE_DUALSTACK_ENDPOINT",), keys=("use_dualstack_endpoint",), convert=boolean, type="bool | None"),
    Option("use_fips_endpoint", BOTH, "use endpoints with FIPS 140 cryptography",
        env=("AWS_USE_FIPS_ENDPOINT",), keys=("use_fips_endpoint",), convert=boolean, type="bool | None"),
    Option("ignore_configured_endpoint_urls", BOTH, "pass over endpoint URLs in the environment and the config file",
        env=("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",), keys=("ignore_configured_endpoint_urls",), convert=boolean,
        type="bool | None"),
    Option("defaults_mode", BOTH, "a set of defaults: legacy, standard, in-region, cross-region, mobile, auto",
        env=("AWS_DEFAULTS_MODE",), keys=("defaults_mode",), default="legacy"),
    Option("tcp_keepalive", BOTH, "have idle connections probed",
        env=("BOTOCORE_TCP_KEEPALIVE",), keys=("tcp_keepalive",), convert=boolean, check=checks.truth, shown=True,
        type="bool"),
    Option("request_min_compression_size_bytes", BOTH, "from which size on request bodies are compressed",
        env=("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",), keys=("request_min_compression_size_bytes",), default=10240,
        check=checks.compression_size, shown=True, type="int"),
    Option("disable_request_compression", BOTH, "compress no request",
        env=("AWS_DISABLE_REQUEST_COMPRESSION",), keys=("disable_request_compression",), default=False,
        convert=boolean, check=checks.true_text, shown=True, type="bool"),
    Option("client_context_params", CLIENT, "a service's own options, see its documentation",
        shown=True, type="Mapping[str, Any] | None"),
    Option("sigv4a_signing_region_set", BOTH, "the regions that a SigV4a signature is for",
        env=("AWS_SIGV4A_SIGNING_REGION_SET",), keys=("sigv4a_signing_region_set",), shown=True, type="str | None"),
    Option("request_checksum_calculation", BOTH, "when requests get checksums: when_supported, when_required",
        env=("AWS_REQUEST_CHECKSUM_CALCULATION",), keys=("request_checksum_calculation",), default="when_supported",
        check=checks.checksum_mode, shown=True),
    Option("response_checksum_validation", BOTH, "when replies' checksums are looked at: when_supported, when_required",
        env=("AWS_RESPONSE_CHECKSUM_VALIDATION",), keys=("response_checksum_validation",), default="when_supported",
        check=checks.checksum_mode, shown=True),
    Option("account_id_endpoint_mode", BOTH, "endpoints of the account's own: preferred, disabled, required",
        env=("AWS_ACCOUNT_ID_ENDPOINT_MODE",), keys=("account_id_endpoint_mode",), default="preferred",
        check=checks.account_id_mode, shown=True),
    Option("auth_scheme_preference", BOTH, "signature schemes, the preferred ones first, between commas",
        env=("AWS_AUTH_SCHEME_PREFERENCE",), keys=("auth_scheme_preference",),
        check=checks.scheme_preference, shown=True, type="str | None"),

    # Of clients too, and not botocore's
    Option("dynamodb_types", CLIENT,
        'True, or a `sotalia.dynamodb.types.DynamoDBTypes`: take and return plain Python values in place of `{"S": …}`',
        own=True, check=checks.dynamodb_types, shown=True, type="Any", type_in_code="Any"),
    Option("total_timeout", CLIENT,
        "seconds, fractions allowed, that a call may take with all its attempts and waits; a body that streams is read "
        "afterwards, for as long as that takes",
        for_calls=True, own=True, check=checks.seconds, shown=True, type="float | None"),

    # Of sessions only: which files and which profile
    Option("profile", SESSION, "the profile in both files",
        env=("AWS_DEFAULT_PROFILE", "AWS_PROFILE"), type="str | None"),
    Option("config_file", SESSION, "the path of the config file", env=("AWS_CONFIG_FILE",), default="~/.aws/config"),
    Option("credentials_file", SESSION, "the path of the credentials file",
        env=("AWS_SHARED_CREDENTIALS_FILE",), default="~/.aws/credentials"),
    # models and connections
    Option("data_path", SESSION, "folders with more models", env=("AWS_DATA_PATH",), keys=("data_path",)),
    Option("api_versions", SESSION, "versions of services, by name", keys=("api_versions",), default={}),
    Option("ca_bundle", SESSION, "the certificates to trust: a path", env=("AWS_CA_BUNDLE",), keys=("ca_bundle",)),
    # retries: what `Config(retries=...)` leaves open
    Option("retry_mode", SESSION, "standard, adaptive or legacy",
        env=("AWS_RETRY_MODE",), keys=("retry_mode",), default="standard"),
    Option("max_attempts", SESSION, "how often a request is sent at most, the first time included",
        env=("AWS_MAX_ATTEMPTS",), keys=("max_attempts",), convert=int),
    # endpoints
    Option("sts_regional_endpoints", SESSION, "where STS is: regional, legacy (the global one, of the first regions)",
        env=("AWS_STS_REGIONAL_ENDPOINTS",), keys=("sts_regional_endpoints",), default="regional",
        check=checks.regional_endpoints_mode, resolved=True),
    Option("disable_host_prefix_injection", SESSION, "what `inject_host_prefix=False` says",
        env=("AWS_DISABLE_HOST_PREFIX_INJECTION",), keys=("disable_host_prefix_injection",), convert=boolean),
    # a program that prints credentials
    Option("credential_process_timeout", SESSION, "seconds that a profile's `credential_process` may take",
        keys=("credential_process_timeout",), default=60, convert=float, own=True),
    # the metadata service of EC2
    Option("metadata_service_timeout", SESSION, "seconds that EC2's metadata service is waited for, at each attempt",
        env=("AWS_METADATA_SERVICE_TIMEOUT",), keys=("metadata_service_timeout",), default=1, convert=int),
    Option("metadata_service_num_attempts", SESSION, "how often that service is asked at most",
        env=("AWS_METADATA_SERVICE_NUM_ATTEMPTS",), keys=("metadata_service_num_attempts",), default=1, convert=int),
    Option("ec2_metadata_service_endpoint", SESSION, "the URL of that service",
        env=("AWS_EC2_METADATA_SERVICE_ENDPOINT",), keys=("ec2_metadata_service_endpoint",)),
    Option("ec2_metadata_service_endpoint_mode", SESSION, "which address of that service is asked: ipv4, ipv6",
        env=("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",), keys=("ec2_metadata_service_endpoint_mode",)),
    Option("ec2_metadata_v1_disabled", SESSION, "ask that service by the second version of its protocol only",
        env=("AWS_EC2_METADATA_V1_DISABLED",), keys=("ec2_metadata_v1_disabled",), default=False, convert=boolean),
    Option("imds_use_ipv6", SESSION, "ask that service at its IPv6 address",
        env=("AWS_IMDS_USE_IPV6",), keys=("imds_use_ipv6",), default=False, convert=boolean),
    # client side monitoring
    Option("csm_enabled", SESSION, "(without effect so far)",
        env=("AWS_CSM_ENABLED",), keys=("csm_enabled",), default=False, convert=boolean),
    Option("csm_host", SESSION, "(without effect so far)",
        env=("AWS_CSM_HOST",), keys=("csm_host",), default="127.0.0.1"),
    Option("csm_port", SESSION, "(without effect so far)",
        env=("AWS_CSM_PORT",), keys=("csm_port",), default=31000, convert=int),
    Option("csm_client_id", SESSION, "(without effect so far)",
        env=("AWS_CSM_CLIENT_ID",), keys=("csm_client_id",), default=""),
)

#: Options whose value is a dict, made from a nested section of the profile and the rows here; other keys of the section
#: are passed on unchanged. `Config(s3=...)` and `Config(proxies_config=...)` are such dicts.
_SECTION_ROWS = {
    "s3": (
        Option("addressing_style", SESSION, "how buckets stand in URLs: auto, virtual, path",
            keys=(("s3", "addressing_style"),)),
        Option("use_accelerate_endpoint", SESSION, "use S3's transfer acceleration",
            keys=(("s3", "use_accelerate_endpoint"),), convert=boolean),
        Option("use_dualstack_endpoint", SESSION, "use endpoints of S3 that IPv6 reaches too",
            keys=(("s3", "use_dualstack_endpoint"),), convert=boolean),
        Option("payload_signing_enabled", SESSION, "sign bodies sent to S3",
            keys=(("s3", "payload_signing_enabled"),), convert=boolean, resolved=True, type="bool | None"),
        Option("use_arn_region", SESSION, "go to the region in an ARN",
            env=("AWS_S3_USE_ARN_REGION",), keys=("s3_use_arn_region", ("s3", "use_arn_region")), convert=boolean),
        Option("us_east_1_regional_endpoint", SESSION, "what us-east-1 means: regional, legacy (the global endpoint)",
            env=("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",),
            keys=("s3_us_east_1_regional_endpoint", ("s3", "us_east_1_regional_endpoint")),
            check=checks.global_endpoint_mode, resolved=True, type="str | None"),
        Option("s3_disable_multiregion_access_points", SESSION, "refuse them",
            env=("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",),
            keys=(("s3", "s3_disable_multiregion_access_points"),), convert=boolean),
    ),
    "proxies_config": (
        Option("proxy_ca_bundle", SESSION, "the certificates to trust for proxies: a path", keys=("proxy_ca_bundle",)),
        Option("proxy_client_cert", SESSION, "the certificate shown to proxies: a path", keys=("proxy_client_cert",)),
        Option("proxy_use_forwarding_for_https", SESSION, "have proxies forward HTTPS",
            keys=("proxy_use_forwarding_for_https",), convert=boolean),
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

#: The options of a session, by name; the rows of its sections.
OPTIONS = {row.name: row for row in ROWS if row.places != CLIENT}
SECTIONS = {section: {row.name: row for row in rows} for section, rows in _SECTION_ROWS.items()}

#: The options of a client, by their names in `Config`, in its order.
CLIENT_OPTIONS = {row.config_name: row for row in ROWS if row.places != SESSION}
#: Those of them that `client.with_config` takes.
CALL_OPTIONS = {name: row for name, row in CLIENT_OPTIONS.items() if row.for_calls}
#: What a client's settings also have: options of the session, and options of sections as (section, option).
RESOLVED = tuple(row for row in ROWS if row.resolved)
RESOLVED_IN_SECTIONS = tuple((name, row) for name, rows in _SECTION_ROWS.items() for row in rows if row.resolved)
