"""The `query` protocol (IAM, STS, SNS, CloudFormation, RDS, ...): a form out, XML back.

    Action=ListUsers&Version=2010-05-08&Tags.member.1.Key=a    →    <ListUsersResponse><ListUsersResult>...

Names in the form are the path to a value: members by their names, list items by number under `member`, map entries by
number under `entry` with `key` and `value`; `flattened` shapes leave that middle part out. The order is that of the
parameters. (AWS: "AWS Query protocol", Smithy documentation.) The `ec2` protocol is a dialect: see `ec2`.
"""

from __future__ import annotations

from ..percent import text_of
from . import Protocol, SerializedRequest, timestamps
from .common import Members, host_prefix
from .scalars import Invalid, base64, boolean_text, check, float_text, minimum
from .wall import Malformed
from .xml import parse_document, plain, read_document
from .xmlnodes import XmlNodes, with_nodes
from .xmlread import OUTSIDE, Reader, element_name, error_node
from .xmltags import Tags, entry_of_several, read_entry, structure_closure, text_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any
    from xml.etree.ElementTree import Element

    from ..model.service import ServiceModel
    from . import Headers, OperationModel, Parse, Serialize, Shape
    from .xmlnodes import Member
    from .xmltags import Entry

    Form = dict[str, str]
    #: Puts a value into the form under a name (both encoded).
    Write = Callable[[Form, str, Any], None]

CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8"


def encode_text(value: str) -> str:
    """Encode for a form: unreserved characters stay, a space becomes "+", all others are percent-encoded UTF-8."""
    if type(value) is not str:
        value = text_of(value)  # a string enum goes out as its value
    if value.isalnum() and value.isascii():
        return value
    return value.encode().decode("latin-1").translate(_ENCODED)


_ENCODED = [
    chr(code) if chr(code) in "-._~" or (code < 128 and chr(code).isalnum()) else "+" if code == 32 else f"%{code:02X}"
    for code in range(256)
]


class FormWriter:
    """Compiles the shapes of one service into closures that fill a form."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._structures: dict[str, Write] = {}

    # What the ec2 dialect does differently.

    def member_name(self, shape: Shape, default: str) -> str:
        """Return the name that a member, a map's key or its value has in the form."""
        return str(shape.serialization.get("name", default))

    def item_names(self, shape: Shape) -> Callable[[str], str]:
        """Return what makes the prefix of the items' numbers from a list's name: `Tags` -> `Tags.member.`."""
        item_name = shape.member.serialization.get("name")
        if not shape.serialization.get("flattened"):
            suffix = f".{encode_text(item_name or 'member')}."
            return lambda name: name + suffix
        if not item_name:
            return lambda name: name + "."
        last = f"{encode_text(item_name)}."

        def rename(name: str) -> str:  # the item's name stands in place of the list's
            outer, dot, _ = name.rpartition(".")
            return outer + dot + last

        return rename

    #: Whether an empty list leaves its bare name in the form.
    writes_empty_lists = True

    # Shapes.

    def members(self, shape: Shape) -> Callable[[Form, dict[str, Any]], None]:
        """Return what writes the top level: the members of an operation's input."""
        write = self._members(shape, "")
        return lambda form, value: write(form, "", value)

    def write(self, shape: Shape) -> Write:
        """Return what writes a value of that shape."""
        kind = shape.type_name
        if kind == "structure":
            return self._structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        return _scalar(shape, self._strict)

    def _structure(self, shape: Shape) -> Write:
        write = self._structures.get(shape.name)
        if write is None:
            write = self._structures[shape.name] = self._members(shape, ".")
        return write

    def _members(self, shape: Shape, dot: str) -> Write:
        members, strict = shape.members, self._strict
        required = tuple(shape.metadata.get("required", ())) if strict else ()
        union = strict and shape.is_tagged_union

        def compile_member(name: str) -> tuple[str, Any]:
            member = members[name]
            return dot + encode_text(self.member_name(member, name)), self.write(member)

        table = Members(compile_member)

        def write_members(form: Form, name: str, value: Any) -> None:
            if strict:
                if not isinstance(value, dict) or (union and len(value) != 1):
                    raise Invalid
                for member in required:
                    if member not in value:
                        raise Invalid
            for key, item in value.items():
                suffix, write = table[key]
                write(form, name + suffix, item)

        return write_members

    def _list(self, shape: Shape) -> Write:
        strict, writes_empty, names = self._strict, self.writes_empty_lists, self.item_names(shape)
        least = (minimum(shape) or 0) if strict else 0
        write = self.write(shape.member)

        def write_list(form: Form, name: str, value: Any) -> None:
            if strict and (not isinstance(value, (list, tuple)) or len(value) < least):
                raise Invalid
            if not value:
                if writes_empty:
                    form[name] = ""
                return
            prefix = names(name)
            for number, item in enumerate(value, 1):
                write(form, f"{prefix}{number}", item)

        return write_list

    def _map(self, shape: Shape) -> Write:
        strict = self._strict
        middle = "." if shape.serialization.get("flattened") else ".entry."
        key_suffix = "." + encode_text(self.member_name(shape.key, "key"))
        value_suffix = "." + encode_text(self.member_name(shape.value, "value"))
        write_key, write_value = self.write(shape.key), self.write(shape.value)

        def write_map(form: Form, name: str, value: Any) -> None:
            if strict and not isinstance(value, dict):
                raise Invalid
            for number, key in enumerate(value, 1):
                entry = f"{name}{middle}{number}"
                write_key(form, entry + key_suffix, key)
                write_value(form, entry + value_suffix, value[key])

        return write_map


def _scalar(shape: Shape, strict: bool) -> Write:
    kind = shape.type_name
    render: Callable[[Any], str]
    if kind == "timestamp":
        to_format = timestamps.formatter(shape, "iso8601")
        render = lambda value: str(to_format(value))  # noqa: E731
    else:
        render = _RENDER.get(kind, text_of)
    checker = check(shape) if strict and kind != "timestamp" else None
    if checker is None:

        def write_value(form: Form, name: str, value: Any) -> None:
            form[name] = encode_text(render(value))

        return write_value
    if kind == "string" and minimum(shape) is None:

        def write_string(form: Form, name: str, value: Any) -> None:
            if not isinstance(value, str):
                raise Invalid
            form[name] = encode_text(value)

        return write_string

    def write_checked(form: Form, name: str, value: Any) -> None:
        checker(value)
        form[name] = encode_text(render(value))

    return write_checked


_RENDER: dict[str, Callable[[Any], str]] = {
    "boolean": boolean_text,
    "float": float_text,
    "double": float_text,
    "blob": base64,
}


class Query(Protocol):
    """The query protocol."""

    constant_head = True

    writer_class = FormWriter
    event_content_type = "application/xml"

    def __init__(self, service_model: ServiceModel) -> None:
        super().__init__(service_model)
        self._reader = Reader(self._error_root)
        self._nodes = XmlNodes(OUTSIDE, element_name)
        self._writers = {strict: self.writer_class(strict) for strict in (True, False)}

    def _serializer(self, operation_model: OperationModel, strict: bool) -> Serialize:
        method = operation_model.http.get("method", "POST")
        action, version = operation_model.name, operation_model.metadata["apiVersion"]
        fixed_fields = {"Action": encode_text(action), "Version": encode_text(version)}
        prefix = host_prefix(operation_model)
        shape = operation_model.input_shape
        write = None if shape is None else self._writers[strict].members(shape)

        def serialize(params: dict[str, Any]) -> SerializedRequest:
            form = fixed_fields.copy()
            if write is not None:
                write(form, params)
            body = "&".join([f"{name}={value}" for name, value in form.items()]).encode("ascii")
            return SerializedRequest(
                method, "/", [], {"content-type": CONTENT_TYPE}, body, prefix(params) if prefix else ""
            )

        return serialize

    # Replies.

    def _parser(self, operation_model: OperationModel) -> Parse:
        shape = operation_model.output_shape
        wrapper = None if shape is None else shape.serialization.get("resultWrapper")
        closure = structure_closure(Tags(self._root_finder(shape, wrapper), attributes=True))
        root = self._nodes.result(shape, wrapper, _RESULT, self._metadata_node)
        read = with_nodes(root, lambda body: read_document(body, closure))

        def parse(status: int, headers: Headers, body: bytes) -> dict[str, Any]:
            output: dict[str, Any] = read(body)
            metadata = output.pop("ResponseMetadata", {})
            if wrapper is not None:
                if _RESULT not in output:
                    raise Malformed(f"it has no <{wrapper}>")
                output = output[_RESULT]
            metadata["HTTPStatusCode"] = status
            metadata["HTTPHeaders"] = headers
            output["ResponseMetadata"] = metadata
            return output

        return parse

    def _root_finder(self, shape: Shape | None, wrapper: str | None) -> Callable[[str], Entry | None]:
        """Return what finds the entry for an element in the root: the result, or its members, and the metadata."""
        find_member = None if shape is None or wrapper is not None else self._reader.finder(shape)

        def find(tag: str) -> Entry | None:
            if tag == wrapper and shape is not None:
                return read_entry(_RESULT, tag, self._reader.structure(shape))
            metadata = self._metadata_entry(tag)
            member = None if find_member is None else find_member(tag)
            if metadata is not None and member is not None:
                return entry_of_several([metadata, member], tag)
            return metadata or member

        return find

    def _members_parser(self, shape: Shape) -> Parse:
        read = self._reader.error(shape)
        return lambda status, headers, body: read(body)

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        error = plain(parse_document(body))
        errors = error.pop("Errors", None)
        if isinstance(errors, dict):
            error.update(errors)
        if not isinstance(error.get("Error", {}), dict):
            raise Malformed("its <Error> holds no code and message")
        if not isinstance(error.get("ResponseMetadata", {}), dict):
            del error["ResponseMetadata"]
        if "RequestId" in error:
            error["ResponseMetadata"] = {"RequestId": error.pop("RequestId")}
        return error

    # What the ec2 dialect does differently.

    @staticmethod
    def _error_root(root: Element) -> Element:
        return error_node(root)

    @staticmethod
    def _metadata_entry(tag: str) -> Entry | None:
        """Return the entry for the root's element that holds `ResponseMetadata`."""
        if tag != "ResponseMetadata":
            return None
        return read_entry(tag, tag, structure_closure(Tags(lambda name: text_entry(name, name, _text_or_none))))

    @staticmethod
    def _metadata_node(module: ModuleType) -> Member:
        """Return the same as a member of the root, for the readers in C."""
        return b"ResponseMetadata", "ResponseMetadata", module.Node(module.TEXTS)


#: The name that the wrapped result has while the root is read: no member's.
_RESULT = "\0"


def _text_or_none(text: str) -> str | None:
    return text or None
