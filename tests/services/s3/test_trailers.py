"""Stores that take no checksum behind the body refuse uploads over TLS; the error says which setting helps."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from sotalia.exceptions import ClientError
from sotalia.testing import AsyncRecordingTransport, RecordingTransport
from tests.services.s3.sides import KINDS, Waiting

STORE = "https://store.example"
#: What Ceph 16, Swift 2.30 and Ceph for a part answer.
REFUSALS = ((411, "MissingContentLength"), (501, "NotImplemented"), (400, "XAmzContentSHA256Mismatch"))
KEYS = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}


def error_of(
    kind: str, status: int, code: str, *, url: str | None = STORE, method: str = "put_object", **config: Any
) -> BaseException:
    """The error of an upload that is answered so."""
    transport: Any = RecordingTransport() if kind == "blocking" else AsyncRecordingTransport()
    transport.add(f"<Error><Code>{code}</Code></Error>".encode(), status=status)
    options: Any = Config(retries={"total_max_attempts": 1}, **config)
    params = {"Bucket": "b", "Key": "k", "Body": io.BytesIO(b"body")}
    if method == "upload_part":
        params |= {"UploadId": "u", "PartNumber": 1}
    with asyncio.Runner() as runner:
        module = sotalia if kind == "blocking" else aio
        client: Any = module.client("s3", endpoint_url=url, transport=transport, config=options, **KEYS)
        with pytest.raises(ClientError, match=code) as raised:
            getattr(client if kind == "blocking" else Waiting(client, runner), method)(**params)
    return raised.value


def notes(error: BaseException | None) -> str:
    return " ".join(getattr(error, "__notes__", ()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["put_object", "upload_part"])
@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_a_refused_trailer_names_the_setting(kind: str, method: str, status: int, code: str) -> None:
    error = error_of(kind, status, code, method=method)
    assert "request_checksum_calculation to 'when_required'" in notes(error)
    assert "when_required" not in str(error)  # the message stays boto3's


@pytest.mark.parametrize(
    "arguments",
    [
        {"url": None},
        {"url": "http://store.example"},
        {"request_checksum_calculation": "when_required"},
    ],
)
def test_it_is_named_only_where_it_can_help(arguments: dict[str, Any]) -> None:
    assert not notes(error_of("blocking", 501, "NotImplemented", **arguments))


def test_other_errors_do_not_name_it() -> None:
    assert not notes(error_of("blocking", 403, "AccessDenied"))


def test_the_cause_of_a_failed_transfer_names_it(tmp_path: Path) -> None:
    transport = RecordingTransport()
    transport.add(b"<Error><Code>NotImplemented</Code></Error>", status=501)
    client = sotalia.client("s3", endpoint_url=STORE, transport=transport, **KEYS)
    (tmp_path / "file").write_bytes(b"body")
    with pytest.raises(sotalia.exceptions.S3UploadFailedError) as raised:
        client.upload_file(str(tmp_path / "file"), "b", "k")
    assert "when_required" in notes(raised.value.__cause__)
