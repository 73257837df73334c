"""The section of resources: the same names, and the same calls and results from all that can be done with one.

Each resource of each service in each version is made on both sides and used in all ways that `resource_uses` finds in
boto3's model of it. Results are compared as they are, resources among them by class, identifiers and data.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import boto3

from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.exchanges import Exchange
from tests.conformance.parity import Finding, Tally, settings_for
from tests.conformance.replies import Reply
from tests.conformance.resource_uses import Maker, Use
from tests.conformance.sides import Boto3, Observed, Settings, Side, Sotalia, frozen

COLUMNS = ("resources", "names", "names equal", "uses", "uses equal")
#: Methods that are another piece of work: they transfer files.
TRANSFER = {"copy", "download_file", "download_fileobj", "upload_file", "upload_fileobj"}
#: What resources have beyond boto3's.
OWN = {
    *("close", "open", "scan_parallel"),
    *("copy_prefix", "delete_prefix", "download_directory", "sync", "upload_directory"),
}
#: Each old version has its turn on one seed of so many.
SHARE = 3
PARTS = ("actions", "batch_actions", "subresources", "references", "collections", "waiters")


class Resources:
    """A session whose clients are those of resources."""

    def __init__(self, session: Any, version: str) -> None:
        self.session = session
        self.version = version
        self.resource: Any = None

    def client(self, service: str, **arguments: Any) -> Any:
        """Make the service's resource; return its client."""
        arguments.pop("aws_account_id", None)
        self.resource = self.session.resource(service, api_version=self.version, **arguments)
        return self.resource.meta.client


class Twins:
    """A service's resource on both sides."""

    def __init__(self, sessions: tuple[boto3.Session, Any], service: str, version: str, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        both = [Resources(session, version) for session in sessions]
        self.sides: tuple[Side, Side] = (
            Boto3(both[0], service, settings),
            Sotalia(both[1], service, settings),
        )
        self.services = both[0].resource, both[1].resource

    def names(self) -> list[str | None]:
        """All resources of the service by name, itself as None."""
        made = self.services[0].get_available_subresources()
        kinds = {each.resource.type: None for each in self.services[0].meta.resource_model.subresources}
        assert len(kinds) <= len(made)
        return [None, *kinds]

    def made(self, name: str | None) -> tuple[Any, Any]:
        """The resource of a name on both sides, with the same identifiers."""
        if name is None:
            return self.services
        model = self.services[0].meta.resource_model
        method = next(each.name for each in model.subresources if each.resource.type == name)
        identifiers = [f"{identifier.name}-1" for identifier in self.model(name).identifiers]
        return getattr(self.services[0], method)(*identifiers), getattr(self.services[1], method)(*identifiers)

    def model(self, name: str) -> Any:
        """boto3's model of a resource."""
        model = self.services[0].meta.resource_model
        return next(each.resource.model for each in model.subresources if each.resource.type == name)


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Compare all resources of a service; one that has none gives an empty tally.

    Of its versions the newest is compared on every seed, each of the others on one.
    """
    tally = Tally()
    if service in sessions[0].get_available_resources():
        *older, newest = sessions[0]._loader.list_api_versions(service, "resources-1")
        for version in (*older[seed % SHARE :: SHARE], newest):
            twins = Twins(sessions, service, version, settings_for(seed))
            for name in twins.names():
                compare_resource(twins, name, f"{seed} {version} {name}", accepted, tally)
    return tally


def compare_resource(twins: Twins, name: str | None, seed: str, accepted: Accepted, tally: Tally) -> None:
    """Compare one resource, and add what comes of it to the tally."""
    theirs, ours = twins.made(name)
    shown = name or "ServiceResource"
    tally.counts[twins.service, "resources"] += 1
    for what, one, other in _names(theirs, ours):
        difference = Difference(what, one, other) if one != other else None
        tally.note(twins.service, "names", _finding(twins, shown, Use(what, repr, []), difference, None), accepted)
    with frozen():
        for use in Maker(theirs, twins.services[0].meta.client.meta.service_model, seed).uses():
            one, other = used(twins.sides[0], theirs, use), used(twins.sides[1], ours, use)
            difference = request_difference(one.sent, other.sent) or outcome_difference(one, other)
            tally.note(twins.service, "uses", _finding(twins, shown, use, difference, one.raised), accepted)


def _finding(
    twins: Twins, name: str, use: Use, difference: Difference | None, raised: Exception | None
) -> Finding | None:
    if difference is None:
        return None
    reply = next(iter(use.replies), None) or Reply(0, {}, b"")
    exchange = Exchange(use.name, name, use.params, reply)
    return Finding(twins.service, twins.settings.name, exchange, "resources", difference, raised)


def used(side: Side, resource: Any, use: Use) -> Observed:
    """Do something with a resource: what was sent, what came of it, and the data it has then."""
    side.sent, side.reply = [], Answers(use.replies)
    resource.meta.data = copy.deepcopy(use.data)
    try:
        returned = use.act(resource)
    except Exception as error:  # noqa: BLE001 - compared with the other side's
        return Observed(side.sent, raised=error)
    return Observed(side.sent, returned={"returned": plain(returned), "data": resource.meta.data})


class Answers(list[Any]):
    """Replies in turn, the last one again and again."""

    def pop(self, index: Any = 0) -> Any:
        return super().pop(index) if len(self) > 1 else self[0]


def plain(value: Any) -> Any:
    """A result with resources as dicts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, set)):
        return [plain(item) for item in (value if isinstance(value, list) else sorted(value, key=repr))]
    if hasattr(value, "get_available_subresources"):
        identifiers = {name: getattr(value, name) for name in value.meta.identifiers}
        return {"class": type(value).__name__, "identifiers": identifiers, "data": value.meta.data}
    if type(value).__name__ == "Binary":
        return ("Binary", value.value)
    return value.read() if hasattr(value, "read") else value


def _names(theirs: Any, ours: Any) -> Iterator[tuple[str, Any, Any]]:
    """All that a resource shows by name."""
    yield "dir()", _public(theirs) - TRANSFER, _public(ours) - TRANSFER - OWN
    yield "class", type(theirs).__name__, type(ours).__name__
    yield "repr()", repr(theirs), repr(ours)
    yield "get_available_subresources()", *(each.get_available_subresources() for each in (theirs, ours))
    yield "repr(meta)", repr(theirs.meta), repr(ours.meta)
    models = [each.meta.resource_model for each in (theirs, ours)]
    one, other = ([(i.name, i.member_name) for i in model.identifiers] for model in models)
    yield "identifiers", one, other
    for part in PARTS:
        parts_one, parts_other = ([_part(item) for item in getattr(model, part)] for model in models)
        yield part, parts_one, parts_other
    yield "load", *(_part(each.meta.resource_model.load) for each in (theirs, ours))
    yield "attributes", *(_attributes(each) for each in (theirs, ours))
    yield "shape", theirs.meta.resource_model.shape, ours.meta.resource_model.shape


def _public(resource: Any) -> set[str]:
    return {name for name in dir(resource) if not name.startswith("_")}


def _attributes(resource: Any) -> Any:
    model = resource.meta.resource_model
    if model.shape is None:
        return None
    shape = resource.meta.client.meta.service_model.shape_for(model.shape)
    return {name: (member, type_.type_name) for name, (member, type_) in model.get_attributes(shape).items()}


def _part(item: Any) -> Any:
    """An action, a collection, a waiter … as a dict."""
    if item is None:
        return None
    found: dict[str, Any] = {"name": item.name, "path": getattr(item, "path", None)}
    if getattr(item, "request", None) is not None:
        found["request"] = item.request.operation, [vars(param) for param in item.request.params]
    if getattr(item, "resource", None) is not None:
        resource = item.resource
        found["resource"] = resource.type, resource.path, [vars(param) for param in resource.identifiers]
        found["model"] = resource.model.name
    if hasattr(item, "waiter_name"):
        found["waiter"] = item.waiter_name, [vars(param) for param in item.params]
    return found
