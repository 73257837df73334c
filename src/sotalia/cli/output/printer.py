"""Printing a result in the format that the line, the environment or the profile asks for.

A result is a reply or, where an operation is paged, pages. Formats that need the whole put pages together first;
`text`, `yaml-stream`, `csv` and `jsonl` print each page as it comes.
"""

from __future__ import annotations

from ..general import OUTPUTS
from .plain import plain, plain_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...model.shapes import Shape
    from ..context import Context

#: Formats that print page by page.
_BY_PAGE = ("text", "yaml-stream", "csv", "jsonl")


class Printer:
    """Prints results. Raises ValueError for an unknown format, from the profile or the environment."""

    def __init__(self, context: Context, title: str, shape: Shape | None = None) -> None:
        """`title` is the name of the operation, which tables have above them, `shape` that of its replies."""
        self._context = context
        self._title = title
        self._shape = shape
        self._query = context.query
        self.format = context.output_format()
        if self.format not in OUTPUTS:
            raise ValueError(f"Unknown output type: {self.format}")
        self._csv: Any = None

    def reply(self, reply: Any) -> None:
        """Print one reply."""
        with self._stream() as stream:
            stream.write(self._text(plain(_without_metadata(reply), self._shape)))

    def pages(self, pages: Any) -> None:
        """Print the pages of a page iterator (`sotalia.paginate`)."""
        if self.format == "off":
            for _ in pages:
                pass
        elif self.format in _BY_PAGE:
            with self._stream() as stream:
                for page in pages:
                    stream.write(self._text(plain(self._part(pages, page), self._shape)))
                    stream.flush()
                if self.format == "text" and pages.resume_token:
                    stream.write(self._text({"NextToken": {"NextToken": pages.resume_token}}))
        else:
            whole = pages.build_full_result()
            with self._stream() as stream:
                stream.write(self._text(plain_at(whole, self._shape, [key.expression for key in pages.result_keys])))

    def events(self, reply: dict[str, Any], stream_name: str) -> None:
        """Print what an event stream brings, one JSON value per line as it comes."""
        from .json import to_line

        with self._stream() as stream:
            for event in reply[stream_name]:
                value = plain(event)
                stream.write(f"{to_line(value if self._query is None else self._query.search(value))}\n")
                stream.flush()

    def _part(self, pages: Any, page: dict[str, Any]) -> dict[str, Any]:
        """Return what of a page is printed: as text the results alone."""
        if self.format != "text":
            return dict(_without_metadata(page))
        from ...paginate.keys import put

        part: dict[str, Any] = {}
        for place in pages.result_keys:
            put(part, place.expression, place.search(page))
        return part

    def _text(self, value: Any) -> str:
        if self._query is not None:
            value = self._query.search(value)
        return self._rendered(value)

    def _rendered(self, value: Any) -> str:
        name = self.format
        if name == "json":
            from .json import to_json

            return "" if value == {} else f"{to_json(value)}\n"
        if name == "text":
            from .text import to_text

            return to_text(value)
        if name == "table":
            return self._table(value)
        if name in ("yaml", "yaml-stream"):
            from .yaml import to_yaml

            return to_yaml([value]) if name == "yaml-stream" else "" if value == {} else to_yaml(value)
        if name == "jsonl":
            from .rows import to_jsonl

            return to_jsonl(value)
        if name == "csv":
            return self._csv_text(value)
        return ""

    def _table(self, value: Any) -> str:
        from .table import to_table

        context = self._context
        colour = context.general.color
        colours = colour == "on" or (colour == "auto" and context.on_terminal)
        return to_table(value, self._title, width=context.width(), colours=colours)

    def _csv_text(self, value: Any) -> str:
        if self._csv is None:
            from .rows import CsvWriter

            self._csv = CsvWriter()
        text: str = self._csv.text(value)
        return text

    def _stream(self) -> Any:
        from . import output_stream

        return output_stream(self._context)


def _without_metadata(reply: Any) -> Any:
    if isinstance(reply, dict) and "ResponseMetadata" in reply:
        return {name: value for name, value in reply.items() if name != "ResponseMetadata"}
    return reply


def print_value(context: Context, title: str, value: Any) -> None:
    """Print a value that is no reply, as one would be."""
    Printer(context, title).reply(value)
