"""The `ec2` protocol: `query` with differences.

Names begin with a capital letter, or are the model's `queryName`; lists are always flat and vanish when empty. A reply
has no wrapper around its result and says `requestId` at its top; errors come as `<Response><Errors><Error>` with
`RequestID`. (AWS: "AWS EC2 query protocol", Smithy documentation.)
"""

from __future__ import annotations

from .query import FormWriter, Query
from .xml import local_name
from .xmltags import text_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any
    from xml.etree.ElementTree import Element

    from . import Headers, Shape
    from .xmlnodes import Member
    from .xmltags import Entry


class Ec2FormWriter(FormWriter):
    """Compiles shapes into closures that fill a form, as EC2 wants it."""

    writes_empty_lists = False

    def member_name(self, shape: Shape, default: str) -> str:
        """Return `queryName`, else the capitalized `locationName`, else the member's name."""
        traits = shape.serialization
        if "queryName" in traits:
            return str(traits["queryName"])
        name: str = traits.get("name", "")
        return name[0].upper() + name[1:] if name else default

    def item_names(self, shape: Shape) -> Callable[[str], str]:
        """Return what makes the prefix of the items' numbers from a list's name: the name itself."""
        return lambda name: name + "."


class Ec2(Query):
    """The ec2 protocol."""

    writer_class = Ec2FormWriter

    def _parse_error(self, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
        error = super()._parse_error(status, headers, body)
        if "RequestID" in error:
            error["ResponseMetadata"] = {"RequestId": error.pop("RequestID")}
        return error

    @staticmethod
    def _error_root(root: Element) -> Element:
        for child in root:
            if local_name(child) == "Errors":
                for error in child:
                    if local_name(error) == "Error":
                        return error
        return root

    @staticmethod
    def _metadata_entry(tag: str) -> Entry | None:
        return text_entry("ResponseMetadata", tag, _request_id) if tag == "requestId" else None

    @staticmethod
    def _metadata_node(module: ModuleType) -> Member:
        return b"requestId", "ResponseMetadata", module.Node(module.CONVERTED, convert=_request_id)


def _request_id(text: str) -> dict[str, str | None]:
    return {"RequestId": text or None}
