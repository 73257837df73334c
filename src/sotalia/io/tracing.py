"""The trace in which a Lambda function runs, sent on with its calls so that a function that calls itself is noticed.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_IN_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME"
_TRACE = "_X_AMZN_TRACE_ID"
#: Not encoded in the header's value.
_SAFE = "-=;:+&[]{}\"',"


def trace_source(environ: Mapping[str, str]) -> Callable[[], str | None] | None:
    """Return a function that returns the `X-Amzn-Trace-Id` header's value for each call, or None outside of Lambda.

    Lambda changes the variable from one invocation of the function to the next.
    """
    if _IN_LAMBDA not in environ:
        return None
    from urllib.parse import quote

    def trace() -> str | None:
        value = environ.get(_TRACE)
        return quote(value, safe=_SAFE) if value else None

    return trace
