"""The HTTP binding that rest-json and rest-xml share: which member goes into the path, query, headers or body.

A protocol on top provides what a body looks like (`RestProtocol`'s methods at its end). Bodies and payloads are
rendered by its closures; everything around them is here.

Requests: `Members` maps each parameter to its entry (see `bindings`), which says where it goes and how it is rendered.
"""

from __future__ import annotations

from binascii import a2b_base64

from ..percent import plain
from . import EventSource, Protocol, SerializedRequest
from .bindings import (
    BODY,
    LABEL,
    PAYLOAD,
    SPREAD,
    header_entry,
    header_map,
    pairs_of,
    query_entry,
    template,
    url_text,
)
from .common import Members, host_prefix
from .scalars import Invalid, check, check_blob, is_json_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from . import Headers, OperationModel, Parse, Serialize, Shape
    from .bindings import Entry, Targets

    #: Puts a member of the reply's head into the parsed dict.
    ReadHead = Callable[[int, Headers, dict[str, Any]], None]

_STREAMED = ("blob", "string")
_NOTHING: dict[str, str] = {}
#: Locations in a reply's head; the others mean something in requests only.
_HEAD = ("header", "headers", "statusCode")


class RestProtocol(Protocol):
    """What rest-json and rest-xml have in common."""

    #: The body of an operation whose payload member is absent.
    empty_body = b""
    #: The type of bodies that are not the caller's own, or None where the core sends none.
    body_content_type: str | None = None

    # ------------------------------------------------------------ requests

    def _serializer(self, operation_model: OperationModel, strict: bool) -> Serialize:
        http = operation_model.http
        method = http.get("method", "POST")
        prefix = host_prefix(operation_model)
        path_of, static_query = template(http["requestUri"])
        auth_path_of = template(http["authPath"])[0] if "authPath" in http else None
        shape = operation_model.input_shape
        if shape is None:
            path = path_of({})
            return lambda params: SerializedRequest(
                method, path, [*static_query], {}, b"", prefix(params) if prefix else ""
            )

        payload = shape.serialization.get("payload")
        required = tuple(shape.metadata.get("required", ())) if strict else ()
        table = Members(self._placer(shape, payload, strict))
        finish = self._finisher(shape, payload, strict)

        def serialize(params: dict[str, Any]) -> SerializedRequest:
            if strict and not isinstance(params, dict):
                raise Invalid
            for name in required:
                if name not in params:
                    raise Invalid
            headers: Headers = {}
            query: dict[str, Any] = {}
            labels: dict[str, str] = {}
            targets: Targets = ({}, labels, query, headers, {})
            for name, value in params.items():
                target, key, convert = table[name]
                if value is None:
                    if strict:
                        raise Invalid
                    continue
                if target >= 0:
                    targets[target][key] = value if convert is None else convert(value)
                elif convert is not None:
                    convert(value, targets)
            body = finish(targets[BODY], targets[PAYLOAD], headers)
            return SerializedRequest(
                method,
                path_of(labels),
                [*static_query, *pairs_of(query)] if query else [*static_query],
                headers,
                body,
                prefix(params) if prefix else "",
                auth_path_of(labels) if auth_path_of else None,
            )

        return serialize

    def _placer(self, shape: Shape, payload: str | None, strict: bool) -> Callable[[str], Any]:
        """Return what compiles the place of one parameter."""
        members = shape.members

        def place(name: str) -> Entry:
            member = members[name]
            traits = member.serialization
            location, key = traits.get("location"), traits.get("name", name)
            if location == "uri":
                return LABEL, key, url_text(member, strict)
            if location == "querystring":
                return query_entry(member, key, strict)
            if location == "header":
                return header_entry(member, key.lower(), strict)
            if location == "headers":
                return SPREAD, name, header_map(member, key, strict)
            if payload is None:
                return BODY, name, None
            if name == payload:
                return PAYLOAD, name, self._payload(member, strict)
            if strict:
                raise Invalid  # a member that goes nowhere: let the report look at its value
            return BODY, name, None

        return place

    def _payload(self, member: Shape, strict: bool) -> Callable[[Any], Any]:
        """Return what renders the payload member as the whole body."""
        if member.serialization.get("eventstream"):
            content_type = self.event_content_type
            return lambda events: EventSource(events, member, None, content_type)
        if member.type_name not in _STREAMED:
            return self._body_serializer(member, strict=strict, payload=True)
        checker = None if not strict else check_blob if member.type_name == "blob" else check(member)

        def streamed(value: Any) -> Any:
            if checker is not None:
                checker(value)
            return value.encode() if isinstance(value, str) else plain(value)

        return streamed

    def _finisher(
        self, shape: Shape, payload: str | None, strict: bool
    ) -> Callable[[dict[str, Any], dict[str, Any], Headers], Any]:
        """Return what makes the body, and its content type, from the members and the payload."""
        content_type = self.body_content_type
        if payload is not None:
            member = shape.members[payload]
            streamed = member.type_name in _STREAMED
            events = bool(member.serialization.get("eventstream"))
            default = b"" if streamed else self.empty_body

            def with_payload(_: dict[str, Any], payloads: dict[str, Any], headers: Headers) -> Any:
                body = payloads.get(payload, default)
                if events:
                    headers.setdefault("content-type", "application/vnd.amazon.eventstream")
                elif content_type and not streamed and body != b"":
                    headers.setdefault("content-type", content_type)
                return body

            return with_payload

        render: Callable[[Any], bytes] | None = None
        empty = self.empty_body if self._needs_body(shape) else b""

        def with_members(members: dict[str, Any], _: dict[str, Any], headers: Headers) -> Any:
            nonlocal render
            if members:
                if render is None:
                    render = self._body_serializer(shape, strict=strict, payload=False)
                body = render(members)
            else:
                body = empty
            if content_type and body != b"":
                headers.setdefault("content-type", content_type)
            return body

        return with_members

    # ------------------------------------------------------------ replies

    def _parser(self, operation_model: OperationModel) -> Parse:
        shape = operation_model.output_shape
        read = None if shape is None else self._members_parser(shape)

        def parse(status: int, headers: Headers, body: Any) -> dict[str, Any]:
            output: dict[str, Any] = {"ResponseMetadata": metadata(status, headers)}
            if read is not None:
                output.update(read(status, headers, body))
            return output

        return parse

    def _members_parser(self, shape: Shape) -> Parse:
        read_head = self._head_reader(shape)
        read_body = self._body_reader(shape)

        def read(status: int, headers: Headers, body: Any) -> dict[str, Any]:
            output: dict[str, Any] = {}
            if read_head is not None:
                read_head(status, headers, output)
            if read_body is not None:
                output.update(read_body(body))
            return output

        return read

    def _head_reader(self, shape: Shape) -> ReadHead | None:
        """Return what puts the members that travel in the reply's head into the parsed dict; None if there are none.

        A reply has a few of the many headers that the model may know (S3's objects: 38), so it is asked which it has.
        """
        readers = [reader for name, member in shape.members.items() if (reader := self._member_reader(name, member))]
        if not readers:
            return None
        always = [place for place, (header, _) in enumerate(readers) if header is None]
        by_header: dict[str, list[int]] = {}
        for place, (header, _) in enumerate(readers):
            if header is not None:
                by_header.setdefault(header, []).append(place)
        known = by_header.keys()

        def read_head(status: int, headers: Headers, output: dict[str, Any]) -> None:
            places = [*always]
            for header in known & headers.keys():
                places += by_header[header]
            places.sort()  # as the model has them
            for place in places:
                readers[place][1](status, headers, output)

        return read_head

    def _member_reader(self, name: str, member: Shape) -> tuple[str | None, ReadHead] | None:
        """Return the header of a member that travels in the reply's head, and what reads it from there.

        The header is None where no single one decides whether there is a value. For other members, return None.
        """
        location = member.serialization.get("location")
        if location == "statusCode":
            convert = self._text_parser(member)

            def read_status(status: int, headers: Headers, output: dict[str, Any]) -> None:
                output[name] = status if convert is None else convert(status)

            return None, read_status
        if location == "headers":
            prefix = member.serialization.get("name", "").lower()
            start = len(prefix)

            def read_map(status: int, headers: Headers, output: dict[str, Any]) -> None:
                # The map's keys keep the casing in which the server wrote them, if the transport has kept it.
                names: dict[str, str] = getattr(headers, "written", _NOTHING)
                keys = [key for key in headers if key.startswith(prefix)]
                output[name] = {names.get(key, key)[start:]: headers[key] for key in keys}

            return None, read_map
        if location != "header":
            return None
        header = member.serialization.get("name", name).lower()
        convert_text = self._header_parser(member)

        def read_header(status: int, headers: Headers, output: dict[str, Any]) -> None:
            value = headers[header]
            output[name] = value if convert_text is None else convert_text(value)

        return header, read_header

    def _header_parser(self, member: Shape) -> Callable[[Any], Any] | None:
        if is_json_value(member):
            from json import loads

            return lambda value: loads(a2b_base64(value).decode())
        if member.type_name == "list":
            each = self._text_parser(member.member)

            def split(value: str) -> list[Any]:
                items = [item.strip() for item in value.split(",")]
                return items if each is None else [each(item) for item in items]

            return split
        return self._text_parser(member)

    def _body_reader(self, shape: Shape) -> Callable[[Any], dict[str, Any]] | None:
        """Return what reads the members in the body, or None if there can be none."""
        payload = shape.serialization.get("payload")
        if payload is not None:
            member = shape.members[payload]
            if member.serialization.get("eventstream") or member.type_name == "blob":
                return lambda body: {payload: body}
            if member.type_name == "string":
                return lambda body: {payload: body.decode() if isinstance(body, bytes) else body}
            parse_payload = self._body_parser(member, payload=True)
            if member.type_name == "structure" and member.is_tagged_union:  # a union is never empty
                return lambda body: {payload: parse_payload(body)} if body else {}
            return lambda body: {payload: parse_payload(body)}
        if all(member.serialization.get("location") in _HEAD for member in shape.members.values()):
            return None  # whatever the body holds
        parse_body = self._body_parser(shape, payload=False)
        return lambda body: parse_body(body) or {}

    # ------------------------------------------------------------ events

    def payload_serializer(self, shape: Shape, *, strict: bool) -> Callable[[Any], bytes]:
        """Return what renders one value of `shape` as a body is rendered."""
        return self._body_serializer(shape, strict=strict, payload=True)

    def payload_parser(self, shape: Shape) -> Callable[[bytes], Any]:
        """Return what reads one value of `shape` as a body is read."""
        return self._body_parser(shape, payload=True)

    # ------------------------------------------------------------ what a protocol provides

    def _needs_body(self, shape: Shape) -> bool:
        """Say whether the operation sends `empty_body` when none of its body's members is given."""
        return False

    def _body_serializer(self, shape: Shape, *, strict: bool, payload: bool) -> Callable[[Any], bytes]:
        """Compile what renders a body: the payload member's whole value, or, without `payload`, the input's members.

        In the second case the closure gets only those members of the input shape that belong in the body, and does not
        check the shape's own constraints (required members, union).
        """
        raise NotImplementedError

    def _body_parser(self, shape: Shape, *, payload: bool) -> Callable[[bytes], Any]:
        """Compile what reads a body as `shape`; members with a `location` come from the head, not from here."""
        raise NotImplementedError

    def _text_parser(self, shape: Shape) -> Callable[[Any], Any] | None:
        """Return what reads a scalar from a header's text (or the status), or None where the text is the value."""
        raise NotImplementedError


def metadata(status: int, headers: Headers) -> dict[str, Any]:
    """Return `ResponseMetadata` from the reply's head."""
    result: dict[str, Any] = {"HTTPStatusCode": status, "HTTPHeaders": headers}
    if "x-amzn-requestid" in headers:
        result["RequestId"] = headers["x-amzn-requestid"]
    elif "x-amz-request-id" in headers:
        result["RequestId"] = headers["x-amz-request-id"]
        result["HostId"] = headers.get("x-amz-id-2", "")
    return result
