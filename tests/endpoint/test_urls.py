"""URLs beside botocore's: the same bytes for a request, the same verdict on an endpoint."""

from __future__ import annotations

import itertools
import random
from typing import Any

import botocore.awsrequest
import botocore.utils
import pytest
import urllib3.util.url

from sotalia.endpoint import urls
from sotalia.endpoint.urls import (
    inject_host_prefix,
    is_authority,
    is_endpoint_url,
    is_host_part,
    is_region_name,
    join_url,
    normalize_path,
    prefixed_endpoint,
)
from sotalia.errors import EndpointResolutionError
from sotalia.percent import encode_query, encode_url, percent_encode

ENDPOINTS = (
    "https://s3.us-east-1.amazonaws.com",
    "http://localhost:4566",
    "http://localhost:4566/",
    "https://example.com/base",
    "https://example.com/base/",
    "https://example.com/base/more//",
    "https://example.com?x=1",
    "https://example.com/base?x=1#f",
    "HTTPS://Example.com/B",
    "https://[::1]:8080/b",
    "https://exämple.com",
)
PATHS = ("", "/", "/key", "/a/../b", "/a//b", "/%E3%81%82%20", "/bucket/", "relative", "//double")
QUERIES = ((), (("a", "1"),), (("list-type", "2"), ("prefix", "a/b c+ü~")), (("empty", ""), ("&", "=")))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_requests_url_has_botocores_bytes(endpoint):
    for path, query, prefix in itertools.product(PATHS, QUERIES, ("", "data.")):
        request: dict[str, Any] = {
            "url_path": path,
            "query_string": list(query),
            "host_prefix": prefix or None,
            "headers": {},
        }
        botocore.awsrequest.prepare_request_dict(request, endpoint)
        base = inject_host_prefix(endpoint, prefix) if prefix else endpoint
        assert join_url(base, path, list(query)) == request["url"]


def test_a_query_without_value_is_a_bare_name():
    assert join_url("https://b.s3.amazonaws.com", "/", [("acl", None)]) == "https://b.s3.amazonaws.com/?acl"
    assert encode_query([("uploads", None), ("max", "1")]) == "uploads&max=1"


def test_percent_encoding_is_botocores():
    rng = random.Random(1)
    for _ in range(500):
        text = "".join(chr(rng.choice((rng.randrange(128), rng.randrange(0xD000)))) for _ in range(rng.randrange(15)))
        assert percent_encode(text) == botocore.utils.percent_encode(text)
        assert percent_encode(text, "/~") == botocore.utils.percent_encode(text, "/~._-")


HOSTS = (
    "example.com",
    "localhost",
    "my-host.internal.",
    "my_host",
    "-x.com",
    "x-.com",
    "a" * 63 + ".com",
    "a" * 64 + ".com",
    ".".join(["a" * 60] * 5),
    "127.0.0.1",
    "999.1.1.1",
    "[::1]",
    "[fe80::1%25eth0]",
    "[::ffff:1.2.3.4]",
    "[1::2::3]",
    "[nonsense]",
    "exa mple.com",
    "a..b",
    ".",
    "",
    "user:secret@example.com",
    "exämple.com",
    "*",
)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("form", ["https://{}", "http://{}:8080/path", "{}", "//{}", "https://{}/?q=1", "https://{}\n"])
def test_an_endpoint_url_is_judged_as_botocore_judges_it(host, form):
    url = form.format(host)
    try:
        expected = bool(botocore.utils.is_valid_endpoint_url(url) or botocore.utils.is_valid_ipv6_endpoint_url(url))
    except ValueError:
        expected = False  # botocore stumbles over a bracket; a client refuses the URL by a ValueError all the same
    assert is_endpoint_url(url) == expected


@pytest.mark.parametrize(
    "name",
    [
        "us-east-1",
        "a",
        "",
        "123",
        "1a",
        "-a",
        "a-",
        "a" * 63,
        "a" * 64,
        "us east",
        "us.east",
        "us_east",
        "ü",
        "a/b",
        "a\n",
    ],
)
def test_a_regions_name_is_judged_as_botocore_judges_it(name):
    try:
        botocore.utils.validate_region_name(name)
        expected = name != "a\n"  # botocore lets a trailing newline through
    except botocore.exceptions.InvalidRegionError:
        expected = False
    assert is_region_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.com", True),
        ("example.com:8443", True),
        ("localhost", True),
        ("[::1]:80", True),
        ("127.0.0.1", True),
        ("", False),
        ("example.com:x", False),
        ("example.com:99999", False),
        ("u@example.com", False),
        ("example.com/", False),
        ("example.com#", False),
        ("example.com?x", False),
        ("example.com\\x", False),
        ("a b", False),
        ("a\n", False),
        ("-a", False),
    ],
)
def test_an_authority_is_a_host_and_perhaps_a_port(text, expected):
    assert is_authority(text) == expected


def test_a_part_of_a_host_leads_nowhere_else():
    for code in range(0x250):
        plain = chr(code).isascii() and (chr(code).isalnum() or chr(code) in "-.")
        assert is_host_part(f"a{chr(code)}b") == plain


@pytest.mark.parametrize("prefix", ["a/", "a b.", "..", "a\n.", "-a.", "\u00e9."])
def test_no_prefix_makes_another_host(prefix):
    with pytest.raises(EndpointResolutionError, match="makes no host name of it"):
        prefixed_endpoint("https://example.com", prefix)


def test_prefixed_endpoints_are_remembered_but_not_for_ever():
    first = prefixed_endpoint("https://example.com/base", "data.")
    assert first == "https://data.example.com/base"
    assert prefixed_endpoint("https://example.com/base", "data.") is first
    for number in range(1000):
        prefixed_endpoint("https://example.com", f"a{number}.")
    assert len(urls._prefixed_urls) <= 256


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://u:p@[::1]:80?x y", "https://u:p@[::1]:80?x%20y"),
        ("https://h\u00f6st/\u00e9", "https://h\u00f6st/%C3%A9"),
        ("https://host", "https://host"),
        ("https://host#f", "https://host"),
        ("https://host/a?b?c/d#e?f", "https://host/a?b?c/d"),
        ("https://host/a\nb c", "https://host/a\nb c"),
        ("no url at all", "no url at all"),
    ],
)
def test_only_what_is_behind_the_host_is_encoded(url, expected):
    assert encode_url(url) == expected


def test_a_url_is_encoded_as_urllib3_does_it_for_botocore():
    rng = random.Random(16)
    for _ in range(2000):
        tail = "".join(rng.choice(("%", "%41", "%c3", "/", "?", "a", chr(rng.randrange(32, 0x250)))) for _ in range(8))
        if "\x7f" in tail or "#" in tail:
            continue
        assert encode_url(f"https://host/{tail}") == f"https://host{urllib3.util.url._encode_target(f'/{tail}')}"


def test_paths_are_normalised_as_botocore_normalises_them():
    for segments in itertools.product(("", ".", "..", "a"), repeat=4):
        path = "/".join(segments)
        assert normalize_path(path) == botocore.utils.normalize_url_path(path)
