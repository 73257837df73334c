"""The list of names that browsers search: one file, which the script loads when somebody begins to search."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from tools.docs.guides import PAGES, guide_text, title_of
from tools.docs.markdown import anchor
from tools.docs.services import Names
from tools.docs.site import Site

#: A title, the path of its page, what stands beside it, and the words by which it is found as well.
Entry = tuple[str, str, str, str]
#: In a guide: `<!-- search: fake, moto -->`, words that people look for, and that its text does not use.
_ASKED = re.compile(r"<!-- search: (.*?) -->", re.DOTALL)
_WORD = re.compile(r"[a-z][a-z0-9_-]{2,}")
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
#: Words that every text has.
_COMMON = frozenset(
    ("all", "and", "are", "but", "for", "from", "has", "its", "not", "one", "that", "the", "this", "with")
)


def write_names(
    site: Site, services: Names, resources: Iterable[tuple[str, str]], public: Iterable[tuple[str, str]]
) -> None:
    """Write `names.js`: services with their methods, and an `Entry` for every other page and each section of guides.

    `resources` and `public` are (title, path). It is a script, not data, since browsers fetch no data for pages that
    are opened from a disk.
    """
    methods = {service: [title, " ".join(names)] for service, (title, names) in services.items()}
    pages = [*guide_entries(), *((*each, "resource", "") for each in resources), *((*each, "", "") for each in public)]
    site.write("names.js", f"window.sotaliaNames={json.dumps([methods, pages], separators=(',', ':'))};\n")


def guide_entries() -> Iterator[Entry]:
    """Yield an entry per guide and section; what is for people who work on Sotalia is found by its title only."""
    for file, page in PAGES.items():
        text = guide_text(file)
        title, path = title_of(text), f"guides/{page}.html"
        searched = file.startswith("docs/") and page not in ("benchmarks", "options")
        first, *sections = _SECTION.split(text)
        asked = _ASKED.search(first)
        yield title, path, "", _words(first if searched else asked[0] if asked else "")
        for section in sections if searched else ():
            heading = section.partition("\n")[0].removeprefix("## ")
            yield heading.replace("`", ""), f"{path}#{anchor(heading)}", title, _words(f"{title} {section}")


def _words(text: str) -> str:
    """Return the words that are asked for, a bar, and the other words of the text, each word after a space."""
    asked = dict.fromkeys(_WORD.findall(" ".join(_ASKED.findall(text)).lower()))
    found = dict.fromkeys(_WORD.findall(text.lower()))
    others = (word for word in found if word not in asked and word not in _COMMON)
    return "".join((*(f" {word}" for word in asked), "|", *(f" {word}" for word in others)))
