"""Fixtures for pytest, found by it where Sotalia is installed.

def test_upload(sotalia_local):                     # an AWS of its own, empty for each test
    sotalia.client("s3").create_bucket(Bucket="dolphins")

def test_download(stubbed):                         # no AWS at all
    s3 = sotalia.client("s3", region_name="eu-central-1")
    stubbed(s3).add_response("get_object", {"Body": b"squeak"})
    assert s3.get_object(Bucket="dolphins", Key="k")["Body"].read() == b"squeak"
"""

from __future__ import annotations

import os

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..local import LocalServer
    from .stubber import Stubber


@pytest.fixture(scope="session")
def _sotalia_local_server() -> Iterator[LocalServer]:
    """The embedded AWS, one for the whole run."""
    from ..local import LocalServer, LocalUnavailable

    try:
        server = LocalServer()
    except LocalUnavailable as reason:
        pytest.skip(str(reason))
    with server:
        yield server


@pytest.fixture
def sotalia_local(_sotalia_local_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """An embedded AWS (`sotalia[local]`), empty for each test; its URL.

    The environment points at it, so that clients that are made in the test (boto3's and programs', too) need no
    arguments, and find none of your credentials.
    """
    from ..local import environment

    _sotalia_local_server.reset()
    url = _sotalia_local_server.url
    wanted = environment(url)
    for name in set(os.environ) - set(wanted):
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    import sotalia

    monkeypatch.setattr(sotalia, "DEFAULT_SESSION", None)
    return url


@pytest.fixture
def stubbed() -> Iterator[Callable[..., Stubber]]:
    """A function that stubs a client or a resource: `stubbed(client)` returns its active `Stubber`.

    At the end of the test, answers that are left are an error, and clients are as before.
    """
    from .stubber import Stubber

    made: list[Stubber] = []

    def stub(client: Any, *, spy: bool = False) -> Stubber:
        stubber = Stubber(client, spy=spy)
        stubber.activate()
        made.append(stubber)
        return stubber

    yield stub
    for stubber in made:
        stubber.deactivate()
    for stubber in made:
        stubber.assert_no_pending_responses()
