"""The docstrings that `help(paginator)` and `help(paginator.paginate)` show."""

from __future__ import annotations

from ..model.docs import repeated_docstring
from ..model.docsyntax import Settings
from ..model.names import xform_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.service import ServiceModel
    from .plan import Plan


def class_docstring(service_model: ServiceModel, operation: str, plan: Plan, derived: bool) -> str:
    """Return the docstring of the class of an operation's paginators."""
    method = xform_name(operation)
    results = ", ".join(f"``{place.expression}``" for place in plan.result_keys)
    paragraphs = [
        f"Pages of :py:meth:`{service_model.class_name}.Client.{method}`; results are in {results}.",
        f'    paginator = client.get_paginator("{method}")',
    ]
    if derived:
        paragraphs.append("AWS has published no paginator for this operation: this one is derived from its model.")
    return "\n\n".join(paragraphs) + "\n"


def paginate_docstring(service_model: ServiceModel, operation: str, plan: Plan) -> str:
    """Return the docstring of an operation's `paginate`. Raises OperationNotFoundError."""
    method = f"{service_model.class_name}.Client.{xform_name(operation)}"
    introduction = f"Returns the pages of :py:meth:`{method}`: iterate over them; each is a reply, as below."
    wishes = {
        "MaxItems": (
            "integer",
            "How many results to return at most. If there are more, the pages' ``resume_token`` says where to go on.",
        ),
        "PageSize": ("integer", "How many results a page is to have."),
        "StartingToken": ("string", "Where to begin: the ``resume_token`` of an earlier iteration."),
        "ReadAhead": ("boolean", "Whether to fetch the next page while this one is looked at. By default not."),
    }
    if plan.limit_key is None:
        del wishes["PageSize"]
    prose = "Which of the results to return, and how to fetch them."
    settings = Settings("PaginationConfig", prose, wishes)
    filled = [*plan.input_tokens, *([] if plan.limit_key is None else [plan.limit_key])]
    call = "pages = paginator.paginate"
    return repeated_docstring(service_model, operation, call, introduction, settings, filled=filled, with_reply=True)
