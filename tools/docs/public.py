"""A page for each public name of Sotalia's own: what `help()` says of it, laid out."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from tools.docs.code import coloured
from tools.docs.markdown import markdown, markdown_line
from tools.docs.signatures import first_line, signature_text
from tools.docs.site import ROOT, Site, html

#: What ARCHITECTURE.md says is public.
_LIST = re.compile(r"\*\*Public\*\* are (.*?)\.\n\n", re.DOTALL)
_PLACES = re.compile(r"`(sotalia[\w.]*)`")
#: Methods of public classes that only Sotalia's own modules call: they may change without notice.
INTERNAL = {
    *("client_base", "current", "default_client", "deferred", "due", "holding", "latest", "make_client", "needed"),
    *("regions", "renewal", "streams", "with_settings"),
}


def modules() -> list[str]:
    """Return the names of the public modules, as ARCHITECTURE.md lists them."""
    text = _LIST.search((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert text is not None, "ARCHITECTURE.md says which modules are public"
    return sorted(set(_PLACES.findall(text[1])))


def write_public(site: Site) -> list[tuple[str, str]]:
    """Write the pages; return (name, path from the site's root) of each."""
    names: list[tuple[str, str]] = []
    listing = []
    for module_name in modules():
        module = importlib.import_module(module_name)
        public = {name: getattr(module, name) for name in sorted(module.__all__)}
        for name, value in public.items():
            path = f"python/{module_name}.{name}.html"
            site.page(path, "name.html", **_page(module_name, name, value))
            names.append((f"{module_name}.{name}", path))
        rows = [(name, _summary(value)) for name, value in public.items()]
        path = f"python/{module_name}.html"
        site.page(path, "module.html", title=module_name, prose=_described(module), names=rows)
        names.append((module_name, path))
        listing.append((module_name, html(markdown_line(first_line(module.__doc__))), list(public)))
    site.page("python/index.html", "python.html", title="Python reference", modules=listing)
    return names


def _page(module: str, name: str, value: Any) -> dict[str, Any]:
    kind = "class" if inspect.isclass(value) else "function" if callable(value) else "value"
    shown = signature_text(name, value) if callable(value) else f"{name} = {value!r}"
    return {
        "title": f"{module}.{name}",
        "module": module,
        "name": name,
        "kind": kind,
        "signature": html(coloured(shown)),
        "prose": _described(value) if callable(value) else html("<p>A value, whose type is told above."),
        "members": sorted(_members(value)) if inspect.isclass(value) else [],
    }


def _members(value: type) -> Iterator[tuple[str, Any, Any]]:
    """Yield (name, form, description) of what a class has and says something of, inherited or not."""
    seen: set[str] = set()
    for base in value.__mro__:
        if not base.__module__.startswith("sotalia"):
            continue
        for name, held in vars(base).items():
            if name.startswith("_") or name in seen or name in INTERNAL:
                continue
            seen.add(name)
            if isinstance(held, property) and held.__doc__:
                yield name, "", _described(held)
            elif isinstance(held, _METHODS) and getattr(value, name).__doc__:
                skipped = 0 if isinstance(held, (classmethod, staticmethod)) else 1
                form = signature_text(name, getattr(value, name), skipped)
                yield name, html(coloured(form)), _described(getattr(value, name))


_METHODS = (FunctionType, classmethod, staticmethod)


def _described(value: Any) -> Any:
    return html(markdown(inspect.getdoc(value) or ""))


def _summary(value: Any) -> Any:
    return html(markdown_line(first_line(value.__doc__))) if callable(value) else ""
