"""`Config`: options of one client that are set in code.

    sotalia.client("s3", config=Config(connect_timeout=2, retries={"mode": "adaptive"}))

Names, order, defaults, checks and error messages are those of `botocore.config.Config` 1.44.5. Options that botocore
does not have can be set by keyword only, and are attributes of the class until they are set. What is None is decided
when a client is made, by the environment and the config file. A client never changes the Config that it is given, and
its repr shows no password of a proxy.
"""

# The options are rows of `sotalia.settings.options`; `sotalia.settings.client` decides what None means.

from __future__ import annotations

from .http import masked_url
from .percent import plain_within
from .settings.options import CLIENT_OPTIONS, DEFAULTS_MODES

__all__ = ["UNSIGNED", "Config"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypedDict

    from .settings.options import Option

    class Retries(TypedDict, total=False):
        """What `Config(retries=...)` takes."""

        total_max_attempts: int
        max_attempts: int
        mode: str


class _Unsigned:
    """The type of `UNSIGNED`, of which there is one instance in a process."""

    def __copy__(self) -> _Unsigned:
        return self

    def __deepcopy__(self, memo: object) -> _Unsigned:
        return self

    def __reduce__(self) -> str:
        # By name: the other process has an instance of its own, with which it compares by `is`.
        return "UNSIGNED"

    def __repr__(self) -> str:
        return "UNSIGNED"


#: `Config(signature_version=UNSIGNED)` sends requests without a signature.
UNSIGNED = _Unsigned()


class Config:
    """Options of a client: `sotalia.client("s3", config=Config(read_timeout=5, retries={"mode": "adaptive"}))`.

    Options, in their positional order, with the default in brackets (without brackets it is None: the environment,
    the config file and AWS's own default decide):

    {options}

    Options that boto3 does not have, by keyword only:

    {own}

    Raises TypeError for unknown options, InvalidS3AddressingStyleError, InvalidRetryConfigurationError,
    InvalidMaxRetryAttemptsError and InvalidRetryModeError for the invalid values that their names say.
    """

    OPTION_DEFAULTS: dict[str, Any] = {name: row.config_default for name, row in CLIENT_OPTIONS.items() if not row.own}

    #: Defaults that a `defaults_mode` other than legacy replaces by its own.
    NON_LEGACY_OPTION_DEFAULTS: dict[str, Any] = {
        name: None for name in DEFAULTS_MODES["standard"] if name in CLIENT_OPTIONS
    }

    #: Options that botocore does not have.
    OWN_OPTION_DEFAULTS: dict[str, Any] = {name: row.config_default for name, row in CLIENT_OPTIONS.items() if row.own}

    if TYPE_CHECKING:
        # options: begin (written by tools.option_tables)
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
        dynamodb_types: Any
        total_timeout: float | None
        # options: end

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        options = self._record_user_provided_options(args, kwargs)
        self._user_provided_options = options
        # "UNSET" tells "not set" from an explicit None or True: only then do environment and config file count.
        self._inject_host_prefix: bool | str | None = "UNSET"
        values = {**self.OPTION_DEFAULTS}
        if options.get("defaults_mode", "legacy") != "legacy":
            values.update(self.NON_LEGACY_OPTION_DEFAULTS)
        values.update(options)
        if "inject_host_prefix" not in options:
            del values["inject_host_prefix"]
        else:
            self._inject_host_prefix = values.pop("inject_host_prefix")
        self.__dict__.update(values)
        for name, check in _CHECKS:
            check(name, getattr(self, name))

    def __setattr__(self, name: str, value: Any) -> None:
        # A member of a string enum is replaced by its value, also inside of lists and dicts.
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
        """Return a new Config with the options that either has set; where both set one, `other_config` wins."""
        return Config(**{**self._user_provided_options, **other_config._user_provided_options})

    def _record_user_provided_options(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        names = self.OPTION_DEFAULTS
        for name in kwargs:
            if name not in names and name not in self.OWN_OPTION_DEFAULTS:
                raise TypeError(f"Got unexpected keyword argument '{name}'")
        if len(args) > len(names):
            raise TypeError(f"Takes at most {len(names)} arguments ({len(args)} given)")
        options = dict(kwargs)
        for name, value in zip(names, args, strict=False):
            if name in options:
                raise TypeError(f"Got multiple values for keyword argument '{name}'")
            options[name] = value
        plain: dict[str, Any] = plain_within(options)
        return plain

    def __repr__(self) -> str:
        arguments = []
        for name, default in (*self.OPTION_DEFAULTS.items(), *self.OWN_OPTION_DEFAULTS.items()):
            value = getattr(self, name, default)
            if name in self._user_provided_options or (name != "inject_host_prefix" and value != default):
                arguments.append(f"{name}={_masked(value) if name == 'proxies' else repr(value)}")
        return f"Config({', '.join(arguments)})"


def _masked(proxies: Any) -> str:
    """Return the repr of `proxies` with `user:password@` hidden."""
    if not isinstance(proxies, dict):
        return "..." if proxies else repr(proxies)
    return repr({name: masked_url(url) if isinstance(url, str) else url for name, url in proxies.items()})


def _documented(rows: Iterable[Option]) -> str:
    """Return lines that say what the options are."""
    lines = []
    for row in rows:
        default = "" if row.config_default is None else f" [{row.config_default}]"
        lines.append(f"- `{row.config_name}`{default}: {row.text}")
    return "\n    ".join(lines)


#: The checks that a Config must pass when it is made.
_CHECKS = [(name, row.check_in_code) for name, row in CLIENT_OPTIONS.items() if row.check_in_code is not None]

for _name, _default in Config.OWN_OPTION_DEFAULTS.items():
    setattr(Config, _name, _default)

if Config.__doc__:  # with -OO there is none
    Config.__doc__ = Config.__doc__.replace(
        "{options}", _documented(row for row in CLIENT_OPTIONS.values() if not row.own)
    ).replace("{own}", _documented(row for row in CLIENT_OPTIONS.values() if row.own))
