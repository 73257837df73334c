"""DynamoDB's items as YAML: numbers keep all their digits, bytes are `!!binary`, sets `!!set`."""

from __future__ import annotations

from binascii import Error as BinasciiError
from binascii import a2b_base64, b2a_base64
from decimal import Decimal, InvalidOperation

from ....dynamodb.types import Binary
from ...faults import InvalidLine
from ...output.yaml import Plain, Tagged
from ...yamlread import YamlError, load_yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read_items(text: str) -> list[dict[str, Any]]:
    """Return the items in a YAML text: one mapping, or a list of them. Raises InvalidLine, Misconfigured."""
    try:
        loaded = load_yaml(text, {"binary": _binary, "float": _number})
    except YamlError as error:
        raise InvalidLine(f"Invalid items: {error}") from None
    items = loaded if isinstance(loaded, list) else [loaded]
    if not items or not all(isinstance(item, dict) for item in items):
        raise InvalidLine("Invalid items: each must be a mapping of attributes, such as {id: 1, name: x}")
    return items


def _binary(_: Any, node: Any) -> Binary:
    try:
        return Binary(a2b_base64("".join(node.value.split()), strict_mode=True))
    except BinasciiError as error:
        raise YamlError(f"!!binary is no base64: {error}") from None


def _number(_: Any, node: Any) -> Decimal:
    try:
        return Decimal(node.value.replace("_", ""))
    except InvalidOperation:
        raise YamlError(f"{node.value} is no number that DynamoDB has") from None


def writable(value: Any) -> Any:
    """Return a value with what YAML has no scalars for as the writer wants it."""
    if isinstance(value, dict):
        return {name: writable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [writable(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return Tagged("!!set", {_key(item): None for item in value})
    if isinstance(value, Decimal):
        return Plain(str(value))
    if isinstance(value, Binary):
        return Plain(f'!!binary "{b2a_base64(bytes(value), newline=False).decode()}"')
    return value


def _key(value: Any) -> Any:
    return value if isinstance(value, str) else writable(value)
