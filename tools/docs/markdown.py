"""Markdown -> HTML: of guides, and of Sotalia's own docstrings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools.docs.code import coloured

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str, file: str = "", pages: Mapping[str, str] | None = None) -> str:
    """Return Markdown as HTML. `file` is where it is from, and `pages` has each file's page: both are for its links."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        _adapt(token)
        _adapt_links(token.children or [], file, pages or {})
    _anchors(tokens)
    rendered = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return rendered.replace("<table>", '<div class="table" tabindex="0"><table>').replace("</table>", "</table></div>")


def markdown_line(text: str) -> str:
    """Return one line of Markdown as HTML, for lists."""
    return str(_PARSER.renderInline(text))


def _adapt_links(parts: list[Token], file: str, pages: Mapping[str, str]) -> None:
    """Have links lead to pages of the site; what has none stays as text."""
    kept: list[bool] = []
    for part in parts:
        _adapt_links(part.children or [], file, pages)
        if part.type == "image":
            part.attrSet("src", "../images/" + posixpath.basename(str(part.attrGet("src"))))
        elif part.type == "link_open":
            target = _target(str(part.attrGet("href")), file, pages)
            part.attrSet("href", target)
            kept.append(bool(target))
        if (part.type == "link_open" and not kept[-1]) or (part.type == "link_close" and not kept.pop()):
            part.type, part.content, part.attrs = "text", "", {}


def _adapt(token: Token) -> None:
    if token.type in ("fence", "code_block"):
        python = token.info.split(" ")[0] in ("python", "py")
        content = coloured(token.content) if python else _escaped(token.content)
        token.type, token.content = "html_block", f'<pre tabindex="0"><code>{content}</code></pre>\n'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _anchors(tokens: list[Token]) -> None:
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[at + 1].content))


def anchor(heading: str) -> str:
    """Return the anchor of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _target(href: str, file: str, pages: Mapping[str, str]) -> str:
    """Return where a link of a file in the repository leads on the site; nothing where it has no page."""
    if "://" in href or href.startswith(("#", "mailto:")) or href.endswith(".html") or ".html#" in href:
        return href
    path, hash_, anchor = href.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    page = pages.get(path)
    return f"{page}.html{hash_}{anchor}" if page else ""
