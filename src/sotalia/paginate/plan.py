"""How an operation is paged (`Plan`), and which part of it a caller wants (`Window`).

A plan is made of a paginator's model, boto3's `paginators-1.json`:

    input_token, output_token   parameters that take the tokens, and where in a page the next ones are
    result_key                  where the results are; those of the first are counted
    limit_key                   the parameter that says how many results a page may have
    more_results                where a page says whether there is a next one, if the token alone does not
    non_aggregate_keys          what is the same in every page, and kept from the first one
"""

from __future__ import annotations

from ..errors import InvalidPaginationConfigError, PaginationError
from ..expressions import compiled
from ..percent import text_of
from ..wire.wall import HIDDEN, holds_secrets, is_sensitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Window:
    """The part of the results that a caller wants, from `PaginationConfig`."""

    __slots__ = ("max_items", "page_size", "read_ahead", "starting_token")

    def __init__(
        self,
        max_items: int | None = None,
        page_size: Any = None,
        starting_token: str | None = None,
        read_ahead: bool = False,
    ) -> None:
        self.max_items = max_items
        self.page_size = page_size
        self.starting_token = starting_token
        self.read_ahead = read_ahead


class Plan:
    """How one operation is paged. Compiled once, shared by all."""

    __slots__ = (
        "config",
        "input_tokens",
        "limit_key",
        "model",
        "more_results",
        "non_aggregate_keys",
        "output_tokens",
        "result_keys",
    )

    def __init__(self, config: dict[str, Any], model: Any = None) -> None:
        """`config` is the operation's part of a paginators' model, `model` the operation's own, for the limit's type.

        Raises jmespath.exceptions.ParseError for an invalid expression.
        """
        self.config = config
        self.model = model
        self.input_tokens: list[str] = _listed(config["input_token"])
        self.output_tokens: list[Any] = [compiled(path) for path in _listed(config["output_token"])]
        self.result_keys: list[Any] = [compiled(path) for path in _listed(config.get("result_key") or [])]
        self.non_aggregate_keys: list[Any] = [compiled(path) for path in config.get("non_aggregate_keys", ())]
        more = config.get("more_results")
        self.more_results: Any = None if more is None else compiled(more)
        self.limit_key: str | None = config.get("limit_key")

    def window(self, config: Any) -> Window:
        """Return the window that a `PaginationConfig` asks for; None is all results.

        Raises PaginationError for a page size where there is no such parameter, InvalidPaginationConfigError (also a
        ValueError and a TypeError) for invalid values.
        """
        if not config and (config is None or isinstance(config, dict)):
            return Window()
        try:
            get = config.get
        except AttributeError:
            raise _invalid("PaginationConfig", "a dict such as {'MaxItems': 100}", config) from None
        max_items = _whole("MaxItems", get("MaxItems"))
        if max_items is not None and max_items < 0:
            raise _invalid("MaxItems", "at least 0, or None for all there are", max_items)
        page_size = get("PageSize")
        if page_size is not None:
            page_size = self._page_size(page_size)
        token = get("StartingToken")
        if token is not None and not isinstance(token, str):
            raise _invalid("StartingToken", "the text of a resume token", self.shown(token))
        return Window(max_items, page_size, token, bool(get("ReadAhead")))

    def shown(self, token: Any) -> Any:
        """Return what an error may show of a token: nothing of it if the model calls one of the parameters sensitive.

        A token is the dict of the service's own, or the text of a resume token, which holds such a dict.
        """
        shape = self.model.input_shape if self.model is not None else None
        if shape is None:
            return token
        hides = is_sensitive(shape) or holds_secrets(map(shape.members.get, self.input_tokens))
        return HIDDEN if hides else token

    def count(self, results: Any) -> int:
        """Return how many results these are: the entries of a list or map, the characters of text, one structure."""
        if results is None:
            return 0
        return 1 if isinstance(results, dict) and not self._is_map() else len(results)

    def part(self, results: Any, start: int, end: int | None) -> Any:
        """Return results `start` to `end`; a structure cannot be cut, and stays whole. None for other values."""
        if isinstance(results, (list, str)):
            return results[start:end]
        if isinstance(results, dict):
            return dict(list(results.items())[start:end]) if self._is_map() else results
        return None

    def _is_map(self) -> bool:
        """Return whether the results, a dict, are a map; they might be a structure."""
        shape = self.model.output_shape if self.model is not None else None
        for name in self.result_keys[0].expression.split("."):
            if shape is None or shape.type_name != "structure":
                break
            shape = shape.members.get(name)
        return shape is None or shape.type_name == "map"

    def _page_size(self, size: Any) -> Any:
        if self.limit_key is None:
            raise PaginationError(
                message="PageSize parameter is not supported for the pagination interface for this operation."
            )
        shape = self.model.input_shape.members.get(self.limit_key) if self.model is not None else None
        if shape is not None and shape.type_name == "string":
            return text_of(size)
        return _whole("PageSize", size)


class PaginatorModel:
    """A service's paginators, as a document of boto3's says: `PaginatorModel({"pagination": {…}})`."""

    def __init__(self, paginator_config: dict[str, Any]) -> None:
        self._paginator_config: dict[str, Any] = paginator_config["pagination"]

    def get_paginator(self, operation_name: str) -> dict[str, Any]:
        """Return how an operation, by its name in the model, is paged. Raises ValueError."""
        try:
            config: dict[str, Any] = self._paginator_config[operation_name]
        except KeyError:
            raise ValueError(f"Paginator for operation does not exist: {operation_name}") from None
        return config


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _whole(name: str, value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (OverflowError, TypeError, ValueError):
        raise _invalid(name, "a whole number", value) from None


def _invalid(name: str, expected: str, value: Any) -> InvalidPaginationConfigError:
    shown = repr(value)
    if len(shown) > 100:
        shown = f"{shown[:100]}…"
    return InvalidPaginationConfigError(message=f"{name} must be {expected}, and is {shown} ({type(value).__name__})")
