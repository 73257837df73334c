"""Paginators for operations that return pages, but have no published paginator: derived from their models.

AWS publishes paginators for some 3,400 operations; some 900 more take a token and return the next one and a list. The
rules below read off the model what a published paginator says, and leave out operations for which that is not certain.
They are compared with the published ones: see `tests/paginate/test_derive.py`.

Laws:
- the token that goes in is optional, of the type of the one that comes out, and their names belong together (`TOKENS`);
- token and results are in one place: the reply itself, or the one structure that it consists of;
- of the reply's lists exactly one holds the results; beside it only lists of failures may stand (`ASIDE`);
- an operation that changes something (`CHANGES`) is no listing, whatever it returns.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..model.operation import OperationModel
    from ..model.shapes import Shape

#: Tokens, in lower case: the member of the input, and what the output may call the next one, the surest first.
TOKENS = {
    "nexttoken": ("nexttoken",),
    "nextpagetoken": ("nextpagetoken",),
    "nextmarker": ("nextmarker",),
    "paginationtoken": ("nextpaginationtoken", "paginationtoken"),
    "continuationtoken": ("nextcontinuationtoken", "continuationtoken"),
    "pagetoken": ("nextpagetoken", "pagetoken"),
    "startingtoken": ("nexttoken",),
    "marker": ("nextmarker", "nextpagemarker", "marker"),
    "token": ("nexttoken",),
    "position": ("position",),
}
#: `ExclusiveStartTableName` goes in, `LastEvaluatedTableName` comes out.
_START, _LAST = "exclusivestart", "lastevaluated"
#: Members of the input that say how many results a page may have, in lower case.
LIMITS = ("maxresults", "maxitems", "maxrecords", "limit", "pagesize", "maxkeys", "maximumpagesize")
#: Lists beside the results which are not the results, in lower case.
ASIDE = frozenset(("errors", "errorentries", "warnings", "failures", "unprocessedaccounts"))
#: Members that say, beside the token, whether there is more; in lower case.
MORE = ("istruncated", "truncated", "hasmoreresults")
#: First words of operations that change something.
CHANGES = (
    *("Add", "Apply", "Associate", "Attach", "Cancel", "Copy", "Create", "Delete", "Detach", "Disable"),
    *("Disassociate", "Enable", "Import", "Modify", "Post", "Publish", "Purge", "Put", "Register", "Remove"),
    *("Reset", "Restore", "Revoke", "Run", "Send", "Set", "Start", "Stop", "Tag", "Untag", "Update"),
)


def derived(operation: OperationModel) -> dict[str, Any] | None:
    """Return how an operation's results are paged, in the form of published paginators; None if it is not certain.

    `operation` is a `model.operation.OperationModel`.
    """
    input_shape, output_shape = operation.input_shape, operation.output_shape
    if input_shape is None or output_shape is None or _changes(operation.name):
        return None
    for prefix, members in _places(output_shape):
        tokens = _tokens(input_shape, members)
        results = _results(members)
        if tokens is None or not results:
            continue
        limit = _member(input_shape.members, LIMITS, ("integer", "long", "string"))
        more = _member(members, MORE, ("boolean",))
        paths = [prefix + name for name in results]
        rest = [prefix + name for name in members if name not in {*tokens, *results, limit, more}]
        config: dict[str, Any] = {"input_token": tokens[0], "output_token": prefix + tokens[1]}
        config["result_key"] = paths[0] if len(paths) == 1 else paths
        if limit is not None:
            config["limit_key"] = limit
        if more is not None:
            config["more_results"] = prefix + more
        if rest:
            config["non_aggregate_keys"] = rest
        return config
    return None


def _changes(name: str) -> bool:
    # `Put` is a word of `PutItem`, not of `Putative`.
    return any(name.startswith(word) and not name[len(word) : len(word) + 1].islower() for word in CHANGES)


def _places(shape: Shape) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the members that may be token and results, with their path: the reply's, or those of its one member."""
    members = shape.members
    yield "", members
    if len(members) == 1:
        for name, member in members.items():
            if member.type_name == "structure":
                yield f"{name}.", member.members


def _tokens(input_shape: Any, members: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the names of the token that goes in and of the one that comes out."""
    by_lower_name = {name.lower(): name for name in members}
    required = set(input_shape.required_members)
    for name, member in input_shape.members.items():
        plain = name.lower()
        answers = TOKENS.get(plain, ())
        if plain.startswith(_START):
            answers = (_LAST + plain.removeprefix(_START),)
        for answer in answers:
            next_token = by_lower_name.get(answer)
            if next_token is not None and name not in required and members[next_token].type_name == member.type_name:
                return name, next_token
    return None


def _results(members: Mapping[str, Any]) -> list[str]:
    """Return the names of the results, those that count first; none when it is not clear which they are."""
    lists = [name for name, member in members.items() if member.type_name == "list"]
    main = [name for name in lists if name.lower() not in ASIDE]
    if len(main) == 1:
        return [*main, *(name for name in lists if name not in main)]
    if not lists:
        maps = [name for name, member in members.items() if member.type_name == "map"]
        return maps if len(maps) == 1 else []
    return []


def _member(members: Mapping[str, Any], names: tuple[str, ...], kinds: tuple[str, ...]) -> str | None:
    """Return the member that has the first of these names, which are in lower case, and is of one of these types."""
    by_lower_name = {name.lower(): name for name, member in members.items() if member.type_name in kinds}
    return next((by_lower_name[name] for name in names if name in by_lower_name), None)
