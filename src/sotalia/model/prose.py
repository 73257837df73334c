"""AWS's prose: HTML of a dozen tags -> reStructuredText that reads well as plain text too.

Paragraphs are separated by an empty line, items of lists start with "* " (nested ones are indented), code stands
between double backticks, links are `text <address>`__, notes are introduced by "Note:". Paragraphs are not wrapped;
`docs` does that.
"""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*?)/?>")
_ADDRESS = re.compile(r"""href\s*=\s*["']([^"'\s]+)""")
#: Tags that start a paragraph, and what they put in front of it.
_PARAGRAPH = {
    **dict.fromkeys(("p", "div", "dl", "dt", "dd", "br", "tr", "table", "fullname", "title", "para", "section"), ""),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "blockquote"), ""),
    "note": "Note: ",
    "important": "Important: ",
    "caution": "Caution: ",
    "warning": "Warning: ",
}
#: Other tags; what is neither here nor above is a placeholder such as "<name>", and stays.
_SILENT = frozenset(
    (
        *(
            "a",
            "i",
            "b",
            "em",
            "strong",
            "u",
            "span",
            "sup",
            "sub",
            "link",
            "ulink",
            "replaceable",
            "filename",
            "emphasis",
        ),
        *("function", "small", "td", "th", "tbody", "thead", "caption", "userinput", "literal", "simpara", "zonbook"),
        *("xhtml", "accessibility", "copy", "img", "text"),
    )
)


def plain(html: str) -> str:
    """Return the text of `html`."""
    if "<" not in html:
        return unescape(" ".join(html.split())) if "&" in html else " ".join(html.split())
    if html.count("<") == 2 and html.startswith("<p>") and html.endswith("</p>"):  # most of them
        return plain(html[3:-4])
    text = _Text()
    at = 0
    for match in _TAG.finditer(html):
        text.add(html[at : match.start()])
        at = match.end()
        if not text.tag(match[2].lower(), match[3], closing=bool(match[1])):
            text.add(match[0])  # "<name>" stands for itself: a placeholder, not a tag
    text.add(html[at:])
    return text.result()


class _Text:
    """The text as far as it is written: complete paragraphs, and the parts of the current one."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.parts: list[str] = []
        self.depth = 0
        self.lead = ""
        self.code: int | None = None  # where, in `parts`, the open piece of code starts
        self.link: int | None = None
        self.address = ""

    def add(self, text: str) -> None:
        if text:
            self.parts.append(text)

    def tag(self, name: str, attributes: str, closing: bool) -> bool:
        """Handle a tag; return False if HTML has no such tag."""
        if name == "code":
            self.end_code() if closing else self.start_code()
        elif name == "a":
            self.end_link() if closing else self.start_link(attributes)
        elif name in _PARAGRAPH:
            self.end()
            if not closing and _PARAGRAPH[name]:
                self.lead = _PARAGRAPH[name]
        elif name == "li":
            self.end()
            self.lead = "" if closing else "* "
        elif name in ("ul", "ol"):
            self.end()
            self.depth = max(0, self.depth + (-1 if closing else 1))
        else:
            return name in _SILENT
        return True

    def start_code(self) -> None:
        if self.code is None and self.link is None:  # reStructuredText has no code within links
            self.code = len(self.parts)

    def end_code(self) -> None:
        if self.code is not None:
            self.replace(self.code, "``{}``")
            self.code = None

    def start_link(self, attributes: str) -> None:
        address = _ADDRESS.search(attributes)
        if address is not None and self.code is None:
            self.end_link()
            self.link, self.address = len(self.parts), address[1]

    def end_link(self) -> None:
        if self.link is not None:
            self.replace(self.link, "`{} <" + self.address + ">`__")
            self.link = None

    def replace(self, start: int, form: str) -> None:
        """Put what was added since `start` into `form`, spaces at its ends kept outside."""
        text = "".join(self.parts[start:])
        inner = " ".join(text.split())
        if inner:
            before, _, after = form.partition("{}")
            text = f"{' ' * text[:1].isspace()}{before}{inner}{after}{' ' * text[-1:].isspace()}"
        self.parts[start:] = [text]

    def end(self) -> None:
        """End the paragraph."""
        self.end_code()
        self.end_link()
        text = " ".join("".join(self.parts).split())
        self.parts.clear()
        if text:
            indent = "  " * (self.depth - 1 if self.lead == "* " else self.depth)
            self.paragraphs.append(indent + self.lead + text)
            self.lead = ""

    def result(self) -> str:
        """Return everything."""
        self.end()
        text = "\n\n".join(self.paragraphs)
        return unescape(text) if "&" in text else text
