"""Objects as files, blocking and awaited: beside io.BytesIO, on a real server and on bad ones."""

from __future__ import annotations

import asyncio
import csv
import io
import random
import re
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

import sotalia
from sotalia import aio
from sotalia.errors import ClientError, HTTPClientError, ParamValidationError
from sotalia.services.s3._async import begin
from sotalia.services.s3._async import reading as awaited_reading
from sotalia.services.s3._sync import reading
from tests.servers.raw import CLOSE, RawServer, Recorded, reply
from tests.servers.seaweed import Seaweed
from tests.services.s3.sides import KINDS, made
from tests.waiting import until_async

MIB = 1024 * 1024
DATA = random.Random(3).randbytes(3 * MIB + 17)
BUCKET = "files"


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, seaweed: Seaweed) -> Iterator[Any]:
    for client in made(request.param, "client", **seaweed.client_arguments):
        if BUCKET not in [bucket["Name"] for bucket in client.list_buckets().get("Buckets", [])]:
            client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def whole(client: Any) -> str:
    client.put_object(Bucket=BUCKET, Key="whole", Body=DATA)
    return "whole"


class Store(RawServer):
    """An object that is read by ranges; `cuts` are after how many bytes the next replies break off."""

    def __init__(self, data: bytes = DATA) -> None:
        super().__init__()
        self.data = data
        self.cuts: list[int] = []
        self.answer(self._reply)

    def _reply(self, request: Recorded) -> Any:
        if request.method == "HEAD":
            return reply(200, headers={"Content-Length": str(len(self.data)), "ETag": '"tag"'})
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers["range"])
        assert found
        first, last = map(int, found.groups())
        whole = reply(206, self.data[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{len(self.data)}"})
        if not self.cuts:
            return whole
        return [whole[: whole.index(b"\r\n\r\n") + 4 + self.cuts.pop(0)], CLOSE]

    @property
    def ranges(self) -> list[tuple[int, int]]:
        texts = [request.headers["range"][6:].split("-") for request in self.requests if request.method == "GET"]
        return [(int(first), int(last) + 1) for first, last in texts]


@pytest.fixture
def store(credentials: None) -> Iterator[Store]:
    with Store() as store:
        yield store


@pytest.fixture(params=KINDS)
def reader(request: pytest.FixtureRequest, store: Store) -> Iterator[Any]:
    for client in made(request.param, "client", endpoint_url=store.url):
        with client.open_object(Bucket="bucket", Key="k") as file:
            yield file


class TestReading:
    def test_it_reads_what_the_object_is(self, client: Any, whole: str) -> None:
        with client.open_object(Bucket=BUCKET, Key=whole) as file:
            assert (file.readable(), file.seekable(), file.writable(), file.tell()) == (True, True, False, 0)
            assert file.raw.size == len(DATA)
            assert file.raw.head["ContentLength"] == len(DATA)
            assert file.read() == DATA
            assert file.read() == file.read(1) == b""
            assert not file.closed
        assert file.closed

    def test_whatever_is_done_it_is_as_with_bytes_in_memory(self, reader: Any, store: Store) -> None:
        pick, model = random.Random(5), io.BytesIO(DATA)
        buffer, other = bytearray(5000), bytearray(5000)
        for _ in range(150):
            match pick.randrange(7):
                case 0:
                    size = pick.choice((0, 1, 100, 5000, 200_000, 900_000))
                    assert reader.read(size) == model.read(size)
                case 1:
                    assert reader.readinto(buffer) == model.readinto(other)
                    assert buffer == other
                case 2:
                    size = pick.choice((-1, 3, 1000))
                    assert reader.readline(size) == model.readline(size)
                case 3:
                    place = pick.randrange(len(DATA) + 100)
                    assert reader.seek(place) == model.seek(place)
                case 4:
                    step = min(pick.choice((-500, 10, 1000, 60_000)), len(DATA) - model.tell())
                    step = max(step, -model.tell())
                    assert reader.seek(step, 1) == model.seek(step, 1)
                case 5:
                    step = -pick.choice((0, 1, 100, 100_000))
                    assert reader.seek(step, 2) == model.seek(step, 2)
                case 6:
                    assert reader.tell() == model.tell()

    def test_lines(self, client: Any) -> None:
        text = b"one\ntwo\n\n" + b"x" * 300_000 + b"\nlast"
        client.put_object(Bucket=BUCKET, Key="lines", Body=text)
        with client.open_object(Bucket=BUCKET, Key="lines") as file:
            assert file.readline() == b"one\n"
            assert list(file) == text.splitlines(keepends=True)[1:]

    def test_an_empty_object(self, client: Any) -> None:
        client.put_object(Bucket=BUCKET, Key="empty", Body=b"")
        with client.open_object(Bucket=BUCKET, Key="empty") as file:
            assert file.read() == file.read(5) == file.readline() == b""
            assert file.seek(0, 2) == 0

    def test_what_is_not_there_cannot_be_opened(self, client: Any) -> None:
        with pytest.raises(client.exceptions.NoSuchKey):
            client.open_object(Bucket=BUCKET, Key="nothing").__enter__()

    def test_an_object_that_changes_meanwhile_is_an_error(self, client: Any) -> None:
        client.put_object(Bucket=BUCKET, Key="changing", Body=DATA)
        with client.open_object(Bucket=BUCKET, Key="changing") as file:
            file.read(10)
            client.put_object(Bucket=BUCKET, Key="changing", Body=DATA[::-1])
            file.seek(2 * MIB)
            with pytest.raises(ClientError) as caught:
                file.read(10)
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412

    def test_jumps_fetch_little_and_reading_on_asks_for_more_and_more(self, reader: Any, store: Store) -> None:
        reader.seek(2 * MIB)
        reader.read(100)
        reader.seek(1 * MIB)
        reader.read(100)
        assert store.ranges == [(2 * MIB, 2 * MIB + reading.FIRST), (MIB, MIB + reading.FIRST)]
        store.requests.clear()
        reader.seek(0)
        while reader.read(50_000):
            pass
        assert store.ranges == [(0, MIB // 4), (MIB // 4, MIB + MIB // 4), (MIB + MIB // 4, len(DATA))]

    def test_all_that_is_left_is_one_range(self, reader: Any, store: Store) -> None:
        reader.seek(100)
        assert reader.read() == DATA[100:]
        assert store.ranges == [(100, len(DATA))]

    def test_a_range_that_breaks_off_is_asked_for_from_there(self, reader: Any, store: Store) -> None:
        store.cuts = [1000, 1, 70_000]
        assert reader.read() == DATA
        assert store.ranges == [(0, len(DATA)), (1000, len(DATA)), (1001, len(DATA)), (71_001, len(DATA))]

    def test_one_that_never_gives_anything_is_an_error(self, reader: Any, store: Store) -> None:
        store.cuts = [0] * 100
        with pytest.raises(HTTPClientError):
            reader.read(10)
        assert len(store.ranges) == reading.BREAKS + 1 == awaited_reading.BREAKS + 1

    def test_every_range_is_of_the_object_that_was_opened(self, reader: Any, store: Store) -> None:
        reader.read(1)
        assert store.requests[-1].headers["if-match"] == '"tag"'

    def test_places_that_are_none(self, reader: Any) -> None:
        with pytest.raises(ValueError, match="negative seek"):
            reader.seek(-1)
        with pytest.raises(ValueError, match="whence"):
            reader.seek(0, 7)
        reader.close()
        with pytest.raises(ValueError, match="closed file"):
            reader.read(1)

    def test_other_modes_are_refused(self, client: Any) -> None:
        for mode in ("r", "r+b", "ab", "w"):
            with pytest.raises(ValueError, match="'rb'.*TextIOWrapper"):
                client.open_object(mode, Bucket=BUCKET, Key="k")


def test_an_archive_is_read_without_fetching_all_of_it(store: Store) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(8):
            archive.writestr(f"{number}.bin", DATA[number * 400_000 : (number + 1) * 400_000])
    store.data = packed.getvalue()
    client = sotalia.client("s3", endpoint_url=store.url)
    with client.open_object(Bucket="bucket", Key="zip") as file, zipfile.ZipFile(file) as archive:
        assert archive.read("5.bin") == DATA[2_000_000:2_400_000]
    assert sum(end - start for start, end in store.ranges) < len(store.data) / 2


def names_of_uploads(client: Any) -> list[str]:
    return [upload["Key"] for upload in client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])]


class TestWriting:
    def test_what_is_small_is_put_at_once(self, client: Any) -> None:
        with client.open_object("wb", Bucket=BUCKET, Key="small", ContentType="text/x", Metadata={"a": "b"}) as file:
            assert file.write(b"some ") == 5
            assert file.write(memoryview(b"bytes")) == 5
            assert (file.tell(), file.writable(), file.readable(), file.seekable()) == (10, True, False, False)
            file.flush()
        assert file.closed
        assert "ETag" in file.reply
        found = client.get_object(Bucket=BUCKET, Key="small")
        assert (found["ContentType"], found["Metadata"], found["Body"].read()) == ("text/x", {"a": "b"}, b"some bytes")

    def test_what_is_large_goes_out_in_parts(self, client: Any) -> None:
        content = DATA * 4
        with client.open_object("wb", Bucket=BUCKET, Key="large", ContentType="text/x", part_size=5 * MIB) as file:
            for start in range(0, len(content), 700_001):
                file.write(content[start : start + 700_001])
        found = client.get_object(Bucket=BUCKET, Key="large")
        assert found["ContentType"] == "text/x"
        assert found["Body"].read() == content
        assert file.reply["ETag"].strip('"').endswith("-3")

    def test_an_exception_leaves_neither_object_nor_parts(self, client: Any) -> None:
        for size in (10, 6 * MIB):
            with pytest.raises(ZeroDivisionError):
                self.fail_after(size, client)
            assert "broken" not in names_of_uploads(client)
            with pytest.raises(client.exceptions.NoSuchKey):
                client.head_object(Bucket=BUCKET, Key="broken")

    def fail_after(self, size: int, client: Any) -> None:
        with client.open_object("wb", Bucket=BUCKET, Key="broken", part_size=5 * MIB) as file:
            file.write(bytes(size))
            raise ZeroDivisionError

    def test_giving_up_by_hand(self, client: Any) -> None:
        file = client.open_object("wb", Bucket=BUCKET, Key="given-up", part_size=5 * MIB)
        file.write(bytes(6 * MIB))
        file.abort()
        file.close()
        assert "given-up" not in names_of_uploads(client)
        with pytest.raises(ValueError, match="closed file"):
            file.write(b"x")

    def test_parameters_that_no_object_has_are_refused_at_once(self, client: Any) -> None:
        for params in ({"Colour": "red"}, {"Body": b"x"}, {"PartNumber": 1}):
            with pytest.raises(ParamValidationError, match=f'Unknown parameter .* "{min(params)}"'):
                client.open_object("wb", Bucket=BUCKET, Key="k", **params)
        with pytest.raises(ValueError, match="part_size is 100"):
            client.open_object("wb", Bucket=BUCKET, Key="k", part_size=100)


class Uploads(RawServer):
    """Takes uploads, but for what `refused` says: a part of a request's line."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = "nothing"
        self.answer(self._reply)

    def _reply(self, request: Recorded) -> bytes:
        line = f"{request.method} {request.target}"
        if self.refused in line:
            return reply(403, b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
        if "?uploads" in line:
            return reply(200, b"<R><UploadId>u1</UploadId></R>")
        if request.method == "POST":
            return reply(200, b'<R><ETag>"whole"</ETag></R>')
        return reply(200, headers={"ETag": '"part"', "x-amz-checksum-crc32": "AAAAAA=="})

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.target.partition('?')[2]}" for request in self.requests]


@pytest.fixture
def uploads(credentials: None) -> Iterator[Uploads]:
    with Uploads() as uploads:
        yield uploads


@pytest.fixture(params=KINDS)
def uploader(request: pytest.FixtureRequest, uploads: Uploads) -> Iterator[Any]:
    yield from made(request.param, "client", endpoint_url=uploads.url)


class TestUploads:
    def test_parameters_go_where_they_belong(self, uploader: Any, uploads: Uploads) -> None:
        options = {"ACL": "private", "RequestPayer": "requester", "IfNoneMatch": "*", "part_size": 5 * MIB}
        with uploader.open_object("wb", Bucket="bucket", Key="k", **options) as file:
            file.write(bytes(5 * MIB + 1))
        assert uploads.lines == [
            "POST uploads",
            "PUT partNumber=1&uploadId=u1",
            "PUT partNumber=2&uploadId=u1",
            "POST uploadId=u1",
        ]
        create, first, second, complete = uploads.requests
        assert [request.headers.get("x-amz-acl") for request in uploads.requests] == ["private", None, None, None]
        assert [request.headers.get("if-none-match") for request in uploads.requests] == [None, None, None, "*"]
        assert {request.headers["x-amz-request-payer"] for request in uploads.requests} == {"requester"}
        assert create.headers["x-amz-checksum-algorithm"] == "CRC32"
        assert first.headers["x-amz-checksum-crc32"] != second.headers["x-amz-checksum-crc32"]
        assert complete.body.count(b"<ChecksumCRC32>AAAAAA==</ChecksumCRC32>") == 2

    def test_the_checksum_of_the_whole_is_for_the_whole(self, uploader: Any, uploads: Uploads) -> None:
        with uploader.open_object(
            "wb", Bucket="bucket", Key="k", ChecksumCRC64NVME="AAAAAAAAAAA=", part_size=5 * MIB
        ) as file:
            file.write(bytes(5 * MIB + 1))
        create, first, _, complete = uploads.requests
        assert (create.headers["x-amz-checksum-algorithm"], create.headers["x-amz-checksum-type"]) == (
            "CRC64NVME",
            "FULL_OBJECT",
        )
        assert first.headers["x-amz-checksum-crc64nvme"] != "AAAAAAAAAAA="
        assert complete.headers["x-amz-checksum-crc64nvme"] == "AAAAAAAAAAA="

    def test_a_part_that_is_refused_ends_the_upload(self, uploader: Any, uploads: Uploads) -> None:
        uploads.refused = "partNumber=2"
        file = uploader.open_object("wb", Bucket="bucket", Key="k", part_size=5 * MIB)
        file.write(bytes(5 * MIB))
        with pytest.raises(ClientError, match="AccessDenied"):
            file.write(bytes(5 * MIB))
        with pytest.raises(ClientError, match="AccessDenied"):
            file.write(b"on and on")
        with pytest.raises(ClientError, match="UploadPart"):
            file.close()
        assert uploads.lines[-1] == "DELETE uploadId=u1"
        assert file.closed

    def test_an_upload_that_cannot_be_completed_is_aborted(self, uploader: Any, uploads: Uploads) -> None:
        uploads.refused = "POST /bucket/k?uploadId"
        with (
            pytest.raises(ClientError, match="CompleteMultipartUpload"),
            uploader.open_object("wb", Bucket="bucket", Key="k", part_size=5 * MIB) as file,
        ):
            file.write(bytes(6 * MIB))
        assert uploads.lines[-1] == "DELETE uploadId=u1"

    def test_the_error_in_the_block_is_raised_whatever_becomes_of_the_abort(
        self, uploader: Any, uploads: Uploads
    ) -> None:
        uploads.refused = "DELETE"

        def write() -> None:
            with uploader.open_object("wb", Bucket="bucket", Key="k", part_size=5 * MIB) as file:
                file.write(bytes(6 * MIB))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            write()
        assert uploads.lines[-1] == "DELETE uploadId=u1"

    def test_an_upload_that_is_created_for_a_cancelled_task_is_aborted(
        self, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(begin, "LONGEST", 30.0)  # for a machine that is busy
        created, go_on = threading.Event(), threading.Event()
        answer = uploads._reply

        def wait(request: Recorded) -> bytes:
            if request.target.endswith("?uploads"):
                created.set()
                go_on.wait(20)
            return answer(request)

        uploads.answer(wait)

        async def write(client: Any) -> None:
            async with client.open_object("wb", Bucket="bucket", Key="k", part_size=5 * MIB) as file:
                await file.write(bytes(6 * MIB))

        async def main() -> None:
            async with aio.client("s3", endpoint_url=uploads.url) as client:
                task = asyncio.ensure_future(write(client))
                await until_async(created.is_set)
                task.cancel()
                await asyncio.sleep(0)
                go_on.set()
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(main())
        assert uploads.lines == ["POST uploads", "DELETE uploadId=u1"]

    def test_exclusive_writing_is_left_to_the_service(self, uploader: Any, uploads: Uploads) -> None:
        uploader.open_object("xb", Bucket="bucket", Key="k").close()
        assert uploads.requests[0].headers["if-none-match"] == "*"

    def test_what_nobody_closes_becomes_nothing(self, uploads: Uploads) -> None:
        file = sotalia.client("s3", endpoint_url=uploads.url).open_object("wb", Bucket="bucket", Key="k")
        file.write(b"x")
        with pytest.warns(ResourceWarning, match="neither closed nor aborted"):
            del file
        assert uploads.requests == []
        file = sotalia.client("s3", endpoint_url=uploads.url).open_object("wb", Bucket="bucket", Key="k")
        file.write(bytes(8 * MIB))
        with pytest.warns(ResourceWarning, match="its parts stay where they are, of the upload u1"):
            del file
        assert uploads.lines == ["POST uploads", "PUT partNumber=1&uploadId=u1"]

    def test_text_is_written_through_a_wrapper(self, uploads: Uploads) -> None:
        client = sotalia.client("s3", endpoint_url=uploads.url)
        with io.TextIOWrapper(client.open_object("wb", Bucket="bucket", Key="k"), encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([["ä", 1], ["b", 2]])
        assert uploads.requests[0].body == "ä,1\r\nb,2\r\n".encode()


@pytest.mark.parametrize("kind", KINDS)
def test_resources_open_their_objects(kind: str, seaweed: Seaweed) -> None:
    for s3 in made(kind, "resource", **seaweed.client_arguments):
        bucket = s3.Bucket(f"opened-{kind}")
        bucket.create()
        with bucket.Object("k").open("wb") as file:
            file.write(b"content")
        for summary in bucket.objects.all():
            with summary.open() as file:
                assert file.read() == b"content"
        with s3.ObjectVersion(f"opened-{kind}", "k", "null").open() as file:
            assert file.read(3) == b"con"
