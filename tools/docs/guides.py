"""Guides: Markdown from the repository -> pages, with what is generated in between."""

from __future__ import annotations

import posixpath
import re
import shutil
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sotalia.compat.tables import MODULES, names_in
from tools.docs.code import coloured
from tools.docs.services import Names
from tools.docs.site import ROOT, Site, html
from tools.option_tables import readme as option_table

#: Section → guides in it: page → file in the repository. The order is that of the navigation.
GUIDES: dict[str, dict[str, str]] = {
    "First steps": {
        "getting-started": "docs/guides/getting-started.md",
        "credentials": "docs/guides/credentials.md",
        "errors-and-retries": "docs/guides/errors-and-retries.md",
        "pages-and-waiters": "docs/guides/pages-and-waiters.md",
        "resources": "docs/guides/resources.md",
        "asyncio": "docs/guides/asyncio.md",
        "testing": "docs/guides/testing.md",
    },
    "Services": {
        "dynamodb": "docs/guides/dynamodb.md",
        "s3-and-transfers": "docs/guides/s3-and-transfers.md",
        "s3-compatible-stores": "docs/s3-compatible-stores.md",
    },
    "Where it runs": {
        "lambda": "docs/guides/lambda.md",
        "containers": "docs/guides/containers.md",
        "command-line": "docs/guides/command-line.md",
        "newer-models": "docs/guides/newer-models.md",
    },
    "Moving": {
        "from-boto3": "docs/guides/from-boto3.md",
        "bring-your-program": "docs/guides/bring-your-program.md",
        "from-aioboto3": "docs/guides/from-aioboto3.md",
        "from-aws-cli": "docs/guides/from-aws-cli.md",
    },
    "Running it": {
        "performance": "docs/guides/performance.md",
        "benchmarks": "docs/benchmarks.md",
        "observability": "docs/guides/observability.md",
        "security": "docs/guides/security.md",
        "options": "docs/guides/options.md",
    },
    "The project": {
        "how-it-is-built": "ARCHITECTURE.md",
        "contributing": "CONTRIBUTING.md",
        "reporting": "SECURITY.md",
        "changelog": "CHANGELOG.md",
    },
}
PAGES = {file: page for guides in GUIDES.values() for page, file in guides.items()}
#: What a line `<!-- generated: NAME -->` is replaced by.
GENERATED = {"compat": lambda: compat_table(), "options": lambda: "\n".join(option_table())}
_GENERATED = re.compile(r"<!-- generated: (\w+) -->")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def compat_table() -> str:
    """Return, as Markdown, the names that programs of boto3's get from Sotalia."""
    lines = ["| module | names |", "|---|---|"]
    for module in MODULES:
        listed = names_in(module)
        names = "all of `sotalia.exceptions`" if len(listed) > 100 else " ".join(f"`{name}`" for name in sorted(listed))
        lines.append(f"| `{module}` | {names} |")
    return "\n".join(lines)


def markdown(text: str, file: str = "") -> str:
    """Return Markdown as HTML; `file` is where it is from, for its links."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        _adapt(token)
        _adapt_links(token.children or [], file)
    _anchors(tokens)
    rendered = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return rendered.replace("<table>", '<div class="table" tabindex="0"><table>').replace("</table>", "</table></div>")


def _adapt_links(parts: list[Token], file: str) -> None:
    """Have links lead to pages of the site; what has none stays as text."""
    kept: list[bool] = []
    for part in parts:
        _adapt_links(part.children or [], file)
        if part.type == "image":
            part.attrSet("src", "../images/" + posixpath.basename(str(part.attrGet("src"))))
        elif part.type == "link_open":
            target = _target(str(part.attrGet("href")), file)
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
            token.attrSet("id", re.sub(r"[^a-z0-9]+", "-", tokens[at + 1].content.lower()).strip("-"))


def _target(href: str, file: str) -> str:
    """Return where a link of a file in the repository leads on the site; nothing where it has no page."""
    if "://" in href or href.startswith(("#", "mailto:")) or href.endswith(".html") or ".html#" in href:
        return href
    path, hash_, anchor = href.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    page = PAGES.get(path)
    return f"{page}.html{hash_}{anchor}" if page else ""


def write_guides(site: Site, services: Names) -> list[tuple[str, str]]:
    """Write all guides and the first page; return (title, path) of each."""
    titles: list[tuple[str, str]] = []
    menu: list[tuple[str, list[tuple[str, str]]]] = []
    texts = {page: _read(file) for file, page in PAGES.items()}
    for section, guides in GUIDES.items():
        menu.append((section, [(page, _title(texts[page])) for page in guides]))
        titles += [(_title(texts[page]), f"guides/{page}.html") for page in guides]
    for file, page in PAGES.items():
        content = html(_linked(markdown(texts[page], file), services))
        site.page(f"guides/{page}.html", "guide.html", title=_title(texts[page]), menu=menu, page=page, content=content)
    count = sum(len(methods) for _, methods in services.values())
    site.page("index.html", "index.html", title="Sotalia", menu=menu, services=len(services), operations=count)
    site.page("guides/index.html", "guide_list.html", title="Guides", menu=menu)
    (site.out / "images").mkdir(exist_ok=True)
    for picture in (ROOT / "docs").glob("*.svg"):
        shutil.copy(picture, site.out / "images")
    return titles


def _read(file: str) -> str:
    text = (ROOT / file).read_text(encoding="utf-8")
    text = _GENERATED.sub(lambda match: GENERATED[match[1]](), text)
    return _COMMENT.sub("", text)


def _title(text: str) -> str:
    line = next(line for line in text.splitlines() if line.startswith("# "))
    return line.removeprefix("# ")


_METHOD = re.compile(r"<code>([a-z0-9_]+)\.([a-z0-9_]+)</code>")


def _linked(content: str, services: Names) -> str:
    """Return a page with links from `service.method` in code to the reference."""

    def link(match: re.Match[str]) -> Any:
        service = match[1].replace("_", "-")
        if match[2] not in services.get(service, ("", []))[1]:
            return match[0]
        return f'<a href="../reference/{service}/{match[2]}.html">{match[0]}</a>'

    return _METHOD.sub(link, content)
