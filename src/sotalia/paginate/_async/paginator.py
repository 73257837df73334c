"""The objects that programs hold: paginators, iterators of pages, and iterators of one result key's results.

Names and behaviour are botocore.paginate's. A page is fetched when it is asked for, and forgotten when the next one
is; with `PaginationConfig={"ReadAhead": True}` the next one is fetched while the caller looks at this one.
"""

from __future__ import annotations

from ..._generic import Item, Of
from ...expressions import compiled
from ...model.names import Suggests
from ...useragent.features import PAGINATOR
from ...useragent.scope import counting_as
from ..cursor import Outcome, PageCursor, add_page, finish, resume_token
from ..plan import Plan
from ..views import PagesViews, PaginatorViews

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable
    from typing import Any

    from ..plan import Window


class AsyncPageIterator(Suggests, PagesViews, Of[Item]):
    """The pages of one request: iterate over it, several times if need be; each time begins with the first page.

    Each iteration has a state of its own, so threads and tasks may share this. `resume_token` and
    `non_aggregate_part` are those of the iteration that began last.
    """

    def __init__(self, method: Callable[..., Any], plan: Plan, window: Window, op_kwargs: dict[str, Any]) -> None:
        """Made by `paginate`. `method` is called with `op_kwargs`, and with tokens as they come."""
        self._method = method
        self._plan = plan
        self._window = window
        self._op_kwargs = op_kwargs
        self._latest = Outcome()

    @property
    def result_keys(self) -> list[Any]:
        """Where in a page the results are: JMESPath expressions, with `search(page)` and `expression`."""
        return self._plan.result_keys

    @property
    def resume_token(self) -> str | None:
        """The `StartingToken` with which to go on where MaxItems ended the iteration; None when it did not.

        It may be set, to a dict of the service's tokens by parameter; raises ValueError for anything else.
        """
        return self._latest.resume_token

    @resume_token.setter
    def resume_token(self, value: dict[str, Any]) -> None:
        self._latest.resume_token = resume_token(value, self._plan)

    @property
    def non_aggregate_part(self) -> dict[str, Any]:
        """What is the same in every page and is no result; empty before the first page."""
        return self._latest.non_aggregate_part

    def __aiter__(self) -> AsyncGenerator[Item]:
        return self._pages_ahead() if self._window.read_ahead else self._pages()

    async def search(self, expression: str) -> AsyncIterator[Any]:
        """Iterate over what a JMESPath expression finds in the pages; of a list, over its entries.

        Raises, with the first step, jmespath.exceptions.ParseError (a ValueError) for an invalid expression.
        """
        place = compiled(expression)
        pages = self.__aiter__()
        try:
            async for page in pages:
                result = place.search(page)
                for item in result if isinstance(result, list) else (result,):
                    yield item
        finally:
            await pages.aclose()

    async def build_full_result(self) -> Item:
        """Return one dict with the results of all pages, and with `NextToken`, a resume token, if there are more."""
        whole: Any = {}
        cursor = self._begin()
        pages = self._pages_ahead(cursor) if self._window.read_ahead else self._pages(cursor)
        async for page in pages:
            add_page(whole, self._plan.result_keys, page)
        result: Item = finish(whole, cursor)  # type: ignore[assignment]
        return result

    def result_key_iters(self) -> list[AsyncResultKeyIterator]:
        """Return an iterator for each result key. Together they fetch each page once."""
        from ..tee import tee_async

        sources = tee_async(self, len(self.result_keys))
        return [AsyncResultKeyIterator(pages, place) for pages, place in zip(sources, self.result_keys, strict=True)]

    def _begin(self) -> PageCursor:
        cursor = self._latest = PageCursor(self._plan, self._window, self._op_kwargs)
        return cursor

    async def _fetch(self, parameters: dict[str, Any]) -> dict[str, Any]:
        with counting_as(PAGINATOR):
            page: dict[str, Any] = await self._method(**parameters)
        return page

    async def _pages(self, cursor: PageCursor | None = None) -> AsyncGenerator[Any]:
        cursor = cursor or self._begin()
        parameters: dict[str, Any] | None = cursor.parameters
        while parameters is not None:
            with counting_as(PAGINATOR):
                page = await self._method(**parameters)
            cursor.receive(page)
            yield page
            parameters = cursor.next_parameters(page)

    async def _pages_ahead(self, cursor: PageCursor | None = None) -> AsyncGenerator[Any]:
        from ..ahead_async import AsyncPending

        cursor = cursor or self._begin()
        page = await self._fetch(cursor.parameters)
        pending = None
        try:
            while True:
                cursor.receive(page)
                fault = parameters = None
                try:
                    parameters = cursor.next_parameters(page)
                except Exception as error:
                    fault = error  # raised after this page
                if parameters is not None:
                    pending = AsyncPending(self._fetch, parameters)
                yield page
                if fault is not None:
                    raise fault
                if pending is None:
                    return
                page = await pending.page()
                pending = None
        finally:
            fault = None  # its traceback holds this frame
            if pending is not None:
                await pending.drop()


class AsyncPaginator(Suggests, PaginatorViews, Of[Item]):
    """Makes the pages of an operation: `client.get_paginator("list_things").paginate(**parameters)`.

    A client makes a class of its own for each operation. May be shared by threads and tasks.
    """

    PAGE_ITERATOR_CLS = AsyncPageIterator

    #: Whether it is derived from the operation's model, and AWS has published none.
    derived = False

    #: How the operation is paged; a class that a client made has it.
    plan: Plan

    def __init__(
        self, method: Callable[..., Any], pagination_config: dict[str, Any] | None = None, model: Any = None
    ) -> None:
        """`method` makes a call.

        `pagination_config` says how it is paged, in the form of a paginators' model, and `model` is the operation's
        model; a class that a client made has both.
        """
        self._method = method
        if pagination_config is not None:
            self.plan = Plan(pagination_config, model)

    @property
    def result_keys(self) -> list[Any]:
        """Where in a page the results are: JMESPath expressions, with `search(page)` and `expression`."""
        return self.plan.result_keys

    def paginate(self, **kwargs: Any) -> AsyncPageIterator[Item]:
        """Return the pages of a call with these parameters; nothing is sent before they are iterated over.

        `PaginationConfig` is a dict of options: `MaxItems` (how many results at most), `PageSize` (how many per page),
        `StartingToken` (the resume token of an earlier iteration), `ReadAhead` (True: fetch the next page while this
        one is looked at).

        Raises PaginationError for a page size where the operation takes none, InvalidPaginationConfigError for invalid
        options.
        """
        window = self.plan.window(kwargs.pop("PaginationConfig", None))
        return self.PAGE_ITERATOR_CLS(self._method, self.plan, window, kwargs)


class AsyncResultKeyIterator:
    """The results of all pages by one result key, one after the other."""

    def __init__(self, pages_iterator: Any, result_key: Any) -> None:
        self._pages_iterator = pages_iterator
        self.result_key = result_key

    async def __aiter__(self) -> AsyncIterator[Any]:
        async for page in self._pages_iterator:
            results = self.result_key.search(page)
            for item in () if results is None else results:
                yield item
