"""Where a client's calls go and how they are signed: every service, every region of every partition, every variant.

A service's rules may look at what an operation says of itself (its static context); of each kind one operation is
called, with as few parameters as it takes.
"""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import boto3
from botocore.model import OperationModel, ServiceModel

from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.exchanges import Exchange
from tests.conformance.parameters import Parameters
from tests.conformance.parity import Finding, Tally
from tests.conformance.replies import Reply
from tests.conformance.sides import Boto3, Observed, Settings, Side, Sotalia, frozen

COLUMNS = ("endpoints", "endpoints equal")
#: How many places a seed goes to. `python -m tests.conformance --everywhere` goes to all.
SAMPLE = 5
#: The service that is in every region.
EVERYWHERE = "ec2"
VARIANTS = {
    "plain": {},
    "FIPS": {"use_fips_endpoint": True},
    "dual stack": {"use_dualstack_endpoint": True},
    "FIPS and dual stack": {"use_fips_endpoint": True, "use_dualstack_endpoint": True},
}
#: What every call is answered; what becomes of it is not looked at.
NOTHING = Reply(200, {}, b"")


class Place(NamedTuple):
    """Where a client is made for; no region is one, too."""

    region: str | None
    variant: str

    @property
    def settings(self) -> Settings:
        return Settings(f"{self.region}, {self.variant}", VARIANTS[self.variant], region_name=self.region)


class Call(NamedTuple):
    """An operation and its parameters."""

    operation: str
    params: dict[str, Any]


def places(session: boto3.Session, service: str) -> list[Place]:
    """Everywhere: all regions, the service's endpoints that are no regions, and none; each in every variant."""
    regions = [*_everywhere(session)]
    for partition in session.get_available_partitions():
        regions += session.get_available_regions(service, partition, allow_non_regional=True)
    return [Place(region, variant) for region in (None, *dict.fromkeys(regions)) for variant in VARIANTS]


@cache
def _everywhere(session: boto3.Session) -> tuple[str, ...]:
    found = [session.get_available_regions(EVERYWHERE, name) for name in session.get_available_partitions()]
    return tuple(itertools.chain.from_iterable(found))


def calls(model: ServiceModel) -> list[Call]:
    """One call of each kind that endpoint rules and signatures can tell apart without parameters."""
    chosen: dict[Any, OperationModel] = {}
    operations = (model.operation_model(name) for name in model.operation_names)
    for operation in sorted(operations, key=_demand):
        if not operation.has_event_stream_input:
            static = tuple((parameter.name, str(parameter.value)) for parameter in operation.static_context_parameters)
            chosen.setdefault((static, operation.auth_type), operation)
    return [Call(operation.name, _params(operation)) for operation in chosen.values()]


def _params(operation: OperationModel) -> dict[str, Any]:
    given = Parameters(f"endpoints {operation.name}", 0.0, operation).params(operation.input_shape)
    for name in given:
        if operation.input_shape.members[name].serialization.get("hostLabel"):
            given[name] = "label"
    return given


def _demand(operation: OperationModel) -> tuple[int, int]:
    """How much an operation asks for: first what endpoints depend on, then anything."""
    required = operation.input_shape.required_members if operation.input_shape is not None else []
    of_endpoints = {parameter.member_name for parameter in operation.context_parameters}
    return len(of_endpoints & set(required)) + len(operation.operation_context_parameters), len(required)


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Compare where both libraries send the calls of a service, in some places of the seed's."""
    wanted = places(sessions[0], service)
    return compare_places(sessions, service, random.Random(f"{service} {seed}").sample(wanted, SAMPLE), accepted)


def compare_places(
    sessions: tuple[boto3.Session, Any], service: str, wanted: Sequence[Place], accepted: Accepted
) -> Tally:
    """Compare where both libraries send the calls of a service in the given places."""
    tally = Tally()
    model = sessions[0]._session.get_service_model(service)
    made = calls(model)
    with frozen():
        for place in wanted:
            theirs, ours = (
                _observe(side, session, service, place, made)
                for side, session in zip((Boto3, Sotalia), sessions, strict=True)
            )
            for call, boto3_did, sotalia_did in zip(made, theirs, ours, strict=True):
                difference, finding = _difference(boto3_did, sotalia_did), None
                if difference is not None:
                    exchange = Exchange("endpoint", call.operation, call.params, NOTHING)
                    finding = Finding(service, place.settings.name, exchange, "endpoints", difference, boto3_did.raised)
                tally.note(model.resolved_protocol, "endpoints", finding, accepted)
    return tally


def _observe(
    side: Callable[[Any, str, Settings], Side], session: Any, service: str, place: Place, made: list[Call]
) -> Iterator[Observed]:
    """What becomes of the calls, by a client made for `place`; the same error for all when there can be none."""
    try:
        client = side(session, service, place.settings)
    except Exception as error:  # noqa: BLE001 - compared with the other side's
        return iter([Observed([], raised=error)] * len(made))
    return iter([client.call(call.operation, copy.deepcopy(call.params), NOTHING) for call in made])


def _difference(theirs: Observed, ours: Observed) -> Difference | None:
    difference = request_difference(theirs.sent, ours.sent)
    return outcome_difference(theirs, ours) if difference is None and not theirs.sent else difference
