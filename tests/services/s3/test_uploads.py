"""Which bodies an upload takes, and what becomes of the caller's file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

import sotalia
from sotalia.errors import ParamValidationError
from tests.servers.raw import RawServer
from tests.services.s3.sides import KINDS, made

ARGUMENTS = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "s"}
TARGET = {"Bucket": "bucket", "Key": "k"}


class Bytes(bytes):
    """A subclass, as programs have them."""


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, raw_server: RawServer) -> Iterator[Any]:
    yield from made(request.param, "client", endpoint_url=raw_server.url, **ARGUMENTS)


@pytest.mark.parametrize(
    "body",
    [b"content", Bytes(b"content"), bytearray(b"content"), memoryview(b"--content")[2:], "content"],
    ids=lambda body: type(body).__name__,
)
def test_bodies_in_memory(client: Any, raw_server: RawServer, body: Any) -> None:
    client.put_object(**TARGET, Body=body)
    client.upload_part(**TARGET, Body=body, PartNumber=1, UploadId="u")
    assert [request.body for request in raw_server.requests] == [b"content"] * 2


def test_a_view_of_wider_items_is_its_bytes(client: Any, raw_server: RawServer) -> None:
    client.put_object(**TARGET, Body=memoryview(b"01234567").cast("I"))
    assert raw_server.requests[0].body == b"01234567"
    assert raw_server.requests[0].headers["content-length"] == "8"


@pytest.mark.parametrize("kind", [io.BytesIO, "file", "unbuffered file"])
def test_a_file_is_left_open_where_boto3_leaves_it(raw_server: RawServer, tmp_path: Path, kind: Any) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content" * 50_000)
    places = []
    for library in (boto3, sotalia):
        file = (
            kind(path.read_bytes())
            if isinstance(kind, type)
            else path.open("rb", buffering=0 if kind.startswith("un") else -1)
        )
        library.client("s3", endpoint_url=raw_server.url, **ARGUMENTS).put_object(**TARGET, Body=file)
        assert not file.closed
        places.append(file.tell())
        file.close()
    assert places == [350_000, 350_000]
    assert {request.body for request in raw_server.requests} == {path.read_bytes()}


def test_a_length_that_is_not_the_bodys_is_refused_before_anything_is_sent(client: Any, raw_server: RawServer) -> None:
    for body in (b"content", io.BytesIO(b"content")):
        with pytest.raises(ParamValidationError, match="the body has 7 bytes"):
            client.put_object(**TARGET, Body=body, ContentLength=8)
    assert raw_server.requests == []


async def pieces() -> Any:
    yield b"piece"


@pytest.mark.parametrize("body", [iter([b"a"]), pieces()], ids=["iterator", "asynchronous generator"])
def test_what_has_no_length_is_refused_with_the_way_out(client: Any, raw_server: RawServer, body: Any) -> None:
    with pytest.raises(ParamValidationError, match="open_object"):
        client.put_object(**TARGET, Body=body)
    assert raw_server.requests == []


def test_a_file_of_text_is_refused_with_the_way_out(client: Any, raw_server: RawServer, tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("ä", encoding="utf-8")
    with path.open(encoding="utf-8") as file, pytest.raises(ParamValidationError, match="mode 'rb'"):
        client.put_object(**TARGET, Body=file)
    assert raw_server.requests == []


class AsyncFile:
    """A file as aiofiles opens it."""

    async def read(self, size: int = -1) -> bytes:
        return b""


def test_a_file_that_is_read_asynchronously_is_refused_with_the_way_out(client: Any, raw_server: RawServer) -> None:
    with pytest.raises(ParamValidationError, match="upload_fileobj"):
        client.put_object(**TARGET, Body=AsyncFile())
    assert raw_server.requests == []
