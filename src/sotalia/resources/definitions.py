"""The parts of a `ResourceModel` as objects, with the attributes that boto3's have: for programs that read them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .model import ResourceModel


class Identifier:
    """An identifier: its `name`, and the attribute that it is too (`member_name`, or None)."""

    def __init__(self, name: str, member_name: str | None = None) -> None:
        self.name = name
        self.member_name = member_name


class Parameter:
    """A value that is filled in: `target`, where from (`source`), and `name`, `path` or `value` as the source needs."""

    def __init__(
        self,
        target: str,
        source: str,
        name: str | None = None,
        path: str | None = None,
        value: Any = None,
        **unknown: Any,
    ) -> None:
        self.target = target
        self.source = source
        self.name = name
        self.path = path
        self.value = value


class DefinitionWithParams:
    """A definition that fills in parameters."""

    def __init__(self, definition: dict[str, Any]) -> None:
        self._definition = definition

    @property
    def params(self) -> list[Parameter]:
        """The parameters that are filled in."""
        return [Parameter(**item) for item in self._definition.get("params", [])]


class Request(DefinitionWithParams):
    """The call behind an action: an `operation`'s name in the model, and `params`."""

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        self.operation: str | None = definition.get("operation")


class Waiter(DefinitionWithParams):
    """A waiter: the method's `name`, the client's waiter by its name in the model (`waiter_name`), and `params`."""

    def __init__(self, name: str, definition: dict[str, Any]) -> None:
        super().__init__(definition)
        self.name = name
        self.waiter_name: str | None = definition.get("waiterName")


class ResponseResource:
    """A resource that is made from a reply: its `type`, where its data is (`path`, or None), its `identifiers`."""

    def __init__(self, definition: dict[str, Any], model_of: Callable[[str], ResourceModel]) -> None:
        self._definition = definition
        self._model_of = model_of
        self.type: str | None = definition.get("type")
        self.path: str | None = definition.get("path")

    @property
    def identifiers(self) -> list[Parameter]:
        """Where the resource's identifiers come from."""
        return [Parameter(**item) for item in self._definition.get("identifiers", [])]

    @property
    def model(self) -> ResourceModel:
        """The resource's own model."""
        return self._model_of(self._definition["type"])


class Action:
    """An action, sub-resource or reference: `name`, `request`, `resource` and `path`, each None when there is none."""

    def __init__(self, name: str, definition: dict[str, Any], model_of: Callable[[str], ResourceModel]) -> None:
        self._definition = definition
        self.name = name
        self.request = Request(definition["request"]) if "request" in definition else None
        self.resource = ResponseResource(definition["resource"], model_of) if "resource" in definition else None
        self.path: str | None = definition.get("path")


class Collection(Action):
    """A collection."""

    @property
    def batch_actions(self) -> list[Action]:
        """What can be done to all of its resources at once."""
        assert self.resource is not None
        return self.resource.model.batch_actions
