"""A frozen clock for botocore's signers, and the way to `signed_by_botocore`, which the tests of this folder share."""

from __future__ import annotations

import datetime
import email.utils
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import botocore.auth
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from signed_by_botocore import NOW  # noqa: E402 - found through the line above


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    fake = SimpleNamespace(time=lambda: NOW, gmtime=lambda: time.gmtime(NOW), strftime=time.strftime)

    def formatdate(when: float | None = None, usegmt: bool = False) -> str:
        return email.utils.formatdate(NOW if when is None else when, usegmt=usegmt)

    monkeypatch.setattr(botocore.auth, "time", fake)
    monkeypatch.setattr(botocore.auth, "formatdate", formatdate)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: instant.replace(tzinfo=None))
