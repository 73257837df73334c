"""Other inner objects of boto3's clients that programs read: `client._serializer`, `client._ruleset_resolver`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..wire import Protocol


class Serializer:
    """Makes requests of parameters, as the client's calls do, for programs that send them in another way."""

    def __init__(self, protocol: Callable[[], Protocol], *, validate: bool) -> None:
        self._protocol = protocol
        self._validate = validate

    def serialize_to_request(self, parameters: dict[str, Any], operation_model: Any) -> dict[str, Any]:
        """Return a request as a dict: `url_path`, `query_string`, `method`, `headers`, `body`.

        Raises ParamValidationError for parameters that the model does not allow.
        """
        serialized = self._protocol().serializer(operation_model, validate=self._validate)(parameters)
        return {
            "url_path": serialized.path or "/",
            "query_string": dict(serialized.query),
            "method": serialized.method,
            "headers": dict(serialized.headers),
            "body": serialized.body,
        }


class RulesetResolver:
    """What programs reach a client's emitter by."""

    def __init__(self, events: Any) -> None:
        self._event_emitter = events
