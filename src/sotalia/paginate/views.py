"""What programs read of botocore's paginators that is private there, as views of the plan and the window.

The AWS CLI, aiobotocore and what is written like them read these attributes. They cannot be set: what a paginator does
is decided by its `plan.Plan`, and by the `PaginationConfig` of an iteration.
"""

from __future__ import annotations

from operator import attrgetter


class PaginatorViews:
    """A paginator's. It has a `plan`."""

    __slots__ = ()

    _model = property(attrgetter("plan.model"))
    _pagination_cfg = property(attrgetter("plan.config"))
    _input_token = property(attrgetter("plan.input_tokens"))
    _output_token = property(attrgetter("plan.output_tokens"))
    _more_results = property(attrgetter("plan.more_results"))
    _limit_key = property(attrgetter("plan.limit_key"))
    _result_keys = property(attrgetter("plan.result_keys"))
    _non_aggregate_keys = property(attrgetter("plan.non_aggregate_keys"))


class PagesViews:
    """An iteration's over pages. It has a `_plan` and a `_window`."""

    __slots__ = ()

    _input_token = property(attrgetter("_plan.input_tokens"))
    _output_token = property(attrgetter("_plan.output_tokens"))
    _more_results = property(attrgetter("_plan.more_results"))
    _limit_key = property(attrgetter("_plan.limit_key"))
    _result_keys = property(attrgetter("_plan.result_keys"))
    _non_aggregate_key_exprs = property(attrgetter("_plan.non_aggregate_keys"))
    _max_items = property(attrgetter("_window.max_items"))
    _page_size = property(attrgetter("_window.page_size"))
    _starting_token = property(attrgetter("_window.starting_token"))
