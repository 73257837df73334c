"""How the tests of the sources look for credentials: as blocking and as awaited sessions do, beside boto3."""

from __future__ import annotations

import asyncio

import botocore.session
import pytest

import sotalia
from sotalia import aio, errors
from sotalia.clients._async.alone import run_alone_async
from sotalia.clients._sync.alone import run_alone


class Finder:
    """Looks for credentials over real connections: `find()` returns them frozen, or None."""

    def __init__(self, awaited):
        self.awaited = awaited

    def session(self, **arguments):
        return aio.Session(**arguments) if self.awaited else sotalia.Session(**arguments)

    def __call__(self, session=None, **arguments):
        session = session or self.session(**arguments)
        return self.run(session.identity.credentials())

    def run(self, steps):
        """Return what a generator of effects returns."""
        return asyncio.run(run_alone_async(steps)) if self.awaited else run_alone(steps)


@pytest.fixture(params=["blocking", "awaited"])
def find(request):
    return Finder(request.param == "awaited")


@pytest.fixture
def theirs():
    """What boto3 finds, frozen, with its method; or the error that it raises."""

    def find_theirs(profile=None):
        found = botocore.session.Session(profile=profile).get_credentials()
        return found and (*found.get_frozen_credentials(), found.method)

    return find_theirs


@pytest.fixture
def addresses(monkeypatch):
    """Nobody connects to metadata services; where they would have."""
    addresses = []

    def fetch(request, *_):
        addresses.append(request.url)
        raise errors.EndpointConnectionError(endpoint_url=request.url)

    async def fetch_async(*arguments):
        return fetch(*arguments)

    monkeypatch.setattr("sotalia.io.fetching.fetch", fetch)
    monkeypatch.setattr("sotalia.io.fetching.fetch_async", fetch_async)
    return addresses
