"""Docstrings: what `help(client.put_object)` shows, made when it is read.

The form is the one that boto3's users know, reStructuredText that reads well as it is: what the operation does, a
request with all its parameters, what each of them is, a reply, what it holds, and which errors to expect. The prose is
AWS's, from the docs store; without that store the rest is still there.
"""

from __future__ import annotations

from .docsyntax import NO_VALUES, TYPE_NAMES, Settings, reply_syntax, request_syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .docsyntax import Values
    from .operation import OperationModel
    from .service import ServiceModel
    from .shapes import Shape

WIDTH = 100
_NARROWEST = 40


def operation_docstring(service_model: ServiceModel, operation_name: str) -> str:
    """Return the docstring of the client method for an operation. Raises OperationNotFoundError."""
    operation = service_model.operation_model(operation_name)
    page = _Page()
    _introduction(page, operation)
    _request(page, operation, f"response = client.{_method_name(service_model, operation_name)}")
    _reply(page, operation)
    if operation.error_shapes:
        page.heading("Exceptions")
        page.list_of(f"{service_model.class_name}.Client.exceptions.{shape.name}" for shape in operation.error_shapes)
    return page.text()


def repeated_docstring(
    service_model: ServiceModel,
    operation_name: str,
    call: str,
    introduction: str,
    settings: Settings,
    *,
    filled: Collection[str] = (),
    with_reply: bool = False,
) -> str:
    """Return the docstring of what calls an operation again and again: a paginator or a waiter.

    `call` is what stands before the parameters (`waiter.wait`), `introduction` says what it does, `settings` describes
    the dict that it takes besides the operation's parameters, `filled` names those parameters that it sets itself;
    `with_reply` says that it returns replies. Raises OperationNotFoundError.
    """
    operation = service_model.operation_model(operation_name)
    page = _Page()
    page.prose(introduction, 0)
    _see_also(page, operation)
    _request(page, operation, call, settings, filled)
    if with_reply:
        _reply(page, operation)
    return page.text()


def filled_docstring(
    service_model: ServiceModel,
    operation_name: str,
    call: str,
    introduction: str | None = None,
    filled: Collection[str] = (),
    result: str | None = None,
    values: Values = NO_VALUES,
) -> str:
    """Return the docstring of what calls an operation with some of its parameters `filled` in: a resource's action.

    `call` is what stands before the parameters (`bucket.delete`), `introduction` says what it does (by default what the
    operation does), `result` what it returns (by default the operation's reply). `values` are the shapes that Python
    has other types for. Raises OperationNotFoundError.
    """
    operation = service_model.operation_model(operation_name)
    page = _Page(values)
    page.prose(operation.documentation if introduction is None else introduction, 0)
    _see_also(page, operation)
    _request(page, operation, call, filled=filled)
    if result is None:
        _reply(page, operation)
    else:
        page.line(f":returns: {result}", 0)
    return page.text()


def member_docstring(shape: Shape) -> str:
    """Return the docstring of an attribute that shows a member of a reply."""
    page = _Page()
    page.item(f"*({page.kind(shape)})*", 0)
    _details(page, shape, 0, ())
    return page.text()


def overview_docstring(introduction: str, example: list[str], sections: Mapping[str, Iterable[str]]) -> str:
    """Return the docstring of a class: what it is, how to make one, and lists of what it has under headings."""
    page = _Page()
    page.prose(introduction, 0)
    page.code(example, 0)
    for title, names in sections.items():
        items = list(names)
        if items:
            page.heading(title)
            page.list_of(items)
    return page.text()


def client_docstring(service_model: ServiceModel) -> str:
    """Return the docstring of a service's client class."""
    metadata = service_model.metadata
    page = _Page()
    page.prose(f"A client for {metadata.get('serviceFullName', service_model.service_name)}.", 0)
    page.prose(service_model.documentation, 0)
    page.code([f'client = sotalia.client("{service_model.service_name}")'], 0)
    page.prose("Its methods:", 0)
    page.list_of(sorted(service_model.methods))
    return page.text()


def _method_name(service_model: ServiceModel, operation_name: str) -> str:
    return next(method for method, name in service_model.methods.items() if name == operation_name)


def _introduction(page: _Page, operation: OperationModel) -> None:
    if operation.deprecated:
        page.prose("Deprecated: AWS advises against using this operation.", 0)
    page.prose(operation.documentation, 0)
    _see_also(page, operation)


def _see_also(page: _Page, operation: OperationModel) -> None:
    uid = operation.metadata.get("uid")
    if uid:
        page.prose(
            f"See also: `AWS API Documentation <https://docs.aws.amazon.com/goto/WebAPI/{uid}/{operation.name}>`_", 0
        )


def _request(
    page: _Page,
    operation: OperationModel,
    call: str,
    settings: Settings | None = None,
    filled: Collection[str] = (),
) -> None:
    page.heading("Request Syntax")
    page.code(request_syntax(call, operation, settings, filled, page.values), 0)
    shape = operation.input_shape
    members = {} if shape is None else shape.members
    required = () if shape is None else shape.required_members
    for name, member in members.items():
        if name in filled:
            continue
        page.line(f":type {name}: {page.kind(member)}", 0)
        page.line(f":param {name}:{' **[REQUIRED]**' if name in required else ''}", 0)
        page.gap()
        _details(page, member, 1, ())
    if settings is not None:
        page.line(f":type {settings.name}: dict", 0)
        page.line(f":param {settings.name}:", 0)
        page.gap()
        page.prose(settings.prose, 1)
        for name, (kind, prose) in settings.keys.items():
            page.item(f"- **{name}** *({kind})*", 1)
            page.prose(prose, 2)


def _reply(page: _Page, operation: OperationModel) -> None:
    shape = operation.output_shape
    if shape is None or not shape.members:
        page.line(":returns: None" if shape is None else ":rtype: dict", 0)
        page.gap()
        return
    page.line(":rtype: dict", 0)
    page.line(":returns:", 0)
    page.gap()
    page.heading("Response Syntax", 1)
    page.code(reply_syntax(operation, page.values), 1)
    page.heading("Response Structure", 1)
    page.item("- *(dict)*", 1)
    _members(page, shape, 2, ())


def _details(page: _Page, shape: Shape, depth: int, within: tuple[str, ...]) -> None:
    """Say what a value is, and then what is in it; a shape that contains itself is described once."""
    if shape.type_name == "structure" and shape.name in page.values:
        return
    page.prose(shape.documentation, depth)
    if shape.metadata.get("idempotencyToken"):
        page.prose("Filled in when it is not given.", depth)
    if shape.name in within:
        return
    within = (*within, shape.name)
    if shape.type_name == "structure":
        _members(page, shape, depth, within)
    elif shape.type_name == "list":
        _entry(page, "-", shape.member, depth, within)
    elif shape.type_name == "map":
        _entry(page, "- key", shape.key, depth, within)
        _entry(page, "- value", shape.value, depth, within)


def _members(page: _Page, shape: Shape, depth: int, within: tuple[str, ...]) -> None:
    members: dict[str, Shape] = shape.members
    if shape.metadata.get("union"):
        page.prose(f"Exactly one of these keys is set: {', '.join(f'``{name}``' for name in members)}.", depth)
    for name, member in members.items():
        required = " **[REQUIRED]**" if name in shape.required_members else ""
        _entry(page, f"- **{name}**", member, depth, within, required)


def _entry(page: _Page, title: str, shape: Shape, depth: int, within: tuple[str, ...], note: str = "") -> None:
    page.item(f"{title} *({page.kind(shape)})*{note}", depth)
    _details(page, shape, depth + 1, within)


class _Page:
    """The lines of a docstring while it is written. Depths count indents of two spaces."""

    def __init__(self, values: Values = NO_VALUES) -> None:
        self._lines: list[str] = []
        self.values = values

    def kind(self, shape: Shape) -> str:
        """Return what values of a shape are in Python."""
        if shape.name in self.values:
            return self.values[shape.name][0]
        return TYPE_NAMES.get(shape.type_name, shape.type_name)

    def line(self, text: str, depth: int) -> None:
        self._lines.append("  " * depth + text)

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str, depth: int = 0) -> None:
        self.gap()
        self.line(f"**{text}**", depth)
        self.gap()

    def item(self, text: str, depth: int) -> None:
        self.line(text, depth)
        self.gap()

    def list_of(self, names: Iterable[str]) -> None:
        for name in names:
            self.line(f"* ``{name}``", 0)
        self.gap()

    def code(self, lines: list[str], depth: int) -> None:
        self.line("::", depth)
        self.gap()
        for line in lines:
            self.line(line, depth + 1)
        self.gap()

    def prose(self, text: str, depth: int) -> None:
        """Add paragraphs, wrapped; the further lines of an item are indented as far as its text."""
        for paragraph in text.split("\n\n") if text else ():
            words = paragraph.lstrip(" ")
            indent = " " * (len(paragraph) - len(words) + 2 * depth)
            hanging = indent + ("  " if words.startswith("* ") else "")
            self._lines += wrapped(words, indent, hanging)
            self.gap()

    def text(self) -> str:
        return "\n".join(self._lines).rstrip("\n") + "\n"


def wrapped(text: str, first: str, others: str, width: int = WIDTH) -> list[str]:
    """Return a paragraph's lines; `first` stands before the first one, `others` before those that follow."""
    lines, line = [], first
    width = max(width, len(others) + _NARROWEST)
    empty = True
    for word in text.split(" "):
        if not empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, empty = others, True
        line += word if empty else f" {word}"
        empty = False
    lines.append(line)
    return lines
