"""Where pages are written: templates, links from page to page, and the files that all pages share."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import sotalia

ROOT = Path(__file__).resolve().parents[2]
THEME = Path(__file__).resolve().parent / "theme"
#: What all pages share, and the pictures of the guides.
SHARED = ("site.css", "site.js")
#: Where AWS says of every operation what it needs; the models say it of some.
ALL_PERMISSIONS = (
    'The <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/'
    'reference_policies_actions-resources-contextkeys.html">Service Authorization Reference</a> has them all.'
)


class Site:
    """The folder of one site, while it is written."""

    def __init__(self, out: Path) -> None:
        """The folder is emptied, if it is one of ours. Raises ValueError for another that is not empty."""
        if out.exists() and any(out.iterdir()):
            if not (out / "site.css").is_file():
                raise ValueError(f"{out} is not empty, and no site that was written here: name another folder")
            shutil.rmtree(out)
        out.mkdir(parents=True, exist_ok=True)
        self.out = out
        self.pages = 0
        self.size = 0
        self._environment = Environment(
            loader=FileSystemLoader(THEME),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.globals.update(version=sotalia.__version__, all_permissions=html(ALL_PERMISSIONS))
        self._environment.filters["breakable"] = breakable
        self._templates = {path.name: self._environment.get_template(path.name) for path in THEME.glob("*.html")}
        self._folders: set[Path] = set()
        # First: by these an interrupted site is known as one when the next is written.
        for name in SHARED:
            self.write(name, (THEME / name).read_text(encoding="utf-8"))

    def page(self, path: str, template: str, **content: Any) -> None:
        """Write the page `path` (`guides/lambda.html`). `title` and what else the template asks for are its content."""
        root = "../" * path.count("/")
        section = path.partition("/")[0] if "/" in path else ""
        self.write(path, self._templates[template].render(root=root, section=section, path=path, **content))
        self.pages += 1

    def write(self, path: str, text: str) -> None:
        """Write any file."""
        target = self.out / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        data = text.encode()
        target.write_bytes(data)
        self.size += len(data)


def breakable(name: str) -> Markup:
    """Let a long name go on in the next line, after an underscore."""
    return html("_<wbr>".join(map(str, map(escape, name.split("_")))))


def html(text: str) -> Markup:
    """Mark a text as HTML that was made here."""
    return Markup(text)
