"""Without an installed botocore: the names that other people's packages use, and what these do with them."""

from __future__ import annotations

import datetime
import json
import struct
import zlib

import pytest

from tests.compat.ecosystem import ABSENT, USED
from tests.compat.programs import KEYS, value_of
from tests.servers.raw import reply

#: With boto3 itself, which gives what is compared; and with Sotalia in its place, alone.
THEIRS, ALONE = "", "alone"


def same(program: str, **more):
    """Return what a program gives on boto3, after seeing that it gives the same on Sotalia."""
    theirs = value_of(program, THEIRS, **more)
    assert value_of(program, ALONE, **more) == theirs
    return theirs


def test_the_names_that_packages_use_are_there_or_say_why_not():
    names = [(module, name) for module, listed in USED.items() for name in listed.split()]
    missing = value_of(
        f"""
        import importlib
        value = {{}}
        for module, name in {names!r}:
            try:
                getattr(importlib.import_module(module), name)
            except AttributeError as error:
                value[module + "." + name] = str(error)
        """,
        ALONE,
    )
    assert missing.keys() == ABSENT.keys()
    assert all(name.rpartition(".")[0] in text and "does not have it" in text for name, text in missing.items())
    assert all(ABSENT.values())


def _frame(headers: dict[str, str], payload: bytes) -> bytes:
    block = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in headers.items()
    )
    head = struct.pack(">II", len(block) + len(payload) + 16, len(block))
    message = head + struct.pack(">I", zlib.crc32(head)) + block + payload
    return message + struct.pack(">I", zlib.crc32(message))


def test_events_of_bedrock_are_read_as_anthropics_and_litellms_clients_read_them():
    data = (
        _frame({":event-type": "chunk", ":message-type": "event"}, b'{"bytes":"aGk="}')
        + _frame({":message-type": "exception", ":exception-type": "throttlingException"}, b'{"message":"slow"}')
        + _frame({":message-type": "error", ":error-code": "X", ":error-message": "y"}, b"")
    )
    events = same(
        f"""
        from botocore.eventstream import EventStreamBuffer
        from botocore.loaders import Loader
        from botocore.model import ServiceModel
        from botocore.parsers import EventStreamJSONParser

        model = ServiceModel(Loader().load_service_model("bedrock-runtime", "service-2"))
        shape, parser, buffer = model.shape_for("ResponseStream"), EventStreamJSONParser(), EventStreamBuffer()
        data, value = {data!r}, []
        for at in range(0, len(data), 7):
            buffer.add_data(data[at : at + 7])
            for event in buffer:
                response = event.to_response_dict()
                value.append([response["status_code"], parser.parse(response, shape)])
        """
    )
    assert events[0] == [200, {"chunk": {"bytes": "b'hi'"}}]
    assert [status for status, _ in events] == [200, 400, 400]


def test_models_are_made_of_dicts():
    assert same(
        """
        from botocore.model import OperationModel, ServiceModel, Shape, ShapeResolver, StructureShape
        shapes = {
            "Name": {"type": "string", "max": 3},
            "In": {"type": "structure", "required": ["name"],
                   "members": {"name": {"shape": "Name", "location": "header", "locationName": "x-name"}}},
        }
        resolver = ShapeResolver(shapes)
        one = StructureShape("In", shapes["In"], resolver)
        alone = Shape("Text", {"type": "string", "sensitive": True})
        service = ServiceModel({"metadata": {"endpointPrefix": "foo", "protocol": "json"}, "operations": {},
                                "shapes": shapes}, "foo")
        operation = OperationModel({"name": "Wire", "input": {"shape": "In"},
                                    "http": {"method": "PUT", "requestUri": "/"}}, service, "Say")
        value = [one.name, one.type_name, one.required_members, list(one.members), alone.metadata,
                 one.members["name"].serialization, one.members["name"].metadata, isinstance(one, Shape),
                 resolver.get_shape_by_name("Name").type_name, operation.name, operation.wire_name, operation.http,
                 operation.input_shape.name, operation.output_shape, operation.service_model.service_name,
                 sorted(set(Shape.SERIALIZED_ATTRS)), sorted(Shape.METADATA_ATTRS)]
        for wrong in (lambda: resolver.get_shape_by_name("None"), lambda: resolver.resolve_shape_ref({})):
            try:
                wrong()
            except Exception as error:
                value.append(type(error).__name__)
        """
    )


def test_parameters_are_checked_and_serialized():
    assert same(
        """
        from botocore.loaders import Loader
        from botocore.model import ServiceModel
        from botocore.serialize import create_serializer
        from botocore.validate import ParamValidator, validate_parameters
        from botocore.exceptions import ParamValidationError
        service = ServiceModel(Loader().load_service_model("sqs", "service-2"))
        operation = service.operation_model("SendMessage")
        found = ParamValidator().validate({"QueueUrl": 1}, operation.input_shape)
        value = [found.has_errors(), found.generate_report()]
        request = create_serializer("query").serialize_to_request({"QueueUrl": "u", "MessageBody": "b"}, operation)
        body = request["body"]
        value.append([request["method"], body if isinstance(body, dict) else dict(
            part.split("=") for part in (body.decode() if isinstance(body, bytes) else body).split("&"))])
        try:
            validate_parameters({}, operation.input_shape)
        except ParamValidationError as error:
            value.append(str(error))
        """
    )


def test_small_helpers_do_what_botocores_do():
    assert same(
        """
        import datetime, io
        from botocore import compat, utils
        one = {"a": {"b": 1}, "l": [1]}
        utils.merge_dicts(one, {"a": {"c": 2}, "l": [2]}, append_lists=True)
        utils.set_value_from_jmespath(one, "x.y", 3)
        value = [one, utils.ArnParser().parse_arn("arn:aws:s3:eu-west-1:1:a:b/c")]
        for wrong in (
            lambda: utils.ArnParser().parse_arn("arn:aws"), lambda: utils.validate_region_name("a.b"),
            lambda: utils.set_value_from_jmespath({}, "a[0]", 1), lambda: compat.ensure_bytes(1),
        ):
            try:
                value.append(wrong())
            except Exception as error:
                value.append(type(error).__name__)
        moment = datetime.datetime(2024, 1, 2, 3, 4, 5, 600000)
        value += [
            utils.datetime2timestamp(moment), utils.parse_timestamp("2024-01-02T03:04:05Z").isoformat()[:10],
            utils.percent_encode("a b/é~"), utils.percent_encode(b"\\xff"), utils.percent_encode(7),
            utils.percent_encode_sequence({"a": ["1", "2"], "b": "x y"}),
            utils.percent_encode_sequence([("k", "v")]),
            bool(utils.is_valid_endpoint_url("https://a.b/")), bool(utils.is_valid_endpoint_url("https://a b")),
            utils.check_dns_name("ab.c"), utils.check_dns_name("abc"), utils.normalize_url_path("/a/../b//c/"),
            utils.normalize_url_path(""), utils.ensure_boolean("True"), utils.ensure_boolean("no"),
            utils.get_encoding_from_headers({"content-type": "text/plain; charset='UTF-8'"}),
            utils.get_encoding_from_headers({"content-type": "text/plain"}),
            utils.get_encoding_from_headers({"content-type": "a/b"}), utils.get_encoding_from_headers({}),
            utils.parse_key_val_file_contents("a = b\\nno\\nc=d=e"), utils.lowercase_dict({"A": 1}),
            utils.calculate_sha256(io.BytesIO(b"abc"), as_hex=True),
            utils.calculate_tree_hash(io.BytesIO(b"a" * 3000000)),
            utils.determine_content_length(b"abc"), utils.determine_content_length(io.BytesIO(b"abcd")),
            utils.has_header("X-a", {"x-A": 1}), utils.hyphenize_service_id("Cost Explorer"),
            bool(compat.accepts_kwargs(lambda **k: 1)), bool(compat.accepts_kwargs(lambda k: 1)),
            compat.get_md5(b"a").hexdigest(),
            compat.total_seconds(datetime.timedelta(minutes=1)), compat.compat_shell_split("a 'b c'"),
            compat.unquote_str("a%20b+c"),
        ]
        """
    )


def test_files_of_aws_are_read(tmp_path):
    path = tmp_path / "config"
    path.write_text(
        "[default]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n"
        "[profile 'a b']\nrole_arn = x\n[other]\nk = v\n"
    )
    more = tmp_path / "more"
    more.write_text("[default]\noutput = json\n")
    assert same(
        f"""
        from botocore.configloader import load_config, multi_file_load_config, raw_config_parse
        value = [load_config({str(path)!r}), multi_file_load_config({str(path)!r}, "/none", {str(more)!r}),
                 raw_config_parse({str(path)!r}, parse_subsections=False)]
        try:
            load_config("/none")
        except Exception as error:
            value.append([type(error).__name__, str(error)])
        """
    )


def test_endpoints_come_from_a_document():
    document = {
        "partitions": [
            {
                "partition": "aws",
                "dnsSuffix": "amazonaws.com",
                "regionRegex": "^(us|eu)\\-\\w+\\-\\d+$",
                "regions": {"us-foo-1": {"description": "r"}},
                "defaults": {"hostname": "{service}.{region}.{dnsSuffix}", "protocols": ["https"]},
                "services": {"ec2": {"endpoints": {"us-foo-1": {}, "eu-bar-1": {"hostname": "x.y"}}}},
            }
        ]
    }
    assert same(
        f"""
        from botocore.regions import EndpointResolver
        resolver = EndpointResolver({document!r})
        value = [
            dict(resolver.get_service_endpoints_data("ec2")["eu-bar-1"]), resolver.get_service_endpoints_data("no"),
            resolver.get_available_partitions(), resolver.get_available_endpoints("ec2"),
            resolver.construct_endpoint("ec2", "us-foo-1"), resolver.construct_endpoint("ec2", "no"),
            resolver.get_partition_for_region("eu-x-9"),
            resolver.get_partition_dns_suffix("aws"), resolver.get_partition_dns_suffix("none"),
        ]
        try:
            EndpointResolver({{}})
        except ValueError as error:
            value.append(str(error))
        """
    )


def test_urls_of_cloudfront_are_signed():
    assert same(
        """
        import datetime, hashlib
        from botocore.signers import CloudFrontSigner
        signer = CloudFrontSigner("KEY", lambda message: hashlib.sha512(message).digest())
        end, start = datetime.datetime(2024, 1, 1), datetime.datetime(2023, 12, 31)
        policy = signer.build_policy("https://a/*", end, start, "10.0.0.1")
        value = [policy, signer.generate_presigned_url("https://a/b?c=d", date_less_than=end),
                 signer.generate_presigned_url("https://a/b", policy=policy)]
        try:
            signer.generate_presigned_url("https://a")
        except ValueError:
            value.append("refused")
        """
    )


def test_credentials_of_roles_are_fetched_and_kept(tmp_path):
    end = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)).isoformat()
    (tmp_path / "token").write_text("jwt")
    assert same(
        f"""
        from botocore.credentials import (AssumeRoleCredentialFetcher, AssumeRoleWithWebIdentityCredentialFetcher,
            Credentials, DeferredRefreshableCredentials, EnvProvider, InstanceMetadataProvider)
        from botocore.utils import FileWebIdentityTokenLoader, JSONFileCache
        calls = []
        class Sts:
            def reply(self, name, arguments):
                arguments.pop("RoleSessionName", None)
                calls.append([name, arguments])
                return {{"Credentials": {{"AccessKeyId": "A", "SecretAccessKey": "S", "SessionToken": "T",
                                        "Expiration": {end!r}}}, "AssumedRoleUser": {{"Arn": "arn:aws:sts::12:x/y/z"}}}}
            def assume_role(self, **arguments):
                return self.reply("role", arguments)
            def assume_role_with_web_identity(self, **arguments):
                return self.reply("web", arguments)
        def create(service, **arguments):
            arguments.pop("config", None)
            calls.append([service, arguments])
            return Sts()
        cache = JSONFileCache({str(tmp_path)!r} + "/cache")
        value = []
        for _ in range(2):
            fetcher = AssumeRoleCredentialFetcher(
                create, Credentials("k", "s", "t"), "arn:r", {{"ExternalId": "e", "SerialNumber": "m"}},
                mfa_prompter=lambda text: "123456", cache=cache)
            found = fetcher.fetch_credentials()
            value.append([found["access_key"], found["secret_key"], found["token"], found.get("account_id")])
        token = FileWebIdentityTokenLoader({str(tmp_path)!r} + "/token")
        web = AssumeRoleWithWebIdentityCredentialFetcher(create, token, "arn:w")
        holder = DeferredRefreshableCredentials(web.fetch_credentials, "assume-role-with-web-identity")
        value += [holder.get_frozen_credentials().token, calls]
        provider = EnvProvider({{"K": "a", "S": "b"}}, {{"access_key": "K", "secret_key": "S"}})
        value.append(provider.load().secret_key)
        value.append(EnvProvider({{}}).load())
        metadata = {{"role_name": "r", "access_key": "i", "secret_key": "j", "token": "k", "expiry_time": {end!r}}}
        class Fetcher:
            def retrieve_iam_role_credentials(self):
                return metadata
        value.append(InstanceMetadataProvider(Fetcher()).load().token)
        try:
            EnvProvider({{"AWS_ACCESS_KEY_ID": "a"}}).load()
        except Exception as error:
            value.append(str(error))
        import shutil; shutil.rmtree({str(tmp_path)!r} + "/cache")
        """
    )


def test_files_of_a_cache_are_a_dict(tmp_path):
    assert same(
        f"""
        from botocore.utils import JSONFileCache
        import os, stat
        cache = JSONFileCache({str(tmp_path)!r} + "/c")
        cache["one"] = {{"a": 1}}
        mode = stat.S_IMODE(os.stat({str(tmp_path)!r} + "/c/one.json").st_mode)
        value = ["one" in cache, cache["one"], "two" in cache, mode]
        del cache["one"]
        for wrong in (lambda: cache["one"], lambda: cache.__setitem__("x", object())):
            try:
                wrong()
            except (KeyError, ValueError) as error:
                value.append(type(error).__name__)
        """
    )


@pytest.mark.parametrize("mode", [THEIRS, ALONE])
def test_metadata_services_are_asked(mode, raw_server):
    end = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    keys = {"Code": "Success", "AccessKeyId": "A", "SecretAccessKey": "S", "Token": "T", "Expiration": end}
    body = json.dumps(keys).encode()
    raw_server.answer(reply(200, b"session"), reply(200, b"role"), reply(200, body), reply(200, body))
    assert value_of(
        f"""
        from botocore.utils import ContainerMetadataFetcher, InstanceMetadataFetcher
        fetcher = InstanceMetadataFetcher(base_url={raw_server.url!r} + "/", num_attempts=2)
        found = fetcher.retrieve_iam_role_credentials()
        container = ContainerMetadataFetcher().retrieve_full_uri({raw_server.url!r} + "/x", {{"Authorization": "me"}})
        value = [found["access_key"], found["token"], container["AccessKeyId"]]
        try:
            ContainerMetadataFetcher().retrieve_full_uri("http://example.com/")
        except ValueError as error:
            value.append("Unsupported host" in str(error))
        """,
        mode,
        env={"AWS_EC2_METADATA_DISABLED": "false"},
    ) == ["A", "T", "A", True]
    assert KEYS["AWS_EC2_METADATA_DISABLED"] == "true"


def test_transfers_of_s3transfers_manager_give_futures(moto_url, tmp_path):
    (tmp_path / "up").write_bytes(b"x" * 1000)
    assert same(
        f"""
        import boto3
        from s3transfer.exceptions import TransferNotDoneError
        from s3transfer.manager import TransferConfig, TransferManager
        from s3transfer.subscribers import BaseSubscriber
        class Noting(BaseSubscriber):
            def on_queued(self, future, **kwargs):
                future.meta.provide_transfer_size(1000)
                told.append(["queued", future.meta.call_args.key])
            def on_progress(self, future, bytes_transferred, **kwargs):
                told.append(["progress", bytes_transferred])
            def on_done(self, future, **kwargs):
                told.append(["done", future.meta.size])
        told, folder = [], {str(tmp_path)!r}
        client = boto3.client("s3")
        client.create_bucket(Bucket="one")
        config = TransferConfig(max_request_concurrency=2, max_submission_concurrency=1)
        with TransferManager(client, config) as manager:
            manager.upload(folder + "/up", "one", "key", subscribers=[Noting()]).result()
            manager.download("one", "key", folder + "/down").result()
            manager.copy({{"Bucket": "one", "Key": "key"}}, "one", "copy").result()
            future = manager.delete("one", "copy")
            future.result()
        value = [told, open(folder + "/down", "rb").read() == b"x" * 1000, future.done(),
                 [each["Key"] for each in client.list_objects_v2(Bucket="one")["Contents"]]]
        try:
            class Wrong(BaseSubscriber):
                def on_done(self, future):
                    pass
            Wrong()
        except Exception as error:
            value.append(type(error).__name__)
        try:
            TransferConfig(max_request_concurrency=0)
        except ValueError as error:
            value.append(str(error))
        client.delete_object(Bucket="one", Key="key")
        client.delete_bucket(Bucket="one")
        """,
        env={"AWS_ENDPOINT_URL": moto_url},
    )


def test_errors_of_requests_are_the_ones_that_calls_raise():
    assert value_of(
        """
        import boto3
        from botocore.config import Config
        from botocore.httpsession import get_cert_path
        from botocore.vendored.requests.exceptions import ConnectionError, ReadTimeout, RequestException
        client = boto3.client("s3", endpoint_url="http://127.0.0.1:1", config=Config(retries={"total_max_attempts": 1}))
        try:
            client.list_buckets()
        except ConnectionError as error:
            value = [type(error).__name__, get_cert_path("x"), get_cert_path(True).endswith(".pem")]
        """,
        ALONE,
    ) == ["EndpointConnectionError", "x", True]


def test_the_recorder_of_history_hands_over_what_programs_record():
    assert same(
        """
        from botocore.history import BaseHistoryHandler, get_global_history_recorder
        value = []
        class Handler(BaseHistoryHandler):
            def emit(self, event_type, payload, source):
                value.append([event_type, payload, source])
        recorder = get_global_history_recorder()
        recorder.add_handler(Handler())
        recorder.record("A", 1)
        recorder.enable()
        recorder.record("B", 2)
        recorder.disable()
        recorder.record("C", 3)
        """
    ) == [["B", 2, "BOTOCORE"]]


def test_helpers_of_boto3s_put_methods_into_classes_and_load_resources():
    assert same(
        """
        import io
        from unittest.mock import Mock
        from boto3 import utils
        from boto3.s3 import inject
        from boto3.s3.transfer import TransferConfig
        from botocore.exceptions import ClientError
        value = []
        for put in (inject.inject_s3_transfer_methods, inject.inject_bucket_methods, inject.inject_object_methods,
                    inject.inject_object_summary_methods):
            attributes = {}
            put(attributes)
            value.append(sorted([name, method.__name__] for name, method in attributes.items()))
            try:
                put(class_attributes=attributes, base_classes=[])
            except RuntimeError as error:
                value.append("attribute already exists" in str(error))
        bucket = Mock()
        bucket.name = "b"
        client = bucket.meta.client
        for reply in ({"Buckets": [{"Name": "a"}, {"Name": "b", "CreationDate": 1}]}, {"Buckets": []}):
            client.list_buckets.return_value = reply
            inject.bucket_load(bucket)
            value.append(bucket.meta.data)
        for code in ("AccessDenied", "ExpiredToken"):
            client.list_buckets.side_effect = ClientError({"Error": {"Code": code}}, "ListBuckets")
            try:
                inject.bucket_load(bucket)
                value.append(bucket.meta.data)
            except ClientError as error:
                value.append(str(error))
        client.head_object.return_value = {"ContentLength": 3, "ETag": "t"}
        inject.object_summary_load(bucket)
        value.append(bucket.meta.data)
        for mode in ("ab", "wb", 2):
            config, file = TransferConfig(), io.BytesIO()
            file.mode = mode
            inject.disable_threading_if_append_mode(config, file)
            value.append(config.use_threads)
        value.append(utils.lazy_call("builtins.dict", a=1)(b=2))
        session = Mock()
        waiters = utils.LazyLoadedWaiterModel(session, "s", "v")
        waiters.get_waiter("w")
        value += [session.get_waiter_model.call_args.args, session.get_waiter_model().get_waiter.call_args.args]
        """
    )


def test_executors_of_s3transfers_call_what_they_are_given():
    assert same(
        """
        from botocore.httpchecksum import DEFAULT_CHECKSUM_ALGORITHM
        from botocore.serialize import Serializer
        from s3transfer.futures import BaseExecutor, NonThreadedExecutor
        value, executor = [], NonThreadedExecutor(max_workers=3)
        for function, argument in ((len, "abc"), (int, "x")):
            future = executor.submit(function, argument)
            future.add_done_callback(lambda future: value.append(future.done()))
            try:
                value.append(future.result())
            except ValueError as error:
                value.append(str(error))
        executor.shutdown()
        for refused in (lambda: BaseExecutor().submit(len), BaseExecutor().shutdown):
            try:
                refused()
            except NotImplementedError as error:
                value.append(str(error))
        value += [DEFAULT_CHECKSUM_ALGORITHM, Serializer.DEFAULT_METHOD]
        """
    )


def test_resources_and_shapes_are_made_of_dicts():
    assert same(
        """
        from boto3.resources.model import ResourceModel
        from botocore.model import DenormalizedStructureBuilder
        members = {"Name": {"type": "string"}, "Id": {"type": "string"}, "Tags": {"type": "list", "member": {
            "type": "structure", "members": {"Key": {"type": "string", "enum": ["a"]}}}},
            "More": {"type": "map", "key": {"type": "string"}, "value": {"type": "long", "shape_name": "Long"}}}
        shape = DenormalizedStructureBuilder().with_members(members).build_model()
        value = [shape.type_name, list(shape.members), shape.members["Tags"].member.members["Key"].enum,
                 shape.members["More"].value.name, shape.members["More"].value.type_name]
        try:
            DenormalizedStructureBuilder().with_members({"A": {"type": "no"}}).build_model()
        except Exception as error:
            value.append([type(error).__name__, str(error)])
        definition = {
            "shape": "Thing", "identifiers": [{"name": "Id", "memberName": "Id"}],
            "actions": {name: {"request": {"operation": name + "Thing"}} for name in ("Load", "Name")},
            "hasMany": {"Things": {"request": {"operation": "ListThings"}, "resource": {"type": "Thing"}}},
            "waiters": {"Ready": {"waiterName": "ThingReady"}},
        }
        for name in ("Thing", "service"):
            model = ResourceModel(name, definition, {"Thing": definition})
            model.load_rename_map(shape)
            value += [model.name, model.shape, [each.name for each in model.identifiers],
                      [[each.name, each.request.operation] for each in model.actions],
                      [[each.name, each.resource.type] for each in model.collections],
                      [each.name for each in model.waiters], sorted(model.get_attributes(shape)),
                      [each.name for each in model.subresources]]
        """
    )


def test_helpers_for_files_do_as_s3transfers(tmp_path):
    (tmp_path / "file").write_bytes(b"123")
    assert same(
        f"""
        import os
        from boto3.compat import collections_abc
        from boto3.dynamodb.types import Decimal
        from boto3.s3.transfer import BaseSubscriber, NonThreadedExecutor, OSUtils, S3TransferRetriesExceededError
        from s3transfer.utils import CallArgs
        files, folder = OSUtils(), {str(tmp_path)!r}
        path = folder + "/file"
        value = [files.get_file_size(path), files.is_special_file(path), files.is_special_file(folder + "/none"),
                 files.is_special_file(os.devnull), CallArgs(a=1).a]
        temporary = files.get_temp_filename(folder + "/" + "x" * 300)
        value += [os.path.dirname(temporary) == folder, len(os.path.basename(temporary))]
        files.allocate(folder + "/new", 7)
        files.rename_file(folder + "/new", folder + "/other")
        value += [files.get_file_size(folder + "/other"), files.open(path, "rb").read().decode()]
        for _ in range(2):
            files.remove_file(folder + "/other")
        value.append(os.path.exists(folder + "/other"))
        """
    )


def test_clients_of_a_programs_own_resources_take_values_of_pythons(moto_url):
    assert same(
        """
        import boto3
        from boto3.dynamodb.conditions import Key
        from boto3.dynamodb.transform import register_high_level_interface
        class Base:
            def __init__(self, client):
                self.meta = type("Meta", (), {"client": client})()
        bases = [Base]
        register_high_level_interface(bases)
        client = type("Own", tuple(bases), {})(boto3.client("dynamodb")).meta.client
        client.create_table(
            TableName="own", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        )
        item = {"k": "a", "n": [1, {"deep": None}], "b": b"x"}
        client.put_item(TableName="own", Item=item)
        found = client.query(TableName="own", KeyConditionExpression=Key("k").eq("a"))["Items"]
        value = [repr(found), repr(item)]
        client.delete_table(TableName="own")
        """,
        env={"AWS_ENDPOINT_URL": moto_url},
    )
