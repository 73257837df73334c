"""Secrets in CBOR are written over, and nothing else is."""

from __future__ import annotations

import pytest

from sotalia.testing.masking import masked
from sotalia.wire.cborcodec import loads

#: {"a": "plain", "token": "hush", "all": {"b": ["hush", h"68757368"], "n": 1000, "m": 5, "t": true}} and the like.
DEFINITE = b"\xa3\x61a\x65plain\x65token\x64hush\x63all\xa4\x61b\x82\x64hush\x44hush\x61n\x19\x03\xe8\x61m\x05\x61t\xf5"
WITHOUT_LENGTHS = (
    b"\xbf\x65token\x7f\x62hu\x62sh\xff\x61a\x9f\x61x\xff\x63all\xbf\x61d\xc1\xfb@\x09\x21\xfbTD-\x18\xff\xff"
)


def mask(body):
    return masked(body, lambda name: name == "all", lambda name: name == "token")


def test_values_of_a_secret_name_and_all_below_a_secret_member_are_masked():
    assert loads(mask(DEFINITE)) == {
        "a": "plain",
        "token": "XXXX",
        "all": {"b": ["XXXX", b"XXXX"], "n": 0, "m": 0, "t": True},
    }


def test_what_has_no_length_is_masked_piece_by_piece():
    body = mask(WITHOUT_LENGTHS)
    assert len(body) == len(WITHOUT_LENGTHS)
    assert body.startswith(b"\xbf\x65token\x7f\x62XX\x62XX\xff\x61a\x9f\x61x\xff")
    assert body.endswith(b"\xc1\xfb" + bytes(8) + b"\xff\xff")


@pytest.mark.parametrize("body", [DEFINITE[:-3], b"\xa1\x01\x02", b"\x7b" + b"\xff" * 8, b"\x81" * 100_000, b"text"])
def test_nothing_is_kept_of_what_is_no_cbor(body):
    assert mask(body) == b""


def test_an_empty_body_stays_empty():
    assert mask(b"") == b""
