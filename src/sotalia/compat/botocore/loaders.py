"""Models from a loader of botocore's whose `load_service_model` is a program's own: replaced, or of a class of its own.

    session.register_component("data_loader", CachingLoader())
    session.get_component("data_loader").load_service_model = load_of_mine

What it returns is compiled, unless it is what the installed loader has for the service: that is Sotalia's already.
"""

from __future__ import annotations

import sys

from ...errors import DataNotFoundError, UnknownServiceError
from ...model.loader import Loader
from ...model.service import ServiceModel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class AskingLoader(Loader):
    """A loader that asks another one, `asked`, for models as JSON; `own` is the loader in whose place it is."""

    def __init__(self, asked: Any, own: Loader) -> None:
        super().__init__(include_default_search_paths=False)
        self.search_paths = own.search_paths
        self.asked, self.own = asked, own
        #: (name, version) → the document that came last, and what was made of it.
        self._models: dict[tuple[str, str | None], tuple[Any, ServiceModel]] = {}

    def service_model(self, service_name: str, api_version: str | None = None) -> ServiceModel:
        """Return a service; the same object for the same document. Raises what the loader raises."""
        document = self._own_document(service_name, "service-2", api_version)
        if document is None:
            return super().service_model(service_name, api_version)
        key = service_name, api_version
        kept = self._models.get(key)
        if kept is None or kept[0] is not document:
            kept = self._models[key] = document, ServiceModel(document, service_name)
        return kept[1]

    def endpoint_rules(
        self,
        service_name: str,
        api_version: str | None = None,
        compile_rule_set: Callable[[dict[str, Any]], Any] | None = None,
    ) -> Any:
        """Return a service's compiled rule set. Raises DataNotFoundError where it has none."""
        document = self._own_document(service_name, "endpoint-rule-set-1", api_version)
        if document is None:
            return super().endpoint_rules(service_name, api_version, compile_rule_set)
        return document if compile_rule_set is None else compile_rule_set(document)

    def _extra(self, service_name: str, type_name: str, api_version: str | None, key: str) -> dict[str, Any]:
        if (service_name, api_version) in self._models or (service_name, None) in self._models:
            try:
                return self._own_document(service_name, type_name, api_version) or {}
            except (UnknownServiceError, DataNotFoundError):
                return {}
        return super()._extra(service_name, type_name, api_version, key)

    def _own_document(self, service_name: str, type_name: str, api_version: str | None) -> Any:
        """Return the loader's document; None where it is the one that comes with botocore, or there is none."""
        document = self.asked.load_service_model(service_name, type_name, api_version=api_version)
        return None if document is self._installed(service_name, type_name, api_version) else document

    def _installed(self, service_name: str, type_name: str, api_version: str | None) -> Any:
        """Return what the loader's own class has, which it keeps; None where it has nothing, or is another class."""
        for cls in type(self.asked).__mro__:
            function = vars(cls).get("load_service_model")
            if function is not None and _is_installed(function):
                try:
                    return function(self.asked, service_name, type_name, api_version=api_version)
                except (UnknownServiceError, DataNotFoundError):
                    return None
        return None


def is_programs(loader: Any) -> bool:
    """Return whether a loader's `load_service_model` is a program's own."""
    if "load_service_model" in getattr(loader, "__dict__", {}):
        return True
    function = getattr(type(loader), "load_service_model", None)
    return function is not None and not _is_installed(function)


def is_replaced() -> bool:
    """Return whether a program has replaced the method of the class `botocore.loaders.Loader`."""
    module = sys.modules.get("botocore.loaders")
    cls = None if module is None else vars(module).get("Loader")
    return cls is not None and not _is_installed(cls.load_service_model)


def _is_installed(function: Any) -> bool:
    """Return whether a function is the installed one, or Sotalia's: by its code, below what keeps its results."""
    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    return getattr(code, "co_qualname", None) == "Loader.load_service_model"
