"""Every built-in model says what boto3's says: the whole of it as JSON, and a sample attribute by attribute."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.model
import pytest

from sotalia.model.compile import merge_extras
from sotalia.model.loader import Loader
from sotalia.model.service import ServiceModel

DATA = Path(botocore.loaders.Loader.BUILTIN_DATA_PATH)
REFERENCE = botocore.loaders.Loader()
LOADER = Loader(include_default_search_paths=True)

OPERATION_ATTRIBUTES = (
    *("name", "wire_name", "http", "metadata", "deprecated", "endpoint_discovery", "is_endpoint_discovery_operation"),
    *("idempotent_members", "static_context_parameters", "context_parameters", "operation_context_parameters"),
    *("request_compression", "auth", "auth_type", "resolved_auth_type", "unsigned_payload", "endpoint"),
    *("http_checksum_required", "http_checksum", "has_event_stream_input", "has_event_stream_output"),
    *("has_streaming_input", "has_streaming_output"),
)
SHAPE_ATTRIBUTES = (
    *("name", "type_name", "serialization", "metadata", "required_members", "event_stream_name"),
    *("error_code", "is_document_type", "is_tagged_union", "enum"),
)
SERVICE_ATTRIBUTES = (
    *("metadata", "operation_names", "shape_names", "service_name", "service_id", "signing_name", "api_version"),
    *("protocol", "resolved_protocol", "endpoint_prefix", "signature_version", "is_query_compatible"),
    *("endpoint_discovery_required",),
)
#: One service per kind of model: each protocol, event streams both ways, endpoint discovery, unions, documents, …
SAMPLE = (
    *("s3", "dynamodb", "sqs", "sns", "sts", "iam", "lambda", "route53", "cloudfront", "kinesis", "cloudwatch"),
    *("bedrock-runtime", "lexv2-runtime", "timestream-query", "glacier", "apigateway", "s3control", "sso-oidc"),
    *("cognito-identity", "iot-data", "mturk", "transcribe", "rekognition", "sdb", "importexport", "arc-region-switch"),
)


def read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


def without_prose(node: Any, names: bool = False) -> Any:
    """Drop `documentation` members; `names` is for dicts whose keys are names, not traits."""
    if isinstance(node, list):
        return [without_prose(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_prose(value, names=not names and key in ("members", "shapes", "operations", "clientContextParams"))
        for key, value in node.items()
        if names or key not in ("documentation", "examples")
    }


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_every_model_can_be_given_back_as_the_json_that_it_was_made_from(letter: str) -> None:
    for path in sorted(DATA.glob(f"{letter}*/*/service-2.json.gz")):
        name, version = path.parts[-3:-1]
        expected = read(path)
        extras = path.with_name("service-2.sdk-extras.json")
        if extras.exists():
            merge_extras(expected, [read(extras)])
        assert LOADER.load_service_model(name, "service-2", version) == without_prose(expected), path


@pytest.mark.parametrize("kind", ["paginators-1", "waiters-2"])
def test_every_paginator_and_waiter_is_as_in_boto3(kind: str) -> None:
    for path in sorted(DATA.glob(f"*/*/{kind}.json")):
        name, version = path.parts[-3:-1]
        expected = REFERENCE.load_service_model(name, kind, version)
        assert LOADER.load_service_model(name, kind, version) == expected


def test_paginators_and_waiters_come_by_name() -> None:
    expected = REFERENCE.load_service_model("s3", "paginators-1")["pagination"]
    assert LOADER.paginators("s3") == expected
    assert LOADER.waiter_document("s3", "2006-03-01") == REFERENCE.load_service_model("s3", "waiters-2")
    assert LOADER.waiter_document("sts") == {}


def test_services_and_their_versions_are_those_of_boto3() -> None:
    assert LOADER.list_available_services() == REFERENCE.list_available_services("service-2")
    for kind in ("service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"):
        for name in REFERENCE.list_available_services(kind):
            assert LOADER.list_api_versions(name, kind) == REFERENCE.list_api_versions(name, kind)


def test_the_resource_models_are_those_of_boto3() -> None:
    import boto3

    data = Path(boto3.__file__).parent / "data"
    names = sorted({path.parent.parent.name for path in data.glob("*/*/resources-1.json")})
    assert LOADER.list_available_services("resources-1") == names
    for name in names:
        for version in LOADER.list_api_versions(name, "resources-1"):
            document = read(data / name / version / "resources-1.json")
            assert LOADER.resource(name, version).raw() == document
            assert LOADER.load_service_model(name, "resources-1", version) == document


@pytest.mark.parametrize("name", ["endpoints", "partitions", "sdk-default-configuration", "_retry"])
def test_documents_that_belong_to_no_service_are_as_in_boto3(name: str) -> None:
    assert LOADER.load_data(name) == REFERENCE.load_data(name)


def test_method_names_are_those_of_boto3_for_all_operations() -> None:
    count = 0
    for name in LOADER.list_available_services():
        methods = LOADER.service_model(name).methods
        count += len(methods)
        assert methods == {botocore.xform_name(operation): operation for operation in methods.values()}
    assert count == 19_796


def value(owner: Any, attribute: str) -> Any:
    found = getattr(owner, attribute, "absent")
    return [tuple(item) for item in found] if attribute.endswith("context_parameters") else found


def assert_same_shape(ours: Any, theirs: Any, seen: set[str], at: str) -> None:
    assert (ours is None) == (theirs is None), at
    if ours is None:
        return
    for attribute in SHAPE_ATTRIBUTES:
        assert value(ours, attribute) == value(theirs, attribute), f"{at}.{attribute}"
    assert repr(ours) == repr(theirs)
    if ours.name in seen:
        return
    seen.add(ours.name)
    if ours.type_name == "structure":
        assert list(ours.members) == list(theirs.members), at
        for name, member in theirs.members.items():
            assert_same_shape(ours.members[name], member, seen, f"{at}.{name}")
    for part in {"list": ("member",), "map": ("key", "value")}.get(ours.type_name, ()):
        assert_same_shape(getattr(ours, part), getattr(theirs, part), seen, f"{at}.{part}")


@pytest.mark.parametrize("service", SAMPLE)
def test_models_have_the_attributes_that_boto3s_have(service: str) -> None:
    ours = LOADER.service_model(service)
    theirs = botocore.model.ServiceModel(REFERENCE.load_service_model(service, "service-2"), service)
    for attribute in SERVICE_ATTRIBUTES:
        assert getattr(ours, attribute) == getattr(theirs, attribute), attribute
    assert ours.service_id.hyphenize() == theirs.service_id.hyphenize()
    assert [(p.name, p.type) for p in ours.client_context_parameters] == [
        (p.name, p.type) for p in theirs.client_context_parameters
    ]
    discovery = theirs.endpoint_discovery_operation
    assert ours.endpoint_discovery_operation is (discovery and ours.operation_model(discovery.name))
    seen: set[str] = set()
    for name in theirs.operation_names:
        operation, reference = ours.operation_model(name), theirs.operation_model(name)
        for attribute in OPERATION_ATTRIBUTES:
            assert value(operation, attribute) == value(reference, attribute), f"{name}.{attribute}"
        assert operation is ours.operation_model(name)
        assert operation.service_model is ours
        assert_same_shape(operation.input_shape, reference.input_shape, seen, f"{name} input")
        assert_same_shape(operation.output_shape, reference.output_shape, seen, f"{name} output")
        assert [s.name for s in operation.error_shapes] == [s.name for s in reference.error_shapes]
        for getter in ("event_stream_input", "event_stream_output", "streaming_input", "streaming_output"):
            stream = getattr(operation, f"get_{getter}")()
            assert_same_shape(stream, getattr(reference, f"get_{getter}")(), set(), f"{name} {getter}")
    assert_same_errors(ours, theirs)


def assert_same_errors(ours: ServiceModel, theirs: Any) -> None:
    assert [shape.name for shape in ours.error_shapes] == [shape.name for shape in theirs.error_shapes]
    for shape in theirs.error_shapes:
        found = ours.shape_for_error_code(shape.error_code)
        assert found is not None
        assert_same_shape(found, theirs.shape_for_error_code(shape.error_code), set(), shape.name)
    assert ours.shape_for_error_code("NoSuchCode") is None
    for name in theirs.shape_names[:50]:
        assert_same_shape(ours.shape_for(name), theirs.shape_for(name), set(), name)
    traits = {"locationName": "x", "required": ["y"]}
    name = theirs.shape_names[0]
    assert_same_shape(ours.shape_for(name, traits), theirs.shape_for(name, traits), set(), name)
    reference = {"shape": name, **traits}
    assert_same_shape(ours.resolve_shape_ref(reference), theirs.resolve_shape_ref(reference), set(), name)
