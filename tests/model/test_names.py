"""Names are boto3's."""

from __future__ import annotations

from collections.abc import Callable

import botocore
import pytest
from botocore.utils import hyphenize_service_id as reference_hyphenize

from sotalia.model.loader import Loader
from sotalia.model.names import hyphenize_service_id, near, xform_name


@pytest.mark.parametrize("sep", ["_", "-"])
def test_names_that_break_the_rule_are_those_of_boto3(sep: str) -> None:
    for name, separator in list(botocore._xform_cache):
        if separator == sep:
            assert xform_name(name, sep) == botocore.xform_name(name, sep)


def test_names_of_members_shapes_and_waiters_are_those_of_boto3() -> None:
    loader = Loader()
    names = {"", "x", "ABC", "ABCs", "s3ARNs", "already_done", "with-dash", "HTTPServer2XX", "é", "EC2s", "aB1C"}
    for service in ("s3", "ec2", "iam", "mturk", "storagegateway", "dynamodb", "glue"):
        names.update(loader.waiter_document(service).get("waiters", ()))
        model = loader.service_model(service)
        names.update(model.shape_names)
        for name in model.shape_names:
            shape = model.shape_for(name)
            names.update(getattr(shape, "members", ()))
    assert len(names) > 10_000
    for name in names:
        for sep in "_-":
            assert xform_name(name, sep) == botocore.xform_name(name, sep), name


@pytest.mark.parametrize("convert", [botocore.xform_name, xform_name])
def test_a_cache_of_the_programs_own_is_read_and_added_to(convert: Callable[..., str]) -> None:
    cache = {("GetObject", "_"): "as the cache has it"}
    assert convert("GetObject", _xform_cache=cache) == "as the cache has it"
    assert convert("PutObject", "-", _xform_cache=cache) == "put-object"
    assert cache["PutObject", "-"] == "put-object"
    assert convert("GetObject") == "get_object"


def test_service_ids_become_event_names_as_in_boto3() -> None:
    for name in Loader().list_available_services():
        service_id = Loader().service_model(name).service_id
        assert hyphenize_service_id(service_id) == reference_hyphenize(service_id)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dynamo", "dynamodb"),
        ("S3", "s3"),
        ("secretmanager", "secretsmanager"),
        ("step-functions", "stepfunctions"),
        ("lamda", "lambda"),
    ],
)
def test_a_mistyped_service_is_near_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert near(typed, Loader().list_available_services())[0] == meant


def test_nothing_is_near_a_name_that_looks_like_none() -> None:
    assert near("zzqqy", Loader().list_available_services()) == []
    assert near("", ["a"]) == []
    assert len(near("get", [f"get_{n}" for n in range(20)], limit=3)) == 3
