"""What a client shows of itself: methods, meta, exceptions, the seam `_make_api_call`; beside boto3's."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
import pydoc
from typing import Any
from unittest import mock

import boto3
import botocore
import botocore.config
import pytest

import sotalia
from sotalia import aio, exceptions
from sotalia.config import UNSIGNED, Config
from sotalia.model.errors import OperationNotFoundError
from tests.servers.raw import reply

IDENTITY = b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"
pytestmark = pytest.mark.usefixtures("credentials")


ARGUMENTS = [
    ("s3", {}),
    ("s3", {"region_name": "eu-west-1"}),
    ("s3", {"region_name": "aws-global"}),
    ("s3", {"region_name": "cn-north-1"}),
    ("s3", {"use_ssl": False}),
    ("s3", {"endpoint_url": "http://localhost:9000"}),
    ("iam", {}),
    ("iam", {"region_name": "us-gov-west-1"}),
    ("sts", {"region_name": "us-west-2"}),
    ("sts", {"region_name": "xx-nowhere-1"}),
    ("dynamodb", {"api_version": "2012-08-10"}),
    ("cloudfront", {"api_version": "2018-11-05"}),
    ("ec2", {"verify": False}),
    ("ec2", {"aws_access_key_id": "a", "aws_secret_access_key": "b", "aws_session_token": "c"}),
    ("dynamodb", {"aws_access_key_id": "a", "aws_secret_access_key": "b", "aws_account_id": "123456789012"}),
    ("runtime.sagemaker", {}),
]
CONFIGS = [
    {"region_name": "eu-central-1"},
    {"use_dualstack_endpoint": True},
    {"use_fips_endpoint": True},
    {"signature_version": "v4", "read_timeout": 1.5, "retries": {"max_attempts": 2}},
    {"s3": {"addressing_style": "path"}, "user_agent_extra": "x/1", "parameter_validation": False},
]


def public(thing):
    return {name for name in dir(thing) if not name.startswith("_")}


class TestMethods:
    @pytest.mark.parametrize("service", ["s3", "dynamodb", "ec2", "sts", "cloudwatch", "mturk", "lambda"])
    def test_every_method_of_boto3_is_there(self, service):
        later = {  # made by issues of their own
            "can_paginate", "get_paginator",
            "copy", "download_file", "download_fileobj", "generate_presigned_post", "upload_file", "upload_fileobj",
        }  # fmt: skip
        assert public(boto3.client(service)) - public(sotalia.client(service)) <= later

    @pytest.mark.parametrize("service", ["s3", "dynamodb", "ec2", "apigateway"])
    def test_the_mapping_is_boto3s(self, service):
        theirs, ours = boto3.client(service), sotalia.client(service)
        assert ours.meta.method_to_api_mapping == theirs.meta.method_to_api_mapping
        assert ours._PY_TO_OP_NAME == theirs._PY_TO_OP_NAME

    def test_methods_take_keywords_only(self):
        client = sotalia.client("s3")
        with pytest.raises(TypeError, match=r"list_buckets\(\) only accepts keyword arguments"):
            client.list_buckets(1)

    def test_a_method_knows_its_name(self):
        method = sotalia.client("s3").put_object
        assert method.__name__ == "put_object"
        assert method.__qualname__ == "S3.put_object"
        assert inspect.ismethod(method)
        assert callable(method)

    def test_its_signature_names_the_parameters(self):
        signature = inspect.signature(sotalia.client("s3").put_object)
        assert list(signature.parameters)[:2] == ["Bucket", "Key"]
        assert signature.parameters["Bucket"].default is inspect.Parameter.empty
        assert signature.parameters["Body"].default is None
        assert {p.kind for p in signature.parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
        signature.bind(Bucket="b", Key="k")
        with pytest.raises(TypeError):
            signature.bind(Bucket="b")

    @pytest.mark.parametrize("factory", [sotalia.client, aio.client])
    def test_help_tells_of_the_operation(self, factory):
        text = pydoc.render_doc(factory("s3").put_object, renderer=pydoc.plaintext)  # type: ignore[attr-defined] # typeshed lacks it
        assert "Adds an object to a bucket" in text
        assert "Bucket" in text

    def test_help_tells_of_the_client(self):
        text = pydoc.render_doc(sotalia.client("sts"), renderer=pydoc.plaintext)  # type: ignore[attr-defined] # typeshed lacks it
        assert "get_caller_identity" in text
        assert (type(sotalia.client("sts")).__doc__ or "").strip()

    def test_methods_are_equal_when_their_clients_are(self):
        client = sotalia.client("sts")
        assert client.get_caller_identity == client.get_caller_identity
        assert client.get_caller_identity != sotalia.client("sts").get_caller_identity

    def test_a_method_can_be_replaced_and_pickled(self):
        client = sotalia.client("sts")
        method = pickle.loads(pickle.dumps(client.get_caller_identity))
        assert method.__name__ == "get_caller_identity"
        client.get_caller_identity = lambda: 1
        assert client.get_caller_identity() == 1

    def test_what_is_not_there(self):
        with pytest.raises(AttributeError, match="'S3' object has no attribute 'list_bucket'"):
            _ = sotalia.client("s3").list_bucket
        assert not hasattr(sotalia.client("s3"), "nope")

    @pytest.mark.parametrize("factory", [sotalia.client, aio.client])
    def test_near_names_are_asked_about(self, factory):
        client = factory("s3")
        for act, kind, shown in (
            (lambda: client.put_objec, AttributeError, "'S3' object has no attribute 'put_objec'. Did you mean 'put_o"),
            (lambda: client.GetObject(), AttributeError, "no attribute 'GetObject'. Did you mean 'get_object'"),
            (lambda: client.get_paginator("list_object"), KeyError, "'list_object'. Did you mean 'list_objects'"),
            (lambda: client.can_paginate("list_object"), KeyError, "'list_object'. Did you mean 'list_objects'"),
            (lambda: client.get_waiter("bucket_exist"), ValueError, "exist: bucket_exist. Did you mean 'bucket_exis"),
            (
                lambda: client.exceptions.NoSuchBukket,
                AttributeError,
                "no attribute NoSuchBukket. Did you mean 'NoSuchBucket' or 'NoSuchKey'? Valid exceptions are: Acc",
            ),
            (
                lambda: client.meta.service_model.operation_model("ListBucket"),
                OperationNotFoundError,
                "ListBucket. Did you mean 'ListBuckets'",
            ),
        ):
            with pytest.raises(kind) as raised:
                act()
            assert shown in str(raised.value)
        assert raised.value.args[0] == "ListBucket"

    def test_near_methods_to_presign_are_asked_about(self):
        with pytest.raises(
            exceptions.UnknownClientMethodError, match="method: get_objec. Did you mean 'get_object'"
        ) as e:
            sotalia.client("s3").generate_presigned_url("get_objec")
        assert str(pickle.loads(pickle.dumps(e.value))) == str(e.value)

        async def awaited():
            await aio.client("s3").generate_presigned_url("get_objec")

        with pytest.raises(exceptions.UnknownClientMethodError, match="method: get_objec. Did you mean 'get_object'"):
            asyncio.run(awaited())

    def test_asking_whether_a_method_is_there_looks_for_no_near_ones(self):
        with mock.patch("sotalia.model.names.near", side_effect=AssertionError("it takes milliseconds")):
            assert not hasattr(sotalia.client("ec2"), "describe_instanze")
            assert not hasattr(sotalia.resource("ec2").Instance("i"), "describ")

    def test_what_goes_wrong_inside_an_attribute_is_what_is_told(self):
        def broken(client):
            raise AttributeError("the reason")

        session = sotalia.Session()

        def add(class_attributes, **kwargs):
            class_attributes["broken"] = property(broken)

        session.events.register("creating-client-class.s3", add)
        with pytest.raises(AttributeError, match="^the reason$"):
            _ = session.client("s3").broken

    def test_aliases(self):
        client = sotalia.client("cloudwatch")
        theirs = boto3.client("cloudwatch")
        assert hasattr(theirs, "get_o_tel_enrichment") == hasattr(client, "get_o_tel_enrichment")


class TestMeta:
    @pytest.mark.parametrize(
        ("service", "arguments", "config"),
        [(service, arguments, None) for service, arguments in ARGUMENTS]
        + [(service, arguments, config) for config in CONFIGS for service, arguments in ARGUMENTS[::4]],
    )
    def test_is_boto3s(self, service, arguments, config):
        outcomes: list[Any] = []
        for library, config_class in ((boto3, botocore.config.Config), (sotalia, Config)):
            try:
                made = None if config is None else config_class(**config)
                meta = library.client(service, config=made, **arguments).meta
            except Exception as error:
                outcomes.append((type(error).__name__, str(error)))
                continue
            resolved = {
                name: getattr(meta.config, name)
                for name in (
                    "region_name", "signature_version", "connect_timeout", "read_timeout", "parameter_validation",
                    "max_pool_connections", "proxies", "s3", "retries", "client_cert", "inject_host_prefix",
                    "use_dualstack_endpoint", "use_fips_endpoint", "request_checksum_calculation",
                    "user_agent_extra",
                )
            }  # fmt: skip
            model = meta.service_model
            resolved |= {
                "region": meta.region_name,
                "endpoint": meta.endpoint_url,
                "partition": meta.partition,
                "model": (model.service_name, model.api_version, str(model.service_id), model.endpoint_prefix),
            }
            outcomes.append(sorted(resolved.items()))
        theirs, ours = outcomes
        assert ours == theirs

    def test_the_model_is_there_to_be_read(self):
        model = sotalia.client("s3").meta.service_model
        assert "PutObject" in model.operation_names
        operation = model.operation_model("PutObject")
        assert operation.input_shape.required_members == ["Bucket", "Key"]
        assert operation.input_shape.members["Body"].type_name == "blob"
        assert operation.output_shape.members["ETag"].type_name == "string"

    def test_what_is_said_of_a_client(self):
        client = sotalia.client("s3")
        assert repr(client).startswith("<sotalia.clients.S3 us-east-1 at 0x")
        assert "secret" not in repr(client)
        assert type(client).__name__ == "S3"
        assert type(client) is type(sotalia.client("s3", region_name="eu-west-1"))
        assert client._service_model is client.meta.service_model
        assert client._client_config is client.meta.config

    @pytest.mark.parametrize("factory", [boto3.client, sotalia.client, aio.client])
    def test_programs_find_what_boto3_keeps_in_private(self, factory):
        client = factory("s3")
        meta = client.meta
        assert meta._client_config is meta.config is client._client_config
        assert meta._client_config.region_name == meta.region_name == "us-east-1"
        assert (meta._service_model, meta._endpoint_url) == (meta.service_model, meta.endpoint_url)
        assert (meta._partition, meta._method_to_api_mapping) == (meta.partition, meta.method_to_api_mapping)
        assert client._endpoint.host == meta.endpoint_url
        assert client._endpoint._endpoint_prefix == "s3"
        assert repr(client._endpoint) == f"s3({meta.endpoint_url})"
        assert client._loader.list_available_services("service-2")

    @pytest.mark.parametrize("factory", [boto3.client, sotalia.client, aio.client])
    def test_programs_may_note_their_own_facts(self, factory):
        client = factory("s3")
        client.meta.noted = "mine"
        assert client.meta.noted == "mine"
        assert not hasattr(factory("s3").meta, "noted")


class TestCredentials:
    """What a client knows of its credentials before it has made a call."""

    @pytest.mark.parametrize("library", [boto3, sotalia])
    def test_they_are_the_sessions_own_from_the_start(self, library):
        session = library.Session()
        client = session.client("s3")
        assert client._get_credentials() is client._request_signer._credentials is session.get_credentials()
        assert client._get_credentials().get_frozen_credentials().access_key == "AKIDEXAMPLE"

    def test_awaited_clients_know_them_too(self):
        client = aio.client("s3")
        assert client._get_credentials().access_key == "AKIDEXAMPLE"
        assert client._get_credentials() is asyncio.run(client._session.get_credentials())

    @pytest.mark.parametrize("library", [boto3, sotalia, aio])
    def test_those_given_to_it_are_its_own(self, library):
        client = library.client("s3", aws_access_key_id="GIVEN", aws_secret_access_key="secret")
        assert client._get_credentials().get_frozen_credentials()[:2] == ("GIVEN", "secret")

    @pytest.mark.parametrize("library", [boto3, sotalia, aio])
    def test_there_may_be_none(self, library, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        assert library.Session().client("s3")._get_credentials() is None
        config = (botocore.config.Config if library is boto3 else Config)(
            signature_version=botocore.UNSIGNED if library is boto3 else UNSIGNED
        )
        assert library.client("s3", config=config)._get_credentials() is None

    def test_those_that_have_to_be_read_are_read_unless_calls_are_awaited(self, home, monkeypatch):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text("[default]\nlogin_session = somebody\n")
        with pytest.raises(exceptions.LoginTokenLoadError, match="somebody"):
            sotalia.Session().client("s3")._get_credentials()
        assert aio.Session().client("s3")._get_credentials() is None


class TestExceptions:
    def test_a_class_per_error(self):
        client = sotalia.client("s3")
        theirs = boto3.client("s3")
        assert issubclass(client.exceptions.NoSuchBucket, exceptions.ClientError)
        assert client.exceptions.ClientError is exceptions.ClientError
        assert public(theirs.exceptions) <= public(client.exceptions) | {"ClientError"}

    @pytest.mark.parametrize("service", ["s3", "sqs", "iam", "dynamodb", "organizations", "lambda"])
    def test_codes_lead_to_the_classes_that_boto3_has(self, service):
        theirs, ours = boto3.client(service), sotalia.client(service)
        codes = {str(shape.error_code) for shape in theirs.meta.service_model.error_shapes} | {"Nope", "404"}
        for code in codes:
            assert ours.exceptions.from_code(code).__name__ == theirs.exceptions.from_code(code).__name__
        assert ours.exceptions.from_code(None) is exceptions.ClientError

    def test_they_are_the_same_for_all_clients(self):
        first, second = sotalia.client("s3"), aio.client("s3", region_name="eu-west-1")
        assert first.exceptions.NoSuchKey is second.exceptions.NoSuchKey
        assert first.exceptions.NoSuchKey is not sotalia.client("s3control").exceptions.ClientError

    def test_an_unknown_one_names_the_others(self):
        with pytest.raises(AttributeError, match="NoSuchBukket.*Valid exceptions are: .*NoSuchBucket"):
            _ = sotalia.client("s3").exceptions.NoSuchBukket

    def test_they_pickle_and_copy(self):
        error = sotalia.client("s3").exceptions.NoSuchKey({"Error": {"Code": "NoSuchKey", "Message": "m"}}, "GetObject")
        for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
            assert type(twin) is type(error)
            assert str(twin) == str(error)
            assert twin.response == error.response
            assert twin.operation_name == "GetObject"


class TestSeam:
    """`_make_api_call` is what half the ecosystem patches."""

    def test_patched_on_the_class_it_serves_all_clients(self):
        with mock.patch("sotalia.clients.BaseClient._make_api_call", return_value={"patched": True}) as seam:
            assert sotalia.client("s3").list_objects_v2(Bucket="b") == {"patched": True}
            assert sotalia.client("sts").get_caller_identity() == {"patched": True}
        assert seam.call_args_list == [mock.call("ListObjectsV2", {"Bucket": "b"}), mock.call("GetCallerIdentity", {})]

    def test_patched_on_the_class_it_may_go_on_to_the_real_one(self, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        client = sotalia.client("sts", endpoint_url=raw_server.url)
        base: Any = type(client).__mro__[1]
        real = base._make_api_call

        def seam(self, operation_name, kwarg):
            if operation_name == "GetCallerIdentity":
                return real(self, operation_name, kwarg)
            raise exceptions.ClientError({"Error": {"Code": "500"}}, operation_name)

        with mock.patch.object(base, "_make_api_call", new=seam):
            assert client.get_caller_identity()["Account"] == "1"
            with pytest.raises(exceptions.ClientError):
                client.get_session_token()

    def test_patched_on_an_instance(self):
        client = sotalia.client("s3")
        with mock.patch.object(client, "_make_api_call", return_value=7):
            assert client.list_buckets() == 7
        other = sotalia.client("s3")
        assert "_make_api_call" not in vars(other)

    def test_it_calls_an_operation_by_its_name(self, raw_server):
        raw_server.answer(reply(200, IDENTITY))
        client = sotalia.client("sts", endpoint_url=raw_server.url)
        assert client._make_api_call("GetCallerIdentity", {})["Account"] == "1"

    def test_an_unknown_operation(self):
        for library in (boto3, sotalia):
            with pytest.raises(Exception) as raised:  # noqa: PT011 - the two have no base in common
                library.client("sts")._make_api_call("Nope", {})
            assert type(raised.value).__name__ == "OperationNotFoundError"

    def test_autospec(self):
        spec = mock.create_autospec(sotalia.client("sts"))
        spec.get_caller_identity.return_value = {"Account": "2"}
        assert spec.get_caller_identity() == {"Account": "2"}
        with pytest.raises(TypeError):
            spec.get_session_token(Nope=1)
        with pytest.raises(AttributeError):
            _ = spec.nope

    def test_a_method_patched_with_autospec(self):
        client = sotalia.client("s3")
        with mock.patch.object(client, "put_object", autospec=True) as put:
            client.put_object(Bucket="b", Key="k")
        put.assert_called_once_with(Bucket="b", Key="k")

    def test_awaited(self):
        client = aio.client("s3")
        base = type(client).__mro__[1]

        async def main():
            with mock.patch.object(base, "_make_api_call", new=mock.AsyncMock(return_value=7)) as seam:
                assert await client.list_buckets() == 7
            seam.assert_awaited_once_with("ListBuckets", {})

        asyncio.run(main())


class TestResults:
    @pytest.mark.parametrize("service", ["sts", "s3", "sqs"])
    def test_metadata_is_boto3s(self, raw_server, service):
        bodies = {
            "sts": reply(
                200,
                IDENTITY.replace(b"</R>", b"<ResponseMetadata><RequestId>rid</RequestId></ResponseMetadata></R>"),
                {"X-Amzn-RequestId": "rid", "Content-Type": "text/xml", "X-Two": "a"},
            ),
            "s3": reply(200, b"<ListAllMyBucketsResult/>", {"x-amz-request-id": "R", "x-amz-id-2": "H"}),
            "sqs": reply(200, b"{}", {"x-amzn-RequestId": "R"}),
        }
        calls = {"sts": "get_caller_identity", "s3": "list_buckets", "sqs": "list_queues"}
        raw_server.answer(bodies[service])
        theirs, ours = (
            getattr(library.client(service, endpoint_url=raw_server.url), calls[service])()
            for library in (boto3, sotalia)
        )
        assert ours["ResponseMetadata"] == theirs["ResponseMetadata"]
        assert list(ours) == list(theirs)


def test_a_client_knows_its_paginators_and_waiters():
    client = sotalia.client("s3", region_name="us-east-1")
    assert client.can_paginate("list_objects_v2")
    assert not client.can_paginate("get_object")
    assert "bucket_exists" in client.waiter_names
    with pytest.raises(KeyError, match="no_such_method"):
        client.can_paginate("no_such_method")
    assert sotalia.client("sts", region_name="us-east-1").waiter_names == []
