"""The choice of a scheme, against what botocore's client, resolver, signer and handlers come to together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import botocore.auth
import botocore.session
import pytest
from botocore import UNSIGNED as BOTOCORE_UNSIGNED
from botocore.awsrequest import AWSRequest
from botocore.config import Config

from sotalia.auth.choose import Chooser, resolve_preference, resolve_trait
from sotalia.auth.scheme import EVENTS, SIGNED, STREAMING, UNSIGNED
from sotalia.errors import (
    MissingDependencyException,
    UnknownSignatureVersionError,
    UnsupportedSignatureVersionError,
)
from sotalia.services.signing import PATH_AS_IS

pytest.importorskip("cryptography", reason="SigV4a, one of the choices, needs the extra `crypto`")

V4 = {"name": "sigv4", "signingName": "s3", "signingRegion": "eu-west-1", "disableDoubleEncoding": True}
V4A = {"name": "sigv4a", "signingName": "s3", "signingRegionSet": ["*"], "disableDoubleEncoding": True}
EXPRESS = {"name": "sigv4-s3express", "signingName": "s3express", "signingRegion": "us-east-1"}
OUTPOST = {"name": "sigv4", "signingName": "s3-outposts", "signingRegion": "us-west-2"}
TWO_REGIONS = {"name": "sigv4a", "signingRegionSet": ["us-east-1", "eu-west-1"], "signingName": "ses"}
NO_REGION = {"name": "sigv4"}
OFFERS: tuple[list[dict[str, Any]] | None, ...] = (
    None,
    [V4],
    [V4A],
    [V4A, V4],
    [V4, V4A],
    [EXPRESS],
    [OUTPOST],
    [TWO_REGIONS],
    [NO_REGION],
    [{"name": "beta"}, V4],
)
CONFIGS: tuple[dict[str, Any], ...] = (
    {},
    {"signature_version": BOTOCORE_UNSIGNED},
    {"signature_version": "s3v4"},
    {"signature_version": "v4"},
    {"signature_version": "v4a"},
    {"signature_version": "s3"},
    {"signature_version": "v2"},
    {"auth_scheme_preference": "sigv4a,sigv4"},
    {"auth_scheme_preference": "sigv4"},
    {"auth_scheme_preference": "httpBearerAuth,unknown"},
    {"sigv4a_signing_region_set": "us-west-1,us-west-2"},
)
#: Schemes by which S3 hashes what others leave unsigned.
S3_FAMILY = ("s3v4", "s3v4a", "v4-s3express")
SERVICES = (
    "s3",
    "s3control",
    "dynamodb",
    "sts",
    "cognito-identity",
    "sesv2",
    "cloudfront-keyvaluestore",
    "bedrock-runtime",
    "codecatalyst",
    "ebs",
    "sdb",
)
#: Where botocore's client has a handler that outranks everything, as our services' hooks do.
ALWAYS_UNSIGNED = ("GetCredentialsForIdentity", "AssumeRoleWithSAML")


@pytest.fixture(autouse=True)
def asymmetric(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without awscrt botocore does not know these names; with `cryptography` we do.
    for name in ("v4a", "s3v4a", "s3v4a-query"):
        if name not in botocore.auth.AUTH_TYPE_MAPS:
            monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, name, botocore.auth.SigV4Auth)


@pytest.fixture(scope="module")
def session() -> Any:
    found = botocore.session.Session()
    found.set_credentials("AKIDEXAMPLE", "secret")
    return found


def theirs(client: Any, operation: Any, offers: Any, kind: str) -> tuple[Any, ...]:
    """Run botocore's choice for one call; return what the signer is made with, or the error's class."""
    standard = kind == "standard"
    context: dict[str, Any] = {}
    if standard:
        auth_type = operation.resolved_auth_type
        if operation.auth and client.meta.config.auth_scheme_preference:
            preferred = client.meta.config.auth_scheme_preference.split(",")
            auth_type = botocore.auth.resolve_auth_scheme_preference(preferred, operation.auth)
        context = {
            "client_config": client.meta.config,
            "has_streaming_input": operation.has_streaming_input,
            "auth_type": auth_type,
            "unsigned_payload": operation.unsigned_payload,
            "auth_options": client.meta.service_model.metadata.get("auth"),
        }
    signer = client._request_signer
    made: list[dict[str, Any]] = []

    def record(**kwargs: Any) -> Any:
        # As the real one, up to the point where it makes the signer.
        if kwargs["signature_version"] not in botocore.auth.AUTH_TYPE_MAPS:
            raise botocore.exceptions.UnknownSignatureVersionError(signature_version=kwargs["signature_version"])
        made.append(kwargs)
        return SimpleNamespace(add_auth=lambda request: None)

    try:
        if offers is not None:
            context["auth_type"], signing = client._ruleset_resolver.auth_schemes_to_signing_ctx(offers)
            if not standard:
                signing.pop("region", None)
            context["signing"] = signing
        request = AWSRequest("GET", "https://example.com/", {}, b"")
        request.context = context
        signer.get_auth_instance, original = record, signer.get_auth_instance
        try:
            signer.sign(operation.name, request, signing_type=kind, expires_in=None if standard else 60)
        finally:
            signer.get_auth_instance = original
    except Exception as error:
        return (type(error).__name__,)
    if not made:
        return ("none",)
    name = made[0]["signature_version"]
    scope = (name, made[0]["signing_name"], made[0]["region_name"])
    return (*scope, standard and not name.startswith(S3_FAMILY) and not context.get("payload_signing_enabled", True))


def ours(chooser: Chooser, operation: Any, offers: Any, kind: str) -> tuple[Any, ...]:
    properties = None if offers is None else {"authSchemes": offers}
    try:
        override = "none" if operation.name in ALWAYS_UNSIGNED else None
        scheme = chooser.choose(operation, properties, kind, keep_region=kind == "standard", override=override)
    except Exception as error:
        return (type(error).__name__,)
    if scheme.name == "none":
        return ("none",)
    unsigned = not scheme.name.startswith(S3_FAMILY) and scheme.payload == UNSIGNED
    return scheme.name, scheme.service, scheme.region, unsigned


def chooser_of(client: Any, config: dict[str, Any], **extra: Any) -> Chooser:
    signer = client._request_signer
    is_s3 = client.meta.service_model.service_name == "s3"
    return Chooser(
        client.meta.service_model,
        signature_version=signer.signature_version,
        signing_name=signer.signing_name,
        signing_region=signer.region_name,
        requested=config.get("signature_version"),
        preference=config.get("auth_scheme_preference"),
        preference_in_code="auth_scheme_preference" in config,
        region_set=config.get("sigv4a_signing_region_set"),
        path_as_is=PATH_AS_IS,
        presign_scheme="s3"
        if is_s3 and "signature_version" not in config and client.meta.region_name == "us-east-1"
        else None,
        **extra,
    )


def sample(model: Any) -> list[Any]:
    """Return an operation of each sort of `model`: by its own auth trait, body and streams."""
    kinds: dict[Any, Any] = {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        sort = (str(operation.auth), operation.auth_type, operation.unsigned_payload, operation.has_streaming_input)
        kinds.setdefault(sort, operation)
    return list(kinds.values())


@pytest.mark.parametrize("service", SERVICES)
def test_every_choice_is_botocores(service: str, session: Any) -> None:
    different = []
    for config in CONFIGS:
        region = "us-east-1"
        client = session.create_client(service, region, config=Config(**config))
        chooser = chooser_of(client, config)
        for operation in sample(client.meta.service_model):
            for offers in OFFERS:
                if offers == [EXPRESS] and "auth_scheme_preference" in config:
                    continue  # an improvement, below
                for kind in ("standard", "presign-url", "presign-post"):
                    expected = theirs(client, operation, offers, kind)
                    found = ours(chooser, operation, offers, kind)
                    if expected != found:
                        different.append((config, operation.name, offers, kind, expected, found))
    assert not different, f"{len(different)} choices differ:\n" + "\n".join(map(str, different[:20]))


def model(**operation: Any) -> tuple[Any, Any]:
    """Return a service model and an operation model with what the chooser reads."""
    defaults = {
        "name": "Do",
        "auth": None,
        "auth_type": None,
        "unsigned_payload": None,
        "has_streaming_input": False,
        "has_event_stream_input": False,
    }
    return SimpleNamespace(metadata={}, endpoint_prefix="x"), SimpleNamespace(**{**defaults, **operation})


def make(service_model: Any, **settings: Any) -> Chooser:
    base = {"signature_version": "v4", "signing_name": "x", "signing_region": "us-east-1", "path_as_is": PATH_AS_IS}
    return Chooser(service_model, **{**base, **settings})


def test_a_preference_does_not_shut_out_s3_express() -> None:
    service, operation = model()
    chosen = make(service, preference="sigv4").choose(operation, {"authSchemes": [EXPRESS]})
    assert (chosen.name, chosen.service) == ("v4-s3express", "s3express")


@pytest.mark.parametrize(
    ("setting", "streaming", "payload"),
    [(None, False, SIGNED), (None, True, STREAMING), (True, True, SIGNED), (False, False, UNSIGNED)],
)
def test_s3_bodies_are_signed_as_configured(setting: bool | None, streaming: bool, payload: str) -> None:
    service, operation = model(has_streaming_input=streaming)
    assert make(service, payload_signing=setting).choose(operation, {"authSchemes": [V4]}).payload == payload


def test_an_event_stream_is_signed_frame_by_frame() -> None:
    service, operation = model(has_event_stream_input=True)
    assert make(service).choose(operation).payload == EVENTS


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "bearer"),
        ({"requested": "v4"}, "v4"),
        ({"requested": "v4", "requested_in_code": False}, "bearer"),
        ({"preference": "sigv4", "preference_in_code": True}, "v4"),
        ({"preference": "sigv4"}, "bearer"),
        ({"preference": "httpBearerAuth", "preference_in_code": True}, "bearer"),
    ],
)
def test_a_services_own_token_outranks_what_code_did_not_say(settings: dict[str, Any], expected: str) -> None:
    service, operation = model()
    service.metadata["auth"] = ["aws.auth#sigv4", "smithy.api#httpBearerAuth"]
    found = make(service, signing_name="bedrock", has_service_token=True, **settings).choose(operation)
    assert found.name == expected
    assert make(service, signing_name="bedrock").choose(operation).name == "v4"


def test_a_client_without_region_gets_none_whatever_the_endpoint_says() -> None:
    service, operation = model()
    assert make(service, signing_region=None).choose(operation, {"authSchemes": [V4]}).region is None


def test_answers_are_cached_by_what_they_depend_on() -> None:
    service, operation = model()
    chooser = make(service)
    first = chooser.choose(operation, {"authSchemes": [dict(V4)]})
    assert chooser.choose(operation, {"authSchemes": [dict(V4)]}) is first
    other = chooser.choose(operation, {"authSchemes": [{**V4, "signingRegion": "us-west-2"}]})
    assert other.region == "us-west-2"
    assert chooser.choose(operation, {"authSchemes": [V4]}, "presign-url").name == "s3v4-query"
    for number in range(3000):
        chooser.choose(operation, {"authSchemes": [{**V4, "signingRegion": str(number)}]})
    assert len(chooser._cache) <= 1024


def test_an_override_outranks_the_endpoint() -> None:
    service, operation = model()
    assert make(service).choose(operation, {"authSchemes": [V4]}, override="v4a").name == "s3v4a"
    assert make(service).choose(operation, override="none").name == "none"


def test_an_endpoint_with_nothing_we_know_is_an_error() -> None:
    service, operation = model()
    with pytest.raises(UnknownSignatureVersionError, match="beta, gamma"):
        make(service).choose(operation, {"authSchemes": [{"name": "beta"}, {"name": "gamma"}]})


def test_an_endpoint_with_only_sigv4a_names_the_extra_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sotalia.auth.sigv4a.available", lambda: False)
    service, operation = model()
    chooser = make(service)
    with pytest.raises(MissingDependencyException, match=r"sotalia\[crypto\]"):
        chooser.choose(operation, {"authSchemes": [V4A]})
    assert chooser.choose(operation, {"authSchemes": [V4A, V4]}).name == "s3v4"
    assert resolve_trait(["aws.auth#sigv4a", "aws.auth#sigv4"]) == "v4"


def test_a_trait_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownSignatureVersionError, match="#new"):
        resolve_trait(["aws.auth#new"])
    with pytest.raises(UnsupportedSignatureVersionError, match="new, newer"):
        resolve_preference(["sigv4"], ["aws.auth#newer", "aws.auth#new"])
