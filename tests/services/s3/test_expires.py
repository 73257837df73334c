"""`Expires` that is no date does not keep an object from being read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.raw import RawServer, reply
from tests.services.s3.sides import KINDS, made


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, raw_server: RawServer) -> Iterator[Any]:
    yield from made(request.param, "client", endpoint_url=raw_server.url)


@pytest.mark.parametrize("text", ["", "0", "never", "-1"])
def test_what_is_no_date_is_text(client: Any, raw_server: RawServer, text: str) -> None:
    raw_server.answer(reply(200, b"body", {"Expires": text}))
    found = client.get_object(Bucket="bucket", Key="k")
    assert found["Body"].read() == b"body"
    assert (found["ExpiresString"], "Expires" in found) == (text, text in ("0", "-1"))
