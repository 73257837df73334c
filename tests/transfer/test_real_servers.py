"""Transfers with servers that somebody else wrote: SeaweedFS, which checks signatures and checksums, and moto's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import sotalia
from sotalia.s3.transfer import TransferConfig
from tests.servers.seaweed import Seaweed
from tests.transfer.conftest import MIB, caller

SIZES = {"empty": 0, "small": 1000, "large": 12 * MIB + 1}
BODY = os.urandom(max(SIZES.values()))


def round_trip(side: str, arguments: dict[str, Any], folder: Path, size: int) -> None:
    sotalia.client("s3", **arguments).create_bucket(Bucket="transfers")
    call, body = caller(side, arguments), BODY[:size]
    (folder / "source").write_bytes(body)
    extra_args = {"ContentType": "text/x-test", "Metadata": {"one": "two"}}
    call("upload_file", folder / "source", "transfers", "a/b c+d", ExtraArgs=extra_args)
    call("copy", {"Bucket": "transfers", "Key": "a/b c+d"}, "transfers", "copy")
    call("download_file", "transfers", "copy", folder / "target")
    assert (folder / "target").read_bytes() == body
    head = call("head_object", Bucket="transfers", Key="copy")
    assert (head["ContentType"], head["Metadata"]) == ("text/x-test", {"one": "two"})
    assert not call("list_multipart_uploads", Bucket="transfers").get("Uploads")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("side", ["blocking", "awaited"])
def test_with_moto(moto_url: str, tmp_path: Path, side: str, size: int) -> None:
    round_trip(side, {}, tmp_path, size)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("side", ["blocking", "awaited"])
def test_with_seaweedfs(seaweed: Seaweed, tmp_path: Path, side: str, size: int) -> None:
    client = sotalia.client("s3", **seaweed.client_arguments)
    try:
        round_trip(side, seaweed.client_arguments, tmp_path, size)
    finally:
        for key in ("a/b c+d", "copy"):
            client.delete_object(Bucket="transfers", Key=key)
        client.delete_bucket(Bucket="transfers")


def test_an_upload_goes_on_with_the_parts_that_seaweedfs_has(seaweed: Seaweed, tmp_path: Path) -> None:
    client = sotalia.client("s3", **seaweed.client_arguments)
    client.create_bucket(Bucket="resumed")
    source, body = tmp_path / "source", BODY
    source.write_bytes(body)
    config = TransferConfig(resume=True, max_concurrency=1, multipart_chunksize=5 * MIB)
    sent: list[int] = []

    def stop_behind_a_part(count: int) -> None:
        sent.append(count)
        if sum(sent) > 5 * MIB:
            raise InterruptedError

    try:
        with pytest.raises(InterruptedError):
            client.upload_file(source, "resumed", "key", Callback=stop_behind_a_part, Config=config)
        (upload,) = client.list_multipart_uploads(Bucket="resumed")["Uploads"]
        place = {"Bucket": "resumed", "Key": "key", "UploadId": upload["UploadId"]}
        assert [part["Size"] for part in client.list_parts(**place)["Parts"]] == [5 * MIB]
        sent.clear()
        client.upload_file(source, "resumed", "key", Callback=sent.append, Config=config)
        assert (sent[0], sum(sent)) == (5 * MIB, len(body))
        assert client.get_object(Bucket="resumed", Key="key")["Body"].read() == body
        assert not client.list_multipart_uploads(Bucket="resumed").get("Uploads")
    finally:
        client.delete_object(Bucket="resumed", Key="key")
        client.delete_bucket(Bucket="resumed")
