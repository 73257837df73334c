"""Making a service's resource: its arguments, its client, what it refuses, closing it."""

import subprocess
import sys
from importlib import import_module

import boto3
import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.errors import DataNotFoundError, NoRegionError, ResourceNotExistsError, UnknownAPIVersionError
from tests.resources.served import ARGUMENTS
from tests.test_startup import HEAVY, loaded


def test_the_default_session_makes_resources(credentials):
    assert repr(sotalia.resource("s3")) == "s3.ServiceResource()"
    assert repr(aio.resource("s3")) == "s3.ServiceResource()"
    assert sotalia.resource("sqs").meta.client.meta.region_name == "us-east-1"


def test_arguments_go_to_the_client():
    resource = sotalia.Session().resource("s3", **ARGUMENTS, endpoint_url="http://localhost:4566", use_ssl=False)
    assert resource.meta.client.meta.endpoint_url == "http://localhost:4566"
    assert resource.Bucket("b").meta.client is resource.meta.client
    with pytest.raises(NoRegionError):
        sotalia.Session().resource("ec2")


def test_the_user_agent_says_that_it_is_a_resource_unless_the_caller_says_something():
    session = sotalia.Session()
    assert session.resource("s3", **ARGUMENTS).meta.client.meta.config.user_agent_extra == "Resource"
    mine = Config(user_agent_extra="mine", read_timeout=7)
    assert session.resource("s3", config=mine, **ARGUMENTS).meta.client.meta.config.user_agent_extra == "mine"
    other = Config(read_timeout=7)
    config = session.resource("s3", config=other, **ARGUMENTS).meta.client.meta.config
    assert (config.user_agent_extra, config.read_timeout, other.user_agent_extra) == ("Resource", 7, None)


def test_the_client_of_a_version_belongs_to_it():
    session = sotalia.Session()
    for version in ("2014-10-01", "2015-10-01", "2016-11-15"):
        resource = session.resource("ec2", api_version=version, **ARGUMENTS)
        assert resource.meta.client.meta.service_model.api_version == version
        assert hasattr(resource, "NatGateway") == hasattr(
            boto3.Session().resource("ec2", api_version=version, **ARGUMENTS), "NatGateway"
        )


@pytest.mark.parametrize("name", ["sts", "nothing", "", "../s3", None])
def test_unknown_resources_are_refused_as_boto3_refuses_them(name):
    with pytest.raises(DataNotFoundError) as ours:
        sotalia.Session().resource(name, **ARGUMENTS)
    assert type(ours.value) is ResourceNotExistsError
    available = sotalia.Session().get_available_resources()
    assert available == boto3.Session().get_available_resources()
    assert all(each in str(ours.value) for each in available)
    if isinstance(name, str) and "/" not in name and name:
        with pytest.raises(Exception, match="resource does not exist") as theirs:
            boto3.Session().resource(name, **ARGUMENTS)
        assert str(ours.value) == str(theirs.value)


def test_an_unknown_version_is_refused_with_those_there_are():
    for version in ("2010-01-01", "nonsense"):
        with pytest.raises(UnknownAPIVersionError) as ours:
            sotalia.Session().resource("ec2", api_version=version, **ARGUMENTS)
        with pytest.raises(boto3.exceptions.UnknownAPIVersionError) as theirs:
            boto3.Session().resource("ec2", api_version=version, **ARGUMENTS)
        assert str(ours.value) == str(theirs.value)


def test_classes_are_made_once_per_process_and_kind_of_session():
    one, other = (sotalia.Session().resource("s3", **ARGUMENTS) for _ in range(2))
    assert type(one) is type(other)
    assert type(one.Bucket("a")) is type(other.Bucket("b"))
    assert type(aio.Session().resource("s3", **ARGUMENTS)) is not type(one)
    assert type(one).__name__ == "s3.ServiceResource"
    assert str(type(one.Bucket("a"))) == "<class 'sotalia.resources.s3.Bucket'>"


def test_all_resources_are_instances_of_what_boto3_calls_their_base():
    from sotalia.resources.base import ResourceMeta, ServiceResource

    s3 = sotalia.Session().resource("s3", **ARGUMENTS)
    assert isinstance(s3.Bucket("b"), ServiceResource)
    assert isinstance(s3, ServiceResource)
    assert isinstance(s3.meta, ResourceMeta)
    assert isinstance(aio.Session().resource("s3", **ARGUMENTS).Bucket("b"), ServiceResource)


def test_the_base_of_blocking_resources_has_boto3s_name_too():
    from sotalia.resources._sync.resource import ServiceResource

    theirs = boto3.Session().resource("sqs", **ARGUMENTS)
    ours = sotalia.Session().resource("sqs", **ARGUMENTS)
    for one, other in ((theirs, ours), (theirs.Queue("u"), ours.Queue("u"))):
        assert isinstance(other, ServiceResource)
        assert {base.__name__ for base in type(one).__mro__} <= {base.__name__ for base in type(other).__mro__}


def test_collections_are_instances_of_what_boto3_calls_their_bases():
    from sotalia.resources.collection import (
        AsyncCollectionManager,
        AsyncResourceCollection,
        CollectionManager,
        ResourceCollection,
    )

    buckets = sotalia.Session().resource("s3", **ARGUMENTS).buckets
    assert isinstance(buckets.limit(3), ResourceCollection)
    assert isinstance(buckets, CollectionManager)
    buckets = aio.Session().resource("s3", **ARGUMENTS).buckets
    assert isinstance(buckets.limit(3), AsyncResourceCollection)
    assert isinstance(buckets, AsyncCollectionManager)


@pytest.mark.parametrize("module", ["base", "collection", "model"])
def test_the_classes_that_programs_import_are_where_boto3_has_them(module):
    theirs = import_module(f"boto3.resources.{module}")
    ours = import_module(f"sotalia.resources.{module}")
    defined = {name for name, thing in vars(theirs).items() if getattr(thing, "__module__", "") == theirs.__name__}
    assert {name for name in defined if not hasattr(ours, name)} <= {"CollectionFactory"}
    assert not hasattr(ours, "Nothing")


def test_with_closes_the_client():
    closed = []
    with sotalia.Session().resource("s3", **ARGUMENTS) as s3:
        s3.meta.client.close = lambda: closed.append(True)
        assert not closed
    assert closed == [True]
    assert not hasattr(s3.Bucket("b"), "close")


def test_a_class_makes_its_client_with_the_default_session_when_it_is_given_none(credentials):
    bucket = type(sotalia.resource("s3").Bucket("b"))("other")
    assert bucket.name == "other"
    assert bucket.meta.client.meta.service_model.service_name == "s3"


def test_making_a_resource_loads_only_what_a_client_does_and_the_resources(credentials):
    modules = loaded("import sotalia; sotalia.resource('ec2')")
    assert not modules & {*HEAVY, "re", "importlib"}
    assert not any(name.startswith(("sotalia.wire.", "sotalia.io.transport.", "sotalia.paginate")) for name in modules)
    assert "sotalia.resources.docs" not in modules


def test_a_client_loads_nothing_of_resources(credentials):
    assert not any("resources" in name for name in loaded("import sotalia; sotalia.client('ec2')"))


def test_models_of_the_users_own_have_resources(tmp_path):
    code = (
        "import sotalia, json, pathlib\n"
        f"root = pathlib.Path({str(tmp_path)!r}) / 'river' / '2026-01-01'\n"
        "root.mkdir(parents=True)\n"
        "service = {'metadata': {'apiVersion': '2026-01-01', 'endpointPrefix': 'river', 'protocol': 'json',"
        " 'serviceId': 'River', 'signatureVersion': 'v4', 'targetPrefix': 'R', 'jsonVersion': '1.1'},"
        " 'operations': {'GetBoat': {'name': 'GetBoat', 'http': {'method': 'POST', 'requestUri': '/'},"
        " 'input': {'shape': 'In'}, 'output': {'shape': 'Boat'}}},"
        " 'shapes': {'In': {'type': 'structure', 'members': {'Name': {'shape': 'S'}}}, 'S': {'type': 'string'},"
        " 'Boat': {'type': 'structure', 'members': {'Name': {'shape': 'S'}, 'SizeInFeet': {'shape': 'S'}}}}}\n"
        "boat = {'identifiers': [{'name': 'Name'}], 'shape': 'Boat', 'load': {'request': {'operation': 'GetBoat',"
        " 'params': [{'target': 'Name', 'source': 'identifier', 'name': 'Name'}]}, 'path': '@'}}\n"
        "(root / 'service-2.json').write_text(json.dumps(service))\n"
        "(root / 'resources-1.json').write_text(json.dumps({'service': {}, 'resources': {'Boat': boat}}))\n"
        "river = sotalia.resource('river', endpoint_url='http://localhost:1')\n"
        "river.meta.client._make_api_call = lambda *call: {'SizeInFeet': str(call)}\n"
        "print(river.Boat('tucuxi').size_in_feet)\n"
        "print(type(river).__doc__.split()[-1])\n"
    )
    environ = {"AWS_DATA_PATH": str(tmp_path), "AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=False)
    assert done.stderr == ""
    assert done.stdout == "('GetBoat', {'Name': 'tucuxi'})\n``Boat``\n"
