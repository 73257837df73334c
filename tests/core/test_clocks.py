"""A wrong clock: as with boto3, the service's complaint is raised at once, and nothing is remembered of its date.

What boto3 takes from the date of a reply is the `ttl` that a retry announces; `test_retries` has that.
"""

from __future__ import annotations

import pytest

from sotalia.config import Config

from .beside import Boto3, outcome
from .scripted import KINDS, Recorded, reply

PAST = "Wed, 21 Oct 2015 07:28:00 GMT"
CODES = (
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
)


def complaint(code):
    body = f"<Error><Code>{code}</Code><Message>m</Message><ServerTime>2015-10-21T07:28:00Z</ServerTime></Error>"
    return reply(403, body.encode(), date=PAST)


@pytest.mark.parametrize("mode", ["standard", "adaptive", "legacy"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_clock_that_is_wrong_is_neither_corrected_nor_a_reason_to_try_again(monkeypatch, kind, mode):
    answers = [complaint(code) for code in CODES]
    theirs = Boto3(monkeypatch, "s3", *answers, retries={"mode": mode})
    expected = [outcome(theirs.call, "list_buckets") for _ in CODES]
    ours = Recorded(kind, "s3", *answers, config=Config(retries={"mode": mode}))
    assert [outcome(ours.call, "list_buckets") for _ in CODES] == expected
    assert len(ours.requests) == len(theirs.requests) == len(CODES)
    # By our own clock, from the first to the last.
    assert {request.headers["x-amz-date"] for request in ours.requests} == {"20231114T221320Z"}
    assert all(not request["x-amz-date"].startswith("2015") for request in theirs.requests)
