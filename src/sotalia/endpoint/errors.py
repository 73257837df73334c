"""The exceptions that boto3 raises for the error texts of rules.

Where the rules of a service refuse, they say so in a sentence. For some services boto3 had its own exceptions before
there were rules; it recognizes the sentences and raises those. Here the service has a table of them
(`Hooks.endpoint_errors`), one row per text, tried in order.
"""

from __future__ import annotations

from .. import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    #: Rows of: the text; how much of the error's text it is; what makes the exception from that and the parameters.
    Meanings = tuple[tuple[str, int, Callable[[str, dict[str, Any]], Exception]], ...]

#: How much of an error's text the text in a row is.
WHOLE, BEGINNING, BEGINNING_IN_ANY_CASE = range(3)

_REGION_IN_ARN = "Invalid region in ARN: "


def invalid_parameter(text: str, parameters: dict[str, Any]) -> Exception:
    """Make the error for parameters that validation should have refused."""
    return errors.ParamValidationError(report=text)


def translate(error: Exception, meanings: Meanings, parameters: dict[str, Any]) -> Exception | None:
    """Return the exception that boto3 raises in the place of a rule set's `error`, or None where it has no other.

    `parameters` are those of the rules.
    """
    text = str(error)
    if text.startswith(_REGION_IN_ARN):
        quotes = text.split("`")
        return errors.InvalidHostLabelError(label=quotes[1] if len(quotes) > 1 else text)
    for sentence, extent, make in meanings:
        if text == sentence or (extent != WHOLE and text.startswith(sentence)):
            return make(text, parameters)
        if extent == BEGINNING_IN_ANY_CASE and text.lower().startswith(sentence):
            return make(text, parameters)
    return None
