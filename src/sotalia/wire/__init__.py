"""Dicts to bytes and back: what a protocol makes of an operation's parameters and of a service's replies.

Pure: nothing here touches a socket, a clock or a file. One file per protocol (`json`, `restjson`, `cbor`, `query`,
`ec2`, `restxml`); `eventstream` frames events for those that stream them. `protocol(service_model)` picks the file.

How a protocol is written
- A protocol is a subclass of `Protocol` with three methods: `_serializer` compiles an operation's input shape into a
  closure, `_parser` its output shape, and `_parse_error` reads an error reply. Everything else (memory of what is
  compiled, the report of invalid parameters, generic 5xx pages, modeled error members, `ResponseMetadata`) is here and
  in `common`.
- Closures are built from shapes once and dispatch on nothing at call time. A structure's closure looks its members up
  in a `common.Members` table that compiles each member when it is first met: an operation with a thousand members costs
  what is used of it, and recursive shapes need no special care.
- Validation is part of serialization. With `strict=True` a closure raises `common.Invalid` (or lets any other exception
  out) as soon as a value is not what the model wants. `Protocol.serializer` then has `validate.report(shape, params)`
  write the full text, with every fault; if that finds none, the call goes through the closures made with
  `strict=False`, which check nothing and behave as boto3 does without validation. So a strict closure may refuse what
  is merely unusual, but it must never let through what the report would name.
- Scalars are shared: `scalars.check(shape)` validates one, `scalars.text(shape, timestamp_format, strict=)` validates
  and renders one for query strings, forms, headers and XML; `timestamps.formatter(shape, default)` and
  `timestamps.parse(value)` do every format of time. REST bindings (labels, query, headers, payload) are in `rest`:
  subclass `rest.RestProtocol` and provide the methods at its end.
- A parser need not catch TypeError, KeyError, ValueError, AttributeError and their kin: they become
  `errors.ResponseParserError`, which shows what came back (see `wall`). For faults that it finds itself it raises
  `wall.Malformed`.
- Where botocore and a published protocol test disagree, botocore 1.44.5 is right.
"""

from __future__ import annotations

from ..percent import encode_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..model.operation import OperationModel as OperationModel
    from ..model.service import ServiceModel as ServiceModel
    from ..model.shapes import Shape as Shape

    Headers = dict[str, str]
    Serialize = Callable[[dict[str, Any]], "SerializedRequest"]
    Parse = Callable[[int, Headers, Any], dict[str, Any]]
    Special = Callable[[Shape], Callable[[Any], Any] | None]


class SerializedRequest:
    """What a protocol puts on the wire for one call; the endpoint's URL, the signature and the rest come later.

    `path` is percent-encoded and starts with "/", or is empty. `query` holds unencoded pairs in order; a value of None
    is a bare name without "=" (`?acl`). `headers` has lower-case names. `body` is bytes, or the caller's own file-like
    or iterable (a streaming payload), or an `EventSource`. `host_prefix` is "" or what goes before the host, with its
    dot. `auth_path` is the path as the old S3 signature wants it, or None where it is `path` itself.
    """

    __slots__ = ("auth_path", "body", "headers", "host_prefix", "method", "path", "query")

    def __init__(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str | None]],
        headers: Headers,
        body: Any,
        host_prefix: str = "",
        auth_path: str | None = None,
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.host_prefix = host_prefix
        self.auth_path = auth_path

    def target(self) -> str:
        """Return path and query as they go on the request line (after the endpoint's own path)."""
        return f"{self.path}?{encode_query(self.query)}" if self.query else self.path

    def __repr__(self) -> str:
        # Neither query, headers nor body: each can carry secrets.
        return f"<SerializedRequest {self.method}>"


class EventSource:
    """A request's body that is a stream of events: the caller's iterable (or async iterable) of event dicts.

    `shape` is the event stream's shape, for `eventstream.event_serializer`. `initial` is the payload of the
    `initial-request` event that comes first in RPC protocols, or None where the other members travel as headers, and
    `content_type` is that payload's type.
    """

    __slots__ = ("content_type", "events", "initial", "shape")

    def __init__(self, events: Iterable[Any], shape: Shape, initial: bytes | None, content_type: str) -> None:
        self.events = events
        self.shape = shape
        self.initial = initial
        self.content_type = content_type


class Later:
    """A library that makes calls quicker, but takes long to load: it is loaded once there have been enough of them.

    Calls ask for it, so that they can load it where it keeps nobody waiting.
    """

    __slots__ = ()

    def is_loaded(self) -> bool:
        """Return whether it serves already."""
        raise NotImplementedError

    def is_due(self) -> bool:
        """Return whether there has been enough to do for it, and it is not loaded."""
        raise NotImplementedError

    def load(self) -> None:
        """Load it, which takes long, and have it serve from now on. Calling it again does nothing."""
        raise NotImplementedError


class Protocol:
    """One wire protocol for one service: makes the serializer and the parser of each operation, once.

    Instances are safe to use from many threads: at worst two of them compile the same operation and one result is
    dropped. Keep one per service model (compiled shapes are shared among its operations).
    """

    #: The `Content-Type` of event payloads, and of initial messages where there are any.
    event_content_type = ""

    #: Whether an operation's requests differ in nothing but their bodies, where it puts nothing before the host.
    constant_head = False

    #: The features that its calls use (see `sotalia.useragent.features`).
    features = 0

    #: What makes its calls quicker, once there have been enough of them.
    later: Later | None = None

    def __init__(self, service_model: ServiceModel) -> None:
        self.service_model = service_model
        self._serializers: dict[tuple[str, bool], Serialize] = {}
        self._parsers: dict[str, Parse] = {}
        self._error_members: dict[str, Parse | None] = {}

    def serializer(self, operation_model: OperationModel, *, validate: bool = True) -> Serialize:
        """Return the function from parameters to `SerializedRequest`.

        It raises `ParamValidationError` with the report of every fault; with `validate=False` nothing is checked, and a
        value that cannot be serialized raises Python's own error (TypeError, AttributeError, KeyError).
        """
        key = (operation_model.name, validate)
        serialize = self._serializers.get(key)
        if serialize is None:
            serialize = self._serializer(operation_model, validate)
            if validate and operation_model.input_shape is not None:
                from .common import checked

                serialize = checked(
                    operation_model, serialize, lambda: self.serializer(operation_model, validate=False)
                )
            self._serializers[key] = serialize
        return serialize

    def parser(self, operation_model: OperationModel) -> Parse:
        """Return the function from (status, headers, body) to the dict that the caller gets.

        Below 301 that is the output shape's members; from 301 on it is `Error` (`Code`, `Message`, ...) and the members
        of the modeled error. `ResponseMetadata` is always there. A streaming payload's member holds `body` itself, and
        so does the member of an event stream. `headers` has lower-case names; if it has an attribute `written`
        (lower-case name to the name as the server wrote it), the keys of header maps keep that casing. Raises
        `ResponseParserError` for a reply that cannot be understood.
        """
        parse = self._parsers.get(operation_model.name)
        if parse is None:
            from .wall import guarded

            parse = guarded(operation_model, self._parser(operation_model), self.parse_error)
            self._parsers[operation_model.name] = parse
        return parse

    def parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        """Read an error reply (also used for replies that are errors in spite of their status)."""
        from .common import generic_error

        error = generic_error(status, body) or self._parse_error(status, headers, body)
        metadata = error.setdefault("ResponseMetadata", {})
        metadata["HTTPStatusCode"] = status
        metadata["HTTPHeaders"] = headers
        code = error.get("Error", {}).get("Code")
        members = self.error_members(code) if isinstance(code, str) else None
        if members is not None:
            try:
                error.update(members(status, headers, self._error_payload(body)))
            except Exception:  # noqa: S110 - the code and message are worth more than a garbled modeled member
                pass
        return error

    def error_members(self, code: str) -> Parse | None:
        """Return the parser of the members of the error that the service calls `code`, or None if it is not modeled."""
        try:
            return self._error_members[code]
        except KeyError:
            pass
        shape = self.service_model.shape_for_error_code(code)
        if shape is None:  # not remembered: unknown codes come from outside, without limit
            return None
        parse = self._error_members[code] = self._members_parser(shape)
        return parse

    def substituting(
        self, operation_model: OperationModel, special_writer: Special, special_reader: Special
    ) -> tuple[Serialize, Parse] | None:
        """Return a serializer and a parser of successful replies in which some shapes have values of other types.

        For these shapes, `special_writer` returns the closure from such a value to JSON's, `special_reader` the closure
        back; for all others they return None. What is returned is a short cut: if it raises anything at all, the usual
        serializer or parser must be used, with values of the model's types. Protocols without it return None.
        """
        return None

    def initial_parser(self, operation_model: OperationModel) -> Callable[[bytes], dict[str, Any]] | None:
        """Return what reads the payload of an `initial-response` event, or None if there is no such event."""
        return None

    def payload_serializer(self, shape: Shape, *, strict: bool) -> Callable[[Any], bytes]:
        """Return what renders one value of `shape` as bytes in the language of this protocol's bodies (for events)."""
        raise NotImplementedError

    def payload_parser(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads one value of `shape` from bytes; an empty payload reads as an empty structure."""
        raise NotImplementedError

    # What a protocol's file provides.

    def _serializer(self, operation_model: OperationModel, strict: bool) -> Serialize:
        """Compile the input shape; `strict` closures raise on anything invalid."""
        raise NotImplementedError

    def _parser(self, operation_model: OperationModel) -> Parse:
        """Compile the output shape. The result has `ResponseMetadata` with status and headers in it."""
        raise NotImplementedError

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        """Return `{"Error": {...}, "ResponseMetadata": {...}}` from an error reply."""
        raise NotImplementedError

    def _error_payload(self, body: bytes) -> bytes:
        """Return the body that the members of a modeled error are read from."""
        return body

    def _members_parser(self, shape: Shape) -> Parse:
        """Compile a modeled error's shape: a parser that returns its members and no metadata."""
        raise NotImplementedError


#: Protocol name to (module, class).
PROTOCOLS = {
    "json": ("json", "Json"),
    "rest-json": ("restjson", "RestJson"),
    "smithy-rpc-v2-cbor": ("cbor", "RpcV2Cbor"),
    "query": ("query", "Query"),
    "ec2": ("ec2", "Ec2"),
    "rest-xml": ("restxml", "RestXml"),
}


def protocol(service_model: ServiceModel, name: str | None = None) -> Protocol:
    """Return the protocol that the service speaks (its `resolved_protocol`), or `name`, with nothing compiled yet.

    Raises `UnsupportedServiceProtocolsError` for a model whose protocols are all unknown.
    """
    if name is None:
        name = service_model.resolved_protocol
    try:
        module_name, class_name = PROTOCOLS[name]
    except KeyError:
        from ..errors import UnsupportedServiceProtocolsError

        raise UnsupportedServiceProtocolsError(
            botocore_supported_protocols=list(PROTOCOLS),
            service_supported_protocols=[name],
            service=service_model.service_name,
        ) from None
    module = __import__(f"{__name__}.{module_name}", fromlist=[class_name])  # importlib would cost a first call more
    instance: Protocol = getattr(module, class_name)(service_model)
    return instance
