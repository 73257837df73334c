"""Turn the JSON of endpoint rule sets, partitions and endpoints.json into compact tables.

Used by the build hook, and at run time for the models that a user brings along. Pure; needs no other part of Sotalia.
Everything returned is made of tuples, dicts, strings, numbers, booleans and None, so that `marshal` can store it.

Rule sets (`rules.RuleSet` reads them). A compiled rule set is the tuple

    (parameters, conditions, nodes, roots)
    parameter   (name, type, built-in | None, default | None, required, deprecated (message, since) | None, used)
    condition   a call
    node        (condition numbers, assigns, kind, payload)          numbers point into `conditions`
                kind 0, tree:      payload = node numbers             numbers point into `nodes`
                kind 1, endpoint:  payload = (url, properties, ((header, (value, …)), …))
                kind 2, error:     payload = the text
    expression  a scalar stands for itself; else a tuple that starts with its tag:
                (CONST, value)  (REF, name)  (TEMPLATE, (text | (name, key, …), …))
                (CALL, function, arguments, assigned name | None)  (LIST, items)  (MAP, ((key, value), …))

Equal conditions and equal sub-trees are stored once: S3's 129 kB of JSON holds 105 different conditions. `roots` are
the numbers of the top rules. `assigns` says that a rule's conditions set variables, so that its scope must be its own.
`used` says that some rule reads the parameter: S3's `Key` none reads, and as part of a cache's key it would only hurt.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

CONST, REF, TEMPLATE, CALL, LIST, MAP = range(6)
TREE, ENDPOINT, ERROR = range(3)

PARAMETER_TYPES = ("string", "boolean", "stringarray")
_RULE_TYPES = ("tree", "endpoint", "error")
_TEMPLATE_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ#")


def _refusal() -> type[Exception]:
    from ..errors import EndpointResolutionError

    return EndpointResolutionError


def _malformed(message: str) -> Exception:
    return _refusal()(msg=message)  # type: ignore[call-arg]


def compile_rule_set(rule_set: dict[str, Any]) -> tuple[Any, ...]:
    """Compile one `endpoint-rule-set-1.json`.

    Raises `EndpointResolutionError` when a rule or a parameter has a type that the language does not know, or when the
    document is not a rule set at all.
    """
    try:
        tables = _Tables()
        roots = tables.rules(rule_set["rules"])
        used = set(_names_read((tuple(tables.conditions), tuple(tables.nodes))))
        parameters = tuple(_parameter(name, spec, name in used) for name, spec in rule_set["parameters"].items())
    except Exception as error:
        if isinstance(error, _refusal()):
            raise
        raise _malformed(f"Malformed endpoint rule set: {type(error).__name__}: {error}") from error
    return parameters, _rows(tables.conditions), _rows(tables.nodes), roots


def _parameter(name: str, spec: dict[str, Any], used: bool) -> tuple[Any, ...]:
    kind = spec["type"].lower()
    if kind not in PARAMETER_TYPES:
        raise _malformed(
            f"Unknown parameter type: {spec['type']}. A parameter must be of type string, boolean, or stringarray."
        )
    default = spec.get("default")
    if isinstance(default, list):
        default = tuple(default)
    deprecated = spec.get("deprecated")
    if deprecated is not None:
        deprecated = (deprecated.get("message"), deprecated.get("since"))
    return (name, kind, spec.get("builtIn"), default, bool(spec.get("required")), deprecated, used)


def _names_read(table: Any) -> Iterator[str]:
    """Yield every string in `table` that could be the name of a variable that is read there (too many do no harm)."""
    if isinstance(table, tuple):
        if len(table) == 2 and table[0] == REF and isinstance(table[1], str):
            yield table[1]
        elif len(table) == 2 and table[0] == TEMPLATE and isinstance(table[1], tuple):
            yield from (part[0] for part in table[1] if isinstance(part, tuple))
        else:
            for item in table:
                yield from _names_read(item)


class _Tables:
    """The tables of one rule set while they grow; equal rows are entered once."""

    def __init__(self) -> None:
        self.conditions: dict[Any, int] = {}
        self.nodes: dict[Any, int] = {}

    def rules(self, rules: list[dict[str, Any]]) -> tuple[int, ...]:
        """Enter `rules` and all below them; return their numbers."""
        return tuple(self._rule(rule) for rule in rules)

    def _rule(self, rule: dict[str, Any]) -> int:
        if rule["type"] not in _RULE_TYPES:
            raise _malformed(f"Unknown rule type: {rule['type']}. A rule must be of type tree, endpoint or error.")
        kind = _RULE_TYPES.index(rule["type"])
        calls = [_call(condition) for condition in rule["conditions"]]
        numbers = tuple(_enter(self.conditions, call) for call in calls)
        payload: Any
        if kind == TREE:
            payload = self.rules(rule["rules"])
        elif kind == ENDPOINT:
            payload = _endpoint(rule["endpoint"])
        else:
            payload = _expression(rule["error"])
        return _enter(self.nodes, (numbers, any(_assigns(call) for call in calls), kind, payload))


def _enter(table: dict[Any, int], row: Any) -> int:
    # True == 1 and 1.0 == 1 in Python, so the key says the types as well.
    key = row, repr(row)
    number = table.get(key)
    if number is None:
        number = table[key] = len(table)
    return number


def _rows(table: dict[Any, int]) -> tuple[Any, ...]:
    return tuple(row for row, _ in table)


def _endpoint(endpoint: dict[str, Any]) -> tuple[Any, ...]:
    headers = endpoint.get("headers") or {}
    return (
        _expression(endpoint["url"]),
        _property(endpoint.get("properties") or {}),
        tuple((name, tuple(_expression(value) for value in values)) for name, values in headers.items()),
    )


def _property(value: Any) -> Any:
    # Properties know templates only, no references and no functions.
    if isinstance(value, dict):
        return (MAP, tuple((key, _property(item)) for key, item in value.items()))
    if isinstance(value, list):
        return (LIST, tuple(_property(item) for item in value))
    return _text(value) if isinstance(value, str) else value


def _expression(value: Any) -> Any:
    if isinstance(value, dict):
        if "fn" in value:
            return _call(value)
        if "ref" in value:
            return (REF, value["ref"])
        return (CONST, _plain(value))
    if isinstance(value, str):
        return _text(value)
    return (CONST, _plain(value)) if isinstance(value, list) else value


def _call(value: dict[str, Any]) -> tuple[Any, ...]:
    return (CALL, value["fn"], tuple(_expression(argument) for argument in value["argv"]), value.get("assign"))


def _assigns(expression: Any) -> bool:
    if not isinstance(expression, tuple) or expression[0] != CALL:
        return False
    return expression[3] is not None or any(_assigns(argument) for argument in expression[2])


def _text(text: str) -> Any:
    """Compile a string that may be a template: `https://{Bucket}.{url#authority}`."""
    if not _is_template(text):
        return text
    from _string import formatter_parser  # type: ignore[import-not-found]  # what string.Formatter is made of

    parts: list[Any] = []
    for literal, reference, _spec, _conversion in formatter_parser(text):
        if literal:
            parts.append(literal)
        if reference is not None:
            parts.append(tuple(reference.split("#")))
    return (TEMPLATE, tuple(parts))


def _is_template(text: str) -> bool:
    # A string is a template when it holds a reference made of letters and '#' only; then all its braces count.
    start = text.find("{")
    while start >= 0:
        end = text.find("}", start)
        if end > start + 1 and _TEMPLATE_NAME.issuperset(text[start + 1 : end]):
            return True
        start = text.find("{", start + 1)
    return False


def _plain(value: Any) -> Any:
    """Return a copy of JSON data without subclasses of dict, which `marshal` would refuse."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def compile_partitions(document: dict[str, Any]) -> tuple[Any, ...]:
    """Compile `partitions.json`: `(outputs, known, patterns)`.

    `outputs` are the partitions' facts in order (the default first), each with its `name`. `known` maps every region
    that the document lists to the number of the first partition that claims it, so that the usual lookup needs no
    regular expression. `patterns` are the expressions for all other names.
    """
    import re

    partitions = document["partitions"]
    outputs = tuple({**_plain(partition["outputs"]), "name": partition["id"]} for partition in partitions)
    patterns = tuple(partition["regionRegex"] for partition in partitions)
    known: dict[str, int] = {}
    for partition in partitions:
        for region in partition["regions"]:
            known[region] = next(
                number
                for number, candidate in enumerate(partitions)
                if region in candidate["regions"] or re.match(candidate["regionRegex"], region)
            )
    return outputs, known, patterns


def compile_endpoints(document: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, dict[int, Any]]]:
    """Compile `endpoints.json`: `(index, {endpoint prefix: slice})`, to be stored and opened one by one.

    `index` is `(partitions, known)`. A partition is `(name, long name, DNS suffix, region pattern | None, {region:
    description}, defaults)`. `known` maps every region and endpoint name in the document to the numbers of the
    partitions whose list or pattern claims it, so that a usual name needs no regular expression.
    A slice maps a partition's number to what the document says of the service there, unchanged.
    """
    import re

    if "partitions" not in document:
        raise ValueError('Missing "partitions" in endpoint data')
    sources = document["partitions"]
    slices: dict[str, dict[int, Any]] = {}
    names: dict[str, None] = {}
    for number, source in enumerate(sources):
        names.update(dict.fromkeys(source["regions"]))
        for service, data in source["services"].items():
            slices.setdefault(service, {})[number] = _plain(data)
            names.update(dict.fromkeys(data.get("endpoints", ())))
    known = {
        name: tuple(
            number
            for number, source in enumerate(sources)
            if name in source["regions"] or ("regionRegex" in source and re.match(source["regionRegex"], name))
        )
        for name in names
    }
    partitions = tuple(
        (
            source["partition"],
            source.get("partitionName", ""),
            source["dnsSuffix"],
            source.get("regionRegex"),
            {region: facts.get("description", "") for region, facts in source["regions"].items()},
            _plain(source.get("defaults", {})),
        )
        for source in sources
    )
    return (partitions, known), slices
