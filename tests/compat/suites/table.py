"""The suites: which archive, what it needs, which tests, and which of them cannot pass, with the reason."""

from __future__ import annotations

from typing import NamedTuple


class Suite(NamedTuple):
    """One suite.

    `archive` is the requirement whose source archive has the tests, `tests` where they are in it. `needs` are further
    requirements. `without` are tests that are left out on both sides → why.
    """

    archive: str
    tests: str
    needs: tuple[str, ...]
    without: dict[str, str]


SUITES: dict[str, Suite] = {
    "s3fs": Suite(
        "s3fs==2026.9.0",
        "s3fs/tests",
        ("fsspec==2026.9.0", "aiobotocore==3.10.0", "moto>=5.2", "flask", "flask-cors", "pytest-asyncio", "requests"),
        {"test_async_close": "asks AWS itself for an object"},
    ),
}
