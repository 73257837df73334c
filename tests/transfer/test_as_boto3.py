"""Transfers make the requests that boto3's make, beside them in the same run; so are their errors and callbacks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3.s3.transfer
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError as BotoClientError
from s3transfer.manager import TransferManager as BotoManager

import sotalia
from sotalia.config import Config as OwnConfig
from sotalia.errors import ClientError, S3UploadFailedError
from sotalia.s3.transfer import S3Transfer, TransferConfig
from sotalia.transfer.arguments import WHOLE_CHECKSUMS
from sotalia.transfer.manager import TransferManager
from tests.servers.objects import Entry, ObjectServer
from tests.transfer.conftest import MIB

Make = Callable[[Any, Any], Any]
#: Names that differ by their nature.
_OWN_HEADERS = {
    *("authorization", "x-amz-date", "user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "host", "connection"),
    "accept-encoding",
    # Small bodies do not wait for the server's word to go on, as boto3's do.
    "expect",
}


def seen(entry: Entry) -> tuple[Any, ...]:
    """What counts of a request. An upload's name is not the same twice."""
    headers = {name: text for name, text in entry.headers.items() if name not in _OWN_HEADERS}
    query = {name: re.sub(r"^upload-\d+$", "upload", text) for name, text in entry.query.items()}
    return entry.method, entry.path, tuple(sorted(query.items())), tuple(sorted(headers.items())), entry.body


def requests_of(server: ObjectServer, client: Any, make: Make, config: Any) -> list[tuple[Any, ...]]:
    server.entries.clear()
    make(client, config)
    return [seen(entry) for entry in server.entries]


SMALL, LARGE = b"small" * 100, bytes(range(256)) * 4096 * 13  # 13 MiB: two parts
EXTRA = {
    "ContentType": "text/x-test",
    "Metadata": {"one": "two"},
    "ServerSideEncryption": "AES256",
    "Tagging": "a=b&c=d",
    "RequestPayer": "requester",
    "StorageClass": "STANDARD_IA",
}
#: One request at a time, so that their order is the same.
IN_PARTS: dict[str, Any] = {"multipart_threshold": 5 * MIB, "multipart_chunksize": 5 * MIB, "use_threads": False}
CUSTOMER_KEY = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32}
UPLOADS: dict[str, tuple[bytes, dict[str, Any]]] = {
    "empty": (b"", {}),
    "small": (SMALL, {}),
    "small, with arguments": (SMALL, EXTRA),
    "small, with a customer's key": (SMALL, CUSTOMER_KEY),
    "small, with SHA-256": (SMALL, {"ChecksumAlgorithm": "SHA256"}),
    "small, with a checksum": (SMALL, {"ChecksumCRC32": "AAAAAA=="}),
    "large": (LARGE, {}),
    "large, with arguments": (LARGE, EXTRA),
    "large, with a customer's key": (LARGE, CUSTOMER_KEY),
    "large, with SHA-1": (LARGE, {"ChecksumAlgorithm": "SHA1"}),
    "large, with a checksum": (LARGE, {"ChecksumCRC32": "AAAAAA==", "MpuObjectSize": len(LARGE)}),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_an_upload_makes_the_requests_of_boto3s(
    server: ObjectServer, client: Any, boto: Any, tmp_path: Path, name: str
) -> None:
    body, extra_args = UPLOADS[name]
    path = tmp_path / "file"
    path.write_bytes(body)

    def by_path(client: Any, config: Any) -> None:
        client.upload_file(str(path), "bucket", "a key", ExtraArgs=extra_args, Config=config)

    def by_file(client: Any, config: Any) -> None:
        client.upload_fileobj(io.BytesIO(body), "bucket", "a key", ExtraArgs=extra_args, Config=config)

    # One request at a time, so that their order is the same.
    expected = requests_of(server, boto, by_path, boto3.s3.transfer.TransferConfig(use_threads=False))
    assert requests_of(server, client, by_path, TransferConfig(use_threads=False)) == expected
    assert requests_of(server, client, by_file, TransferConfig(use_threads=False)) == expected
    assert server.objects["bucket/a key"].body == body
    assert sorted(requests_of(server, client, by_file, None)) == sorted(expected)


@pytest.mark.parametrize("name", ["copy", "with arguments", "replacing metadata", "copying tags", "replacing tags"])
@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_a_copy_makes_the_requests_of_boto3s(
    server: ObjectServer, client: Any, boto: Any, name: str, body: bytes
) -> None:
    arguments: dict[str, dict[str, Any]] = {
        "copy": {},
        "with arguments": {"ACL": "private", "CopySourceIfMatch": server.put("bucket/x", body).etag, **CUSTOMER_KEY},
        "replacing metadata": {"Metadata": {"new": "metadata"}, "MetadataDirective": "REPLACE"},
        "copying tags": {"TaggingDirective": "COPY", "ChecksumAlgorithm": "SHA256"},
        "replacing tags": {"TaggingDirective": "REPLACE", "Tagging": "new=tag"},
    }
    source = server.put("bucket/from", body, content_type="text/x-test", x_amz_meta_one="two")
    if name == "copying tags":
        source.tags = "<Tag><Key>a</Key><Value>b</Value></Tag>"

    def make(client: Any, config: Any) -> None:
        source = {"Bucket": "bucket", "Key": "from", "VersionId": "v1"}
        client.copy(source, "bucket", "to", ExtraArgs=arguments[name], Config=config)

    expected = requests_of(server, boto, make, boto3.s3.transfer.TransferConfig(use_threads=False))
    assert requests_of(server, client, make, TransferConfig(use_threads=False)) == expected
    assert server.objects["bucket/to"].body == body


#: What the arguments may be; the others are text.
VALUES: dict[str, Any] = {
    **CUSTOMER_KEY,
    **{f"CopySource{name}": value for name, value in CUSTOMER_KEY.items()},
    **dict.fromkeys(("Expires", "ObjectLockRetainUntilDate", "CopySourceIfUnmodifiedSince"), datetime(2040, 1, 1)),
    "CopySourceIfModifiedSince": datetime(2010, 1, 1),
    "CopySourceIfNoneMatch": '"another"',
    "Metadata": {"a": "b"},
    "MpuObjectSize": 5 * MIB + 1,
    "ChecksumAlgorithm": "SHA256",
    "ChecksumType": "FULL_OBJECT",
    "TaggingDirective": "COPY",
}


@pytest.mark.parametrize("body", [SMALL, LARGE[: 5 * MIB + 1]], ids=["small", "large"])
def test_every_argument_of_an_upload_goes_where_boto3_has_it(
    server: ObjectServer, client: Any, boto: Any, body: bytes
) -> None:
    names = {*S3Transfer.ALLOWED_UPLOAD_ARGS} - {*WHOLE_CHECKSUMS}
    extra_args = {name: VALUES.get(name, "value") for name in names}

    def make(client: Any, config: Any) -> None:
        client.upload_fileobj(io.BytesIO(body), "bucket", "key", ExtraArgs=extra_args, Config=config)

    expected = requests_of(server, boto, make, boto3.s3.transfer.TransferConfig(**IN_PARTS))
    assert requests_of(server, client, make, TransferConfig(**IN_PARTS)) == expected


@pytest.mark.parametrize("body", [SMALL, LARGE[: 5 * MIB + 1]], ids=["small", "large"])
def test_every_argument_of_a_copy_goes_where_boto3_has_it(
    server: ObjectServer, client: Any, boto: Any, body: bytes
) -> None:
    etag = server.put("bucket/from", body, content_type="a/b", x_amz_meta_m="1").etag
    # Of annotations, which the server does not know, boto3 asks and then aborts the upload that is complete.
    names = {*S3Transfer.ALLOWED_COPY_ARGS} - {"AnnotationDirective"}
    extra_args = {name: VALUES.get(name, "value") for name in names} | {"CopySourceIfMatch": etag}

    def make(client: Any, config: Any) -> None:
        client.copy({"Bucket": "bucket", "Key": "from"}, "bucket", "key", ExtraArgs=extra_args, Config=config)

    expected = requests_of(server, boto, make, boto3.s3.transfer.TransferConfig(**IN_PARTS))
    assert requests_of(server, client, make, TransferConfig(**IN_PARTS)) == expected


@pytest.mark.parametrize("body", [b"", SMALL, LARGE], ids=["empty", "small", "large"])
def test_where_a_program_looks_at_requests_downloads_ask_first_as_boto3s_do(
    server: ObjectServer, client: Any, boto: Any, tmp_path: Path, body: bytes
) -> None:
    server.put("bucket/key", body)
    client.meta.events.register("before-call.s3", lambda **_: None)

    def make(client: Any, config: Any) -> None:
        client.download_file(
            "bucket", "key", str(tmp_path / "file"), ExtraArgs={"RequestPayer": "requester"}, Config=config
        )

    expected = sorted(requests_of(server, boto, make, boto3.s3.transfer.TransferConfig(max_concurrency=2)))
    assert sorted(requests_of(server, client, make, TransferConfig(max_concurrency=2))) == expected
    assert (tmp_path / "file").read_bytes() == body


@pytest.mark.parametrize("body", [b"", SMALL, LARGE, None], ids=["empty", "small", "large", "none"])
def test_downloads_begin_with_the_first_range_where_checksums_are_only_validated_if_required(
    server: ObjectServer, tmp_path: Path, body: bytes | None
) -> None:
    if body is not None:
        server.put("bucket/key", body)
    config = Config(response_checksum_validation="when_required")
    of_boto = boto3.client("s3", config=config, **server.client_arguments)
    own = sotalia.client(
        "s3", config=OwnConfig(response_checksum_validation="when_required"), **server.client_arguments
    )
    own.meta.events.register("before-call.s3", lambda **_: None)
    found = []

    def make(client: Any, config: Any) -> None:
        try:
            client.download_file("bucket", "key", str(tmp_path / "file"), Config=config)
            found.append((tmp_path / "file").read_bytes())
        except (ClientError, BotoClientError) as error:
            found.append(error.response["Error"]["Code"].encode())

    expected = sorted(requests_of(server, of_boto, make, boto3.s3.transfer.TransferConfig(max_concurrency=2)))
    assert sorted(requests_of(server, own, make, TransferConfig(max_concurrency=2))) == expected
    assert found == [b"NoSuchKey" if body is None else body] * 2


@pytest.mark.parametrize("method", ["upload_file", "upload_fileobj", "download_file", "download_fileobj", "copy"])
def test_what_callbacks_are_told_adds_up_to_the_size_as_in_boto3(
    server: ObjectServer, client: Any, boto: Any, tmp_path: Path, method: str
) -> None:
    server.put("bucket/key", LARGE)
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    arguments: dict[str, tuple[Any, ...]] = {
        "upload_file": (str(path), "bucket", "key"),
        "download_file": ("bucket", "key", str(tmp_path / "copy")),
        "copy": ({"Bucket": "bucket", "Key": "key"}, "bucket", "other"),
    }
    for each in (client, boto):
        counts: list[int] = []
        given = arguments.get(method)
        if given is None:
            given = (io.BytesIO(LARGE), "bucket", "key") if "up" in method else ("bucket", "key", io.BytesIO())
        getattr(each, method)(*given, Callback=counts.append)
        assert sum(counts) == len(LARGE)


WRONG: dict[str, Callable[[Any, str], Any]] = {
    "an unknown argument of an upload": lambda c, path: c.upload_file(path, "b", "k", ExtraArgs={"Nope": 1}),
    "an unknown argument of a download": lambda c, path: c.download_file("b", "k", path, ExtraArgs={"ACL": "x"}),
    "an unknown argument of a copy": lambda c, path: c.copy({"Bucket": "b", "Key": "k"}, "b", "k", {"Body": "x"}),
    "a path that is none": lambda c, path: c.upload_file(b"bytes", "b", "k"),
    "a target that is none": lambda c, path: c.download_file("b", "k", 7),
    "a file without read": lambda c, path: c.upload_fileobj(object(), "b", "k"),
    "a file without write": lambda c, path: c.download_fileobj("b", "k", object()),
    "a file that is not there": lambda c, path: c.upload_file(f"{path}/nothing", "b", "k"),
    "a source that is no dict": lambda c, path: c.copy("b/k", "b", "k"),
    "an object lambda": lambda c, path: c.upload_file(
        path, "arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint:my-accesspoint", "k"
    ),
    "an object that is not there": lambda c, path: c.download_file("b", "nothing", path),
    "a copy of what is not there": lambda c, path: c.copy({"Bucket": "b", "Key": "nothing"}, "b", "k"),
    "bad parameters": lambda c, path: c.upload_file(path, "b", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_errors_are_boto3s(client: Any, boto: Any, tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    with pytest.raises(Exception) as expected:
        WRONG[name](boto, str(path))
    with pytest.raises(Exception) as raised:
        WRONG[name](client, str(path))
    assert str(raised.value) == str(expected.value)
    if isinstance(expected.value, BotoClientError):
        assert isinstance(raised.value, ClientError)  # perhaps of a class that says more, such as NoSuchKey
        assert raised.value.response["Error"] == expected.value.response["Error"]
    else:
        assert type(raised.value).__name__ == type(expected.value).__name__


def test_an_upload_that_s3_refuses_raises_boto3s_error(
    server: ObjectServer, client: Any, boto: Any, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(LARGE)
    denied = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    server.interfere = lambda entry, peer: (
        "partNumber" in entry.query and peer.reply(denied, status="403 Forbidden") is None
    )
    messages = []
    for each in (client, boto):
        with pytest.raises(Exception) as raised:
            each.upload_file(str(path), "bucket", "key")
        assert type(raised.value).__name__ == "S3UploadFailedError"
        messages.append(str(raised.value))
        assert not server.uploads, "parts are left"
    assert messages[0] == messages[1]


def test_the_configs_have_the_same_defaults_and_refuse_the_same() -> None:
    ours, theirs = TransferConfig(), boto3.s3.transfer.TransferConfig()
    assert {name: getattr(ours, name) for name in vars(theirs)} == {
        name: getattr(theirs, name) for name in vars(theirs)
    }
    for arguments in ({"max_concurrency": 0}, {"multipart_chunksize": -1}, {"max_io_queue": 0}, {"max_bandwidth": 0}):
        with pytest.raises(ValueError) as expected:
            boto3.s3.transfer.TransferConfig(**arguments)
        with pytest.raises(ValueError, match=re.escape(str(expected.value))):
            TransferConfig(**arguments)  # type: ignore[arg-type]


def test_boto3s_other_names_of_a_configs_attributes_lead_to_the_same() -> None:
    for config in (TransferConfig(max_concurrency=7), boto3.s3.transfer.TransferConfig(max_concurrency=7)):
        config.max_io_queue = 5
        assert (config.max_request_concurrency, config.max_io_queue_size) == (7, 5)


def test_the_lists_of_arguments_are_boto3s() -> None:
    for name in ("ALLOWED_UPLOAD_ARGS", "ALLOWED_DOWNLOAD_ARGS", "ALLOWED_COPY_ARGS", "ALLOWED_DELETE_ARGS"):
        assert getattr(TransferManager, name) == getattr(BotoManager, name)
    assert S3Transfer.ALLOWED_UPLOAD_ARGS == boto3.s3.transfer.S3Transfer.ALLOWED_UPLOAD_ARGS


@pytest.mark.parametrize("method", ["upload_file", "upload_fileobj", "download_file", "download_fileobj", "copy"])
@pytest.mark.parametrize("resource", ["Client", "Bucket", "Object"])
def test_the_methods_take_boto3s_arguments(method: str, resource: str, credentials: None) -> None:
    import inspect

    def parameters(library: Any) -> list[tuple[str, Any]]:
        s3 = library.resource("s3")
        owner = {"Client": s3.meta.client, "Bucket": s3.Bucket("b"), "Object": s3.Object("b", "k")}[resource]
        signature = inspect.signature(getattr(owner, method))
        return [(name, parameter.default) for name, parameter in signature.parameters.items()]

    assert parameters(sotalia) == parameters(boto3)


def test_buckets_and_objects_transfer_by_their_client(server: ObjectServer, tmp_path: Path) -> None:
    s3 = sotalia.resource("s3", **server.client_arguments)
    path = tmp_path / "file"
    path.write_bytes(SMALL)
    s3.Bucket("bucket").upload_file(path, "one")
    s3.Object("bucket", "two").upload_fileobj(io.BytesIO(SMALL))
    s3.Bucket("bucket").copy({"Bucket": "bucket", "Key": "one"}, "three")
    s3.Object("bucket", "four").copy({"Bucket": "bucket", "Key": "two"})
    for key in ("one", "two", "three", "four"):
        into = io.BytesIO()
        s3.Bucket("bucket").download_fileobj(key, into)
        s3.Object("bucket", key).download_file(tmp_path / key)
        assert into.getvalue() == (tmp_path / key).read_bytes() == SMALL


def test_the_old_class_transfers_too(server: ObjectServer, client: Any, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(SMALL)
    counts: list[int] = []
    with S3Transfer(client, TransferConfig()) as transfer:
        transfer.upload_file(str(path), "bucket", "key", callback=counts.append, extra_args={"ContentType": "text/x"})
        transfer.download_file("bucket", "key", str(tmp_path / "copy"), callback=counts.append)
    assert counts == [len(SMALL), len(SMALL)]
    assert server.objects["bucket/key"].headers["content-type"] == "text/x"
    server.interfere = lambda entry, peer: peer.reply(b"", status="403 Forbidden") is None
    with pytest.raises(S3UploadFailedError):
        S3Transfer(client).upload_file(str(path), "bucket", "key")
    with pytest.raises(ValueError, match="must be provided"):
        S3Transfer()


def test_a_part_grows_until_ten_thousand_are_enough(credentials: None) -> None:
    from s3transfer.utils import ChunksizeAdjuster

    from sotalia.transfer.limits import part_size

    sizes = [None, 1, 8 * MIB, 80_000 * MIB, 80_000 * MIB + 1, 10**12, 5 * 10**13]
    for wanted in (1, 5 * MIB, 8 * MIB, 7 * 2**30):
        for size in sizes:
            assert part_size(wanted, size) == ChunksizeAdjuster().adjust_chunksize(wanted, size)
