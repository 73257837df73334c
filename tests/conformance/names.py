"""The section of names: all that a client, its exceptions and a session show by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
from botocore.compat import HAS_CRT

from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference
from tests.conformance.exchanges import Exchange
from tests.conformance.parity import Finding, Pair, Tally, shared_pair
from tests.conformance.replies import Reply

COLUMNS = ("names", "names equal")
MODEL = ("service_name", "endpoint_prefix", "signing_name", "api_version", "service_id", "protocol")
#: With awscrt boto3 prefers another version for a few services.
SIGNER = ("signing_name", "region_name") if HAS_CRT else ("signing_name", "region_name", "signature_version")


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Compare the names that a service's client has, and where it may be made."""
    return compare_names(sessions, shared_pair(sessions, service, seed), accepted)


def compare_names(sessions: tuple[boto3.Session, Any], pair: Pair, accepted: Accepted) -> Tally:
    """The same with clients that are there already."""
    tally = Tally()
    for what, theirs, ours in (*_of_client(pair), *_of_exceptions(pair), *_of_regions(sessions, pair.service)):
        finding = None
        if theirs != ours:
            nothing = Exchange(what, "", {}, Reply(200, {}, b""))
            finding = Finding(pair.service, pair.settings.name, nothing, "names", Difference(what, theirs, ours), None)
        tally.note(pair.model.resolved_protocol, "names", finding, accepted)
    return tally


def _of_client(pair: Pair) -> Iterator[tuple[str, Any, Any]]:
    theirs, ours = pair.boto3.client, pair.sotalia.client
    yield "class", type(theirs).__name__, type(ours).__name__
    methods = theirs.meta.method_to_api_mapping
    yield "meta.method_to_api_mapping", methods, ours.meta.method_to_api_mapping
    offered = [name for name in dir(theirs) if name in methods or name.startswith("generate_")]
    yield "methods", offered, [name for name in offered if callable(getattr(ours, name, None))]
    yield "waiter_names", theirs.waiter_names, ours.waiter_names
    pages_theirs, pages_ours = ([name for name in methods if client.can_paginate(name)] for client in (theirs, ours))
    yield "can_paginate", pages_theirs, pages_ours
    for name in ("region_name", "endpoint_url", "partition"):
        yield f"meta.{name}", getattr(theirs.meta, name), getattr(ours.meta, name)
    for name in SIGNER:
        yield f"signer.{name}", getattr(theirs._request_signer, name), getattr(ours._request_signer, name)
    for name in MODEL:
        yield f"model.{name}", getattr(theirs.meta.service_model, name), getattr(ours.meta.service_model, name)


def _of_exceptions(pair: Pair) -> Iterator[tuple[str, Any, Any]]:
    theirs, ours = pair.boto3.client.exceptions, pair.sotalia.client.exceptions
    offered = [name for name in dir(theirs) if not name.startswith("_")]
    here = set(dir(ours))
    yield "exceptions", offered, [name for name in offered if name in here]
    for shape in pair.model.error_shapes:
        name, code = shape.name, shape.error_code
        yield f"exceptions.{name}", getattr(theirs, name).__name__, getattr(ours, name).__name__
        yield f"exceptions.from_code({code})", theirs.from_code(code).__name__, ours.from_code(code).__name__


def _of_regions(sessions: tuple[boto3.Session, Any], service: str) -> Iterator[tuple[str, Any, Any]]:
    theirs, ours = sessions
    for partition in theirs.get_available_partitions():
        for whole in (False, True):
            arguments = service, partition, whole
            yield f"regions{arguments}", *(each.get_available_regions(*arguments) for each in (theirs, ours))
