"""What clients and resources of a service have beyond its model: `s3.upload_file`, from the functions themselves."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

from sotalia.model.service import ServiceModel
from sotalia.services import customization_for
from tools.docs.code import coloured
from tools.docs.markdown import markdown, markdown_line
from tools.docs.signatures import first_line, signature_text
from tools.docs.site import Site, html


def added(model: ServiceModel, owner: str) -> dict[str, Callable[..., Any]]:
    """Return the methods that `owner` ("Client", or a resource's name) has beyond the model, by name."""
    places = customization_for(model.service_id.hyphenize()).methods.get(owner, {})
    return {name: _function(place) for name, place in sorted(places.items())}


def write_added(site: Site, service: str, title: str, model: ServiceModel) -> list[tuple[str, Any]]:
    """Write a page for each method of the client; return (method, its first sentence) of each."""
    listing = []
    for name, function in added(model, "Client").items():
        variable = service.replace("-", "_")
        call = signature_text(f"{variable}.{name}", function, skipped=1)
        site.page(
            f"reference/{service}/{name}.html",
            "added.html",
            title=f"{service}.{name}",
            service=service,
            service_title=title,
            method=name,
            signature=html(coloured(call)),
            awaited=inspect.iscoroutinefunction(_function_awaited(model, name)),
            prose=html(markdown(inspect.getdoc(function) or "")),
            variable=variable,
        )
        listing.append((name, html(markdown_line(first_line(function.__doc__)))))
    return listing


def _function_awaited(model: ServiceModel, name: str) -> Callable[..., Any]:
    place = customization_for(model.service_id.hyphenize()).methods["Client"][name]
    return _function(place, "_async")


def _function(place: str, side: str = "_sync") -> Callable[..., Any]:
    module, _, name = place.replace("{side}", side).partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function
