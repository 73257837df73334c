"""What a rule's error text means in boto3's terms.

The rules of a service refuse with a sentence. For some services boto3 had its own exceptions before there were rules;
it recognizes the sentences and raises those. Here those are a table of the service's (`Hooks.endpoint_errors`), one row
per text, tried in order.
"""

from __future__ import annotations

from .. import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    #: Rows of: the text, how much of it that is, the exception made of the whole text and the rules' parameters.
    Meanings = tuple[tuple[str, int, Callable[[str, dict[str, Any]], Exception]], ...]

#: How much of an error's text a row has.
WHOLE, BEGINNING, BEGINNING_IN_ANY_CASE = range(3)

_REGION_IN_ARN = "Invalid region in ARN: "


def invalid_parameter(text: str, parameters: dict[str, Any]) -> Exception:
    """Make the error of parameters that validation should have refused."""
    return errors.ParamValidationError(report=text)


def translate(error: Exception, meanings: Meanings, parameters: dict[str, Any]) -> Exception | None:
    """Return the exception that boto3 raises in the place of a rule set's `error`, or None when that one stands.

    `parameters` are those that the rules were given.
    """
    text = str(error)
    if text.startswith(_REGION_IN_ARN):
        quoted = text.split("`")
        return errors.InvalidHostLabelError(label=quoted[1] if len(quoted) > 1 else text)
    for known, extent, make in meanings:
        if text == known or (extent != WHOLE and text.startswith(known)):
            return make(text, parameters)
        if extent == BEGINNING_IN_ANY_CASE and text.lower().startswith(known):
            return make(text, parameters)
    return None
