"""The options of one client, resolved: what the program's `Config` says, else the session's settings, else the default.

`client_settings` is called once per client, when no more of the service is known than its endpoint prefix. In what it
returns no option is left open: each attribute is the value that the client uses. What depends on the endpoint (the
region and the signature version from endpoints.json) is left to the caller: see `ClientSettings.config`.

Laws:
- the options are the rows of `sotalia.settings.options`, values, precedence and errors those of botocore 1.44.5
  when it makes a client; an option with a precedence of its own has its function in `_RESOLVERS`;
- neither the caller's Config nor the session's settings are changed;
- what region, sections and the FIPS, dual stack and global options mean there is decided in `endpoint.client`;
- one difference on purpose: an option that may be set in a section counts in `Config` itself too (botocore: only in the
  section).
"""

from __future__ import annotations

from .._frozen import Frozen, replaced
from ..config import UNSIGNED, Config
from ..errors import InvalidConfigError, InvalidDefaultsMode, InvalidEndpointDiscoveryConfigurationError
from .checks import boolean
from .options import (
    CALL_OPTIONS,
    CLIENT,
    CLIENT_OPTIONS,
    DEFAULT_TIMEOUT,
    DEFAULTS_MODES,
    RESOLVED,
    RESOLVED_IN_SECTIONS,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..config import _Unsigned
    from .options import Option
    from .session import Settings


class ClientSettings(Frozen):
    """The settings of one client. Attributes have the names and the meaning of `Config`'s options; but

    - `region_name` is the region that the program chose, or None;
    - `signature_version` is the one configured, `UNSIGNED`, or None when service and endpoint decide;
      `signature_version_in_code` and `auth_scheme_preference_in_code` say that `Config` set it;
    - `verify` is True (or None), False, or the path of a CA bundle;
    - an option that is a section has the values of the config file and of `Config` together, or is None;
      `sections_in_code` are those of `Config` alone, by name;
    - `region_in_code` is that of `Config`, even where another was given to the client;
    - `retries` has `mode` and, where somebody set it, `total_max_attempts`;
    - `endpoint_discovery_enabled` is as configured; see `endpoint_discovery`;
    - `user_agent` is the text that replaces the whole header, or None.
    """

    __slots__ = (
        *CLIENT_OPTIONS,
        *(row.name for row in RESOLVED),
        *(row.name for _, row in RESOLVED_IN_SECTIONS),
        "auth_scheme_preference_in_code",
        "region_in_code",
        "sections_in_code",
        "signature_version_in_code",
        "verify",
    )

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
        s3: dict[str, Any] | None
        s3_disable_express_session_auth: bool
        retries: dict[str, Any]
        client_cert: str | tuple[str, str] | None
        inject_host_prefix: bool | None
        endpoint_discovery_enabled: bool | str
        use_dualstack_endpoint: bool | None
        use_fips_endpoint: bool | None
        ignore_configured_endpoint_urls: bool | None
        defaults_mode: str
        tcp_keepalive: bool
        request_min_compression_size_bytes: int
        disable_request_compression: bool
        client_context_params: Mapping[str, Any] | None
        sigv4a_signing_region_set: str | None
        request_checksum_calculation: str
        response_checksum_validation: str
        account_id_endpoint_mode: str
        auth_scheme_preference: str | None
        dynamodb_types: Any
        total_timeout: float | None
        sts_regional_endpoints: str
        payload_signing_enabled: bool | None
        us_east_1_regional_endpoint: str | None
        # options: end
        auth_scheme_preference_in_code: bool
        region_in_code: str | None
        sections_in_code: Mapping[str | None, Mapping[str, Any] | None]
        signature_version_in_code: bool
        verify: bool | str | None

    def changed(self, config: Config) -> ClientSettings:
        """Return the settings of a client that is like this one, but for the options that `config` sets.

        Keys that its `retries` does not have keep their values. Raises InvalidConfigError for an option that cannot
        differ between single calls, and the errors that making a client with such a `config` raises.
        """
        options: dict[str, Any] = dict(config._user_provided_options)
        names = [name for name in options if name not in CALL_OPTIONS]
        if names:
            raise InvalidConfigError(
                error_msg=f"with_config() does not take {', '.join(names)}: the client that it makes shares all else "
                f"with this one. It takes {', '.join(CALL_OPTIONS)}; make another client for other options."
            )
        if "retries" in options:
            options["retries"] = {**self.retries, **_in_totals(options["retries"])}
        for name, value in options.items():
            check = CALL_OPTIONS[name].check
            options[name] = value if check is None else check(name, value)
        return replaced(self, options)

    def shown_in(self, config: Config) -> Config:
        """Return a copy of what `client.meta.config` shows, with this client's options for single calls."""
        twin = Config.__new__(Config)
        # copy(), or setting one attribute after another, would take longer than the whole rest of `with_config`.
        twin.__dict__.update(config.__dict__, **{name: getattr(self, name) for name in CALL_OPTIONS})
        return twin

    def section(self, name: str | None) -> dict[str, Any]:
        """Return the values of an option that is a section, with other options that may be set in it; {} for None."""
        if name is None:
            return {}
        values = dict(getattr(self, name) or {})
        values.update(
            (key, getattr(self, option)) for option, (section, key) in _IN_SECTIONS.items() if section == name
        )
        return values

    def config(
        self,
        region_name: str | None,
        signature_version: Any,
        user_agent: str,
        variants: tuple[str, ...] = (),
        section: str | None = None,
    ) -> Config:
        """Return the Config that `client.meta.config` shows; the arguments are what depends on the endpoint.

        `variants` are the tags of the endpoint from endpoints.json ("dualstack", "fips"), `section` is the option with
        the service's own section of settings.
        """
        options: dict[str, Any] = {name: getattr(self, name) for name in _SHOWN}
        options.update(region_name=region_name, signature_version=signature_version, user_agent=user_agent)
        if "dualstack" in variants:
            options["use_dualstack_endpoint"] = True
            if section is not None:
                options[section] = {**(options[section] or {}), "use_dualstack_endpoint": True}
        if "fips" in variants:
            options["use_fips_endpoint"] = True
        config = Config(**options)
        for name in config.OWN_OPTION_DEFAULTS:
            if getattr(self, name) is not None:
                setattr(config, name, getattr(self, name))
        config._supplied_user_agent = self.user_agent
        return config

    @property
    def endpoint_discovery(self) -> bool | str:
        """Whether to discover endpoints: True, False or "auto" (where the service demands it).

        Only read for services that have endpoint discovery. Raises InvalidEndpointDiscoveryConfigurationError.
        """
        value: object = self.endpoint_discovery_enabled
        if isinstance(value, str):
            value = value.lower().strip()
            if value in ("auto", "true", "false"):
                return value if value == "auto" else value == "true"
        elif isinstance(value, bool):
            return value
        raise InvalidEndpointDiscoveryConfigurationError(config_value=value)


#: The options of `client.meta.config` that are botocore's too.
_SHOWN = [name for name, row in CLIENT_OPTIONS.items() if row.shown and not row.own]
_SECTIONS = [name for name, row in CLIENT_OPTIONS.items() if row.section]
#: The section and key of options that may be set in a section of `Config` too.
_IN_SECTIONS = {name: row.in_section for name, row in CLIENT_OPTIONS.items() if isinstance(row.in_section, tuple)}


def client_settings(
    settings: Settings,
    endpoint_prefix: str,
    *,
    region_name: str | None = None,
    config: Config | None = None,
    verify: bool | str | None = None,
    current_region: str | None = None,
) -> ClientSettings:
    """Resolve the options of a client for the service with `endpoint_prefix` ("monitoring"; "" for none).

    `region_name`, `config` and `verify` are arguments of `session.client()`. `current_region` is the region in which
    the program runs, if that is known from the EC2 metadata service; only the defaults mode "auto" needs it.
    Raises InvalidDefaultsMode and the other errors for invalid values.
    """
    sources = _Sources(settings, endpoint_prefix, config)
    region = sources.first(CLIENT_OPTIONS["region_name"]) if region_name is None else region_name
    mode = _defaults_mode(sources, region, current_region)
    sources.defaults = DEFAULTS_MODES.get(mode, {})
    result = ClientSettings()
    result.verify = settings.get("ca_bundle") if verify is None else verify
    result.region_name, result.defaults_mode = region, mode
    for name, row in CLIENT_OPTIONS.items():
        if name not in _RESOLVED_BEFORE:
            resolve = _RESOLVERS.get(name)
            value = sources.first(row) if resolve is None else resolve(sources)
            setattr(result, name, value if row.check is None else row.check(name, value))
    for section, row in RESOLVED_IN_SECTIONS:
        values = getattr(result, section) or {}
        value = values.get(row.name)
        setattr(result, row.name, row.check(row.name, value) if row.check and row.name in values else value)
    for row in RESOLVED:
        value = sources.setting(row.name)
        setattr(result, row.name, value if row.check is None else row.check(row.name, value))
    in_code = sources.in_code
    result.region_in_code = in_code.region_name
    result.sections_in_code = {name: getattr(in_code, name) for name in _SECTIONS}
    result.signature_version_in_code = isinstance(in_code.signature_version, str) and in_code.signature_version != ""
    result.auth_scheme_preference_in_code = bool(in_code.auth_scheme_preference)
    return result


#: Stands for "no Config".
_NO_CONFIG = Config()
#: Options that the others depend on.
_RESOLVED_BEFORE = ("region_name", "defaults_mode")


class _Sources:
    """Where a client's options come from; `config` is None when the program gave none."""

    __slots__ = ("config", "defaults", "endpoint_prefix", "in_code", "settings")

    def __init__(self, settings: Settings, endpoint_prefix: str, config: Config | None) -> None:
        self.settings = settings
        self.endpoint_prefix = endpoint_prefix
        self.config = config
        self.in_code = _NO_CONFIG if config is None else config
        #: The values that the defaults mode sets.
        self.defaults: Mapping[Any, Any] = {}

    def first(self, row: Option) -> Any:
        """Return the option's value in the Config, else the session's."""
        if row.section:
            return self._section(row)
        value = getattr(self.in_code, row.config_name)
        if isinstance(row.in_section, tuple):
            section, key = row.in_section
            inner = (getattr(self.in_code, section) or {}).get(key)
            value = value if inner is None else inner
        return self.settings.get(row.name) if value is None and row.places != CLIENT else value

    def _section(self, row: Option) -> dict[str, Any] | None:
        """Return the profile's section, overridden by that of the Config."""
        defaults = {key[1]: value for key, value in self.defaults.items() if key[:1] == (row.name,)}
        section = self.settings.section(row.name, defaults)
        in_code = getattr(self.in_code, row.config_name)
        return section if in_code is None else {**(section or {}), **in_code}

    def setting(self, name: str) -> Any:
        """Return an option of the session; where nothing sets it, its value in the defaults mode."""
        return self.settings.get(name, self.defaults.get(name))


def _defaults_mode(sources: _Sources, region: str | None, current_region: str | None) -> str:
    mode: str = sources.in_code.defaults_mode or sources.settings.get("defaults_mode")
    name = mode.lower()
    if name == "auto":
        environ = sources.settings.environ
        if environ.get("AWS_EXECUTION_ENV"):
            current_region = environ.get("AWS_REGION", environ.get("AWS_DEFAULT_REGION")) or current_region
        if not current_region:
            return "standard"
        return "in-region" if region == current_region else "cross-region"
    if name != "legacy" and name not in DEFAULTS_MODES:
        raise InvalidDefaultsMode(mode=mode, valid_modes=", ".join(("legacy", "auto", *DEFAULTS_MODES)))
    return name


def _connect_timeout(sources: _Sources) -> float | None:
    # With a Config, None means that a defaults mode (or the program) took the default away.
    if sources.config is not None and sources.config.connect_timeout is not None:
        return sources.config.connect_timeout
    value: float | None = sources.defaults.get("connect_timeout", DEFAULT_TIMEOUT if sources.config is None else None)
    return value


def _parameter_validation(sources: _Sources) -> bool:
    text = sources.settings.scoped_config.get("parameter_validation") if sources.in_code.parameter_validation else False
    return True if text is None else boolean(text)


def _inject_host_prefix(sources: _Sources) -> bool | None:
    if sources.in_code._inject_host_prefix == "UNSET":
        return not sources.settings.get("disable_host_prefix_injection")
    return sources.in_code.inject_host_prefix


def _signature_version(sources: _Sources) -> Any:
    version = sources.in_code.signature_version
    if version is not None:
        return version
    section = sources.settings.scoped_config.get(sources.endpoint_prefix)
    return (section.get("signature_version") or None) if isinstance(section, dict) else None


def _account_id_endpoint_mode(sources: _Sources) -> Any:
    # Without credentials there is no account to route by.
    unsigned = sources.in_code.signature_version is UNSIGNED
    return "disabled" if unsigned else sources.first(CLIENT_OPTIONS["account_id_endpoint_mode"])


def _auth_scheme_preference(sources: _Sources) -> Any:
    return sources.in_code.auth_scheme_preference or sources.settings.get("auth_scheme_preference")


def _retries(sources: _Sources) -> dict[str, Any]:
    """Return `mode` and `total_max_attempts`."""
    retries = _in_totals(sources.in_code.retries)
    if "total_max_attempts" not in retries:
        total = sources.settings.get("max_attempts")
        if total is not None:
            retries["total_max_attempts"] = total
    if "mode" not in retries:
        retries["mode"] = sources.setting("retry_mode")
    return retries


def _in_totals(retries: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a copy with `total_max_attempts` in place of `max_attempts`, which does not count the first attempt."""
    options = dict(retries or {})
    again = options.pop("max_attempts", None)
    if again is not None:
        options.setdefault("total_max_attempts", again + 1)
    return options


#: The functions for options that are not simply the first value that Config or session have.
_RESOLVERS: dict[str, Callable[[_Sources], Any]] = {
    "account_id_endpoint_mode": _account_id_endpoint_mode,
    "auth_scheme_preference": _auth_scheme_preference,
    "connect_timeout": _connect_timeout,
    "inject_host_prefix": _inject_host_prefix,
    "parameter_validation": _parameter_validation,
    "retries": _retries,
    "signature_version": _signature_version,
}
