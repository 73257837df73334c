"""Checksums of requests and replies, against botocore's `httpchecksum` in the same run."""

from __future__ import annotations

import asyncio
import io
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import botocore.httpchecksum
import botocore.loaders
import botocore.model
import pytest
from botocore.config import Config

from sotalia.auth.checksums import ALGORITHMS, ChecksumRules, RequestChecksum, has_checksum
from sotalia.auth.chunked import CHUNK, PIECE, AsyncAwsChunked, AwsChunked
from sotalia.errors import FlexibleChecksumError, UnseekableStreamError
from sotalia.http import Request


@pytest.fixture(scope="module")
def s3() -> Any:
    return load("s3")


def load(service: str) -> Any:
    data = botocore.loaders.Loader().load_service_model(service, "service-2")
    return botocore.model.ServiceModel(data, service)


HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"content-encoding": "gzip"},
    {"x-amz-checksum-sha256": "AAAA"},
    {"x-amz-checksum-mode": "ENABLED"},
    {"x-amz-checksum-algorithm": "CRC32"},
    {"x-amz-sdk-checksum-algorithm": "SHA1"},
    {"content-length": "5"},
)


def theirs(model: Any, params: dict[str, Any], headers: dict[str, str], url: str, body: Any, config: Config) -> Any:
    # There the dict is not yet one that ignores case; serializers write these two so.
    written = {"content-encoding": "Content-Encoding", "content-length": "Content-Length"}
    headers = {written.get(name, name): value for name, value in headers.items()}
    request = {"headers": headers, "url": url, "body": body, "context": {"client_config": config}}
    try:
        botocore.httpchecksum.resolve_request_checksum_algorithm(
            request, model, params, supported_algorithms=list(ALGORITHMS)
        )
        botocore.httpchecksum.apply_request_checksum(request)
    except Exception as error:
        return type(error).__name__, str(error)
    body = request["body"]
    return {name.lower(): value for name, value in request["headers"].items()}, body


def ours(model: Any, params: dict[str, Any], headers: dict[str, str], url: str, body: Any, config: Config) -> Any:
    rules = ChecksumRules(
        model, calculation=config.request_checksum_calculation, signature_version=config.signature_version
    )
    request = Request("PUT", url, dict(headers), body)
    try:
        checksum = rules.for_request(params, request.headers, url.startswith("https"))
        if checksum is not None:
            assert rules.takes_part
            checksum.apply(request)
    except Exception as error:
        return type(error).__name__, str(error)
    if request.length is None and isinstance(request.body, AwsChunked):
        # HTTP's chunked coding is the transport's work here, and follows from there being no length.
        request.headers["transfer-encoding"] = "chunked"
    return request.headers, request.body


@pytest.mark.parametrize("calculation", ["when_supported", "when_required"])
@pytest.mark.parametrize("url", ["https://b.s3.amazonaws.com/k", "http://localhost/k"])
@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_requests_carry_what_botocores_carry(calculation: str, url: str, version: str, s3: Any) -> None:
    config = Config(request_checksum_calculation=calculation, signature_version=version)
    names = ("PutObject", "UploadPart", "DeleteObjects", "PutBucketAcl", "PutBucketAbac", "GetObject", "CopyObject")
    models = [s3.operation_model(name) for name in names]
    models.append(load("s3control").operation_model("CreateAccessGrant"))
    models.append(load("dynamodb").operation_model("GetItem"))
    content = b"some content, more than nothing"
    for model in models:
        for algorithm in (None, "CRC32", "sha1", "SHA256", "SHA512", "MD5"):
            params = {} if algorithm is None else {"ChecksumAlgorithm": algorithm}
            for headers in HEADERS:
                for make in (lambda: content, lambda: b"", lambda: bytearray(content), lambda: io.BytesIO(content)):
                    case = (model.name, params, headers, make())
                    expected = theirs(model, params, headers, url, make(), config)
                    found = ours(model, params, headers, url, make(), config)
                    if not isinstance(found[0], dict):
                        assert found == expected, case
                        continue
                    assert found[0] == expected[0], case
                    sent = [body.read() if hasattr(body, "read") else bytes(body) for body in (found[1], expected[1])]
                    assert sent[0] == sent[1], case


@pytest.mark.parametrize("name", ["CRC32C", "CRC64NVME", "XXHASH64", "XXHASH3", "XXHASH128"])
def test_no_algorithm_needs_another_package(name: str, s3: Any) -> None:
    request = Request("PUT", "http://localhost/k", {}, b"content")
    rules = ChecksumRules(s3.operation_model("PutObject"))
    checksum = rules.for_request({"ChecksumAlgorithm": name}, {}, False)
    assert checksum is not None
    checksum.apply(request)
    assert list(request.headers) == [f"x-amz-checksum-{name.lower()}"]


def test_an_unknown_algorithm_is_botocores_error(s3: Any) -> None:
    rules = ChecksumRules(s3.operation_model("PutObject"))
    with pytest.raises(FlexibleChecksumError, match="Unsupported checksum algorithm: md4"):
        rules.for_request({"ChecksumAlgorithm": "MD4"}, {}, True)


def test_an_operation_without_checksums_takes_no_part() -> None:
    rules = ChecksumRules(load("dynamodb").operation_model("GetItem"))
    assert not rules.takes_part
    assert rules.for_request({}, {}, True) is None
    assert rules.for_response({}, {"x-amz-checksum-crc32": "AAAAAA=="}) is None


def test_a_checksum_by_header_puts_the_file_back() -> None:
    file = io.BytesIO(b"skipped" + b"content")
    file.seek(7)
    request = Request("PUT", "http://localhost/k", {}, file)
    RequestChecksum("crc32", False, "x-amz-sdk-checksum-algorithm").apply(request)
    plain = Request("PUT", "http://localhost/k", {}, b"content")
    RequestChecksum("crc32", False, "x-amz-sdk-checksum-algorithm").apply(plain)
    assert request.headers == plain.headers
    assert request.headers["x-amz-sdk-checksum-algorithm"] == "CRC32"
    assert file.tell() == 7


class Pipe:
    """A readable that can neither be sought nor measured, and gives a little at a time."""

    def __init__(self, data: bytes) -> None:
        self.data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self.data.read(min(size, 10) if size > 0 else size)


def test_a_checksum_by_header_cannot_be_had_of_a_pipe() -> None:
    with pytest.raises(UnseekableStreamError) as caught:
        RequestChecksum("crc32", False, None).apply(Request("PUT", "http://localhost/k", {}, Pipe(b"x")))
    assert "takes any stream" in caught.value.__notes__[0]


def decode(framed: bytes) -> tuple[bytes, bytes]:
    """Return content and trailer of an aws-chunked body."""
    content = b""
    while True:
        size, _, framed = framed.partition(b"\r\n")
        if size == b"0":
            return content, framed
        content += framed[: int(size, 16)]
        assert framed[int(size, 16) :][:2] == b"\r\n"
        framed = framed[int(size, 16) + 2 :]


def test_a_pipe_is_framed_as_it_comes() -> None:
    request = Request("PUT", "https://b.s3.amazonaws.com/k", {"content-length": "25"}, Pipe(b"a" * 25))
    RequestChecksum("crc32", True, None).apply(request)
    assert request.length is None
    assert request.headers == {
        "content-encoding": "aws-chunked",
        "x-amz-trailer": "x-amz-checksum-crc32",
        "x-amz-decoded-content-length": "25",
    }
    body: Any = request.body
    content, trailer = decode(body.read())
    assert content == b"a" * 25
    assert trailer.startswith(b"x-amz-checksum-crc32:")
    assert not body.seekable()
    with pytest.raises(io.UnsupportedOperation):
        body.seek(0)


def test_a_pipe_that_was_not_read_can_still_be_sent() -> None:
    body = AwsChunked(Pipe(b"abc"), ALGORITHMS["crc32"], "x-amz-checksum-crc32")
    assert body.seek(0) == 0
    assert decode(body.read())[0] == b"abc"


@pytest.mark.parametrize("size", [1, 7, 1000, 65536, CHUNK, CHUNK + 5])
def test_reading_in_any_size_gives_the_same_bytes(size: int) -> None:
    content = bytes(range(256)) * 9000 + b"end"
    whole = AwsChunked(content, ALGORITHMS["sha256"], "x-amz-checksum-sha256").read()
    if size < 1000:
        content = content[:3000]
        whole = AwsChunked(content, ALGORITHMS["sha256"], "x-amz-checksum-sha256").read()
    body = AwsChunked(io.BytesIO(content), ALGORITHMS["sha256"], "x-amz-checksum-sha256")
    pieces = list(iter(lambda: body.read(size), b""))
    assert b"".join(pieces) == whole
    assert all(len(piece) == size for piece in pieces[:-1])
    assert body.tell() == len(whole)
    assert body.read(size) == b""
    reference = botocore.httpchecksum.AwsChunkedWrapper(
        io.BytesIO(content), botocore.httpchecksum.Sha256Checksum, "x-amz-checksum-sha256"
    )
    assert reference.read() == whole


def test_a_framed_file_is_sent_again_from_where_it_stood() -> None:
    file = io.BytesIO(b"skipped" + b"content")
    file.seek(7)
    body = AwsChunked(file, ALGORITHMS["crc32"], "x-amz-checksum-crc32")
    first = body.read(5) + body.read()
    body.seek(0)
    assert body.tell() == 0
    assert body.read() == first
    assert decode(first)[0] == b"content"
    with pytest.raises(io.UnsupportedOperation):
        body.seek(3)
    with pytest.raises(io.UnsupportedOperation):
        body.seek(0, io.SEEK_END)


def test_iterables_are_framed_too() -> None:
    body = AwsChunked(iter([b"ab", b"", b"c"]), ALGORITHMS["crc32"], "x-amz-checksum-crc32")
    framed = b"".join(body)
    assert decode(framed)[0] == b"abc"

    async def chunks() -> Any:
        for chunk in (b"ab", b"", b"c"):
            yield chunk

    async def collect() -> bytes:
        request = Request("PUT", "https://b.s3.amazonaws.com/k", {}, chunks())
        RequestChecksum("crc32", True, None).apply(request)
        assert isinstance(request.body, AsyncAwsChunked)
        return b"".join([piece async for piece in request.body])

    assert asyncio.run(collect()) == framed


def test_large_chunks_of_an_asynchronous_iterable_go_on_in_pieces() -> None:
    content = bytes(range(256)) * 1000

    async def chunks() -> Any:
        yield content
        yield bytearray(content)
        yield b"end"

    async def collect() -> list[bytes]:
        body = AsyncAwsChunked(chunks(), ALGORITHMS["crc32"], "x-amz-checksum-crc32")
        return [piece async for piece in body]

    pieces = asyncio.run(collect())
    assert max(map(len, pieces)) <= PIECE + 20
    assert decode(b"".join(pieces))[0] == content * 2 + b"end"


def test_replies_are_asked_for_their_checksum_unless_only_required_ones_count(s3: Any) -> None:
    params: dict[str, Any] = {}
    ChecksumRules(s3.operation_model("GetObject"), validation="when_required").default_params(params)
    assert params == {}
    ChecksumRules(s3.operation_model("GetObject")).default_params(params)
    assert params == {"ChecksumMode": "ENABLED"}
    ChecksumRules(s3.operation_model("PutObject")).default_params(params := {})
    assert params == {}


REPLIES: tuple[dict[str, str], ...] = (
    {},
    {"x-amz-checksum-crc32": "good"},
    {"x-amz-checksum-sha1": "good", "x-amz-checksum-crc32": "good"},
    {"x-amz-checksum-crc32": "AAAAAA=="},
    {"x-amz-checksum-sha256": "good", "x-amz-checksum-sha1": "AAAA"},
    {"x-amz-checksum-crc32": "AAAAAA==-3"},
    {"x-amz-checksum-crc32": "AAAAAA==-3", "x-amz-checksum-sha256": "good"},
    {"x-amz-checksum-sha512": "AAAA"},
    {"x-amz-checksum-md5": "AAAA"},
    # Of two, the one that comes first there, wherever it stands here; the other one is wrong.
    *(
        {f"x-amz-checksum-{second}": "AAAA", f"x-amz-checksum-{first}": "good"}
        for first, second in pairwise(botocore.httpchecksum._ALGORITHMS_PRIORITY_LIST)
    ),
)


@pytest.mark.parametrize("headers", REPLIES)
@pytest.mark.parametrize("params", [{}, {"ChecksumMode": "ENABLED"}])
def test_replies_are_checked_as_in_botocore(headers: dict[str, str], params: dict[str, Any], s3: Any) -> None:
    content = b"the object"
    good = {name: RequestChecksum(name, False, None).text_of(content) for name in ALGORITHMS}
    headers = {name: good[name[15:]] if value == "good" else value for name, value in headers.items()}
    model = s3.operation_model("GetObject")
    raw = SimpleNamespace(raw=io.BytesIO(content), content=content)
    response: dict[str, Any] = {"headers": headers, "context": {}, "body": None}
    request: dict[str, Any] = {"context": {}}
    botocore.httpchecksum.resolve_response_checksum_algorithms(
        request, model, params, supported_algorithms=list(ALGORITHMS)
    )
    botocore.httpchecksum.handle_checksum_body(raw, response, request["context"], model)
    check = ChecksumRules(model).for_response(params, headers)
    if response["body"] is None:
        assert check is None
        return
    assert check is not None
    assert check.algorithm == response["context"]["checksum"]["response_algorithm"]
    expected = None
    try:
        response["body"].read()
    except Exception as error:
        expected = str(error)
    check.update(content[:4])
    check.update(content[4:])
    if expected is None:
        check.verify()
    else:
        with pytest.raises(FlexibleChecksumError) as caught:
            check.verify()
        assert str(caught.value) == expected


def test_a_checksum_that_is_not_base64_is_a_mismatch(s3: Any) -> None:
    check = ChecksumRules(s3.operation_model("GetObject")).for_response(
        {"ChecksumMode": "ENABLED"}, {"x-amz-checksum-crc32": "A"}
    )
    assert check is not None
    with pytest.raises(FlexibleChecksumError, match="Expected checksum A did not match"):
        check.verify()


@pytest.mark.parametrize(
    ("headers", "checked"),
    [
        ({}, True),
        ({"content-range": "bytes 0-9/10"}, True),
        ({"content-range": "bytes 0-8/10"}, False),
        ({"content-range": "bytes 1-9/10"}, False),
        ({"content-range": "bytes 0-9/*"}, False),
        ({"content-range": "nonsense"}, False),
        ({"content-range": "bytes 0-4/10", "x-amz-checksum-type": "FULL_OBJECT"}, False),
        ({"content-range": "bytes 0-4/10", "x-amz-checksum-type": "COMPOSITE"}, True),
        ({"content-range": "bytes 0-9/10", "x-amz-checksum-type": "FULL_OBJECT"}, True),
    ],
)
def test_a_range_is_not_held_against_the_checksum_of_the_whole(s3: Any, headers: dict[str, str], checked: bool) -> None:
    rules = ChecksumRules(s3.operation_model("GetObject"))
    found = rules.for_response({"ChecksumMode": "ENABLED"}, {"x-amz-checksum-crc32": "AAAAAA==", **headers})
    assert (found is not None) is checked


def test_what_counts_as_a_checksum() -> None:
    assert has_checksum({"x-amz-checksum-crc32": "x"})
    assert has_checksum({"x-amz-checksum-type": "x"})
    assert not has_checksum({"x-amz-checksum": "x", "x-amz-sdk-checksum-algorithm": "x", "x-amz-checksum-a-b": "x"})
