"""What is done with a resource: every action, attribute, reference, collection, waiter and sub-resource of its model.

A use is a function of a resource, and the replies to what it sends. Both come from the models that boto3 has, walked
here and listed nowhere: parameters are the operation's own, less those that the resource fills in, and replies have the
members that the resource's document looks for, among others.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from botocore.model import OperationModel, Shape

from tests.conformance.documents import error_saying, reply_saying
from tests.conformance.parameters import Parameters
from tests.conformance.replies import Reply, protocol_of

#: What stands for a time in replies, by protocol; of other protocols it is left out.
TIMES: dict[str, Any] = {
    **dict.fromkeys(("query", "ec2", "rest-xml"), "2015-01-25T08:00:00Z"),
    **dict.fromkeys(("json", "rest-json"), 1422172800),
}
DEEPEST = 4


class Use:
    """Something done with a resource: `act(resource)`, what is sent being answered with `replies` in turn.

    `data` is what the resource has loaded before, None for nothing.
    """

    __slots__ = ("act", "data", "name", "params", "replies")

    def __init__(
        self,
        name: str,
        act: Callable[[Any], Any],
        replies: list[Reply | None],
        data: Any = None,
        params: dict[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.act = act
        self.replies = replies
        self.data = data
        self.params = params or {}


class Maker:
    """Makes the uses of one resource; `resource` is boto3's."""

    def __init__(self, resource: Any, service_model: Any, seed: str) -> None:
        self.resource = resource
        self.model = resource.meta.resource_model
        self.service = service_model
        self.seed = seed
        self.chance = random.Random(seed)
        self.shape = service_model.shape_for(self.model.shape) if self.model.shape else None
        self.load = self.model.load

    def uses(self) -> Iterator[Use]:
        """All of them."""
        yield from self._attributes()
        for action in self.model.actions:
            yield from self._action(action)
        for reference in self.model.references:
            yield from self._reference(reference)
        for collection in self.model.collections:
            yield from self._collection(collection)
        for waiter in self.model.waiters:
            yield from self._waiter(waiter)
        for subresource in self.model.subresources:
            yield from self._subresource(subresource)

    # ------------------------------------------------------------ replies

    def _reply(self, operation: str, definition: Any, fullness: float, omit: set[str] | None = None) -> Reply:
        """A reply with all members that a definition names, and a share of the others."""
        model: OperationModel = self.service.operation_model(operation)
        if model.output_shape is None:
            return _nothing(model)
        names = set(re.findall(r"\w+", " ".join(_paths(definition))))
        values = Values(self.chance, fullness, names, omit or set(), protocol_of(model))
        return reply_saying(model, values.value(model.output_shape, 0))

    def _loads(self, fullness: float = 0.6) -> list[Reply | None]:
        """The reply to `load()`, in a list; an empty list for a resource that has none."""
        if self.load is None:
            return []
        names = {"request": self.load._definition, "used": _definitions(self.model)}
        return [self._reply(self.load.request.operation, names, fullness)]

    def _data(self) -> Any:
        if self.shape is None:
            return None
        names = set(re.findall(r"\w+", " ".join(_paths(_definitions(self.model)))))
        return Values(self.chance, 0.6, names, set(), "").value(self.shape, 0)

    def _params(self, operation: str, request: Any, fullness: float) -> dict[str, Any]:
        """Parameters for an operation, less those that are filled in as a whole."""
        model = self.service.operation_model(operation)
        given = Parameters(f"{self.seed} {self.chance.random()}", fullness, model).params(model.input_shape)
        filled = {item.target for item in request.params}
        return {name: value for name, value in given.items() if name not in filled}

    # ------------------------------------------------------------ uses

    def _attributes(self) -> Iterator[Use]:
        names = list(self.model.get_attributes(self.shape)) if self.shape is not None else []
        if not names:
            return
        chosen = self.chance.choice(names)
        yield Use("data that is there", lambda r: {name: getattr(r, name) for name in names}, [], self._data())
        yield Use("attributes", lambda r: {name: getattr(r, name) for name in names}, self._loads())
        yield Use("one attribute", lambda r: getattr(r, chosen), self._loads())
        if self.load is not None:
            nothing = _nothing(self.service.operation_model(self.load.request.operation))
            error = error_saying(self.service.operation_model(self.load.request.operation), "NotThere", 404)
            yield Use("load()", lambda r: r.load(), self._loads(1.0))
            yield Use("reload() of what is there", lambda r: r.reload(), self._loads(), self._data())
            yield Use("load() of nothing", lambda r: r.load(), [nothing])
            yield Use("an attribute of nothing", lambda r: getattr(r, chosen), [nothing])
            yield Use("an attribute when loading fails", lambda r: getattr(r, chosen), [error])

    def _action(self, action: Any) -> Iterator[Use]:
        operation = action.request.operation
        needs_data = any(item.source == "data" for item in action.request.params)
        for fullness in (0.0, 0.5):
            params = self._params(operation, action.request, fullness)
            replies: list[Reply | None] = [self._reply(operation, action._definition, fullness)]
            data = None
            if needs_data and fullness:
                data = self._data()
            elif needs_data:
                replies = self._loads() + replies
            yield _call(f"{action.name}()", action.name, params, replies, data)
        yield _call(f"{action.name}() answered with nothing", action.name, params, self._empty(operation), self._data())
        error = error_saying(self.service.operation_model(operation), "Refused", 400)
        yield _call(f"{action.name}() refused", action.name, params, [error], self._data())

    def _empty(self, operation: str) -> list[Reply | None]:
        return [_nothing(self.service.operation_model(operation))]

    def _reference(self, reference: Any) -> Iterator[Use]:
        def act(resource: Any) -> Any:
            return getattr(resource, reference.name)

        yield Use(f"{reference.name} of data", act, [], self._data())
        yield Use(f"{reference.name} of data without it", act, [], {})
        yield Use(reference.name, act, self._loads())

    def _waiter(self, waiter: Any) -> Iterator[Use]:
        def act(resource: Any) -> Any:
            asked: list[Any] = []
            resource.meta.client.get_waiter = lambda name: Asked(name, asked)
            try:
                returned = getattr(resource, waiter.name)(WaiterConfig={"Delay": 3})
            finally:
                del resource.meta.client.get_waiter
            return {"returned": returned, "asked": asked}

        yield Use(f"{waiter.name}()", act, self._loads(), self._data())

    def _subresource(self, subresource: Any) -> Iterator[Use]:
        taken = [item for item in subresource.resource.identifiers if item.source == "input"]
        names = [_snake(item.target) for item in taken]
        given = [f"{name} given" for name in names]
        method = subresource.name
        yield Use(f"{method} by position", lambda r: getattr(r, method)(*given), [])
        yield Use(f"{method} by name", lambda r: getattr(r, method)(**dict(zip(names, given, strict=True))), [])
        yield Use(f"{method} with a name too many", lambda r: getattr(r, method)(*given, unknown="x"), [])
        if names:
            yield Use(f"{method} with one too few", lambda r: getattr(r, method)(*given[1:]), [])
            yield Use(f"{method} with None", lambda r: getattr(r, method)(*given[1:], None), [])

    # ------------------------------------------------------------ collections

    def _collection(self, collection: Any) -> Iterator[Use]:
        name, operation = collection.name, collection.request.operation
        replies = self._pages(collection)
        params = self._params(operation, collection.request, 0.5)

        def manager(resource: Any) -> Any:
            return getattr(resource, name)

        def limited(limit: int, resource: Any) -> Any:
            return list(manager(resource).limit(limit).pages())

        yield Use(f"{name}.all()", lambda r: list(manager(r).all()), replies)
        yield Use(f"{name}.pages()", lambda r: list(manager(r).pages()), replies)
        yield Use(f"{name} answered with nothing", lambda r: list(manager(r).all()), self._empty(operation))
        filtered: Callable[[Any], Any] = lambda r: list(manager(r).filter(**copy.deepcopy(params)))  # noqa: E731
        yield Use(f"{name}.filter()", filtered, replies, params=params)
        twice: Callable[[Any], Any] = lambda r: list(  # noqa: E731
            manager(r).filter(**copy.deepcopy(params)).filter(**copy.deepcopy(params))
        )
        yield Use(f"{name}.filter().filter()", twice, replies, params=params)
        for limit in (1, 2, 3):
            yield Use(f"{name}.limit({limit})", partial(limited, limit), replies)
        yield Use(f"{name}.page_size(7)", lambda r: list(manager(r).page_size(7).limit(4)), replies)
        yield Use(f"{name}, shown", lambda r: [repr(each) for each in (manager(r), manager(r).all())], [])
        error = error_saying(self.service.operation_model(operation), "Refused", 400)
        yield Use(f"{name} refused", lambda r: list(manager(r).all()), [error])
        for batch in collection.batch_actions:
            yield from self._batch(collection, batch)

    def _batch(self, collection: Any, batch: Any) -> Iterator[Use]:
        name, method = collection.name, _snake(batch.name)
        pages, operation = self._pages(collection), batch.request.operation
        filled = {re.split(r"[.\[]", item.target)[0] for item in batch.request.params}
        given = self._params(operation, batch.request, 0.4)
        params = {key: value for key, value in given.items() if key not in filled}
        answer = self._reply(operation, batch._definition, 0.5)
        replies: list[Reply | None] = [reply for page in pages for reply in (page, answer)]

        def of_all(resource: Any) -> Any:
            return getattr(getattr(resource, name), method)(**copy.deepcopy(params))

        def of_two(resource: Any) -> Any:
            return getattr(getattr(resource, name).limit(2), method)(**copy.deepcopy(params))

        yield Use(f"{name}.{method}()", of_all, replies, params=params)
        yield Use(f"{name}.limit(2).{method}()", of_two, replies, params=params)
        yield Use(f"{name}.{method}() of nothing", of_all, self._empty(collection.request.operation))

    def _pages(self, collection: Any) -> list[Reply | None]:
        """Two pages where there are pages: the first has all members that say so, the second none of them."""
        operation = collection.request.operation
        client = self.resource.meta.client
        method = next(name for name, known in client.meta.method_to_api_mapping.items() if known == operation)
        if not client.can_paginate(method):
            return [self._reply(operation, collection._definition, 0.6, omit=TOKENS)]
        paginator = client.get_paginator(method)
        more = [*paginator._output_token, *([paginator._more_results] if paginator._more_results else [])]
        # `NextMarker || Contents[-1].Key`: what the token is read from otherwise stays.
        names = set(re.findall(r"\w+", " ".join(each.expression.partition("||")[0] for each in more)))
        wanted = {"document": collection._definition, "path": " ".join(names)}
        return [
            self._reply(operation, wanted, 0.6),
            self._reply(operation, collection._definition, 0.6, omit=names - set(_roots(collection))),
        ]


#: Members that say that there is more, of operations that boto3 does not page through.
TOKENS = {"NextToken", "Marker", "NextMarker", "IsTruncated", "nextToken"}


class Asked:
    """A waiter that only writes down what it is asked to wait for."""

    def __init__(self, name: str, asked: list[Any]) -> None:
        self.name = name
        self.asked = asked

    def wait(self, **params: Any) -> None:
        self.asked.append([self.name, params])


class Values:
    """Outputs with the members of some names, and a share of the others."""

    def __init__(self, chance: random.Random, fullness: float, names: set[str], omit: set[str], spoken: str) -> None:
        self.chance = chance
        self.fullness = fullness
        self.names = names
        self.omit = omit
        self.spoken = spoken

    def value(self, shape: Shape, depth: int) -> Any:
        """One value."""
        kind, chance = shape.type_name, self.chance
        if kind == "structure" and {"S", "SS", "NULL"} <= set(shape.members):
            return self._attribute_value(shape, depth)
        if kind == "structure":
            members = list(shape.members.items())
            if shape.is_tagged_union:
                members = [chance.choice(members)]
            return {
                name: self.value(member, depth + 1)
                for name, member in members
                if self._is_there(name, member, depth) or shape.is_tagged_union
            }
        if kind == "list":
            return [self.value(shape.member, depth + 1) for _ in range(chance.choice([1, 2, 2, 3]))]
        if kind == "map":
            return {self._text(): self.value(shape.value, depth + 1)} if depth < DEEPEST else {}
        if kind == "boolean":
            return True
        if kind in ("integer", "long"):
            return chance.randrange(1000)
        if kind in ("float", "double"):
            return 1.5
        if kind == "blob":
            return "Ynl0ZXM="
        return TIMES.get(self.spoken, "2015-01-25") if kind == "timestamp" else self._text()

    def _attribute_value(self, shape: Shape, depth: int) -> dict[str, Any]:
        """A value of DynamoDB's, with the one member that it has."""
        deep = [] if depth > DEEPEST else ["L", "M"]
        kind = self.chance.choice(["S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", *deep])
        number = str(self.chance.choice([0, 1, -7.5, "1E+30", 12345678901234567890]))
        return {
            kind: {"N": number, "NS": [number, "3"], "NULL": True}.get(kind)
            or self.value(shape.members[kind], depth + 1)
        }

    def _is_there(self, name: str, member: Shape, depth: int) -> bool:
        if name in self.omit or (member.type_name == "timestamp" and self.spoken not in (*TIMES, "")):
            return False
        if member.serialization.get("xmlAttribute"):
            return False
        if depth and member.type_name in ("structure", "map") and depth >= DEEPEST:
            return False
        return name in self.names or self.chance.random() < self.fullness

    def _text(self) -> str:
        return f"text {self.chance.randrange(10**6)}"


def _nothing(operation: OperationModel) -> Reply:
    """A success that says nothing; in XML there is an element even of that."""
    reply = reply_saying(operation, {})
    if not reply.body and protocol_of(operation) in ("query", "ec2"):
        body = b"<Response></Response>"
        return Reply(200, {**reply.headers, "Content-Length": str(len(body))}, body)
    return reply


def _call(name: str, action: str, params: dict[str, Any], replies: list[Reply | None], data: Any) -> Use:
    return Use(name, lambda r: getattr(r, action)(**copy.deepcopy(params)), replies, data, params)


def _snake(name: str) -> str:
    from botocore import xform_name

    return str(xform_name(name))


def _definitions(model: Any) -> list[Any]:
    """What of a resource's model looks into its data."""
    return [
        *([each._definition for each in model.references]),
        *([each._definition for each in model.actions]),
    ]


def _roots(collection: Any) -> list[str]:
    """The names that a collection looks for, which must be there on every page."""
    return re.findall(r"\w+", " ".join(_paths(collection._definition)))


def _paths(definition: Any) -> Iterator[str]:
    """All paths in a definition."""
    if isinstance(definition, list):
        for item in definition:
            yield from _paths(item)
    elif isinstance(definition, dict):
        for key, value in definition.items():
            if key == "path":
                yield value
            else:
                yield from _paths(value)
