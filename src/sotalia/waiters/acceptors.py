"""What a waiter looks for in each reply: an expression's value, an HTTP status, an error.

`MATCHERS` has one row per kind. A matcher is made of the acceptor's argument and expected value, and is called with
the reply's dict, which for an error reply is `ClientError.response`. Laws:
- an expression is never looked for in an error reply;
- `pathAll` and `pathAny` match nothing but lists that are not empty;
- where an expression cannot be evaluated in a reply, nothing matches;
- an expected error of True is any error, of False none at all.
"""

from __future__ import annotations

from ..errors import WaiterConfigError
from ..expressions import compiled
from .errors import MalformedWaiterError, required

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Matcher = Callable[[dict[str, Any]], bool]


class AcceptorConfig:
    """One acceptor of a waiter.

    `state` is where its match leads: `"success"`, `"failure"` or `"retry"`. `matcher` is its kind, `argument` the
    expression of the kinds that have one, `expected` what it looks for. `matcher_func(response)` tells whether a reply
    matches.
    """

    __slots__ = ("__dict__", "argument", "expected", "matcher", "matcher_func", "state")

    def __init__(self, config: dict[str, Any]) -> None:
        """Raises WaiterConfigError for an unknown kind, a missing entry, and an invalid expression."""
        self.state: str = required(config, "state", "an acceptor")
        self.matcher: str = required(config, "matcher", "an acceptor")
        self.expected: Any = required(config, "expected", "an acceptor")
        self.argument: str | None = config.get("argument")
        row = MATCHERS.get(self.matcher) if isinstance(self.matcher, str) else None
        if row is None:
            raise WaiterConfigError(error_msg=f"Unknown acceptor: {self.matcher}")
        self.matcher_func: Matcher = row[0](self.argument, self.expected)

    @property
    def explanation(self) -> str:
        """What a match means, in words."""
        row = MATCHERS.get(self.matcher)
        if row is None:  # it was changed since
            return f'No explanation for unknown waiter type: "{self.matcher}"'
        return row[1].format(argument=self.argument, expected=self.expected)


def is_valid_waiter_error(response: dict[str, Any]) -> bool:
    """Return whether a reply is an error reply."""
    error = response.get("Error")
    return isinstance(error, dict) and "Code" in error


def _search(argument: Any) -> Callable[[Any], Any]:
    if not isinstance(argument, str):
        raise MalformedWaiterError(error_msg=f"an acceptor's argument must be a JMESPath expression, not {argument!r}")
    try:
        search: Callable[[Any], Any] = compiled(argument).search
    except ValueError as error:
        raise MalformedWaiterError(error_msg=f"an acceptor's argument is no JMESPath expression: {error}") from error

    def evaluate(response: Any) -> Any:
        try:
            return search(response)
        except ValueError:  # a function of JMESPath's got a value of the wrong type: no match
            return None

    return evaluate


def _path(argument: Any, expected: Any) -> Matcher:
    search = _search(argument)
    return lambda response: not is_valid_waiter_error(response) and bool(search(response) == expected)


def _list(argument: Any, accept: Callable[[list[Any]], bool]) -> Matcher:
    search = _search(argument)

    def matches(response: dict[str, Any]) -> bool:
        if is_valid_waiter_error(response):
            return False
        value = search(response)
        return isinstance(value, list) and bool(value) and accept(value)

    return matches


def _path_all(argument: Any, expected: Any) -> Matcher:
    return _list(argument, lambda elements: all(element == expected for element in elements))


def _path_any(argument: Any, expected: Any) -> Matcher:
    return _list(argument, lambda elements: any(element == expected for element in elements))


def _status(argument: Any, expected: Any) -> Matcher:
    return lambda response: bool(response.get("ResponseMetadata", {}).get("HTTPStatusCode") == expected)


def _error(argument: Any, expected: Any) -> Matcher:
    if expected is True:
        return lambda response: "Error" in response and "Code" in response["Error"]
    if expected is False:
        return lambda response: "Error" not in response
    return lambda response: bool(response.get("Error", {}).get("Code", "") == expected)


#: Kind -> what makes its matcher, and the words for a match.
MATCHERS: dict[str, tuple[Callable[[Any, Any], Matcher], str]] = {
    "path": (_path, 'For expression "{argument}" we matched expected path: "{expected}"'),
    "pathAll": (_path_all, 'For expression "{argument}" all members matched expected path: "{expected}"'),
    "pathAny": (_path_any, 'For expression "{argument}" we matched expected path: "{expected}" at least once'),
    "status": (_status, "Matched expected HTTP status code: {expected}"),
    "error": (_error, "Matched expected service error code: {expected}"),
}
