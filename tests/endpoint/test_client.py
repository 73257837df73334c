"""What a client is bound to, beside botocore's own client creation: every service, region and variant (sampled)."""

from __future__ import annotations

import itertools
import random
from types import SimpleNamespace
from typing import Any

import botocore.args
import botocore.auth
import botocore.client
import botocore.config
import botocore.exceptions
import botocore.loaders
import botocore.regions
import botocore.session
import botocore.utils
import pytest

from sotalia import errors
from sotalia.config import Config
from sotalia.endpoint import client as ours
from sotalia.services import customization_for
from sotalia.services.s3 import is_accelerate_url
from sotalia.settings import checks
from sotalia.settings.client import client_settings
from sotalia.settings.session import Settings

#: One case in so many of the full product (some 600,000) is compared; with 1, all of them, in a minute.
SAMPLE = 60
VARIANTS = list(itertools.product((None, True), repeat=2))


@pytest.fixture(scope="module")
def resolver() -> botocore.regions.EndpointResolver:
    return botocore.regions.EndpointResolver(botocore.loaders.Loader().load_data("endpoints"), True)


@pytest.fixture(scope="module")
def services(service_metadata) -> list[tuple[str, str | None, str | None]]:
    """(endpoint prefix, signing name, signature version of the model) of every service."""
    found: dict[tuple[str, str | None, str | None], None] = {}
    for metadata in service_metadata.values():
        auth = metadata.get("auth")
        version = botocore.auth.resolve_auth_type(auth) if auth else metadata.get("signatureVersion")
        found[metadata["endpointPrefix"], metadata.get("signingName"), version] = None
    return list(found)


class Theirs:
    """botocore's client creation, as far as endpoints go, on given settings."""

    def __init__(
        self, resolver: Any, prefix: str, signing_name: str | None, version: str | None, **settings: Any
    ) -> None:
        self.prefix = prefix
        region = settings.pop("region_name")
        self.url, self.secure = settings.pop("endpoint_url", None), settings.pop("is_secure", True)
        own = {
            name: settings.pop(name) for name in ("signature_version", "config_region", "client_s3") if name in settings
        }
        config = botocore.config.Config(
            signature_version=own.get("signature_version"),
            region_name=own.get("config_region"),
            s3=own.get("client_s3"),
        )
        self.s3 = {**(settings.pop("s3", None) or {}), **(own.get("client_s3") or {})} or None
        store = SimpleNamespace(
            get_config_variable=lambda name: {
                "use_fips_endpoint": settings.get("use_fips"),
                "use_dualstack_endpoint": settings.get("use_dualstack"),
                "sts_regional_endpoints": settings.get("sts_regional_endpoints"),
            }[name]
        )
        botocore.utils.validate_region_name(region)
        creator = object.__new__(botocore.client.ClientCreator)
        self.region, config = creator._normalize_fips_region(region, config)
        self.bridge = botocore.client.ClientEndpointBridge(
            resolver,
            {"s3": dict(self.s3)} if self.s3 else {},
            config,
            service_signing_name=signing_name,
            config_store=store,
            service_signature_version=version,
        )
        self.args = botocore.args.ClientArgsCreator(None, None, None, None, None, store, SimpleNamespace())
        self.bound = self.args._compute_endpoint_config(
            prefix, self.region, self.url, self.secure, self.bridge, self.s3
        )
        url = self.bound["endpoint_url"]
        if not botocore.utils.is_valid_uri(url):
            raise ValueError(f"Invalid endpoint: {url}")

    def builtins(self, mode: str | None, express: bool | None) -> dict[str, Any]:
        special = self.prefix in ("s3", "sts") or self.region is None
        found = self.args.compute_endpoint_resolver_builtin_defaults(
            region_name=self.bound["region_name"] if special else self.region,
            service_name=self.prefix,
            s3_config=self.s3 or {},
            endpoint_bridge=self.bridge,
            client_endpoint_url=self.url,
            legacy_endpoint_url=self.bound["endpoint_url"],
            credentials=None,
            account_id_endpoint_mode=mode,
            s3_disable_express_session_auth=express,
        )
        return {name.value: value for name, value in found.items()}


def finder_for(
    regions: Any,
    prefix: str,
    region_name: str | None,
    *,
    signing_name: str | None = None,
    model_signature_version: str | None = None,
    endpoint_url: str | None = None,
    is_secure: bool = True,
    s3: dict[str, Any] | None = None,
    client_s3: dict[str, Any] | None = None,
    **given: Any,
) -> ours.EndpointFinder:
    """Return the finder of a client with these settings, of the service with that endpoint prefix."""
    model: Any = SimpleNamespace(
        endpoint_prefix=prefix, metadata={"signingName": signing_name}, signature_version=model_signature_version
    )
    settings: Any = SimpleNamespace(
        region_name=region_name,
        region_in_code=given.get("config_region"),
        use_fips_endpoint=given.get("use_fips"),
        use_dualstack_endpoint=given.get("use_dualstack"),
        section=lambda name: {**(s3 or {}), **(client_s3 or {})} if name == "s3" else {},
        sections_in_code={"s3": client_s3},
        signature_version=given.get("signature_version"),
        sts_regional_endpoints=given.get("sts_regional_endpoints"),
        us_east_1_regional_endpoint=(s3 or {}).get("us_east_1_regional_endpoint"),
        s3_disable_express_session_auth=True,
        account_id_endpoint_mode="preferred",
        client_context_params=None,
    )
    # The ids of the three services that have hooks are their prefixes.
    hooks = customization_for(prefix).endpoints if prefix in ("s3", "s3-control", "sts") else ours.NO_ENDPOINT_HOOKS
    return ours.EndpointFinder(regions, model, settings, hooks, endpoint_url, is_secure)


def outcome(function: Any, *arguments: Any, **keywords: Any) -> Any:
    try:
        return function(*arguments, **keywords)
    except (errors.BotoCoreError, botocore.exceptions.BotoCoreError, ValueError) as error:
        return type(error).__name__, str(error)


def both(resolver: Any, regions: Any, service: tuple[str, str | None, str | None], **settings: Any) -> tuple[Any, Any]:
    prefix, signing_name, version = service

    def bound_by_us() -> tuple[Any, ...]:
        mine = finder_for(regions, prefix, signing_name=signing_name, model_signature_version=version, **settings)
        bound = mine.endpoint()
        checks.regional_endpoints_mode("", settings.get("sts_regional_endpoints"))
        return (
            bound.region_name,
            bound.signing_region,
            bound.signing_name,
            bound.endpoint_url,
            bound.signature_version,
            bound.metadata.get("partition"),
            bound.metadata.get("tags"),
            mine.builtins(bound),
        )

    def bound_by_them() -> tuple[Any, ...]:
        theirs = Theirs(resolver, prefix, signing_name, version, **settings)
        bound = theirs.bound
        return (
            bound["region_name"],
            bound["signing_region"],
            bound["signing_name"],
            bound["endpoint_url"],
            bound["signature_version"],
            bound["metadata"].get("partition"),
            bound["metadata"].get("tags"),
            # Every service's are there for all in botocore, whose rules do not know them.
            {name: value for name, value in theirs.builtins("preferred", True).items() if name in known_to(prefix)},
        )

    return outcome(bound_by_us), outcome(bound_by_them)


GENERAL = {
    ours.REGION,
    ours.USE_FIPS,
    ours.USE_DUALSTACK,
    ours.ENDPOINT,
    ours.ACCOUNT_ID,
    ours.ACCOUNT_ID_ENDPOINT_MODE,
}
OWN = {"s3": "AWS::S3::", "s3-control": "AWS::S3Control::", "sts": "AWS::STS::"}


def known_to(prefix: str) -> set[str]:
    """The built-in parameters that the rules of a service know, by botocore's table of all."""
    names = {builtin.value for builtin in botocore.regions.EndpointResolverBuiltins}
    return GENERAL | {name for name in names if prefix in OWN and name.startswith(OWN[prefix])}


def random_settings(rng: random.Random) -> dict[str, Any]:
    """Settings beside region and variants; mostly none."""
    choices = {
        "s3": (
            {"us_east_1_regional_endpoint": "regional"},
            {"use_dualstack_endpoint": True},
            {"addressing_style": "path"},
        ),
        "client_s3": (
            {"use_dualstack_endpoint": False},
            {"use_accelerate_endpoint": True},
            {"addressing_style": "virtual"},
        ),
        "sts_regional_endpoints": ("legacy", "regional", "nonsense"),
        "endpoint_url": ("http://localhost:4566", "https://s3-accelerate.amazonaws.com", "not a url"),
        "is_secure": (False,),
        "signature_version": ("v4", "s3", botocore.UNSIGNED),
        "config_region": ("eu-west-1",),
    }
    return {name: rng.choice(values) for name, values in choices.items() if rng.random() < 0.15}


def test_every_service_in_every_region_is_bound_as_botocore_binds_it(resolver, regions, services, endpoints_document):
    rng = random.Random(7)
    names = {
        name
        for partition in endpoints_document["partitions"]
        for service in ({"endpoints": partition["regions"]}, *partition["services"].values())
        for name in service["endpoints"]
    }
    odd = [None, "us-new-9", "mars-1", "fips-us-east-1", "us-gov-west-1-fips", "us east", "-x", ""]
    different = []
    compared = 0
    for service, region, (fips, dualstack) in itertools.product(services, [*sorted(names), *odd], VARIANTS):
        if rng.randrange(SAMPLE):
            continue
        compared += 1
        settings = {"region_name": region, "use_fips": fips, "use_dualstack": dualstack, **random_settings(rng)}
        got, expected = both(resolver, regions, service, **settings)
        if got != expected:
            different.append((service, settings, got, expected))
    assert not different
    assert compared > 5000


S3, STS = ("s3", None, "v4"), ("sts", None, "v4")


@pytest.mark.parametrize("region", [None, "us-east-1", "us-west-2", "aws-global", "eu-west-1", "cn-north-1"])
@pytest.mark.parametrize("service", [S3, STS, ("s3-control", "s3", "v4")])
def test_the_services_with_settings_of_their_own_are_bound_as_botocore_binds_them(resolver, regions, service, region):
    rng = random.Random(11)
    for fips, dualstack in VARIANTS:
        for _ in range(60):
            settings = {"region_name": region, "use_fips": fips, "use_dualstack": dualstack, **random_settings(rng)}
            got, expected = both(resolver, regions, service, **settings)
            assert got == expected, settings


def test_a_service_without_region_needs_one_unless_it_has_a_global_endpoint(regions):
    with pytest.raises(errors.NoRegionError):
        finder_for(regions, "sqs", None).endpoint()
    bound = finder_for(regions, "iam", None, model_signature_version="v4").endpoint()
    assert (bound.region_name, bound.signing_region) == ("aws-global", "us-east-1")
    assert bound.endpoint_url == "https://iam.amazonaws.com"


def test_without_any_signature_that_exists_the_client_is_refused(regions):
    with pytest.raises(errors.UnknownSignatureVersionError):
        finder_for(regions, "sqs", "us-east-1", model_signature_version="v9").endpoint()


def test_built_ins_have_the_rule_languages_names(regions):
    def names_of(prefix: str) -> set[str]:
        finder = finder_for(regions, prefix, "us-east-1", model_signature_version="v4")
        return set(finder.builtins(finder.endpoint()))

    assert names_of("sqs") == GENERAL
    assert {name for prefix in OWN for name in names_of(prefix)} == {
        name.value for name in botocore.regions.EndpointResolverBuiltins
    }


def test_the_rules_of_every_service_know_no_built_in_but_its_own(all_rule_sets, service_metadata):
    for service, _, document in all_rule_sets:
        known = known_to(service_metadata[service]["endpointPrefix"])
        wanted = {parameter["builtIn"] for parameter in document["parameters"].values() if "builtIn" in parameter}
        assert wanted <= known, service


def test_a_users_own_endpoints_document_wins_over_the_rule_sets(regions, monkeypatch):
    monkeypatch.setattr(regions, "uses_builtin_data", False)
    finder = finder_for(regions, "sqs", "us-east-1", use_fips=True, model_signature_version="v4")
    bound = finder.endpoint()
    given = finder.builtins(bound)
    assert given["SDK::Endpoint"] == bound.endpoint_url
    assert given["AWS::UseFIPS"] is False


def test_the_s3_section_is_client_context_for_s3_only(regions):
    config = Config(s3={"use_arn_region": True}, client_context_params={"own": 1})
    model: Any = None
    settings = client_settings(Settings(read_file=no_file, environ={}), "s3", region_name="us-east-1", config=config)
    for service in ("s3", "s3-control"):
        hooks = customization_for(service).endpoints
        assert ours.EndpointFinder(regions, model, settings, hooks).client_context() == {
            "own": 1,
            "use_arn_region": True,
            "disable_s3_express_session_auth": False,
        }
    assert ours.EndpointFinder(regions, model, settings).client_context() == {"own": 1}


def no_file(path: str) -> bytes:
    raise FileNotFoundError(path)


@pytest.mark.parametrize(
    "url",
    [
        "https://s3-accelerate.amazonaws.com",
        "http://s3-accelerate.dualstack.amazonaws.com/x",
        "https://s3-accelerate.dualstack.dualstack.amazonaws.com",
        "https://s3-accelerate.other.amazonaws.com",
        "https://bucket.s3-accelerate.amazonaws.com",
        "https://s3-accelerate.example.com",
        "ftp://s3-accelerate.amazonaws.com",
        "s3-accelerate.amazonaws.com",
        "https://s3-accelerate.amazonaws.com?q",
    ],
)
def test_accelerate_urls_are_recognised_as_botocore_recognises_them(url):
    assert is_accelerate_url(url) == botocore.utils.is_s3_accelerate_url(url)


@pytest.mark.parametrize(
    ("service", "region", "config"),
    [
        ("s3", "us-east-1", {}),
        ("s3", "ap-southeast-1", {"use_dualstack_endpoint": True}),
        ("sts", "us-east-1", {"use_fips_endpoint": True}),
        ("iam", "eu-west-1", {}),
        ("route53", None, {}),
        ("dynamodb", "fips-us-east-1", {}),
    ],
)
def test_a_real_botocore_client_is_bound_alike(regions, credentials, service, region, config):
    session = botocore.session.Session()
    session.set_config_variable("region", None)
    client = session.create_client(service, region, config=botocore.config.Config(**config))
    model = client.meta.service_model
    finder = finder_for(
        regions,
        model.endpoint_prefix,
        region,
        use_fips=config.get("use_fips_endpoint"),
        use_dualstack=config.get("use_dualstack_endpoint"),
        model_signature_version="v4",
        signing_name=model.metadata.get("signingName"),
    )
    if region is None:
        finder = finder_for(regions, model.endpoint_prefix, "us-east-1", model_signature_version="v4")
    bound = finder.endpoint()
    signer = client._request_signer
    assert (bound.region_name, bound.endpoint_url) == (client.meta.region_name, client.meta.endpoint_url)
    assert (bound.signing_region, bound.signing_name) == (signer.region_name, signer.signing_name)
    assert bound.metadata["partition"] == client.meta.partition
