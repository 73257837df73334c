"""Parsers that a program makes: of whole replies by their protocol (`create_parser`), and of events."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ...model.service import ServiceModel
from ...wire import protocol
from ...wire.events import event_reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...model.operation import OperationModel
    from ...wire import Parse, Protocol


class ProtocolParser:
    """Makes a dict of a reply, `{"status_code", "headers", "body"}`, and the shape of its output."""

    PROTOCOL: str

    def __init__(self, timestamp_parser: Any = None, blob_parser: Any = None) -> None:
        """The two arguments are taken for botocore's sake: times are datetimes, blobs bytes."""
        self._protocols: WeakKeyDictionary[ServiceModel, Protocol] = WeakKeyDictionary()
        self._nameless = ServiceModel({"metadata": {"endpointPrefix": ""}}, "")

    def parse(self, response: dict[str, Any], shape: Any) -> dict[str, Any]:
        """Return the dict of a reply. `shape` is an operation's output; None for one that has none.

        Raises ResponseParserError for a reply that cannot be read.
        """
        headers = {str(name).lower(): value for name, value in response["headers"].items()}
        operation = None if shape is None else _operation_of(shape)
        if operation is None:
            read: Parse = self._protocol(self._nameless if shape is None else shape._service).parse_error
            if response["status_code"] < 301:
                return {"ResponseMetadata": {"HTTPStatusCode": response["status_code"], "HTTPHeaders": headers}}
        else:
            read = self._protocol(operation.service_model).parser(operation)
        return read(response["status_code"], headers, response["body"])

    def _protocol(self, service: ServiceModel) -> Protocol:
        found = self._protocols.get(service)
        if found is None:
            found = self._protocols[service] = protocol(service, self.PROTOCOL)
        return found


def _operation_of(shape: Any) -> OperationModel | None:
    """Return an operation whose output a shape is; None if it is no operation's."""
    service: ServiceModel = shape._service
    for name in service.operation_names:
        output = service.operation_model(name).output_shape
        if output is not None and output.name == shape.name:
            return service.operation_model(name)
    return None


class JSONParser(ProtocolParser):
    """Parses replies of the protocol `json`."""

    PROTOCOL = "json"


class RestJSONParser(ProtocolParser):
    """Parses replies of the protocol `rest-json`."""

    PROTOCOL = "rest-json"


class RestXMLParser(ProtocolParser):
    """Parses replies of the protocol `rest-xml`."""

    PROTOCOL = "rest-xml"


class QueryParser(ProtocolParser):
    """Parses replies of the protocol `query`."""

    PROTOCOL = "query"


class EC2QueryParser(ProtocolParser):
    """Parses replies of the protocol `ec2`."""

    PROTOCOL = "ec2"


class RpcV2CBORParser(ProtocolParser):
    """Parses replies of the protocol `smithy-rpc-v2-cbor`."""

    PROTOCOL = "smithy-rpc-v2-cbor"


PROTOCOL_PARSERS = {
    each.PROTOCOL: each
    for each in (EC2QueryParser, QueryParser, JSONParser, RestJSONParser, RestXMLParser, RpcV2CBORParser)
}


def create_parser(protocol: str) -> ProtocolParser:
    """Return the parser of a protocol's replies. Raises KeyError for an unknown one."""
    return PROTOCOL_PARSERS[protocol]()


class ResponseParserFactory:
    """Makes parsers."""

    def __init__(self) -> None:
        self._defaults: dict[str, Any] = {}

    def set_parser_defaults(self, **kwargs: Any) -> None:
        """Set arguments with which parsers are made."""
        self._defaults.update(kwargs)

    def create_parser(self, protocol_name: str) -> ProtocolParser:
        """Return the parser of a protocol's replies. Raises KeyError for an unknown one."""
        return PROTOCOL_PARSERS[protocol_name](**self._defaults)


class EventStreamParser(ProtocolParser):
    """Makes a dict of one message of an event stream, and the stream's shape: `{event: members}`."""

    def parse(self, response: dict[str, Any], shape: Any) -> dict[str, Any]:
        """Return the event; of an error message, `{"Error": {"Code", "Message"}}`."""
        status, headers, payload = response["status_code"], response["headers"], response["body"]
        wire = self._protocol(shape._service)
        if status >= 301:
            return self._error(wire, headers, payload, shape)
        if not shape.serialization.get("eventstream"):
            return event_reader(wire, shape)(headers, payload)
        name = headers.get(":event-type")
        event = shape.members.get(name)
        return {} if event is None else {name: event_reader(wire, event)(headers, payload)}

    def _error(self, wire: Protocol, headers: dict[str, Any], payload: bytes, shape: Any) -> dict[str, Any]:
        name = headers.get(":exception-type")
        event = shape.members.get(name)
        if event is None:
            return {"Error": {"Code": headers.get(":error-code", ""), "Message": headers.get(":error-message", "")}}
        members = wire.payload_parser(event)(payload)
        return {"Error": {"Code": name, "Message": members.get("Message", members.get("message", ""))}}


class EventStreamJSONParser(EventStreamParser):
    """Parses events whose payloads are JSON."""

    PROTOCOL = "rest-json"


class EventStreamXMLParser(EventStreamParser):
    """Parses events whose payloads are XML."""

    PROTOCOL = "rest-xml"


class EventStreamCBORParser(EventStreamParser):
    """Parses events whose payloads are CBOR."""

    PROTOCOL = "smithy-rpc-v2-cbor"
