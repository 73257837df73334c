"""Where a program replaces methods, brings a transport or listens to events, transfers are made of ordinary calls."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from botocore.awsrequest import AWSResponse

import sotalia
from sotalia import aio
from sotalia.clients import BaseClient
from sotalia.errors import ClientError, S3UploadFailedError
from sotalia.s3.transfer import TransferConfig
from sotalia.testing import AsyncRecordingTransport, RecordingTransport
from tests.servers.objects import ObjectServer
from tests.transfer.conftest import MIB

LARGE = bytes(range(256)) * 4096 * 13


class Raw(io.BytesIO):
    """The body of a handler's answer, as urllib3 has it."""

    def stream(self, size: int = 1024, **_: Any) -> Any:
        return iter(lambda: self.read(size), b"")


class Memory:
    """What stands in for `_make_api_call`: a bucket in memory, and a list of what was called."""

    def __init__(self, body: bytes = b"") -> None:
        self.body = body
        self.calls: list[str] = []

    def __call__(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(operation)
        if operation in ("PutObject", "UploadPart"):
            body = params["Body"]
            self.body += body.read() if hasattr(body, "read") else body
        if operation == "HeadObject":
            return {"ContentLength": len(self.body), "ETag": '"e"'}
        if operation == "GetObject":
            first, _, last = params.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            part = self.body[int(first) : int(last) + 1 if last else None]
            return {"Body": io.BytesIO(part), "ContentLength": len(part), "ETag": '"e"'}
        return {"UploadId": "u", "ETag": '"e"'}


@pytest.mark.parametrize("body", [b"", b"x", LARGE], ids=["empty", "one byte", "large"])
def test_a_replaced_make_api_call_gets_all_calls(credentials: None, tmp_path: Path, body: bytes) -> None:
    memory = Memory()
    with mock.patch.object(BaseClient, "_make_api_call", side_effect=memory):
        client = sotalia.client("s3")
        counts: list[int] = []
        client.upload_fileobj(io.BytesIO(body), "bucket", "key", Callback=counts.append)
        assert memory.body == body
        client.download_file("bucket", "key", str(tmp_path / "target"), Callback=counts.append)
    assert (tmp_path / "target").read_bytes() == body
    assert sum(counts) == 2 * len(body)
    uploading = ["CreateMultipartUpload", "UploadPart", "UploadPart", "CompleteMultipartUpload"]
    downloading = ["HeadObject", "GetObject", "GetObject"]
    assert memory.calls == (uploading + downloading if body is LARGE else ["PutObject", "HeadObject", "GetObject"])


def test_a_replaced_method_is_called_also_by_awaited_clients(credentials: None, tmp_path: Path) -> None:
    memory = Memory(LARGE)

    async def main() -> None:
        async with aio.client("s3") as client:
            get = mock.AsyncMock(side_effect=lambda **params: memory("GetObject", params))
            head = mock.AsyncMock(side_effect=lambda **params: memory("HeadObject", params))
            with mock.patch.object(client, "get_object", get), mock.patch.object(client, "head_object", head):
                await client.download_file("bucket", "key", tmp_path / "target")

    asyncio.run(main())
    assert (tmp_path / "target").read_bytes() == LARGE
    assert memory.calls == ["HeadObject", "GetObject", "GetObject"]


def test_an_error_of_a_replaced_method_is_raised_and_parts_are_removed(credentials: None, tmp_path: Path) -> None:
    memory = Memory()
    refusal = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "UploadPart")

    def refuse(operation: str, params: dict[str, Any]) -> Any:
        reply = memory(operation, params)
        if operation == "UploadPart":
            raise refusal
        return reply

    (tmp_path / "file").write_bytes(LARGE)
    with mock.patch.object(BaseClient, "_make_api_call", side_effect=refuse):
        client = sotalia.client("s3")
        with pytest.raises(S3UploadFailedError, match="AccessDenied"):
            client.upload_file(str(tmp_path / "file"), "bucket", "key")
    assert memory.calls == ["CreateMultipartUpload", "UploadPart", "AbortMultipartUpload"]


def test_ctrl_c_in_a_replaced_method_removes_the_parts(credentials: None) -> None:
    memory = Memory()

    def interrupt(operation: str, params: dict[str, Any]) -> Any:
        reply = memory(operation, params)
        if operation == "UploadPart":
            raise KeyboardInterrupt
        return reply

    with mock.patch.object(BaseClient, "_make_api_call", side_effect=interrupt), pytest.raises(KeyboardInterrupt):
        sotalia.client("s3").upload_fileobj(io.BytesIO(LARGE), "bucket", "key")
    assert memory.calls == ["CreateMultipartUpload", "UploadPart", "AbortMultipartUpload"]


def test_a_transport_of_the_programs_sends_everything(credentials: None) -> None:
    transport = RecordingTransport()
    transport.add(headers={"content-length": "5"})
    transport.add(b"hello")
    client = sotalia.client("s3", transport=transport)
    into = io.BytesIO()
    client.download_fileobj("bucket", "key", into)
    assert into.getvalue() == b"hello"
    assert [each.method for each in transport.requests] == ["HEAD", "GET"]

    async def main() -> None:
        transport = AsyncRecordingTransport()
        transport.add(headers={"content-length": "5"})
        transport.add(b"hello")
        into = io.BytesIO()
        async with aio.client("s3", transport=transport) as client:
            await client.download_fileobj("bucket", "key", into)
        assert into.getvalue() == b"hello"

    asyncio.run(main())


def test_handlers_see_the_calls_of_transfers_and_may_answer(server: ObjectServer, client: Any) -> None:
    seen: list[str] = []
    client.meta.events.register("before-call.s3", lambda model, **_: seen.append(model.name))
    client.upload_fileobj(io.BytesIO(LARGE), "bucket", "key")
    assert seen == ["CreateMultipartUpload", "UploadPart", "UploadPart", "CompleteMultipartUpload"]
    assert server.objects["bucket/key"].body == LARGE

    for operation, body in (("HeadObject", b""), ("GetObject", b"hello")):
        answer = AWSResponse(server.url, 200, {"content-length": "5"}, Raw(body))
        client.meta.events.register(f"before-send.s3.{operation}", lambda answer=answer, **_: answer)
    into = io.BytesIO()
    client.download_fileobj("bucket", "key", into)
    assert into.getvalue() == b"hello"


def test_handlers_see_boto3s_ranges_even_where_one_request_is_under_way_at_a_time(
    server: ObjectServer, client: Any
) -> None:
    server.put("bucket/key", LARGE)
    seen: list[tuple[str, Any]] = []
    client.meta.events.register(
        "provide-client-params.s3", lambda params, model, **_: seen.append((model.name, params.get("Range")))
    )
    into = io.BytesIO()
    config = TransferConfig(max_concurrency=1, multipart_chunksize=len(LARGE) // 2 + 1)
    client.download_fileobj("bucket", "key", into, Config=config)
    assert into.getvalue() == LARGE
    middle = len(LARGE) // 2 + 1
    assert seen == [("HeadObject", None), ("GetObject", f"bytes=0-{middle - 1}"), ("GetObject", f"bytes={middle}-")]


def test_transfers_count_as_such_in_the_user_agent(call: Callable[..., Any], server: ObjectServer) -> None:
    call("upload_fileobj", io.BytesIO(LARGE), "bucket", "key")
    for entry in server.entries:
        features = entry.headers["user-agent"].partition(" m/")[2].partition(" ")[0].split(",")
        assert "G" in features


def test_a_source_has_a_client_of_its_own(server: ObjectServer, client: Any) -> None:
    server.put("bucket/from", bytes(9 * MIB))
    source_client = sotalia.client("s3", **server.client_arguments | {"aws_access_key_id": "ANOTHER"})
    client.copy(
        {"Bucket": "bucket", "Key": "from"}, "bucket", "to", SourceClient=source_client, Config=TransferConfig()
    )
    by_another = [entry.method for entry in server.entries if "ANOTHER" in entry.headers["authorization"]]
    assert by_another == ["HEAD"]
    assert server.objects["bucket/to"].body == bytes(9 * MIB)


def test_tags_come_along_whatever_the_size(server: ObjectServer, client: Any) -> None:
    tags = "<Tag><Key>a</Key><Value>b</Value></Tag>"
    server.put("bucket/from", bytes(9 * MIB)).tags = tags
    client.copy({"Bucket": "bucket", "Key": "from"}, "bucket", "to")
    assert server.objects["bucket/to"].tags == tags
