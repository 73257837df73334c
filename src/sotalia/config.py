"""`Config`: the options of one client that are set in code, as in `botocore.config.Config`.

Laws:
- names, order, defaults, checks and error messages are botocore's 1.44.5; what a default of None means is settled where
  a client is made (`sotalia.client_settings`), from the environment and the config file (`sotalia.options`);
- options that botocore does not have are given by keyword, and are attributes of the class until they are given;
- a Config given to a client is never changed by it (botocore rewrites the caller's `retries`);
- the repr shows no password of a proxy.
"""

from __future__ import annotations

from .errors import (
    InvalidMaxRetryAttemptsError,
    InvalidRetryConfigurationError,
    InvalidRetryModeError,
    InvalidS3AddressingStyleError,
)
from .http import masked_url
from .percent import plain_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypedDict

    class Retries(TypedDict, total=False):
        """What `Config(retries=...)` takes."""

        total_max_attempts: int
        max_attempts: int
        mode: str


#: Seconds until an attempt to connect, and a wait for data, are given up.
DEFAULT_TIMEOUT = 60
#: How many connections a client keeps open at most.
MAX_POOL_CONNECTIONS = 10

RETRY_OPTIONS = ("max_attempts", "mode", "total_max_attempts")
RETRY_MODES = ("legacy", "standard", "adaptive")
ADDRESSING_STYLES = ("virtual", "auto", "path", None)


class _Unsigned:
    """The type of `UNSIGNED`, of which there is one instance in a process."""

    def __copy__(self) -> _Unsigned:
        return self

    def __deepcopy__(self, memo: object) -> _Unsigned:
        return self

    def __reduce__(self) -> str:
        # By name: the other process has its own, which `is` must find.
        return "UNSIGNED"

    def __repr__(self) -> str:
        return "UNSIGNED"


#: `Config(signature_version=UNSIGNED)` sends requests without a signature.
UNSIGNED = _Unsigned()


class Config:
    """Options of a client: `sotalia.client("s3", config=Config(read_timeout=5, retries={"mode": "adaptive"}))`.

    Options, in their positional order, with the default in brackets where there is one (None else: the environment,
    the config file and AWS's own default decide):

    - `region_name`, `signature_version` (`UNSIGNED` for anonymous calls);
    - `user_agent` (replaces the whole header), `user_agent_extra` (is appended), `user_agent_appid` (`app/...`);
    - `connect_timeout` [60], `read_timeout` [60]: seconds, fractions allowed;
    - `parameter_validation` [True]: check parameters against the model before sending;
    - `max_pool_connections` [10];
    - `proxies`: `{"https": "http://proxy:3128"}`; `proxies_config`: `proxy_ca_bundle`, `proxy_client_cert`,
      `proxy_use_forwarding_for_https`;
    - `s3`: `addressing_style` (auto, virtual, path), `use_accelerate_endpoint`, `payload_signing_enabled`,
      `us_east_1_regional_endpoint` (regional, legacy), `use_arn_region`, `use_dualstack_endpoint`;
      `s3_disable_express_session_auth`;
    - `retries`: `total_max_attempts` (the first included) or `max_attempts` (the first excluded), and `mode` (standard,
      adaptive, legacy);
    - `client_cert`: a path, or a pair of certificate and key;
    - `inject_host_prefix` [True], `endpoint_discovery_enabled`, `use_dualstack_endpoint`, `use_fips_endpoint`,
      `ignore_configured_endpoint_urls`, `defaults_mode`, `tcp_keepalive`;
    - `request_min_compression_size_bytes`, `disable_request_compression`;
    - `client_context_params`: a service's own options, see its documentation;
    - `sigv4a_signing_region_set`, `request_checksum_calculation` and `response_checksum_validation` (when_supported,
      when_required), `account_id_endpoint_mode` (preferred, disabled, required), `auth_scheme_preference`.

    Beyond boto3's, by keyword only:

    - `dynamodb_types`: True, or a `sotalia.dynamodb.types.DynamoDBTypes`, to have a client of DynamoDB (or its streams)
      take and return plain Python values in the place of `{"S": …}`. Its resources do so anyway.

    Raises TypeError for unknown options, InvalidS3AddressingStyleError, InvalidRetryConfigurationError,
    InvalidMaxRetryAttemptsError and InvalidRetryModeError for what their names say.
    """

    OPTION_DEFAULTS: dict[str, Any] = {
        "region_name": None,
        "signature_version": None,
        "user_agent": None,
        "user_agent_extra": None,
        "user_agent_appid": None,
        "connect_timeout": DEFAULT_TIMEOUT,
        "read_timeout": DEFAULT_TIMEOUT,
        "parameter_validation": True,
        "max_pool_connections": MAX_POOL_CONNECTIONS,
        "proxies": None,
        "proxies_config": None,
        "s3": None,
        "s3_disable_express_session_auth": None,
        "retries": None,
        "client_cert": None,
        "inject_host_prefix": None,
        "endpoint_discovery_enabled": None,
        "use_dualstack_endpoint": None,
        "use_fips_endpoint": None,
        "ignore_configured_endpoint_urls": None,
        "defaults_mode": None,
        "tcp_keepalive": None,
        "request_min_compression_size_bytes": None,
        "disable_request_compression": None,
        "client_context_params": None,
        "sigv4a_signing_region_set": None,
        "request_checksum_calculation": None,
        "response_checksum_validation": None,
        "account_id_endpoint_mode": None,
        "auth_scheme_preference": None,
    }

    #: Defaults that change once a `defaults_mode` other than legacy is asked for.
    NON_LEGACY_OPTION_DEFAULTS: dict[str, Any] = {"connect_timeout": None}

    #: Options that botocore does not have.
    OWN_OPTION_DEFAULTS: dict[str, Any] = {"dynamodb_types": None}

    dynamodb_types: Any = None

    if TYPE_CHECKING:
        region_name: str | None
        signature_version: str | _Unsigned | None
        user_agent: str | None
        user_agent_extra: str | None
        user_agent_appid: str | None
        connect_timeout: float | None
        read_timeout: float | None
        parameter_validation: bool
        max_pool_connections: int
        proxies: Mapping[str, str] | None
        proxies_config: Mapping[str, Any] | None
        s3: Mapping[str, Any] | None
        s3_disable_express_session_auth: bool | str | None
        retries: Retries | dict[str, Any] | None
        client_cert: str | tuple[str, str] | None
        endpoint_discovery_enabled: bool | str | None
        use_dualstack_endpoint: bool | None
        use_fips_endpoint: bool | None
        ignore_configured_endpoint_urls: bool | None
        defaults_mode: str | None
        tcp_keepalive: bool | None
        request_min_compression_size_bytes: int | None
        disable_request_compression: bool | None
        client_context_params: Mapping[str, Any] | None
        sigv4a_signing_region_set: str | None
        request_checksum_calculation: str | None
        response_checksum_validation: str | None
        account_id_endpoint_mode: str | None
        auth_scheme_preference: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = self._record_user_provided_options(args, kwargs)
        self._user_provided_options = given
        # "UNSET" tells "nobody said" from an explicit None or True: only then do environment and config file count.
        self._inject_host_prefix: bool | str | None = "UNSET"
        values = {**self.OPTION_DEFAULTS}
        if given.get("defaults_mode", "legacy") != "legacy":
            values.update(self.NON_LEGACY_OPTION_DEFAULTS)
        values.update(given)
        if "inject_host_prefix" not in given:
            del values["inject_host_prefix"]
        else:
            self._inject_host_prefix = values.pop("inject_host_prefix")
        self.__dict__.update(values)
        _check_s3(self.s3)
        check_retries(self.retries)

    def __setattr__(self, name: str, value: Any) -> None:
        # A string enum as an option is its value, wherever that is written.
        super().__setattr__(name, plain_within(value))

    @property
    def inject_host_prefix(self) -> bool | None:
        """Whether parameters become part of the host name where the model says so; True unless it was set."""
        value = self._inject_host_prefix
        return True if value == "UNSET" else value  # type: ignore[return-value]

    @inject_host_prefix.setter
    def inject_host_prefix(self, value: bool | None) -> None:
        self._inject_host_prefix = value

    def merge(self, other_config: Config) -> Config:
        """Return a new Config with the options given to either; where both were given one, `other_config` wins."""
        return Config(**{**self._user_provided_options, **other_config._user_provided_options})

    def _record_user_provided_options(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        names = self.OPTION_DEFAULTS
        for name in kwargs:
            if name not in names and name not in self.OWN_OPTION_DEFAULTS:
                raise TypeError(f"Got unexpected keyword argument '{name}'")
        if len(args) > len(names):
            raise TypeError(f"Takes at most {len(names)} arguments ({len(args)} given)")
        given = dict(kwargs)
        for name, value in zip(names, args, strict=False):
            if name in given:
                raise TypeError(f"Got multiple values for keyword argument '{name}'")
            given[name] = value
        plain_given: dict[str, Any] = plain_within(given)
        return plain_given

    def __repr__(self) -> str:
        shown = []
        for name, default in (*self.OPTION_DEFAULTS.items(), *self.OWN_OPTION_DEFAULTS.items()):
            value = getattr(self, name, default)
            if name in self._user_provided_options or (name != "inject_host_prefix" and value != default):
                shown.append(f"{name}={_masked(value) if name == 'proxies' else repr(value)}")
        return f"Config({', '.join(shown)})"


def _masked(proxies: Any) -> str:
    """Return the repr of `proxies` with `user:password@` hidden."""
    if not isinstance(proxies, dict):
        return "..." if proxies else repr(proxies)
    return repr({name: masked_url(url) if isinstance(url, str) else url for name, url in proxies.items()})


def _check_s3(s3: Mapping[str, Any] | None) -> None:
    if s3 is not None and s3.get("addressing_style") not in ADDRESSING_STYLES:
        raise InvalidS3AddressingStyleError(s3_addressing_style=s3["addressing_style"])


def check_retries(retries: Any) -> None:
    """Raise InvalidRetryConfigurationError or one of its subclasses unless `retries` is None or can be used."""
    if retries is None:
        return
    for name, value in retries.items():
        if name not in RETRY_OPTIONS:
            raise InvalidRetryConfigurationError(retry_config_option=name, valid_options=RETRY_OPTIONS)
        if name == "mode":
            if value not in RETRY_MODES:
                raise InvalidRetryModeError(provided_retry_mode=value, valid_modes=RETRY_MODES)
        else:
            least = 1 if name == "total_max_attempts" else 0
            if not isinstance(value, (int, float)) or value < least:
                raise InvalidMaxRetryAttemptsError(provided_max_attempts=value, min_value=least)
