"""The resolved options of a client beside what botocore's ClientArgsCreator computes from the same inputs.

What `endpoint.client` makes of them is compared along with them: together they are a client's configuration.
"""

from __future__ import annotations

import copy
import os
import random
import socket
import time
from typing import Any

import botocore
import botocore.args
import botocore.client
import botocore.config
import botocore.session
import pytest

from sotalia.config import UNSIGNED, Config
from sotalia.endpoint.client import EndpointFinder
from sotalia.services import customization_for
from sotalia.settings.client import client_settings
from sotalia.settings.session import Settings

CONFIG = """\
[default]
region = eu-west-1
s3 =
    addressing_style = path
    use_dualstack_endpoint = TRUE
    signature_version = s3
[profile a]
retry_mode = legacy
max_attempts = 7
parameter_validation = False
defaults_mode = mobile
sdk_ua_app_id = app
s3 =
    us_east_1_regional_endpoint = legacy
    use_dualstack_endpoint = false
    payload_signing_enabled = true
monitoring =
    signature_version = v4a
[profile b]
s3_disable_express_session_auth = true
use_dualstack_endpoint = true
auth_scheme_preference = sigv4a, sigv4	,,
tcp_keepalive = true
disable_host_prefix_injection = true
parameter_validation = true
s3 =
    use_accelerate_endpoint = true
[profile c]
region = -bad-
s3_us_east_1_regional_endpoint = sometimes
[profile d]
sts_regional_endpoints = legacy
request_checksum_calculation = WHEN_REQUIRED
account_id_endpoint_mode = Required
disable_request_compression = true
request_min_compression_size_bytes = 12
"""

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": ["us-east-1", "fips-us-west-2", "ap-south-1-fips", "12", "a_b", ""],
    "AWS_MAX_ATTEMPTS": ["3", "0", "many"],
    "AWS_RETRY_MODE": ["adaptive", "wrong"],
    "AWS_DEFAULTS_MODE": ["standard", "IN-REGION", "auto", "nope"],
    "AWS_EXECUTION_ENV": ["lambda"],
    "AWS_REGION": ["us-east-1"],
    "AWS_CA_BUNDLE": ["/etc/bundle"],
    "AWS_USE_FIPS_ENDPOINT": ["true", "false"],
    "AWS_USE_DUALSTACK_ENDPOINT": ["true"],
    "AWS_STS_REGIONAL_ENDPOINTS": ["legacy", "global"],
    "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": ["legacy", "regional", "both"],
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": ["1", "x", "99999999"],
    "AWS_DISABLE_REQUEST_COMPRESSION": ["True"],
    "AWS_REQUEST_CHECKSUM_CALCULATION": ["when_required", "never"],
    "AWS_RESPONSE_CHECKSUM_VALIDATION": ["WHEN_REQUIRED", ""],
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": ["disabled", "always"],
    "AWS_AUTH_SCHEME_PREFERENCE": ["sigv4a", " , "],
    "AWS_DISABLE_HOST_PREFIX_INJECTION": ["true", "false"],
    "AWS_SDK_UA_APP_ID": ["my app"],
    "AWS_SIGV4A_SIGNING_REGION_SET": ["*"],
    "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH": ["true", "FALSE", "maybe"],
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": ["true"],
    "AWS_ENDPOINT_DISCOVERY_ENABLED": [" True", "sometimes"],
    "BOTOCORE_TCP_KEEPALIVE": ["true"],
}

IN_CODE: dict[str, list[Any]] = {
    "region_name": ["sa-east-1", "fips-eu-west-1"],
    "signature_version": ["v4", "", UNSIGNED],
    "user_agent": ["mine/1"],
    "user_agent_extra": ["more/1"],
    "user_agent_appid": ["in-code"],
    "connect_timeout": [None, 5, 0.5],
    "read_timeout": [None, 7],
    "parameter_validation": [False, True],
    "max_pool_connections": [3],
    "proxies": [{"https": "http://p"}],
    "s3": [
        {},
        {"addressing_style": "virtual"},
        {"use_dualstack_endpoint": False, "us_east_1_regional_endpoint": "regional"},
        {"disable_s3_express_session_auth": True},
        {"disable_s3_express_session_auth": "x"},
        {"us_east_1_regional_endpoint": "neither"},
    ],
    "retries": [{}, {"max_attempts": 0}, {"total_max_attempts": 2, "max_attempts": 9}, {"mode": "legacy"}],
    "client_cert": ["/cert"],
    "inject_host_prefix": [True, False, None],
    "endpoint_discovery_enabled": [True, "auto", "perhaps"],
    "use_dualstack_endpoint": [True, False],
    "use_fips_endpoint": [True, False],
    "ignore_configured_endpoint_urls": [True],
    "defaults_mode": ["standard", "Cross-Region", "legacy", "wrong"],
    "tcp_keepalive": [True, False],
    "request_min_compression_size_bytes": [5, "7", "x", 0, 1, 1048576, 1048577],
    "disable_request_compression": [True, "true", "no"],
    "client_context_params": [{"Thing": 1}],
    "sigv4a_signing_region_set": ["us-east-1"],
    "request_checksum_calculation": ["When_Required", "x"],
    "response_checksum_validation": ["when_supported"],
    "account_id_endpoint_mode": ["PREFERRED", "x"],
    "auth_scheme_preference": ["a, b", "", ["a"]],
}


def read(path):
    with open(path, "rb") as file:
        return file.read()


@pytest.fixture
def aws(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith(("AWS_", "BOTO")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    (tmp_path / "config").write_text(CONFIG)
    return tmp_path


class Model:
    """As much of a service model as botocore's ClientArgsCreator looks at here."""

    resolved_protocol = "json"

    def __init__(self, prefix):
        self.endpoint_prefix = prefix


class Resolver:
    """An endpoint resolver that knows one endpoint for everything."""

    uses_builtin_data = True

    def construct_endpoint(self, service, region, **_):
        return {"hostname": "h", "endpointName": region or "us-east-1", "signatureVersions": ["v4"], "tags": []}


class Creator(botocore.args.ClientArgsCreator):
    """Keeps the user agent out of the comparison."""

    def __init__(self, store):
        class Agent:
            def with_client_config(self, _):
                return self

            def to_string(self):
                return "agent"

        super().__init__(None, None, None, None, None, store, user_agent_creator=Agent())


def botocores(session, prefix, region, config, verify):
    """Follow botocore's Session.create_client and ClientCreator, up to the arguments of the client."""
    region = session._resolve_region_name(region, config)
    if verify is None:
        verify = session.get_config_variable("ca_bundle")
    store = copy.copy(session.get_component("config_store"))
    mode = session._resolve_defaults_mode(config, store)
    if mode != "legacy":
        session._get_internal_component("smart_defaults_factory").merge_smart_defaults(store, mode, region)
    scoped = session.get_scoped_config()
    creator = botocore.client.ClientCreator(None, None, None, None, None, None, None, None, store)
    region, config = creator._normalize_fips_region(region, config)
    bridge = botocore.client.ClientEndpointBridge(
        Resolver(), scoped, config, config_store=store, service_signature_version="v4"
    )
    args = Creator(store)
    # Like the real thing, in its order: the arguments first, then the built-in endpoint parameters.
    final = args.compute_client_args(Model(prefix), config, bridge, region, "http://given", True, scoped)
    new = dict(final["config_kwargs"], s3=final["s3_config"])
    express = new["s3_disable_express_session_auth"]
    shown = botocore.config.Config(**new)
    context = dict((config.client_context_params if config else None) or {})
    if prefix in ("s3", "s3-control"):
        context.update(final["s3_config"] or {})
        context["disable_s3_express_session_auth"] = express
    discovery = config.endpoint_discovery_enabled if config else None
    if discovery is None:
        discovery = store.get_config_variable("endpoint_discovery_enabled")
    keepalive = any(option[1] == socket.SO_KEEPALIVE for option in final["socket_options"])
    return {
        "region_name": region,
        "verify": verify,
        "parameter_validation": final["parameter_validation"],
        "s3": final["s3_config"] or None,
        "tcp_keepalive": keepalive,
        "use_fips_endpoint": bridge._resolve_endpoint_variant_config_var("use_fips_endpoint"),
        "use_dualstack_endpoint": bridge._resolve_use_dualstack_endpoint(prefix),
        "sts_regional_endpoints": store.get_config_variable("sts_regional_endpoints"),
        "signature_version": botocore.client._get_configured_signature_version(prefix, config, scoped),
        "ignore_configured_endpoint_urls": args._ignore_configured_endpoint_urls(config),
        "client_context": context,
        "is_s3_global": args._should_force_s3_global(region, final["s3_config"]),
        "is_sts_global": args._should_set_global_sts_endpoint(region, None, None),
        "signature_version_in_code": isinstance(
            new["signature_version"], botocore.args.ConfigObjectWrapper
        ),
        "auth_scheme_preference_in_code": isinstance(
            new["auth_scheme_preference"], botocore.args.ConfigObjectWrapper
        ),
        "endpoint_discovery": _outcome(lambda: creator._normalize_endpoint_discovery_config(discovery)),
        **{name: getattr(shown, name) for name in SHOWN},
    }  # fmt: skip


SHOWN = (
    "connect_timeout", "read_timeout", "max_pool_connections", "proxies", "proxies_config", "retries", "client_cert",
    "inject_host_prefix", "user_agent_extra", "user_agent_appid", "request_min_compression_size_bytes",
    "disable_request_compression", "client_context_params", "sigv4a_signing_region_set", "account_id_endpoint_mode",
    "request_checksum_calculation", "response_checksum_validation", "auth_scheme_preference",
    "s3_disable_express_session_auth",
)  # fmt: skip


def ours(settings, prefix, region, config, verify):
    result = client_settings(settings, prefix, region_name=region, config=config, verify=verify)
    unseen = {
        "defaults_mode", "user_agent", "endpoint_discovery_enabled", "sections_in_code", "region_in_code",
        "payload_signing_enabled", "us_east_1_regional_endpoint", "dynamodb_types", "total_timeout",
    }  # fmt: skip
    values = {name: getattr(result, name) for name in type(result).__slots__ if name not in unseen}
    hooks = customization_for(prefix).endpoints
    regions: Any = Resolver()
    model: Any = None
    finder = EndpointFinder(regions, model, result, hooks, "http://given")
    values["region_name"] = finder.region_name
    values["use_fips_endpoint"] = finder._use_fips
    values["use_dualstack_endpoint"] = finder._use_dualstack
    values["client_context"] = finder.client_context()
    for name in ("s3", "sts"):
        # What only one service does, botocore tells of all.
        finder = EndpointFinder(regions, model, result, customization_for(name).endpoints, "http://given")
        assert finder._hooks.builtins is not None
        given = finder._hooks.builtins(finder, finder.region_name)
        values[f"is_{name}_global"] = given[f"AWS::{name.upper()}::UseGlobalEndpoint"]
    shown = result.config("r", "v", "agent")
    for name in SHOWN:
        assert getattr(shown, name) == values[name]
    values["s3"] = values["s3"] or None
    values["endpoint_discovery"] = _outcome(lambda: result.endpoint_discovery)
    return values


def _outcome(make):
    try:
        return make()
    except Exception as error:
        kind = "ValueError" if isinstance(error, ValueError) else type(error).__name__
        return kind, "" if kind == "ValueError" else str(error)


def _theirs_config(options):
    if options is None:
        return None
    options = copy.deepcopy(options)
    if options.get("signature_version") is UNSIGNED:
        options["signature_version"] = botocore.UNSIGNED
    return botocore.config.Config(**options)


def _compare(profile, prefix, region, options, verify=None, any_fault=False):
    """Compare both outcomes; with `any_fault`, of several faults each side may name another one first."""
    config = None if options is None else Config(**copy.deepcopy(options))
    before = repr(vars(config)) if config else ""
    settings = Settings(profile, read_file=read)
    mine = _outcome(lambda: ours(settings, prefix, region, config, verify))
    session = botocore.session.Session(profile=profile)
    other = _outcome(lambda: botocores(session, prefix, region, _theirs_config(options), verify))
    if isinstance(other, dict) and other["signature_version"] is botocore.UNSIGNED:
        other["signature_version"] = UNSIGNED
    if isinstance(mine, dict) or isinstance(other, dict) or not any_fault:
        assert mine == other
    assert not config or repr(vars(config)) == before
    return isinstance(mine, dict)


PREFIXES = ["s3", "s3-control", "sts", "monitoring"]


@pytest.mark.parametrize("profile", [None, "a", "b", "c", "d", "absent"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_profiles_resolve_as_in_botocore(aws, profile, prefix):
    for options in (None, {}, {"defaults_mode": "standard"}):
        # Of two faults, either may be named.
        _compare(profile, prefix, None, options, any_fault=profile == "c")
        _compare(profile, prefix, "us-east-1", options, verify=False)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in ENVIRONMENT for value in ENVIRONMENT[name]], ids=str
)
def test_each_variable_resolves_as_in_botocore(aws, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    for prefix in ("s3", "monitoring"):
        _compare(None, prefix, None, None)
        _compare("a", prefix, None, {})


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in IN_CODE for value in IN_CODE[name]], ids=str)
def test_each_option_in_code_resolves_as_in_botocore(aws, name, value):
    for profile in (None, "b"):
        for prefix in ("s3", "monitoring"):
            _compare(profile, prefix, None, {name: value})


def test_random_combinations_resolve_as_in_botocore(aws, monkeypatch):
    dice = random.Random(5)
    resolved = 0
    for _ in range(300):
        with monkeypatch.context() as patch:
            for name in dice.sample(list(ENVIRONMENT), dice.randint(0, 3)):
                patch.setenv(name, dice.choice(ENVIRONMENT[name]))
            options = {name: dice.choice(IN_CODE[name]) for name in dice.sample(list(IN_CODE), dice.randint(0, 6))}
            profile = dice.choice([None, None, "a", "b", "d"])
            prefix, region = dice.choice(PREFIXES), dice.choice([None, "us-east-1"])
            resolved += _compare(profile, prefix, region, options or None, any_fault=True)
    assert resolved > 30


def test_the_express_option_of_config_counts(aws):
    settings = Settings(read_file=read)
    config = Config(s3_disable_express_session_auth=True)
    assert client_settings(settings, "s3", config=config).s3_disable_express_session_auth is True


def test_auto_mode_asks_where_the_program_runs(aws):
    settings = Settings(read_file=read, overrides={"defaults_mode": "auto"})

    def mode(**kwargs):
        return client_settings(settings, "sts", region_name="us-east-1", **kwargs).defaults_mode

    assert mode() == "standard"
    assert mode(current_region="us-east-1") == "in-region"
    assert mode(current_region="eu-west-1") == "cross-region"


def test_variants_of_the_endpoint_show_in_the_config(aws):
    resolved = client_settings(Settings(read_file=read, profile="a"), "s3")
    shown = resolved.config("us-east-1", "s3v4", "agent", ("dualstack", "fips"), "s3")
    assert (shown.region_name, shown.signature_version, shown.user_agent) == ("us-east-1", "s3v4", "agent")
    assert shown.use_dualstack_endpoint is shown.use_fips_endpoint is True
    assert shown.s3 is not None
    assert resolved.s3 is not None
    assert shown.s3["use_dualstack_endpoint"] is True
    assert resolved.s3["use_dualstack_endpoint"] is False


def test_resolving_is_cheap(aws):
    settings = Settings(read_file=read)
    config = Config(retries={"mode": "standard"})
    client_settings(settings, "s3", config=config)
    start = time.process_time()
    for _ in range(100):
        client_settings(settings, "s3", config=config).config("us-east-1", "s3v4", "agent")
    assert (time.process_time() - start) / 100 < 0.001
