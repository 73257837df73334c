"""The classes of clients: one per service and kind of session, made from the service's model on first use."""

from __future__ import annotations

from ..io.late import added_method
from ..model.described import ClassDoc
from ..patchpoints.watch import any_replaced
from ..services import customization_for
from .methods import client_methods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.service import ServiceModel
    from .maker import ClientMaker


def client_class(session: ClientMaker, model: ServiceModel) -> type[Any]:
    """Return the class of a service's clients, the same for all that share the model and the kind of session."""
    base = session.client_base
    event = f"creating-client-class.{model.service_id.hyphenize()}"
    if session.events.has_handlers and session.events.handlers(event):
        return _make_class(session, model, event)
    if any_replaced():
        return _make_class(session, model, None)
    classes: dict[Any, type[Any]] = model.shared.client_classes
    cls = classes.get(base)
    if cls is None:
        cls = classes.setdefault(base, _make_class(session, model, None))
    return cls


def _make_class(session: ClientMaker, model: ServiceModel, event: str | None) -> type[Any]:
    name = model.class_name
    attributes: dict[str, Any] = dict(client_methods(model, name))
    attributes["_PY_TO_OP_NAME"] = dict(model.methods)
    attributes["__module__"] = "sotalia.clients"
    attributes["__doc__"] = ClassDoc(_describe, model)
    special = customization_for(model.service_id.hyphenize())
    for alias, method in special.aliases.items():
        if alias not in attributes and method in attributes:
            attributes[alias] = attributes[method]
    for method, place in special.methods.get("Client", {}).items():
        place = session.client_base.other_methods.get(method, place)
        attributes[method] = added_method(name, method, place, session.client_base.awaited)
    bases: list[type[Any]] = [session.client_base]
    if event is not None:
        session.events.emit(event, class_attributes=attributes, base_classes=bases)
    return type(name, tuple(bases), attributes)


def _describe(model: ServiceModel) -> str:
    from ..model.docs import client_docstring

    return client_docstring(model)
