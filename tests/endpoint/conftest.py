"""The published data that the endpoint layer is tested on: botocore's JSON, compiled here, and the test vectors."""

from __future__ import annotations

import functools
import gzip
import json
import marshal
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore
import botocore.loaders
import pytest

from sotalia.endpoint.compile import compile_endpoints, compile_partitions, compile_rule_set
from sotalia.endpoint.partitions import Partitions
from sotalia.endpoint.regions import Regions
from sotalia.endpoint.rules import RuleSet
from tests.vectors import folder

LOADER = botocore.loaders.Loader()
RULE_SET = "endpoint-rule-set-1"


def stored(compiled: Any) -> Any:
    """What comes back of `compiled` when it has been through the pack."""
    return marshal.loads(marshal.dumps(compiled, 2))


@functools.cache
def rule_set_document(service: str, version: str | None = None) -> dict[str, Any]:
    return LOADER.load_service_model(service, RULE_SET, version)


@functools.cache
def compiled_partitions() -> Partitions:
    return Partitions(stored(compile_partitions(LOADER.load_data("partitions"))))


def make_rule_set(document: dict[str, Any]) -> RuleSet:
    return RuleSet(stored(compile_rule_set(document)), compiled_partitions())


@pytest.fixture(scope="session")
def partitions() -> Partitions:
    return compiled_partitions()


@pytest.fixture(scope="session")
def compile_rules() -> Callable[[dict[str, Any]], RuleSet]:
    """Turns a rule set's JSON into a `RuleSet`."""
    return make_rule_set


@pytest.fixture(scope="session")
def rules_of() -> Callable[..., RuleSet]:
    """Gives a service's `RuleSet`."""
    return functools.cache(lambda service, version=None: make_rule_set(rule_set_document(service, version)))


@pytest.fixture(scope="session")
def all_rule_sets() -> list[tuple[str, str, dict[str, Any]]]:
    """(service, API version, JSON) of every rule set."""
    return [
        (service, version, LOADER.load_service_model(service, RULE_SET, version))
        for service in LOADER.list_available_services(RULE_SET)
        for version in LOADER.list_api_versions(service, RULE_SET)
    ]


@pytest.fixture(scope="session")
def service_metadata() -> dict[str, dict[str, Any]]:
    """The `metadata` of every service's newest model. Models are large: only this part of each is parsed."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((Path(botocore.__file__).parent / "data").glob("*/*/service-2.json*")):
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
        start = re.search(r'"metadata"\s*:\s*', text)
        assert start is not None
        found[path.parts[-3]] = json.JSONDecoder().raw_decode(text, start.end())[0]
    return found


@pytest.fixture(scope="session")
def endpoints_document() -> dict[str, Any]:
    document: dict[str, Any] = LOADER.load_data("endpoints")
    return document


@pytest.fixture(scope="session")
def regions() -> Regions:
    # Its own copy: botocore's resolver writes into the document that it reads.
    index, slices = stored(compile_endpoints(botocore.loaders.Loader().load_data("endpoints")))
    return Regions(index, slices.get)


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Path]:
    """Gives the path of a folder of vectors."""
    return folder


@pytest.fixture(scope="session")
def read() -> Callable[[Path], Any]:
    return lambda path: json.loads(path.read_text())
