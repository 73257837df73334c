"""What signing keeps between calls: it must stay small, be right in every thread, and show no secret."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from sotalia.auth import AuthScheme, canonical, clock, sign, sigv4
from sotalia.auth.clock import amz_date, http_date, iso_date
from sotalia.http import Request
from tests.auth.signed_by_botocore import KEY, NOW, SESSION


def test_the_caches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sigv4, "_keys"), (canonical, "_hosts"), (canonical, "_header_orders")):
        monkeypatch.setattr(module, name, {})
    for number in range(2000):
        request = Request("GET", f"https://host{number}.example.com/", {f"x-amz-meta-{number}": "x"})
        sign(request, AuthScheme("v4", f"service{number}", "us-east-1"), KEY, NOW)
    assert len(sigv4._keys) <= 256
    assert len(canonical._hosts) <= 512
    assert len(canonical._header_orders) <= 512


def test_many_threads_and_instants_sign_as_one_does() -> None:
    cases = [
        (key, AuthScheme("v4", service, "us-east-1"), NOW + later)
        for key in (KEY, SESSION)
        for service in ("dynamodb", "sqs")
        for later in (0, 1, 86_400)
    ]

    def signed(case: Any) -> str:
        key, scheme, now = case
        request = Request("POST", "https://x.us-east-1.amazonaws.com/", {"x-amz-target": "T"}, b"{}")
        sign(request, scheme, key, now)
        return request.headers["authorization"] + request.headers["x-amz-date"]

    alone = [signed(case) for case in cases]
    wrong: list[Any] = []

    def work(start: int) -> None:
        for turn in range(300):
            index = (start + turn) % len(cases)
            if signed(cases[index]) != alone[index]:
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_reprs_show_no_secret() -> None:
    scheme = AuthScheme("v4", "sts", "us-east-1")
    request = Request("GET", "https://sts.amazonaws.com/?X-Amz-Signature=abc", {})
    sign(request, scheme, SESSION, NOW)
    for value in (scheme, request):
        assert SESSION.secret_key not in repr(value)
        assert "abc" not in repr(value)


def test_instants_are_written_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    assert amz_date(1440938160.9) == ("20150830T123600Z", "20150830")
    assert amz_date(1440938161) == ("20150830T123601Z", "20150830")
    assert http_date(1440938160.9) == "Sun, 30 Aug 2015 12:36:00 GMT"
    assert http_date(0, "-0000") == "Thu, 01 Jan 1970 00:00:00 -0000"
    assert iso_date(1440938160) == "2015-08-30T12:36:00Z"
    monkeypatch.setattr(clock, "_latest", (0, "19700101T000000Z", "19700101"))
    assert amz_date(0) == ("19700101T000000Z", "19700101")


def test_a_changed_scheme_keeps_the_rest() -> None:
    scheme = AuthScheme("v4", "s3", "us-east-1", "unsigned")
    renamed = scheme.renamed("s3v4")
    assert (renamed.name, renamed.service, renamed.region, renamed.payload) == ("s3v4", "s3", "us-east-1", "unsigned")
    assert renamed.path_as_is
    assert not scheme.path_as_is
    assert scheme.renamed(object()).name == "none"
    moved = scheme.replace(region="eu-west-1")
    assert (moved.name, moved.service, moved.region, moved.payload) == ("v4", "s3", "eu-west-1", "unsigned")
