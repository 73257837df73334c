"""The few JMESPath forms with which models take endpoint parameters from a call's parameters, as closures.

    keys(RequestItems)      TableCreationParameters.TableName      TransactItems[*].Get.TableName
    TransactItems[*].[Put.TableName, Delete.TableName][]

They cost a tenth of what the general library costs, which is still used for any other expression. Results are those of
JMESPath (https://jmespath.org/specification.html), except that a value of the wrong type gives None: validation, which
follows, has the better error for it.
"""

from __future__ import annotations

from ..expressions import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Getter = Callable[[Any], Any]


def compile_path(expression: str) -> Getter:
    """Return the function that takes `expression`'s value from a dict."""
    text = expression.strip()
    if text.startswith("keys(") and text.endswith(")"):
        inner = _chain(text[5:-1])
        if inner is not None:
            return _keys(inner)
    head, star, rest = text.partition("[*].")
    source = _chain(head)
    if source is not None and not star:
        return source
    if source is not None:
        flat = rest.endswith("[]")
        element = _element(rest.removesuffix("[]"))
        if element is not None:
            return _projection(source, element, flat)
    return _general(expression)


def _general(expression: str) -> Getter:
    search: Getter = compiled(expression).search
    return search


def _chain(text: str) -> Getter | None:
    """Compile `A.B.C`; None for anything else."""
    names = text.strip().split(".")
    if not all(name.isascii() and name.isidentifier() for name in names):
        return None
    if len(names) == 1:
        only = names[0]
        return lambda value: value.get(only) if isinstance(value, dict) else None

    def get(value: Any) -> Any:
        for name in names:
            if not isinstance(value, dict):
                return None
            value = value.get(name)
        return value

    return get


def _element(text: str) -> Getter | None:
    """Compile what follows a projection: a chain, or a list of chains."""
    if not (text.startswith("[") and text.endswith("]")):
        return _chain(text)
    chains = [_chain(item) for item in text[1:-1].split(",")]
    getters = [chain for chain in chains if chain is not None]
    if len(getters) != len(chains):
        return None
    return lambda value: None if value is None else [getter(value) for getter in getters]


def _keys(inner: Getter) -> Getter:
    def get(value: Any) -> Any:
        items = inner(value)
        return list(items) if isinstance(items, dict) else None

    return get


def _projection(source: Getter, element: Getter, flat: bool) -> Getter:
    def get(value: Any) -> Any:
        items = source(value)
        if not isinstance(items, list):
            return None
        results = [result for result in map(element, items) if result is not None]
        if not flat:
            return results
        entries: list[Any] = []
        for result in results:
            if isinstance(result, list):
                entries.extend(result)
            else:
                entries.append(result)
        return [entry for entry in entries if entry is not None]

    return get
