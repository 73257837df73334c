"""Stores of others that speak S3's protocol: what is the right thing there by default, where the endpoint tells."""

from __future__ import annotations

from typing import Any

import pytest

import sotalia
from sotalia.config import Config
from sotalia.testing import RecordingTransport

KEYS = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
B2 = "https://s3.us-west-004.backblazeb2.com"
GCS = "https://storage.googleapis.com"


def sent(url: str | None, **arguments: Any) -> tuple[set[str], set[str]]:
    """The names of checksums' headers of an upload and of a download."""
    transport = RecordingTransport()
    for _ in range(2):
        transport.add(b"")
    client = sotalia.client("s3", endpoint_url=url, transport=transport, **KEYS, **arguments)
    client.put_object(Bucket="bucket", Key="key", Body=b"body")
    client.get_object(Bucket="bucket", Key="key")
    up, down = ({name.lower() for name in request.headers} for request in transport.requests)
    return tuple({name for name in names if "checksum" in name} for names in (up, down))  # type: ignore[return-value]


@pytest.mark.parametrize("url", [B2, GCS, f"{GCS}:443/", B2.upper().replace("HTTPS", "https")])
def test_stores_that_refuse_checksums_get_none(url: str) -> None:
    assert sent(url) == (set(), set())


@pytest.mark.parametrize(
    "url", [None, "https://s3.example.com", "http://127.0.0.1:9000", "https://backblazeb2.com.example"]
)
def test_all_others_get_them(url: str | None) -> None:
    up, down = sent(url)
    assert "x-amz-sdk-checksum-algorithm" in up
    assert down == {"x-amz-checksum-mode"}


def test_what_the_program_says_counts() -> None:
    config = Config(request_checksum_calculation="when_supported", response_checksum_validation="when_supported")
    assert sent(B2, config=config) == sent(None)


def test_what_the_environment_says_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REQUEST_CHECKSUM_CALCULATION", "when_supported")
    up, down = sent(GCS)
    assert "x-amz-sdk-checksum-algorithm" in up
    assert down == set()


def test_an_endpoint_of_the_environment_tells_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", B2)
    assert sent(None) == (set(), set())
