"""The section of waiters: the same replies give the same polls, the same sleeps and the same end.

For each waiter and each of its acceptors a reply is made that this acceptor matches, if the output's model admits one:
values for the members that the acceptor's expression names are drawn until boto3's own matcher is content. From those
replies, random ones and errors, waits are put together: each acceptor on its own, mixed sequences, and ones that never
end by themselves. The awaited client waits the same way, and is held to the blocking one. Nobody sleeps: what would be
slept is written down.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3
import jmespath
from botocore.model import OperationModel, Shape
from botocore.waiter import AcceptorConfig

from sotalia import aio
from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.documents import error_saying, reply_saying
from tests.conformance.exchanges import Exchange
from tests.conformance.parameters import Parameters
from tests.conformance.parity import Finding, Pair, Tally, shared_pair
from tests.conformance.replies import Reply, success_reply
from tests.conformance.sides import Observed, Side, Sotalia, frozen
from tests.wire.xml_reference import comparable

COLUMNS = ("waiters", "acceptors", "acceptors met", "polls", "waits", "waits equal", "awaited", "awaited equal")
#: How often a value is drawn for an acceptor before it counts as one that no reply matches.
TRIES = 300
#: How many mixed sequences of replies there are for a waiter.
SEQUENCES = 4
#: What of a waiter a program sees.
FACETS = ("delay", "max_attempts", "operation", "description")


class Wait:
    """One wait: parameters (`WaiterConfig` included), and the replies to its polls, the last one again and again."""

    def __init__(self, name: str, params: dict[str, Any], replies: list[Reply | None]) -> None:
        self.name = name
        self.params = params
        self.replies = replies


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Compare all waiters of a service on a seed's waits."""
    tally = Tally()
    pair = shared_pair(sessions, service, seed)
    if pair.boto3.client.waiter_names:
        awaited = Awaited(aio.Session(), service, pair.settings)
        for name in pair.boto3.client.waiter_names:
            compare_waiter(pair, awaited, name, seed, accepted, tally)
    return tally


class Awaited(Sotalia):
    """Sotalia's awaited client."""

    async def send(self, request: Any, stream: bool) -> Any:  # type: ignore[override]
        """What the client's core knows as its transport."""
        return super().send(request, stream)


def compare_waiter(pair: Pair, awaited: Awaited, name: str, seed: int, accepted: Accepted, tally: Tally) -> None:
    """Wait on both sides, in all ways that a seed has for a waiter, and add what comes of it to the tally."""
    row = pair.model.resolved_protocol
    theirs, ours = pair.boto3.client.get_waiter(name), pair.sotalia.client.get_waiter(name)
    tally.counts[row, "waiters"] += 1
    nothing = Exchange("facets", name, {}, Reply(200, {}, b""))
    facets = _facets_difference(theirs, ours)
    tally.note(row, "waits", None if facets is None else _finding(pair, nothing, facets, None), accepted)
    operation = pair.model.operation_model(theirs.config.operation)
    maker = Maker(operation, theirs.config, f"{seed} {pair.service} {name}")
    tally.counts[row, "acceptors"] += len(maker.acceptors)
    tally.counts[row, "acceptors met"] += len(maker.matching)
    with frozen(), asyncio.Runner() as runner:
        for wait in maker.waits(seed):
            theirs, ours = _waited(pair.boto3, name, wait), _waited(pair.sotalia, name, wait)
            also_ours = _waited(awaited, name, wait, runner)
            tally.counts[row, "polls"] += len(theirs.sent)
            exchange = Exchange(wait.name, name, wait.params, wait.replies[0] or Reply(0, {}, b""))
            for kind, one, other in (("waits", theirs, ours), ("awaited", ours, also_ours)):
                difference = _difference(one, other)
                finding = None if difference is None else _finding(pair, exchange, difference, theirs.raised, kind)
                tally.note(row, kind, finding, accepted)


def _finding(
    pair: Pair, exchange: Exchange, difference: Difference, raised: Exception | None, kind: str = "waits"
) -> Finding:
    return Finding(pair.service, pair.settings.name, exchange, kind, difference, raised)


def _facets_difference(theirs: Any, ours: Any) -> Difference | None:
    def facets(waiter: Any) -> dict[str, Any]:
        return {
            "class": type(waiter).__name__,
            "name": waiter.name,
            **{facet: getattr(waiter.config, facet) for facet in FACETS},
            "acceptors": [
                (each.state, each.matcher, each.expected, each.argument, each.explanation)
                for each in waiter.config.acceptors
            ],
        }

    one, other = facets(theirs), facets(ours)
    return next((Difference(f"waiter.{key}", one[key], other[key]) for key in one if one[key] != other[key]), None)


class Waited(Observed):
    """What a wait did: also how long it slept, each time."""

    __slots__ = ("slept",)

    def __init__(self, sent: list[Any], slept: list[float], raised: Exception | None) -> None:
        super().__init__(sent, raised=raised)
        self.slept = slept


def _waited(side: Side, name: str, wait: Wait, runner: asyncio.Runner | None = None) -> Waited:
    side.sent, side.reply = [], Endless(wait.replies)
    raised = None
    with sleepless() as slept:
        try:
            result = side.client.get_waiter(name).wait(**wait.params)
            if runner is not None:
                runner.run(_finish(result))
        except Exception as error:  # noqa: BLE001 - compared with the other side's
            raised = error
    return Waited(side.sent, slept, raised)


async def _finish(result: Any) -> None:
    await result


def _difference(theirs: Waited, ours: Waited) -> Difference | None:
    return (
        request_difference(theirs.sent, ours.sent)
        or (Difference("sleeps", theirs.slept, ours.slept) if theirs.slept != ours.slept else None)
        or outcome_difference(theirs, ours)
        or _last_response_difference(theirs, ours)
    )


def _last_response_difference(theirs: Waited, ours: Waited) -> Difference | None:
    one, other = (comparable(getattr(side.raised, "last_response", None)) for side in (theirs, ours))
    return None if one == other else Difference("exception.last_response", one, other)


class Endless(list[Any]):
    """Replies whose last one is given again and again."""

    def pop(self, index: Any = 0) -> Any:
        return super().pop(index) if len(self) > 1 else self[0]


@contextmanager
def sleepless() -> Iterator[list[float]]:
    """What blocks sleeps by `time.sleep`, what awaits by `asyncio.sleep`: write down how long, and return at once.

    boto3 also sleeps for no time at all before it follows a redirect; that is not waiting.
    """
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        if seconds:
            slept.append(seconds)

    async def sleep_awaited(seconds: float) -> None:
        sleep(seconds)

    with mock.patch("time.sleep", sleep), mock.patch("asyncio.sleep", sleep_awaited):
        yield slept


class Maker:
    """Makes waits for one waiter. `matching` has a reply for each acceptor that can be met, by its place."""

    def __init__(self, operation: OperationModel, config: Any, seed: str) -> None:
        self.operation = operation
        self.config = config
        self.acceptors = config.acceptors
        self.seed = seed
        self.chance = random.Random(seed)
        self.matching = {
            place: reply for place in range(len(self.acceptors)) if (reply := self._matching(place)) is not None
        }

    def waits(self, seed: int) -> Iterator[Wait]:
        """The waits of a seed."""
        params = Parameters(self.seed, 0.3, self.operation).params(self.operation.input_shape)
        for place, reply in self.matching.items():
            short = {**params, "WaiterConfig": {"MaxAttempts": 3}}
            yield Wait(f"acceptor {place}: {self.acceptors[place].explanation}", short, [reply])
        unknown = error_saying(self.operation, "NeverHeardOf", 418)
        yield Wait("an error that no acceptor knows", params, [unknown])
        yield Wait("a service that cannot be reached", params, [self._endless(), None])
        yield Wait("no more polls than one", {**params, "WaiterConfig": {"MaxAttempts": 0}}, [self._endless()])
        if not seed:
            yield Wait("as often as the model says", params, [self._endless()])
        for number in range(SEQUENCES):
            replies: list[Reply | None] = [self._any() for _ in range(self.chance.randint(2, 8))]
            given = self.chance.choice([{"Delay": 7}, {"Delay": 0.25, "MaxAttempts": 5}, {"MaxAttempts": 20}])
            yield Wait(f"sequence {number}", {**params, "WaiterConfig": given}, replies)

    def _endless(self) -> Reply:
        """A reply that ends nothing: one that has the waiter poll again, else a success that says nothing."""
        for place, reply in self.matching.items():
            if self.acceptors[place].state == "retry":
                return reply
        return reply_saying(self.operation, {})

    def _any(self) -> Reply:
        if self.matching and self.chance.random() < 0.4:
            return self.matching[self.chance.choice(list(self.matching))]
        if self.chance.random() < 0.7:
            return self._endless()
        return success_reply(self.operation, f"{self.seed} {self.chance.random()}", 0.6, odd=False)

    def _matching(self, place: int) -> Reply | None:
        """A reply that this acceptor matches, and none before it."""
        acceptor = self.acceptors[place]
        if acceptor.matcher == "status":
            status = acceptor.expected
            return reply_saying(self.operation, {}, status) if status < 300 else self._error(f"E{status}", status)
        if acceptor.matcher == "error":
            return reply_saying(self.operation, {}) if acceptor.expected is False else self._error(acceptor.expected)
        values = Values(self.operation.output_shape, self.acceptors, self.chance)
        for _ in range(TRIES):
            value = values.draw()
            if _first_match(self.acceptors, value) == place:
                return reply_saying(self.operation, value)
        return None

    def _error(self, code: Any, status: int = 400) -> Reply:
        name = "AnyError" if code is True else code
        if self.operation.http.get("method") == "HEAD" and name.isdigit():
            status = int(name)
        reply = error_saying(self.operation, name, status)
        if status == 301:
            # As S3 does: without it boto3 asks where the bucket is, again and again, until Python's stack is used up.
            reply.headers["x-amz-bucket-region"] = "eu-west-1"
        return reply


def _first_match(acceptors: list[AcceptorConfig], value: dict[str, Any]) -> int | None:
    response = {**value, "ResponseMetadata": {"HTTPStatusCode": 200}}
    for place, acceptor in enumerate(acceptors):
        try:
            if acceptor.matcher_func(response):
                return place
        except jmespath.exceptions.JMESPathError:
            return None
    return None


class Values:
    """Outputs with the members that acceptors' expressions name, holding what those look for, or something else."""

    def __init__(self, shape: Shape | None, acceptors: list[AcceptorConfig], chance: random.Random) -> None:
        self.shape = shape
        self.chance = chance
        self.names: set[str] = set()
        self.texts = ["something else"]
        for acceptor in acceptors:
            if acceptor.matcher.startswith("path"):
                self.texts += [acceptor.expected] if isinstance(acceptor.expected, str) else []
                self._read(jmespath.compile(acceptor.argument).parsed)

    def draw(self) -> dict[str, Any]:
        """One such output."""
        value: dict[str, Any] = {} if self.shape is None else self._value(self.shape)
        return value

    def _read(self, node: dict[str, Any]) -> None:
        if node["type"] == "field":
            self.names.add(node["value"])
        elif node["type"] == "literal" and isinstance(node["value"], str):
            self.texts.append(node["value"])
        for child in node["children"]:
            self._read(child)

    def _value(self, shape: Shape) -> Any:
        kind, chance = shape.type_name, self.chance
        if kind == "structure":
            named = {name: member for name, member in shape.members.items() if name in self.names}
            return {name: self._value(member) for name, member in named.items() if chance.random() < 0.95}
        if kind == "list":
            return [self._value(shape.member) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
        if kind == "map":
            return {f"key {number}": self._value(shape.value) for number in range(chance.choice([0, 1, 2]))}
        if kind == "boolean":
            return chance.random() < 0.5
        if kind in ("integer", "long", "float", "double"):
            return chance.choice([0, 1, 2])
        return chance.choice(self.texts) if kind == "string" else None
