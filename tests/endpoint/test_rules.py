"""Rule sets: the published vectors, every real rule set beside botocore's evaluation, the language's corners."""

from __future__ import annotations

import random
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import botocore.endpoint_provider
import botocore.exceptions
import botocore.loaders
import pytest

from sotalia.endpoint import rules
from sotalia.endpoint.compile import compile_rule_set
from sotalia.errors import EndpointResolutionError

SCRATCH = "https://{Region}.example.com"


def outcome_of(case: dict[str, Any]) -> dict[str, Any]:
    """A vector's expectation, with what an endpoint leaves out spelled out."""
    if "error" in case["expect"]:
        return {"error": case["expect"]["error"]}
    endpoint = case["expect"]["endpoint"]
    return {
        "url": endpoint["url"],
        "properties": endpoint.get("properties", {}),
        "headers": endpoint.get("headers", {}),
    }


def evaluate(rule_set: rules.RuleSet, params: dict[str, Any]) -> dict[str, Any]:
    params = {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}
    try:
        url, properties, headers = rule_set.evaluate(params)
    except EndpointResolutionError as error:
        return {"error": str(error)}
    return {"url": url, "properties": properties, "headers": headers}


def test_the_published_cases_of_every_service_resolve_as_published(vectors, read, rules_of):
    cases = 0
    wrong = []
    paths = sorted(vectors("endpoint_rules").glob("*/endpoint-tests-1.json"))
    assert len(paths) == 266
    for path in paths:
        rule_set = rules_of(path.parent.name)
        for case in read(path)["testCases"]:
            cases += 1
            got, expected = evaluate(rule_set, case.get("params", {})), outcome_of(case)
            if got != expected:
                wrong.append((path.parent.name, case["documentation"], got, expected))
            elif "url" in expected:  # with its host looked at
                assert rule_set.resolve(case.get("params", {})).url == expected["url"]
    assert not wrong
    assert cases == 8342


def test_the_published_cases_of_the_rule_language_come_out_as_published(vectors, read, compile_rules):
    folder = vectors("rules_engine")
    cases = 0
    for path in sorted((folder / "test-cases").glob("*.json")):
        rule_set = compile_rules(read(folder / "valid-rules" / path.name))
        for case in read(path)["testCases"]:
            cases += 1
            assert evaluate(rule_set, case.get("params", {})) == outcome_of(case), case["documentation"]
    assert cases == 101


def test_published_rule_sets_without_cases_compile_too(vectors, read, compile_rules):
    paths = sorted((vectors("rules_engine") / "valid-rules").glob("*.json"))
    assert len(paths) == 18
    for path in paths:
        assert compile_rules(read(path)).parameters is not None


BUCKETS = (
    "bucket",
    "my.bucket",
    "Bucket_X",
    "a",
    "192.168.1.1",
    "bucket--use1-az4--x-s3",
    "bucket--op-s3",
    "arn:aws:s3:us-west-2:123456789012:accesspoint:name",
    "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/name",
    "arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/lambda",
    "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap",
    "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:name",
    "arn:aws:s3",
    "arn:aws:dynamodb:us-east-1:123456789012:table/name",
    "arn:aws:kinesis:us-east-1:123456789012:stream/name",
    "",
    "héllo",
)
REGIONS = (
    "us-east-1",
    "eu-west-3",
    "aws-global",
    "us-gov-west-1",
    "cn-north-1",
    "us-iso-east-1",
    "us-weird-7",
    "",
    "x y",
)
URLS = (
    "https://example.com",
    "http://localhost:4566/base/",
    "https://[::1]:8080",
    "http://10.0.0.1",
    "https://x.com?a=b",
    "ftp://x",
    "nonsense",
)
VALUES = ("preferred", "required", "disabled", "123456789012", "data", "control", "ACM", *BUCKETS)


def random_parameters(spec: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name, parameter in spec.items():
        if rng.random() < 0.25:
            continue
        kind = parameter["type"].lower()
        if rng.random() < 0.01:
            params[name] = rng.choice((7, True, "text"))
        elif kind == "boolean":
            params[name] = rng.random() < 0.5
        elif kind == "stringarray":
            params[name] = tuple(rng.choices(BUCKETS, k=rng.randrange(3)))
        elif name in ("Region", "Endpoint"):
            params[name] = rng.choice(REGIONS if name == "Region" or rng.random() < 0.1 else URLS)
        else:
            params[name] = rng.choice(VALUES)
    if rng.random() < 0.7:
        params.pop("Endpoint", None)
    return params


def test_random_parameters_give_what_botocore_gives_for_every_rule_set(all_rule_sets, compile_rules):
    rng = random.Random(20)
    partitions = botocore.loaders.Loader().load_data("partitions")
    different = []
    for service, version, document in all_rule_sets:
        ours = compile_rules(document)
        theirs = botocore.endpoint_provider.RuleSet(**document, partitions=partitions)
        for _ in range(60 if service in ("s3", "s3control", "kinesis", "dynamodb") else 6):
            params = random_parameters(document["parameters"], rng)
            try:
                found = theirs.evaluate(dict(params))
                expected = {"error": None} if found is None else found._asdict()
            except botocore.exceptions.EndpointResolutionError as error:
                expected = {"error": str(error)}
            except (TypeError, KeyError, AttributeError):
                expected = {"error": None}  # botocore falls over
            got = evaluate(ours, params)
            if expected == {"error": None}:
                expected = {"error": got.get("error")}
            if got != expected:
                different.append((service, version, params, got, expected))
    assert not different


#: What leads elsewhere when it becomes a part of a host name, or makes none of it.
LEADS_AWAY = (
    *("evil.example/", "evil.example#", "evil.example?", "a@evil.example", "evil.example:80", "evil.example\\"),
    *("a b", "a\r\nb", "a\n", "\u00e9", "..", "-", "", "a" * 64, "[::1]", "a%2fb"),
)


def test_no_parameter_of_any_rule_set_leads_out_of_aws(all_rule_sets, compile_rules):
    rng = random.Random(6)
    found, led_away = 0, []
    for service, version, document in all_rule_sets:
        rule_set = compile_rules(document)
        for _ in range(40):
            params = random_parameters(document["parameters"], rng)
            params.pop("Endpoint", None)
            texts = [name for name, value in params.items() if isinstance(value, str)]
            if texts:
                name, text = rng.choice(texts), rng.choice(LEADS_AWAY)
                parts = params[name].split(":")
                parts[rng.randrange(len(parts))] = text
                params[name] = ":".join(parts)
            try:
                url = rule_set.resolve(params).url
            except EndpointResolutionError:
                continue
            found += 1
            host = urlsplit(url).netloc
            plain = host.replace(".", "").replace("-", "").isalnum() and host.isascii()
            if not (plain and host.endswith((".amazonaws.com", ".api.aws", ".com.cn", ".ic.gov"))):
                led_away.append((service, version, params, url))
    assert not led_away
    assert found > 1000


@pytest.mark.parametrize(
    ("url", "params", "text"),
    [
        ("https://{A}.example.com", {"A": "evil.example/"}, "'evil.example/' (A in the endpoint rules) cannot be"),
        ("https://x.{A}.example.com", {"A": "a b"}, "'a b' (A in the endpoint rules) cannot be"),
        ("https://{A}{B}.example.com/{C}", {"A": "a", "B": "?", "C": "?"}, "'?' (B in the endpoint rules) cannot be"),
        ("https://{A}.example.com", {"A": "-a"}, "lead to https://-a.example.com, which has no host name"),
        ("https://{A}.example.com", {"A": ""}, "lead to https://.example.com, which has no host name"),
        ("https://{A}.example.com", {"A": ".".join(["a" * 62] * 4)}, "which has no host name"),
        ("{A}", {"A": "no url"}, "lead to no url, which has no host name"),
    ],
)
def test_what_is_no_host_name_is_refused(compile_rules, url, params, text):
    with pytest.raises(EndpointResolutionError) as caught:
        compile_rules(rule_set_of(endpoint(url), A="string", B="string", C="string")).resolve(params)
    assert text in str(caught.value)


@pytest.mark.parametrize("authority", ["example.com", "example.com:8443", "u:p@example.com", "[::1]:80", "10.0.0.1"])
@pytest.mark.parametrize("url", ["{url#scheme}://{url#authority}{url#path}", "{url#scheme}://{url#authority}/{A}/@"])
def test_the_authority_of_a_configured_url_stays_as_it_is(compile_rules, authority, url):
    parsed = call("parseURL", {"ref": "Endpoint"}, assign="url")
    rule_set = compile_rules(rule_set_of(endpoint(url, parsed), Endpoint="string", A="string"))
    resolved = rule_set.resolve({"Endpoint": f"http://{authority}/base", "A": "a b"}).url
    assert resolved == f"http://{authority}{'/a%20b/@' if 'A' in url else '/base'}"


def rule_set_of(*rules: dict[str, Any], **parameters: str) -> dict[str, Any]:
    return {
        "version": "1.0",
        "parameters": {name: {"type": kind} for name, kind in parameters.items()},
        "rules": list(rules),
    }


def endpoint(url: str, *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "endpoint", "conditions": list(conditions), "endpoint": {"url": url, **more}}


def call(function: str, *arguments: Any, assign: str | None = None) -> dict[str, Any]:
    signature: dict[str, Any] = {"fn": function, "argv": list(arguments)}
    return signature if assign is None else {**signature, "assign": assign}


def test_a_tree_that_leads_nowhere_leaves_the_next_rule_its_turn(compile_rules):
    nowhere = {
        "type": "tree",
        "conditions": [],
        "rules": [endpoint("https://never", call("isSet", {"ref": "Missing"}))],
    }
    assert compile_rules(rule_set_of(nowhere, endpoint("https://next"))).resolve({}).url == "https://next"


def test_a_variable_is_seen_below_its_rule_and_nowhere_else(compile_rules):
    sets = call("aws.partition", "us-east-1", assign="Facts")
    below = {"type": "tree", "conditions": [sets], "rules": [endpoint("https://never", call("not", True))]}
    reads = endpoint("https://leaked", call("isSet", {"ref": "Facts"}))
    again = endpoint("https://{Facts#dnsSuffix}", sets)
    assert compile_rules(rule_set_of(below, reads, again)).resolve({}).url == "https://amazonaws.com"


def test_a_variable_cannot_be_set_twice(compile_rules):
    sets = call("aws.partition", "us-east-1", assign="Region")
    with pytest.raises(EndpointResolutionError, match="Assignment Region already exists in scoped variables"):
        compile_rules(rule_set_of(endpoint("https://x", sets), Region="string")).resolve({"Region": "us-east-1"})


def test_only_false_and_none_fail_a_condition(compile_rules):
    rule_set = compile_rules(rule_set_of(endpoint("https://empty", call("uriEncode", {"ref": "Text"})), Text="string"))
    assert rule_set.resolve({"Text": ""}).url == "https://empty"
    with pytest.raises(EndpointResolutionError, match="No endpoint found for parameters"):
        rule_set.resolve({})


def test_without_any_endpoint_the_error_lists_the_parameters(compile_rules):
    rule_set = compile_rules(rule_set_of(endpoint("https://x", call("not", True)), Region="string", Other="string"))
    with pytest.raises(EndpointResolutionError) as caught:
        rule_set.resolve({"Region": "us-east-1", "Other": "o"})
    assert str(caught.value) == "No endpoint found for parameters:\nRegion: us-east-1\nOther: o"


def test_headers_are_lower_case_and_their_first_value_counts(compile_rules):
    rule = endpoint("https://x", headers={"X-Amz-Thing": ["{Region}", "second"]})
    found = compile_rules(rule_set_of(rule, Region="string")).resolve({"Region": "r"})
    assert found.headers == {"x-amz-thing": "r"}


def test_lists_may_be_given_where_arrays_are_wanted(compile_rules):
    first = call("getAttr", {"ref": "Names"}, "[0]", assign="first")
    rule_set = compile_rules(rule_set_of(endpoint("https://{first}", first), Names="stringArray"))
    assert rule_set.resolve({"Names": ["one", "two"]}).url == "https://one"


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({}, "Cannot find value for required parameter Region"),
        ({"Region": 5}, "Value (Region) is the wrong type. Must be <class 'str'>."),
        ({"Region": "r", "Flag": "yes"}, "Value (Flag) is the wrong type. Must be <class 'bool'>."),
        ({"Region": {"a": 1}}, "Value (Region) is the wrong type: <class 'dict'>."),
    ],
)
def test_a_missing_or_mistyped_parameter_is_named(compile_rules, params, text):
    document = rule_set_of(endpoint(SCRATCH), Region="string", Flag="boolean")
    document["parameters"]["Region"]["required"] = True
    with pytest.raises(EndpointResolutionError) as caught:
        compile_rules(document).resolve(params)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"parameters": {}, "rules": [{"type": "tree"}]},
        {"parameters": {}, "rules": "text"},
        {"parameters": {"A": {}}, "rules": []},
        [],
    ],
)
def test_what_is_no_rule_set_is_refused_when_it_is_compiled(document):
    with pytest.raises(EndpointResolutionError, match="Malformed endpoint rule set"):
        compile_rule_set(document)


def test_unknown_rule_and_parameter_types_are_refused():
    with pytest.raises(EndpointResolutionError, match="Unknown rule type: leaf. A rule must be"):
        compile_rule_set(rule_set_of({"type": "leaf", "conditions": []}))
    with pytest.raises(EndpointResolutionError, match="Unknown parameter type: number. A parameter must be"):
        compile_rule_set(rule_set_of(A="number"))


@pytest.mark.parametrize(
    "rule",
    [
        endpoint("https://x", call("aws.noSuchFunction")),
        endpoint("https://{Missing}"),
        endpoint("https://x", call("getAttr", {"ref": "Missing"}, "name")),
    ],
)
def test_a_faulty_rule_is_reported_as_one(compile_rules, rule):
    with pytest.raises(EndpointResolutionError, match=r"endpoint rules"):
        compile_rules(rule_set_of(rule)).resolve({})


def test_results_are_remembered_but_not_for_ever(compile_rules):
    rule_set = compile_rules(rule_set_of(endpoint(SCRATCH), Region="string"))
    kept = rule_set.resolve({"Region": "kept"})
    for number in range(10 * rules.REMEMBERED):
        rule_set.resolve({"Region": f"r{number}"})
        assert rule_set.resolve({"Region": "kept"}) is kept
    first = rule_set.resolve({"Region": "first"})
    for number in range(2 * rules.REMEMBERED):
        rule_set.resolve({"Region": f"s{number}"})
    assert rule_set.resolve({"Region": "first"}) is not first
    assert len(rule_set._recent) + len(rule_set._older) <= 2 * rules.REMEMBERED


def test_many_threads_share_one_rule_set(rules_of, compile_rules):
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(5):
            rule_set = compile_rules(rule_set_of(endpoint(SCRATCH), Region="string"))
            wrong: list[str] = []

            def work(rule_set: rules.RuleSet = rule_set, wrong: list[str] = wrong) -> None:
                names = [f"r{number}" for number in range(300)]
                urls = {name: rule_set.resolve({"Region": name}).url for name in names}
                wrong.extend(name for name in names if urls[name] != f"https://{name}.example.com")

            threads = [threading.Thread(target=work) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert not wrong
    finally:
        sys.setswitchinterval(interval)


def test_shared_sub_trees_are_stored_once(all_rule_sets):
    document = next(document for service, _, document in all_rule_sets if service == "s3")
    _, conditions, nodes, _ = compile_rule_set(document)
    assert len(conditions) == len({repr(condition) for condition in conditions}) < 150
    assert len(nodes) == len({repr(node) for node in nodes}) < 400
