"""The table of signature schemes has botocore's names, and functions that can be called as the forms are."""

import inspect

import botocore.auth
import pytest

from sotalia.schemes import BY_NAME, EVENTS, HEADERS, NONE, POST, QUERY, SCHEMES, SIGNING, UNKNOWN, asked_for, place_of

#: How many arguments each form's functions are called with.
ARGUMENTS = {HEADERS: 5, QUERY: 6, POST: 6, EVENTS: 3}
#: What botocore knows only where awscrt is installed.
ASYMMETRIC = {"v4a", "s3v4a", "s3v4a-query"}


def test_the_names_are_botocores():
    assert {*botocore.auth.AUTH_TYPE_MAPS, *ASYMMETRIC} == SIGNING


@pytest.mark.parametrize(
    ("form", "place"), sorted({(form, place) for row in SCHEMES for form, place in row.forms.items() if place})
)
def test_each_function_can_be_called_as_its_form_is(form, place):
    module, _, name = place.partition(":")
    function = getattr(__import__(f"sotalia.auth.{module}", fromlist=[name]), name)
    inspect.signature(function).bind(*range(ARGUMENTS[form]))


def test_a_full_name_has_the_function_of_its_own_form_only():
    assert place_of("s3v4", HEADERS) == "sigv4:sign_headers"
    assert place_of("s3v4-query", QUERY) == "query:presign_query"
    assert place_of("s3v4", QUERY) is place_of("s3v4-query", HEADERS) is None
    assert place_of("v4-presign-post", POST) is place_of("nonsense", HEADERS) is None


def test_what_is_not_signed_is_so_in_every_form():
    assert all(place_of(NONE, form) for form in (HEADERS, QUERY, POST))
    assert NONE not in SIGNING


def test_frames_are_signed_by_their_requests_scheme_where_it_chains_them():
    assert {name for name in BY_NAME if place_of(name, EVENTS)} == {"v4", "s3v4"}


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("v4", "v4"),
        ("v4-query", "v4"),
        ("v4-unsigned-body", "v4"),
        ("v4-s3express", "v4-s3express"),
        ("v4-s3express-query", "v4-s3express"),
        ("s3v4-presign-post", "s3v4"),
        ("s3", "s3"),
        (NONE, NONE),
    ],
)
def test_a_name_asks_for_the_scheme_that_it_begins_with(name, scheme):
    assert asked_for(name) is BY_NAME[scheme]


def test_a_name_that_begins_with_no_scheme_asks_for_none():
    assert asked_for("nonsense") is asked_for("v4x") is UNKNOWN
