"""A frozen clock for botocore's signers."""

from __future__ import annotations

import datetime
import email.utils
import time
from types import SimpleNamespace

import botocore.auth
import pytest

from tests.auth.signed_by_botocore import NOW


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    fake = SimpleNamespace(time=lambda: NOW, gmtime=lambda: time.gmtime(NOW), strftime=time.strftime)

    def formatdate(when: float | None = None, usegmt: bool = False) -> str:
        return email.utils.formatdate(NOW if when is None else when, usegmt=usegmt)

    monkeypatch.setattr(botocore.auth, "time", fake)
    monkeypatch.setattr(botocore.auth, "formatdate", formatdate)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: instant.replace(tzinfo=None))
