"""What can be wrong with a model, or with a question asked of it.

The first four have botocore.model's names, for `except` clauses written against them; `MalformedModelError` is ours.
"""

from __future__ import annotations

from ..errors import BotoCoreError


class NoShapeFoundError(Exception):
    """The model refers to a shape, or was asked for one, that it does not define."""


class InvalidShapeError(Exception):
    """A shape lacks its `type`."""


class OperationNotFoundError(Exception):
    """The service has no operation of that name."""


class InvalidShapeReferenceError(Exception):
    """A reference to a shape does not say which."""


class MalformedModelError(BotoCoreError, ValueError):
    """A model that the user brought along cannot be used: `path` says where it lies, `reason` what is wrong with it."""

    fmt = "The model {path} cannot be used: {reason}"
