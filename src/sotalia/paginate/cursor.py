"""One iteration through pages, without the calls: which parameters come next, and which part of a page is delivered.

    cursor = PageCursor(plan, window, parameters)
    parameters = cursor.parameters
    while parameters is not None:
        page = <call the operation with the parameters>
        cursor.receive(page)
        <deliver the page>
        parameters = cursor.next_parameters(page)

Laws, boto3's:
- pages are delivered as they came, save the first, of which a part may have been delivered before the resume token was
  made, and the last, of which no more is delivered than `MaxItems` allows; only results are cut, the rest stays;
- an iteration that ends at `MaxItems` leaves a resume token, one that ends because there are no more pages does not;
- a service that gives the same token twice in a row would be asked for ever: PaginationError.

Unlike in boto3 the state of an iteration is here, so that one page iterator can be iterated over several times, by
several threads at once.
"""

from __future__ import annotations

from ..errors import PaginationError
from .keys import put
from .tokens import TRUNCATED, TokenEncoder, starting_point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .plan import Plan, Window


class Outcome:
    """What remains of an iteration: where the next one may begin, and what was the same in every page."""

    __slots__ = ("non_aggregate_part", "resume_token")

    def __init__(self) -> None:
        self.resume_token: str | None = None
        self.non_aggregate_part: dict[str, Any] = {}


class PageCursor(Outcome):
    """One iteration."""

    __slots__ = (
        "_count",
        "_ended",
        "_plan",
        "_previous",
        "_skip_count",
        "_started",
        "_token",
        "_total",
        "_window",
        "parameters",
    )

    def __init__(self, plan: Plan, window: Window, parameters: dict[str, Any]) -> None:
        """Raises ValueError for an invalid starting token."""
        self.resume_token = None
        self.non_aggregate_part = {}
        self._plan = plan
        self._window = window
        #: Those of the next call.
        self.parameters = parameters = dict(parameters)
        self._token: dict[str, Any] = dict.fromkeys(plan.input_tokens)
        self._previous: dict[str, Any] | None = None
        self._skip_count = 0
        self._count = self._total = 0
        self._started = self._ended = False
        if window.starting_token is not None:
            self._token, self._skip_count = starting_point(window.starting_token, plan.input_tokens, plan.shown)
            self._put_token(self._token)
        if window.page_size is not None and plan.limit_key is not None:
            parameters[plan.limit_key] = window.page_size

    def receive(self, page: dict[str, Any]) -> None:
        """Cut off what is not to be delivered of a page. Raises ValueError for another operation's starting token."""
        plan, window = self._plan, self._window
        skip_count = 0
        if not self._started:
            self._started = True
            if window.starting_token is not None and plan.result_keys:
                skip_count = self._skip_count
                cut_delivered(plan, page, skip_count)
            if plan.non_aggregate_keys:
                self.non_aggregate_part = constant_part(plan.non_aggregate_keys, page)
        results = plan.result_keys[0].search(page) if plan.result_keys else None
        self._count = len(results) if results.__class__ is list else plan.count(results)
        if window.max_items is not None:
            surplus = self._total + self._count - window.max_items
            if surplus > 0:
                count = self._count - surplus
                put(page, plan.result_keys[0].expression, plan.part(results, 0, count))
                self._stop_at({**self._token, TRUNCATED: count + skip_count})
                self._ended = True

    def next_parameters(self, page: dict[str, Any]) -> dict[str, Any] | None:
        """Return the parameters of the call after the one that gave this page, None at the end.

        Raises PaginationError when the service repeats its token.
        """
        if self._ended:
            return None
        self._total += self._count
        token = self._next_token(page)
        if token is None:
            return None
        if self._total == self._window.max_items:
            self._stop_at(token)
            return None
        if token == self._previous:
            raise PaginationError(message=f"The same next token was received twice: {self._plan.shown(token)}")
        self._put_token(token)
        self._token = self._previous = token
        return self.parameters

    def _next_token(self, page: dict[str, Any]) -> dict[str, Any] | None:
        plan = self._plan
        if plan.more_results is not None and not plan.more_results.search(page):
            return None
        if len(plan.output_tokens) == 1:
            next_value = plan.output_tokens[0].search(page)
            return {plan.input_tokens[0]: next_value} if next_value else None
        # A service may say "" for none.
        pairs = zip(plan.input_tokens, plan.output_tokens, strict=False)
        token = {name: place.search(page) or None for name, place in pairs}
        return token if any(value is not None for value in token.values()) else None

    def _put_token(self, token: dict[str, Any]) -> None:
        parameters = self.parameters
        for name, value in token.items():
            if value is not None and value != "None":
                parameters[name] = value
            else:
                parameters.pop(name, None)

    def _stop_at(self, token: dict[str, Any]) -> None:
        self.resume_token = resume_token(token, self._plan)


def resume_token(token: Any, plan: Plan) -> str:
    """Return the text of a dict of tokens. Raises ValueError unless it has those that the plan names, and no others."""
    if not isinstance(token, dict) or token.keys() - {TRUNCATED} != set(plan.input_tokens):
        raise ValueError(f"Bad starting token: {plan.shown(token)}")
    return TokenEncoder().encode(token)


def cut_delivered(plan: Plan, page: dict[str, Any], count: int) -> None:
    """Take out of a page the first `count` results, and those beside them: they were delivered before.

    Numbers beside the results stay: they say what the service did for the whole page.
    """
    main, *others = plan.result_keys
    put(page, main.expression, plan.part(main.search(page), count, None))
    for other in others:
        value = other.search(page)
        if isinstance(value, (list, str)):
            value = type(value)()
        elif not isinstance(value, (int, float)):
            value = None
        put(page, other.expression, value)


def constant_part(places: list[Any], page: dict[str, Any]) -> dict[str, Any]:
    """Return what a page has at some places, in a dict of the page's form."""
    part: dict[str, Any] = {}
    for place in places:
        put(part, place.expression, place.search(page))
    return part


def add_page(whole: dict[str, Any], result_keys: list[Any], page: dict[str, Any]) -> None:
    """Add a page's results to those before: lists and dicts grow, numbers are summed, text is joined."""
    for place in result_keys:
        results = place.search(page)
        if results is None:
            continue
        total = place.search(whole)
        if total is None:
            put(whole, place.expression, results)
        elif isinstance(results, list):
            total.extend(results)
        elif isinstance(results, dict):
            total.update(results)
        elif isinstance(results, (int, float, str)):
            put(whole, place.expression, total + results)


def finish(whole: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    """Add what was the same in every page, and where to go on, to the results of all pages."""
    _merge(whole, outcome.non_aggregate_part)
    if outcome.resume_token is not None:
        whole["NextToken"] = outcome.resume_token
    return whole


def _merge(whole: dict[str, Any], part: dict[str, Any]) -> None:
    for name, value in part.items():
        if isinstance(value, dict) and name in whole:
            _merge(whole[name], value)
        else:
            whole[name] = value
