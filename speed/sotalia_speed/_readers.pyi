from collections.abc import Callable
from typing import Any

__version__: str

ODD: int
AS_IS: int
INTEGER: int
REAL: int
TRUTH: int
CONVERTED: int
MOMENT: int
STRUCTURE: int
UNION: int
LIST: int
MAP: int
FLAT_LIST: int
FLAT_MAP: int
TEXTS: int
DOCUMENT: int
ATTRIBUTE: int
ATTRIBUTES: int

class Unusual(Exception): ...

class Node:
    def __new__(
        cls,
        kind: int,
        *,
        convert: object = ...,
        quick: Callable[[str], Any] = ...,
        item: Node = ...,
        resolve: Callable[[], list[tuple[bytes, str, Node]]] = ...,
    ) -> Node: ...
    def read_xml(self, body: bytes, /) -> Any: ...
    def read_json(self, body: bytes, /) -> Any: ...

class AttributeReader:
    def __new__(
        cls, number: Callable[[str], Any], binary: Callable[[Any], Any], *, whole_are_ints: bool = ...
    ) -> AttributeReader: ...
    def read(self, value: Any, /) -> Any: ...
    def read_map(self, value: Any, /) -> dict[str, Any]: ...

class AttributeWriter:
    def __new__(
        cls,
        create: Callable[[Any], Any],
        decimal: type,
        binaries: dict[type, Callable[[Any], Any]],
        *,
        floats: bool = ...,
        text_keys: bool = ...,
        plain_ints: bool = ...,
    ) -> AttributeWriter: ...
    def write(self, value: Any, /) -> dict[str, Any]: ...
    def write_map(self, value: Any, /) -> dict[str, Any]: ...

def fill_head(headers: dict[str, str], lines: list[bytes], /) -> int: ...
