"""Endpoint rule sets: real ones with something replaced, left out or moved, and parameters that fit or do not."""

from __future__ import annotations

import copy
import json
import random
from functools import cache, lru_cache
from typing import Any

import botocore.endpoint_provider
import botocore.exceptions
import botocore.loaders

from sotalia.endpoint.compile import compile_partitions, compile_rule_set
from sotalia.endpoint.partitions import Partitions
from sotalia.endpoint.rules import RuleSet
from tests.fuzz.damage import some
from tests.fuzz.judge import Outcome, Target

_LOADER = botocore.loaders.Loader()
_SERVICES = ("dynamodb", "sts", "iam", "route53", "kinesis", "sqs", "events", "lambda", "cloudfront", "s3outposts")
#: What may stand anywhere.
_ODD: list[Any] = [
    *(None, True, False, 0, -1, 1.5, "", "x", [], {}, [None], "{Region}", "{Nope}", "{Region#a}", "{", "}"),
    *("{}", "{{Region}}", "a{b}c{"),
    *({"ref": "Region"}, {"ref": "Nope"}, {"ref": 5}, {"fn": "isSet", "argv": [{"ref": "Region"}]}),
    {"fn": "nope", "argv": []},
    *({"fn": "isSet", "argv": []}, {"fn": "not", "argv": [True]}),
    {"fn": "getAttr", "argv": [{"ref": "Region"}, "a[9]"]},
    *({"fn": "getAttr", "argv": [{"ref": "PartitionResult"}, "name[0]"]}, {"fn": "getAttr", "argv": ["x", ""]}),
    {"fn": "uriEncode", "argv": ["é/"]},
    *({"fn": "parseURL", "argv": ["http://[::1"]}, {"fn": "parseURL", "argv": [{"ref": "Endpoint"}]}),
    {"fn": "aws.parseArn", "argv": ["arn:a:b:c:d:e"]},
    *({"fn": "substring", "argv": ["abc", 0, 2, False]}, {"fn": "substring", "argv": ["abc", "0", 2, False]}),
    {"fn": "substring", "argv": [5, 0, 1, True]},
    *({"fn": "aws.partition", "argv": [5]}, {"fn": "aws.partition", "argv": ["x-y-1"]}),
    {"fn": "isValidHostLabel", "argv": ["a.b", True]},
    *({"fn": "isValidHostLabel", "argv": [5, 5]}, {"fn": "aws.isVirtualHostableS3Bucket", "argv": ["a.b", False]}),
    *({"fn": "stringEquals", "argv": [1, 2]}, {"fn": "booleanEquals", "argv": ["true", True]}),
    {"fn": "isSet", "argv": [1], "assign": "Region"},
    *({"conditions": [], "error": "no", "type": "error"}, {"conditions": [], "rules": [], "type": "tree"}),
    {"conditions": []},
    {"conditions": [], "endpoint": {"url": "https://x.{Region}"}, "type": "endpoint"},
    {"conditions": [], "endpoint": {"url": 5}, "type": "endpoint"},
    {"conditions": [], "endpoint": {"url": "https://[x", "headers": {"a": ["b"]}}, "type": "endpoint"},
    {"conditions": [], "endpoint": {}, "type": "endpoint"},
    *({"authSchemes": [{"name": "sigv4"}]}, {"authSchemes": [{}]}, {"authSchemes": "x"}, {"a": ["{Region}"]}),
    {"type": "string", "required": True},
    *({"type": "String", "default": 5}, {"type": "boolean", "builtIn": "AWS::Nope"}, {"type": "stringArray"}),
    {"type": "nope"},
]  # fmt: skip
_VALUES: list[Any] = [
    *(None, True, False, "", "us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "aws-global", "nowhere"),
    *("x y", "é", "us-east-1.evil"),
    *("https://host.example.com:8443/path", "http://[::1]:80", "http://[::1", "ftp://x", "//x", "https://x?y"),
    "arn:aws:s3:us-west-2:123456789012:x",
    *("arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/p", "a" * 64, "123456789012", 5),
    *(["a"], [], "required", "disabled"),
]  # fmt: skip


#: How many damaged variants there are of each rule set. Each is tried with many parameters.
VARIANTS = 160
REFUSED_AS_A_WHOLE = (
    *("Malformed endpoint rule set", "The endpoint rules give", "Unknown rule type", "Unknown parameter type"),
)
REFUSED_HOSTS = ("which has no host name that can be", "cannot be a part of a host name")


@cache
def documents() -> list[dict[str, Any]]:
    return [json.loads(json.dumps(_LOADER.load_service_model(name, "endpoint-rule-set-1"))) for name in _SERVICES]


@cache
def partitions() -> Partitions:
    return Partitions(compile_partitions(_LOADER.load_data("partitions")))


class Case:
    """A rule set, and parameters for it."""

    def __init__(self, document: dict[str, Any], damage: str, params: dict[str, Any]) -> None:
        self.document = document
        self.damage = damage
        self.params = params

    def __repr__(self) -> str:
        return f"{self.params} with {self.damage}"


def places(tree: Any) -> list[tuple[Any, Any]]:
    """All (container, key) of a tree."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in pairs:
            found.append((node, key))
            waiting.append(value)
    return found


class Rules(Target):
    name = "rules"

    def case(self, chance: random.Random) -> Case:
        at = chance.randrange(len(_SERVICES))
        document, damage = self._document(at, chance.randrange(-40, VARIANTS))
        names = list(documents()[at]["parameters"])
        params = {name: some(chance, _VALUES) for name in names if chance.random() < 0.25}
        for name in ("UseFIPS", "UseDualStack"):
            if name in params or chance.random() < 0.8:
                params[name] = chance.random() < 0.3
        if chance.random() < 0.8:
            params["Region"] = some(chance, ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-east-1", "nowhere"))
        return Case(document, f"{_SERVICES[at]}, {damage}", params)

    @lru_cache(maxsize=2000)  # noqa: B019 - there is one
    def _document(self, at: int, number: int) -> tuple[dict[str, Any], str]:
        document = documents()[at]
        if number < 0:
            return document, "as it is"
        chance = random.Random(f"{at} {number}")
        document = copy.deepcopy(document)
        said = []
        for _ in range(some(chance, (1, 1, 1, 2, 4))):
            found = places(document)
            container, key = some(chance, found)
            other = some(chance, found)
            kind = chance.randrange(4)
            if kind == 0:
                del container[key]
                said.append(f"{key!r} left out")
            else:
                value = some(chance, _ODD) if kind < 3 else copy.deepcopy(other[0][other[1]])
                container[key] = copy.deepcopy(value)
                said.append(f"{key!r} = {value!r:.300}")
        return document, "; ".join(said)

    @lru_cache(maxsize=2000)  # noqa: B019
    def _ours(self, key: int) -> Any:
        return Outcome.of(lambda case: RuleSet(compile_rule_set(case.document), partitions()), self._now)

    def ours(self, case: Case) -> Any:
        self._now = case
        made = self._ours(id(case.document))
        if made.error is not None:
            raise made.error
        params = {name: tuple(value) if isinstance(value, list) else value for name, value in case.params.items()}
        made.value.resolve(params)
        return self._said(made.value, params)

    @staticmethod
    def _said(rules: RuleSet, params: dict[str, Any]) -> Any:
        """What the rules say, before the URL is looked at and encoded."""
        url, properties, headers = rules.evaluate(params)
        return url, properties, {name.lower(): values[0] for name, values in headers.items()}

    @lru_cache(maxsize=2000)  # noqa: B019
    def _theirs(self, key: int) -> Any:
        data = _LOADER.load_data("partitions")
        return Outcome.of(lambda case: botocore.endpoint_provider.EndpointProvider(case.document, data), self._now)

    def theirs(self, case: Case) -> Any:
        self._now = case
        made = self._theirs(id(case.document))
        if made.error is not None:
            raise made.error
        endpoint = made.value.resolve_endpoint(**case.params)
        return (
            endpoint.url,
            endpoint.properties or {},
            {name.lower(): values[0] for name, values in endpoint.headers.items()},
        )

    def excuse(self, case: Case, ours: Outcome, theirs: Outcome) -> str | None:
        if ours.error is not None and any(said in str(ours.error) for said in REFUSED_AS_A_WHOLE):
            return "a malformed rule set is refused as a whole"
        if ours.error is not None and any(said in str(ours.error) for said in REFUSED_HOSTS):
            return "what is no host name is refused, wherever it came from"
        return None


TARGETS = [Rules()]
