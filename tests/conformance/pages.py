"""The section of pages: the same replies give the same pages, items, resume tokens and ends.

For each paginator pages are made of the output's model: results, tokens where the paginator looks for them, and what
is beside them, with the odd things that services do (an empty token, a page without results, a token that is repeated).
They are gone through in several ways: as a whole, in windows that are resumed, put together, searched, from tokens of
other origin, with an error between them.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import json
import random
import re
from collections.abc import Iterator
from typing import Any

import boto3
import cbor2
from botocore.model import OperationModel, Shape

from sotalia import aio
from tests.conformance.accepted import Accepted
from tests.conformance.compare import Difference, outcome_difference, request_difference
from tests.conformance.documents import error_saying, reply_saying
from tests.conformance.exchanges import Exchange
from tests.conformance.parameters import Parameters
from tests.conformance.parity import Finding, Pair, Tally, shared_pair
from tests.conformance.replies import CBOR, XML, Reply, protocol_of
from tests.conformance.sides import DISCOVERED, DISCOVERY, Observed, Side, frozen
from tests.conformance.waiters import Awaited

COLUMNS = ("paginators", "iterations", "iterations equal", "awaited", "awaited equal", "pages", "items")
#: How deep the values in a page go.
DEPTH = 3
#: How often a window of `MaxItems` is moved on by its resume token.
ROUNDS = 3
#: A place that is names and dots.
PLAIN = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class Iteration:
    """One way to go through pages: parameters (`PaginationConfig` included), the replies, and what is done.

    That is: they are iterated over, put "together", taken "by key", or searched for an expression.
    """

    def __init__(self, name: str, params: dict[str, Any], replies: list[Reply], use: str = "") -> None:
        self.name = name
        self.params = params
        self.replies = replies
        self.use = use


def compare(sessions: tuple[boto3.Session, Any], service: str, seed: int, accepted: Accepted) -> Tally:
    """Compare all paginators of a service on a seed's pages."""
    tally = Tally()
    pair = shared_pair(sessions, service, seed)
    awaited = Awaited(aio.Session(), service, pair.settings)
    for method in paginated(pair):
        compare_paginator(pair, awaited, method, seed, accepted, tally)
    return tally


def paginated(pair: Pair) -> list[str]:
    """The methods of a service that boto3 has paginators for."""
    client = pair.boto3.client
    return [method for method in client.meta.method_to_api_mapping if client.can_paginate(method)]


def compare_paginator(pair: Pair, awaited: Awaited, method: str, seed: int, accepted: Accepted, tally: Tally) -> None:
    """Go through a seed's pages of one operation on both sides, and add what comes of it to the tally."""
    row = pair.model.resolved_protocol
    operation = pair.model.operation_model(pair.boto3.client.meta.method_to_api_mapping[method])
    tally.counts[row, "paginators"] += 1
    config = pair.boto3.client._cache["page_config"][operation.name]
    maker = Maker(operation, config, f"{seed} {pair.service} {operation.name}")
    with frozen(), asyncio.Runner() as runner:
        for iteration in maker.iterations(pair.boto3, method):
            theirs, ours = (go_through(side, method, iteration) for side in (pair.boto3, pair.sotalia))
            also_ours = go_through(awaited, method, iteration, runner)
            tally.counts[row, "pages"] += len(theirs.returned["pages"])
            tally.counts[row, "items"] += sum(map(maker.count, theirs.returned["pages"]))
            for kind, one, other in (("iterations", theirs, ours), ("awaited", ours, also_ours)):
                difference = _difference(one, other)
                finding = None
                if difference is not None:
                    exchange = Exchange(iteration.name, operation.name, iteration.params, iteration.replies[0])
                    finding = Finding(pair.service, pair.settings.name, exchange, kind, difference, theirs.end.raised)
                tally.note(row, kind, finding, accepted)


def _difference(one: Gone, other: Gone) -> Difference | None:
    return (
        request_difference(one.sent, other.sent)
        or outcome_difference(one, other)
        or outcome_difference(one.end, other.end)
    )


class Gone(Observed):
    """What going through pages did: what was delivered and what is left is what was returned; `end` is how it ended."""

    __slots__ = ("end",)
    end: Observed


def go_through(side: Side, method: str, iteration: Iteration, runner: asyncio.Runner | None = None) -> Gone:
    """Go through pages on one side, an awaited one if there is a `runner`."""
    side.sent, side.reply = [], Served(side, iteration.replies)
    found: dict[str, Any] = {"pages": []}
    pages = result = raised = None
    try:
        pages = side.client.get_paginator(method).paginate(**copy.deepcopy(iteration.params))
        if runner is None:
            result = _use(pages, iteration.use, found["pages"])
        else:
            result = runner.run(_use_awaited(pages, iteration.use, found["pages"]))
    except Exception as error:  # noqa: BLE001 - compared with the other side's
        raised = error
    if pages is not None:
        found |= {
            "resume_token": pages.resume_token,
            "non_aggregate_part": pages.non_aggregate_part,
            "result_keys": [place.expression for place in pages.result_keys],
        }
    gone = Gone(side.sent, returned=found)
    gone.end = Observed([], {"result": result}, raised)
    return gone


def _use(pages: Any, use: str, seen: list[Any]) -> Any:
    if use == "together":
        return pages.build_full_result()
    if use == "by key":
        return [list(each) for each in pages.result_key_iters()]
    if use:
        return list(pages.search(use))
    seen.extend(copy.deepcopy(page) for page in pages)  # what comes later must not change it unseen
    return None


async def _use_awaited(pages: Any, use: str, seen: list[Any]) -> Any:
    if use == "together":
        return await pages.build_full_result()
    if use == "by key":
        return [[item async for item in each] for each in pages.result_key_iters()]
    if use:
        return [item async for item in pages.search(use)]
    async for page in pages:
        seen += [copy.deepcopy(page)]
    return None


class Served(list[Any]):
    """Replies, one for each request but those that ask for the service's endpoint."""

    def __init__(self, side: Side, replies: list[Reply]) -> None:
        super().__init__(replies)
        self._side = side

    def pop(self, index: Any = 0) -> Any:
        if self._side.sent[-1].headers.get("x-amz-target", "").endswith(f".{DISCOVERY}"):
            return Reply(200, {"Content-Type": "application/x-amz-json-1.0"}, DISCOVERED)
        return super().pop(index)


class Maker:
    """Makes the iterations of one paginator."""

    def __init__(self, operation: OperationModel, config: dict[str, Any], seed: str) -> None:
        self.operation = operation
        self.config = config
        self.chance = random.Random(seed)
        self.values = Values(self.chance, protocol_of(operation))
        self.inputs, self.outputs, self.results = (
            _listed(config[name]) for name in ("input_token", "output_token", "result_key")
        )
        self.limit = config.get("limit_key")
        params = Parameters(seed, 0.0, operation).params(operation.input_shape)
        self.params = {name: value for name, value in params.items() if name not in (*self.inputs, self.limit)}
        self.replies = self._replies(self.chance.choice([2, 3, 3, 4]))

    def iterations(self, side: Side, method: str) -> Iterator[Iteration]:
        """The iterations of a seed; `side` is boto3's, of which resume tokens are taken."""
        yield self._iteration("all pages", None)
        yield from self._windows(side, method)
        yield self._iteration("put together", self._window(), use="together")
        yield self._iteration("searched", None, use=self._expression())
        failing = [self.replies[0], error_saying(self.operation, "NeverHeardOf", 418)]
        odd = [
            self._iteration("a repeated token", None, [self.replies[0]] * 5),
            self._iteration("an error", {"ReadAhead": True}, failing),
            self._iteration("an odd window", self._odd_window()),
            self._iteration("by key", None, use="by key"),
            self._iteration("a token from elsewhere", {"StartingToken": self._token()}),
            self._iteration("a token from elsewhere, cut", {"StartingToken": self._token(), "MaxItems": 1}),
        ]
        yield from self.chance.sample(odd, 3)

    def count(self, page: Any) -> int:
        """How many results a page has."""
        for name in self.results[0].split("."):
            page = page.get(name) if isinstance(page, dict) else None
        return len(page) if isinstance(page, (list, dict)) else 0

    def _iteration(self, name: str, window: Any, replies: list[Reply] | None = None, use: str = "") -> Iteration:
        params = self.params if window is None else {**self.params, "PaginationConfig": window}
        return Iteration(name, params, replies or self.replies, use)

    def _windows(self, side: Side, method: str) -> Iterator[Iteration]:
        """A window, and as long as boto3 gives a resume token, the next one."""
        window, replies = self._window(), self.replies
        for number in range(ROUNDS):
            iteration = self._iteration(f"window {number}", window, replies)
            yield iteration
            seen = go_through(side, method, iteration).returned
            token = seen.get("resume_token")
            if token is None:
                break
            cut = b"boto_truncate_amount" in base64.b64decode(token)
            replies = replies[len(seen["pages"]) - (1 if cut else 0) :]
            window = {**self._window(), "StartingToken": token}

    def _window(self) -> dict[str, Any]:
        window: dict[str, Any] = {"MaxItems": self.chance.choice([0, 1, 2, 3, 4, 5, 6, "3", 2.5, 100])}
        if self.limit is not None and self.chance.random() < 0.5:
            window["PageSize"] = self.chance.choice([5, 10, "7"])
        if self.chance.random() < 0.3:
            window["ReadAhead"] = True  # boto3 knows nothing of it
        return window

    def _odd_window(self) -> Any:
        choices: list[Any] = [{"PageSize": 3}, {"MaxItems": "x"}, {"PageSize": "x"}, {"PageSize": 0}, {"MaxItems": []}]
        return self.chance.choice([*choices, {}, {"MaxItems": None}, {"Else": 1}, {"StartingToken": None}])

    def _token(self) -> str:
        """A starting token that no boto3 of today made, not for this operation at least."""
        name = self.inputs[0]
        said = [{name: "x"}, {"Foreign": "x"}, {name: "x", "boto_truncate_amount": 1}, [name]]
        documents = [base64.b64encode(json.dumps(each).encode()).decode() for each in said]
        old = "___".join(["x"] * len(self.inputs))
        return self.chance.choice(
            [*documents, "opaque", "", old, f"{old}___1", f"{old}___x", "None___1", "a___b___c___d"]
        )

    def _expression(self) -> str:
        place = self.results[0]
        forms = [
            "{0}",
            "{0}[]",
            "{0}[0]",
            "length({0} || `[]`)",
            "[{0}, `1`]",
            "{{a: {0}}}",
            "@",
            "{0}.nothing",
            "{0}[?",
        ]
        return self.chance.choice(forms).format(place)

    # ------------------------------------------------------------ pages

    def _replies(self, count: int) -> list[Reply]:
        return [reply_saying(self.operation, self._page(number, last=number == count - 1)) for number in range(count)]

    def _page(self, number: int, *, last: bool) -> dict[str, Any]:
        shape = self.operation.output_shape
        page: dict[str, Any] = self.values.structure(shape, 0.3)
        for place in self.results:
            kind = _at(shape, place)
            least = 1 if number == 0 or not all(map(PLAIN.fullmatch, self.outputs)) else 0
            if self.chance.random() < 0.9 or least:
                _put(page, place, self.values.results(kind, self.chance.randint(least, 4)))
        more = self.config.get("more_results")
        for place in self.outputs:
            if PLAIN.fullmatch(place):
                _remove(page, place)
                if not last or (more and self.chance.random() < 0.5):
                    _put(page, place, self.values.token(_at(shape, place)))
                elif _at(shape, place).type_name == "string" and self.chance.random() < 0.3:
                    _put(page, place, "")
        if more:
            _put(page, more, not last)
        return page


class Values:
    """Values as `documents.reply_saying` takes them; no text and no number comes twice."""

    def __init__(self, chance: random.Random, spoken: str) -> None:
        self.chance = chance
        self.spoken = spoken
        self._number = 0

    def structure(self, shape: Shape, fullness: float, depth: int = 0) -> dict[str, Any]:
        """A structure with a share of its members."""
        names = list(shape.members)
        if shape.is_tagged_union:
            names = [self.chance.choice(names)] if names else []
        return {
            name: self.value(shape.members[name], depth + 1)
            for name in names
            if shape.is_tagged_union or self.chance.random() < fullness
        }

    def results(self, shape: Shape, count: int) -> Any:
        """As many results, for a list or a map."""
        if shape.type_name == "list":
            return [self.value(shape.member, 1) for _ in range(count)]
        if shape.type_name == "map":
            return {f"key {self._next()}": self.value(shape.value, 1) for _ in range(count)}
        return self.value(shape, 0)

    def token(self, shape: Shape) -> Any:
        """Something that is true."""
        return self.results(shape, 1) if shape.type_name in ("list", "map") else self.value(shape, 0)

    def value(self, shape: Shape, depth: int) -> Any:
        """A value."""
        kind = shape.type_name
        if kind == "structure":
            if shape.is_document_type:
                return {}
            return self.structure(shape, 0.4 if depth < DEPTH else 0.0, depth)
        if kind in ("list", "map"):
            return self.results(shape, self.chance.choice([0, 1, 2])) if depth < DEPTH else [] if kind == "list" else {}
        if kind == "boolean":
            return self.chance.random() < 0.5
        number = self._next()
        if kind in ("string", "character"):
            return json.dumps({"n": number}) if shape.serialization.get("jsonvalue") else f"text {number} ü"
        if kind == "timestamp":
            return self._time(shape, 1_700_000_000 + number)
        if kind == "blob":
            data = b"\xff %d" % number
            return data if self.spoken == CBOR else base64.b64encode(data).decode()
        return number

    def _time(self, shape: Shape, seconds: int) -> Any:
        if self.spoken == CBOR:
            return cbor2.CBORTag(1, seconds)
        if self.spoken in XML or shape.serialization.get("timestampFormat") in ("iso8601", "rfc822"):
            return "2026-03-01T00:00:00Z"
        return seconds

    def _next(self) -> int:
        self._number += 1
        return self._number


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _at(shape: Shape, place: str) -> Shape:
    for name in place.split("."):
        shape = shape.members[name]
    return shape


def _put(page: dict[str, Any], place: str, value: Any) -> None:
    *way, last = place.split(".")
    for name in way:
        page = page.setdefault(name, {})
    page[last] = value


def _remove(page: Any, place: str) -> None:
    *way, last = place.split(".")
    for name in way:
        page = page.get(name, {})
    page.pop(last, None)
