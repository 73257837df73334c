"""Guides: Markdown from the repository -> pages, with what is generated in between."""

from __future__ import annotations

import re
import shutil
from typing import Any

from sotalia.compat.tables import MODULES, names_in
from tools.docs.markdown import markdown
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
        "types": "docs/guides/types.md",
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


def compat_table() -> str:
    """Return, as Markdown, the names that programs of boto3's get from Sotalia."""
    lines = ["| module | names |", "|---|---|"]
    for module in MODULES:
        listed = names_in(module)
        names = "all of `sotalia.exceptions`" if len(listed) > 100 else " ".join(f"`{name}`" for name in sorted(listed))
        lines.append(f"| `{module}` | {names} |")
    return "\n".join(lines)


def write_guides(site: Site, services: Names) -> None:
    """Write all guides and the first page."""
    menu: list[tuple[str, list[tuple[str, str]]]] = []
    texts = {page: _COMMENT.sub("", guide_text(file)) for file, page in PAGES.items()}
    for section, guides in GUIDES.items():
        menu.append((section, [(page, title_of(texts[page])) for page in guides]))
    for file, page in PAGES.items():
        content = html(_linked(markdown(texts[page], file, PAGES), services))
        site.page(
            f"guides/{page}.html", "guide.html", title=title_of(texts[page]), menu=menu, page=page, content=content
        )
    count = sum(len(methods) for _, methods in services.values())
    site.page("index.html", "index.html", title="Sotalia", menu=menu, services=len(services), operations=count)
    site.page("guides/index.html", "guide_list.html", title="Guides", menu=menu)
    (site.out / "images").mkdir(exist_ok=True)
    for picture in (ROOT / "docs").glob("*.svg"):
        shutil.copy(picture, site.out / "images")


def guide_text(file: str) -> str:
    """Return the Markdown of a guide, with what is generated."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return _GENERATED.sub(lambda match: GENERATED[match[1]](), text)


def title_of(text: str) -> str:
    """Return the title of a guide, from its Markdown."""
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
