"""The list of names that browsers search: one file, which the script loads when somebody begins to search."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tools.docs.services import Names
from tools.docs.site import Site


def write_names(
    site: Site, services: Names, guides: Iterable[tuple[str, str]], public: Iterable[tuple[str, str]]
) -> None:
    """Write `names.js`: services with their methods, and (title, path) of all other pages.

    It is a script, not data, since browsers fetch no data for pages that are opened from a disk.
    """
    methods = {service: [title, " ".join(names)] for service, (title, names) in services.items()}
    pages = [*guides, *public]
    site.write("names.js", f"window.sotaliaNames={json.dumps([methods, pages], separators=(',', ':'))};\n")
