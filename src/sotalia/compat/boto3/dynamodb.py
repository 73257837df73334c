"""What `boto3.dynamodb.transform` has for classes of a program's own, whose clients are to know Python's values.

Sotalia's own resource of DynamoDB needs none of it.
"""

from __future__ import annotations

from ..modules import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MODULE = "boto3.dynamodb.transform"


class DynamoDBHighLevelResource:
    """A base to stand before others of a resource: calls of its client take conditions and Python's values."""

    meta: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the resource, and register what changes its client's calls."""
        super().__init__(*args, **kwargs)
        events = self.meta.client.meta.events
        injector = self._injector = current(_MODULE, "TransformationInjector")()
        for event, handler, name in (
            ("provide-client-params", current(_MODULE, "copy_dynamodb_params"), "create-params-copy"),
            ("before-parameter-build", injector.inject_condition_expressions, "condition-expression"),
            ("before-parameter-build", injector.inject_attribute_value_input, "attr-value-input"),
            ("after-call", injector.inject_attribute_value_output, "attr-value-output"),
        ):
            events.register(f"{event}.dynamodb", handler, unique_id=f"dynamodb-{name}")


def register_high_level_interface(base_classes: list[Any], **kwargs: Any) -> None:
    """Put `DynamoDBHighLevelResource` before the bases of a class that is being made."""
    base_classes.insert(0, DynamoDBHighLevelResource)
