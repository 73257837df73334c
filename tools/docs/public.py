"""A page for each public name of Sotalia's own: what `help()` says of it, laid out."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

from tools.docs.code import coloured
from tools.docs.guides import markdown
from tools.docs.site import ROOT, Site, html

#: What ARCHITECTURE.md says is public.
_LIST = re.compile(r"\*\*Public\*\* are (.*?)\.\n\n", re.DOTALL)
#: Modules that other pages stand for already, or that name what others have.
PLACES = re.compile(r"`(sotalia[\w.]*)`")


def modules() -> list[str]:
    """Return the names of the public modules, as ARCHITECTURE.md lists them."""
    text = _LIST.search((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert text is not None, "ARCHITECTURE.md says which modules are public"
    return sorted(set(PLACES.findall(text[1])))


def write_public(site: Site) -> list[tuple[str, str]]:
    """Write the pages; return (name, path from the site's root) of each."""
    names: list[tuple[str, str]] = []
    listing = []
    for module_name in modules():
        module = importlib.import_module(module_name)
        public = sorted(module.__all__)
        listing.append((module_name, first_line(module.__doc__), public))
        for name in public:
            path = f"python/{module_name}.{name}.html"
            site.page(path, "name.html", **_page(module_name, name, getattr(module, name)))
            names.append((f"{module_name}.{name}", path))
    site.page("python/index.html", "python.html", title="Python reference", modules=listing)
    return names


def first_line(text: str | None) -> str:
    """Return the first paragraph of a docstring in one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


def _page(module: str, name: str, value: Any) -> dict[str, Any]:
    members = []
    if inspect.isclass(value):
        for member, function in sorted(vars(value).items()):
            function = getattr(value, member, function)
            if not member.startswith("_") and getattr(function, "__doc__", None) and callable(function):
                members.append((member, html(coloured(_signature(member, function))), _described(function)))
    kind = "class" if inspect.isclass(value) else "function" if callable(value) else "value"
    shown = _signature(name, value) if callable(value) else f"{name} = {value!r}"
    return {
        "title": f"{module}.{name}",
        "module": module,
        "name": name,
        "kind": kind,
        "signature": html(coloured(shown)),
        "prose": _described(value) if callable(value) else html("<p>A value, whose type is told above."),
        "members": members,
    }


def _signature(name: str, value: Any) -> str:
    """Return a call's form, one parameter per line where it is long."""
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return name
    parameters = [each.replace(annotation=_Bare.of(each.annotation)) for each in signature.parameters.values()]
    signature = signature.replace(parameters=parameters, return_annotation=_Bare.of(signature.return_annotation))
    line = f"{name}{signature}"
    if len(line) <= 90:
        return line
    parts = [str(parameter) for parameter in signature.parameters.values()]
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + ")"


class _Bare:
    """An annotation that is shown as it is written, without the quotes of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    @staticmethod
    def of(annotation: Any) -> Any:
        """Return what stands for an annotation."""
        return _Bare(annotation) if isinstance(annotation, str) else annotation


def _described(value: Any) -> Any:
    return html(markdown(inspect.getdoc(value) or ""))
