"""Serializers that a program makes: from parameters to a request as a dict, by a protocol's name."""

from __future__ import annotations

from functools import partial

from ...errors import UnsupportedServiceProtocolsError
from ...patchpoints.inner import Serializer as InnerSerializer
from ...wire import PROTOCOLS, protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The protocols that there are serializers for.
SERIALIZERS = dict.fromkeys(PROTOCOLS)


class Serializer:
    """Makes requests of parameters: those of a protocol, whatever the service."""

    DEFAULT_METHOD = "POST"
    DEFAULT_ENCODING = "utf-8"
    MAP_TYPE = dict

    def __init__(self, protocol_name: str = "", include_validation: bool = True) -> None:
        self._name = protocol_name
        self._validates = include_validation

    def serialize_to_request(self, parameters: dict[str, Any], operation_model: Any) -> dict[str, Any]:
        """Return a request as a dict: `url_path`, `query_string`, `method`, `headers`, `body`.

        Raises ParamValidationError for parameters that the model does not allow.
        """
        make = partial(protocol, operation_model.service_model, self._name or None)
        return InnerSerializer(make, validate=self._validates).serialize_to_request(parameters, operation_model)


def create_serializer(protocol_name: str, include_validation: bool = True) -> Serializer:
    """Return the serializer of a protocol. Raises UnsupportedServiceProtocolsError for an unknown one."""
    if protocol_name not in SERIALIZERS:
        raise UnsupportedServiceProtocolsError(
            botocore_supported_protocols=list(SERIALIZERS), service_supported_protocols=[protocol_name], service=""
        )
    return Serializer(protocol_name, include_validation)
