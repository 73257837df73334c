"""A site of a few services, written once for all tests of the documentation; and what its examples need."""

from __future__ import annotations

from pathlib import Path

import pytest

import sotalia
from sotalia.local import environment
from tests.docs.world import make_world
from tools.docs.__main__ import write_site

#: Enough to have everything: resources, waiters, derived paginators, recursion, structures with pages of their own.
SERVICES = ["dynamodb", "s3", "sqs", "synthetics"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    out = tmp_path_factory.mktemp("site") / "docs"
    write_site(out, SERVICES)
    return out


@pytest.fixture
def world(moto_url: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which documents' programs run, with an AWS that has what they take for granted."""
    for name, value in environment(moto_url, "us-east-1").items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(sotalia, "DEFAULT_SESSION", None)
    folder = tmp_path / "work"
    folder.mkdir()
    make_world(home, folder)
    monkeypatch.chdir(folder)
    return folder
