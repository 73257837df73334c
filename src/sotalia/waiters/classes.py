"""Making waiters: of a model and a client. Each waiter of each client has a class of its own, for `help()`."""

from __future__ import annotations

from ..model.described import InheritedMethod
from ..model.names import xform_name
from .model import WaiterModel, unknown_waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.service import ServiceModel


def create_waiter_with_client(waiter_name: str, waiter_model: WaiterModel, client: Any) -> Any:
    """Return the waiter `waiter_name` (as in the model: `"BucketExists"`) of a model, polling through `client`.

    It blocks or is awaited as the client is; a client that is not Sotalia's is taken for a blocking one.
    Raises ValueError for a name that the model lacks, WaiterConfigError for a malformed model, AttributeError for an
    operation that the client lacks.
    """
    config = waiter_model.get_waiter(waiter_name)
    bases = getattr(client, "_waiter_bases", None)
    run = None
    if isinstance(bases, tuple):
        run = client._run
    else:
        from ._sync.waiter import NormalizedOperationMethod, Waiter

        bases = Waiter, NormalizedOperationMethod
    base, method_class = bases
    cls = waiter_class(base, client.meta.service_model, waiter_name, waiter_model)
    return cls(waiter_name, config, method_class(getattr(client, xform_name(config.operation))), run=run)


def client_waiter(method_name: str, waiter_model: WaiterModel | None, client: Any) -> Any:
    """Return the waiter that a client knows as `method_name` (`"bucket_exists"`); a `waiter_model` of None has none.

    Raises ValueError for an unknown name, naming the near ones.
    """
    names = {} if waiter_model is None else waiter_model.by_method_name()
    if waiter_model is None or method_name not in names:
        raise unknown_waiter(method_name, names)
    return create_waiter_with_client(names[method_name], waiter_model, client)


def waiter_class(
    base: type[Any], service_model: ServiceModel, waiter_name: str, waiter_model: WaiterModel
) -> type[Any]:
    """Return the class of one waiter: `S3.Waiter.BucketExists`, the same each time."""
    key = base, service_model, waiter_name
    cls = waiter_model._classes.get(key)
    if cls is None:
        name = class_name(service_model, waiter_name)
        attributes = {
            "wait": InheritedMethod(
                base, __package__, name, "wait", _describe, service_model, waiter_model, waiter_name
            ),
            "__module__": __package__,
            "__doc__": base.__doc__,
        }
        cls = waiter_model._classes.setdefault(key, type(name, (base,), attributes))
    return cls


def _describe(service_model: ServiceModel, waiter_model: WaiterModel, waiter_name: str) -> str:
    from .docs import wait_docstring

    return wait_docstring(service_model, waiter_model.get_waiter(waiter_name))


def class_name(service_model: ServiceModel, waiter_name: str) -> str:
    """Return the name of a waiter's class: `S3.Waiter.BucketExists`."""
    return f"{service_model.class_name}.Waiter.{waiter_name}"


def service_waiters(service_model: ServiceModel, document: dict[str, Any]) -> WaiterModel | None:
    """Return the model of a service's waiters, made once for the `document` that describes them; None for an empty one.

    Raises WaiterConfigError for a malformed document.
    """
    if not document:
        return None
    entry: tuple[Any, WaiterModel] | None = service_model.shared.waiter_model
    if entry is None or entry[0] is not document:  # a user's file may have changed
        entry = service_model.shared.waiter_model = document, WaiterModel(document)
    return entry[1]
