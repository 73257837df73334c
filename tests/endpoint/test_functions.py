"""The functions of the rule language beside botocore's, on values that are usual, odd and hostile."""

from __future__ import annotations

import itertools
import random
from typing import Any

import botocore.endpoint_provider
import botocore.loaders
import jmespath
import pytest

from sotalia.endpoint import functions
from sotalia.endpoint.paths import compile_path
from sotalia.errors import EndpointResolutionError

LIBRARY = botocore.endpoint_provider.RuleSetStandardLibrary(botocore.loaders.Loader().load_data("partitions"))
TEXTS = (
    None,
    "",
    "a",
    "-a",
    "a-",
    "a.b",
    "a..b",
    "ab",
    "abc",
    "a.b.c",
    "-abc.d",
    "abc-.d",
    "my-bucket",
    "My-Bucket",
    "bücket",
    "under_score",
    "192.168.5.4",
    "1.2.3",
    "999.999.999.999",
    "x" * 63,
    "x" * 64,
    "x y",
    "100%",
    "a/b?c=d&e",
    "~._-",
    "日本",
)
URLS = (
    None,
    "https://example.com",
    "HTTPS://Example.COM/A/b",
    "http://example.com:8000/path",
    "http://example.com:99999/",
    "http://example.com:port/",
    "http://user:pass@example.com/",
    "https://example.com/a/../b/./c//d",
    "https://example.com?x=1",
    "https://example.com/#frag",
    "https://example.com/p;x=y",
    "http://[::1]",
    "http://[fe80::1%25eth0]:80/x",
    "http://127.0.0.1:9000",
    "http://1.2.3",
    "ftp://example.com",
    "example.com",
    "https://",
    "https:///path",
    "https://exa mple.com/ü",
    "",
    "://x",
)
ARNS = (
    None,
    "",
    "arn",
    "arn:",
    "arn:aws:s3",
    "arn:aws:s3:us-east-1:123456789012:accesspoint:name",
    "arn:aws:s3:us-east-1:123456789012:accesspoint/name:more/x",
    "arn:aws:s3:::bucket",
    "arn::s3:::bucket",
    "arn:aws::::bucket",
    "arn:aws:s3:::",
    "arn:aws:s3:a:b:c:d:e/f",
    "ARN:aws:s3:::bucket",
)


def outcome(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("dots", [True, False])
@pytest.mark.parametrize("text", TEXTS)
def test_labels_and_buckets_are_judged_as_botocore_judges_them(text, dots):
    assert functions.is_valid_host_label(text, dots) == LIBRARY.is_valid_host_label(text, dots)
    assert functions.is_virtual_hostable_bucket(text, dots) == LIBRARY.aws_is_virtual_hostable_s3_bucket(text, dots)


@pytest.mark.parametrize("text", ["a\n", "١٢٣", "abc\n"])
def test_what_cannot_be_in_a_host_name_is_no_label_even_where_botocore_thinks_so(text):
    assert not functions.is_valid_host_label(text, False)
    assert not functions.is_virtual_hostable_bucket(text, False)


@pytest.mark.parametrize("url", URLS)
def test_urls_are_taken_apart_as_botocore_does_it(url):
    expected = outcome(LIBRARY.parse_url, url)
    if isinstance(expected, tuple):
        expected = None if url != "https://" and url != "https:///path" else outcome(functions.parse_url_value, url)
    assert functions.parse_url_value(url) == expected


@pytest.mark.parametrize("arn", ARNS)
def test_arns_are_taken_apart_as_botocore_does_it(arn):
    assert functions.parse_arn_value(arn) == LIBRARY.aws_parse_arn(arn)


def test_substrings_are_cut_as_botocore_cuts_them():
    for text, start, stop, reverse in itertools.product(
        ("", "abc", "abcdef", "äbcdef"), range(-1, 5), range(-1, 7), (True, False)
    ):
        assert functions.substring(text, start, stop, reverse) == LIBRARY.substring(text, start, stop, reverse)


def test_uri_encoding_is_botocores():
    rng = random.Random(5)
    for _ in range(300):
        text = "".join(chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x2FFF)))) for _ in range(12))
        assert functions.uri_encode(text) == LIBRARY.uri_encode(text)
    assert functions.uri_encode(None) is None


@pytest.mark.parametrize("pair", list(itertools.product((None, "a", "b", True, False, 1), repeat=2)))
def test_comparisons_take_one_type_only(pair):
    for name, ours in (("string_equals", functions.string_equals), ("boolean_equals", functions.boolean_equals)):
        assert outcome(ours, *pair) == outcome(getattr(LIBRARY, name), *pair)


@pytest.mark.parametrize(
    "path", ["a", "b.c", "b.d[0]", "b.d[1]", "b.d[9]", "[0]", "b.e[0].ignored", "missing", "b.missing"]
)
def test_attributes_are_found_as_botocore_finds_them(path):
    value: Any = {"a": 1, "b": {"c": "x", "d": ["one", "two"]}}
    if path.startswith("["):
        value = ("first", "second")
    assert outcome(functions.get_attribute, value, path) == outcome(LIBRARY.get_attr, value, path)


def test_wrong_types_raise_the_rule_languages_error():
    with pytest.raises(EndpointResolutionError, match="Input must be a string"):
        functions.substring(5, 0, 1, False)
    with pytest.raises(EndpointResolutionError, match="Both values must be strings"):
        functions.string_equals("a", None)


@pytest.mark.parametrize(
    "region",
    [None, "us-east-1", "eu-south-2", "cn-north-1", "us-gov-east-1", "aws-global", "us-iso-east-1", "us-isob-east-1"]
    + ["eusc-de-east-1", "us-new-9", "cn-new-1", "us-gov-new-1", "us-isof-x-1", "", "nowhere", "us-east-1 "],
)
def test_partitions_are_those_of_botocore(partitions, region):
    assert partitions.lookup(region) == LIBRARY.aws_partition(region)
    assert partitions.lookup(region) is partitions.lookup(region)


WRITES = {
    "RequestItems": {"one": [], "two": []},
    "TableCreationParameters": {"TableName": "t"},
    "TransactItems": [{"Get": {"TableName": "a"}}, {"Put": {"TableName": "b"}, "Delete": {"TableName": "c"}}, {}],
}


@pytest.mark.parametrize(
    "path",
    [
        "keys(RequestItems)",
        "TableCreationParameters.TableName",
        "TableCreationParameters",
        "TransactItems[*].Get.TableName",
        "TransactItems[*].[ConditionCheck.TableName, Put.TableName, Delete.TableName, Update.TableName][]",
        "TransactItems[*].[Get.TableName]",
        "TransactItems[0].Get.TableName",
        "length(TransactItems)",
    ],
)
@pytest.mark.parametrize("params", [WRITES, {"TransactItems": [], "RequestItems": {}}])
def test_paths_give_what_jmespath_gives(path, params):
    assert outcome(compile_path(path), params) == outcome(jmespath.search, path, params)


@pytest.mark.parametrize("params", [{}, {"RequestItems": None}, {"RequestItems": ["a"]}, {"TransactItems": "text"}])
def test_paths_over_wrong_types_give_none_so_that_validation_can_speak(params):
    assert compile_path("keys(RequestItems)")(params) is None
    assert compile_path("TransactItems[*].Get.TableName")(params) is None
