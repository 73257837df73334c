"""`sotalia.types.<service>` when a program runs: the names that the stubs have, and the real classes."""

from __future__ import annotations

import importlib
import re
from pathlib import Path, PurePosixPath

import pytest

import sotalia
from sotalia import aio
from sotalia.model.loader import Loader
from sotalia.stubs.objects import module_objects
from sotalia.stubs.package import service_files
from sotalia.stubs.service import ServiceTypes
from tools import stubs

_DEFINED = (
    re.compile(r"class (\w+)"),
    re.compile(r"type (\w+) ="),
    re.compile(r"([A-Za-z]\w*) = TypedDict"),
    re.compile(r"([A-Z]\w*) = \w+$"),
)
SERVICES = ("s3", "dynamodb", "sqs", "lambda", "iot-data", "cognito-idp", "bedrock-runtime", "ec2")


def stub_names(text: str) -> set[str]:
    """Return the public names that a stub file defines, or offers by `import X as X`."""
    names: set[str] = set()
    for line in text.splitlines():
        names.update(found[1] for found in (pattern.match(line) for pattern in _DEFINED) if found is not None)
        if line.startswith("from "):
            imported = [name.partition(" as ") for name in line.partition(" import ")[2].split(", ")]
            names.update(name for name, _, renamed in imported if name == renamed)
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_same_names_in_its_stubs_and_when_a_program_runs(service: str) -> None:
    types = ServiceTypes(Loader(), service)
    files = {
        str(PurePosixPath(path).parent): text
        for path, text in service_files(types)
        if "/_" not in path.replace("/__init__", "")
    }
    folder = f"types/{types.module}"
    own = [path for path in files if path.startswith(folder)]
    in_stubs = {path.removeprefix(folder).strip("/"): stub_names(files[path]) for path in own}
    for line in files[folder].splitlines():
        if line.endswith(" import *"):
            in_stubs[""] |= in_stubs[line.split()[1].strip(".")]
    running = {module: set(names) for module, names in module_objects(types).items()}
    assert running == in_stubs


@pytest.mark.parametrize("service", SERVICES[:7])
def test_every_name_can_be_imported(service: str) -> None:
    types = ServiceTypes(Loader(), service)
    for module in module_objects(types):
        imported = importlib.import_module(f"sotalia.types.{types.module}{module and '.'}{module}")
        for name in imported.__all__:
            assert getattr(imported, name) is not None


def test_classes_are_those_of_the_objects() -> None:
    from sotalia.types.s3 import BucketExistsWaiter, ListObjectsV2Paginator, S3Client, S3ServiceResource
    from sotalia.types.s3.aio import AsyncS3Client
    from sotalia.types.s3.service_resource import Bucket, BucketObjectsCollection, BucketObjectsCollectionManager

    client = sotalia.client("s3", region_name="eu-central-1")
    resource = sotalia.resource("s3", region_name="eu-central-1")
    bucket = resource.Bucket("b")
    assert isinstance(client, S3Client)
    assert isinstance(client.get_paginator("list_objects_v2"), ListObjectsV2Paginator)
    assert isinstance(client.get_waiter("bucket_exists"), BucketExistsWaiter)
    assert isinstance(aio.client("s3", region_name="eu-central-1"), AsyncS3Client)
    assert isinstance(resource, S3ServiceResource)
    assert isinstance(bucket, Bucket)
    assert isinstance(bucket.objects, BucketObjectsCollectionManager)
    assert isinstance(bucket.objects.all(), BucketObjectsCollection)


def test_dicts_say_which_keys_are_certain() -> None:
    from sotalia.types.s3.type_defs import GetObjectOutputTypeDef, GetObjectRequestTypeDef

    assert GetObjectRequestTypeDef.__required_keys__ == {"Bucket", "Key"}
    assert {"Body", "ContentLength", "ResponseMetadata"} <= GetObjectOutputTypeDef.__required_keys__
    assert "VersionId" in GetObjectOutputTypeDef.__optional_keys__


def test_exceptions_are_the_same_classes_both_ways_for_a_service_with_a_word_of_python_as_its_name() -> None:
    from sotalia.exceptions.lambda_ import ResourceNotFoundException

    client = sotalia.client("lambda", region_name="eu-central-1")
    assert client.exceptions.ResourceNotFoundException is ResourceNotFoundException


def test_a_service_that_does_not_exist_has_no_types() -> None:
    with pytest.raises(ModuleNotFoundError, match="s4"):
        importlib.import_module("sotalia.types.s4")


@pytest.mark.parametrize("module", ["session.pyi", "aio.pyi"])
def test_services_with_classes_of_one_name_have_clients_of_their_own(module: str, tmp_path: Path) -> None:
    stubs.environment(tmp_path / "venv", ["sms-voice", "pinpoint-sms-voice"])
    (path,) = tmp_path.rglob(f"sotalia-stubs/{module}")
    returned = re.findall(r"def client\(.*Literal\[.*-> (\w+):", path.read_text(encoding="utf-8"))
    assert len(set(returned)) == 2
