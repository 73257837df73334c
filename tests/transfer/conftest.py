"""What tests of transfers share: a small S3 in memory, and clients of Sotalia and boto3 for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

import sotalia
from sotalia import aio
from tests.servers.objects import ObjectServer

MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def home_to_note_uploads_in(
    isolated_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A home directory for each test: root can make the one that does not exist, and tests would share it."""
    directory = str(tmp_path_factory.mktemp("home"))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, directory)


@pytest.fixture
def server(credentials: None) -> Iterator[ObjectServer]:
    """A small S3 in memory, with credentials in the environment."""
    with ObjectServer() as server:
        yield server


@pytest.fixture
def client(server: ObjectServer) -> Any:
    """A blocking client of the server."""
    return sotalia.client("s3", **server.client_arguments)


@pytest.fixture
def boto(server: ObjectServer) -> Any:
    """boto3's client of the server."""
    return boto3.client("s3", **server.client_arguments)


@pytest.fixture(params=["blocking", "awaited"])
def call(request: pytest.FixtureRequest, server: ObjectServer) -> Callable[..., Any]:
    """`call(method, …)`: a method of a client's, blocking in one run of the test and awaited in the other."""
    return caller(request.param, server.client_arguments)


def caller(side: str, arguments: dict[str, Any]) -> Callable[..., Any]:
    """Return what calls a method of a client by its name."""
    if side == "blocking":
        client = sotalia.client("s3", **arguments)
        return lambda method, *args, **kwargs: getattr(client, method)(*args, **kwargs)
    import asyncio

    async def call(method: str, *args: Any, **kwargs: Any) -> Any:
        async with aio.client("s3", **arguments) as client:
            return await getattr(client, method)(*args, **kwargs)

    return lambda method, *args, **kwargs: asyncio.run(call(method, *args, **kwargs))
