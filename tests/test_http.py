"""What is shown of a request: neither query, nor headers, nor the user name and password that a URL may carry."""

import pytest

from sotalia.http import Request, has_error_body, is_error, masked_url, shown_url


@pytest.mark.parametrize(
    ("url", "shown", "masked"),
    [
        ("https://host/a?X-Amz-Signature=s", "https://host/a", "https://host/a?X-Amz-Signature=s"),
        ("http://me:se@cret@host:1/a", "http://host:1/a", "http://***:***@host:1/a"),
        ("http://me@host", "http://host", "http://***@host"),
        ("me:secret@host", "host", "***:***@host"),
        ("host:1", "host:1", "host:1"),
        ("https://bucket/key@home://x", "https://bucket/key@home://x", "https://***@home://x"),
    ],
)
def test_urls_are_shown_without_what_is_secret(url, shown, masked):
    assert (shown_url(url), masked_url(url)) == (shown, masked)


def test_a_request_shows_where_it_goes_and_no_more():
    request = Request("GET", "http://me:secret@host/key?token=secret", {"authorization": "secret"}, b"secret")
    assert repr(request) == "<Request GET http://host/key>"


@pytest.mark.parametrize(
    ("status", "error", "error_body"),
    [(200, False, False), (299, False, False), (300, True, False), (301, True, True), (404, True, True)],
)
def test_errors_begin_at_300_and_their_bodies_at_301(status, error, error_body):
    assert (is_error(status), has_error_body(status)) == (error, error_body)
