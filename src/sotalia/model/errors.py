"""What can be wrong with a model, or with a question asked of it.

Four have botocore.model's names, for `except` clauses written against them.
"""

from __future__ import annotations

from ..errors import BotoCoreError


class ModelFaultError(BotoCoreError):
    """Base of what is wrong inside of a model, or with a question asked of it."""

    fmt = "{reason}"

    def __init__(self, reason: object) -> None:
        super().__init__(reason=str(reason))
        self.args = (reason,)  # as given: programs look for the name of an operation there


class NoShapeFoundError(ModelFaultError):
    """The model refers to a shape, or was asked for one, that it does not define."""


class InvalidShapeError(ModelFaultError):
    """A shape lacks its `type`, or something in the model is of another type than it must be."""


class OperationNotFoundError(ModelFaultError):
    """The service has no operation of that name."""


class InvalidShapeReferenceError(ModelFaultError):
    """A reference to a shape does not say which."""


class MalformedModelError(BotoCoreError, ValueError):
    """A model that the user brought along cannot be used: `path` says where it lies, `reason` what is wrong with it."""

    fmt = "The model {path} cannot be used: {reason}"
