"""A site of a few services, written once for all tests of the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs.__main__ import write_site

#: Enough to have everything: resources, waiters, derived paginators, recursion, structures with pages of their own.
SERVICES = ["dynamodb", "s3", "sqs", "synthetics"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    out = tmp_path_factory.mktemp("site") / "docs"
    write_site(out, SERVICES)
    return out
