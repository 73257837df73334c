"""Making the resources that stand for a service: their class, and the client that they use."""

from __future__ import annotations

import copy

from ..config import Config
from ..errors import DataNotFoundError, ResourceNotExistsError, UnknownAPIVersionError, UnknownServiceError
from ..model.names import did_you_mean
from ..resources.context import service_context
from ..services import customization_for
from .factory import make_client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..clients.arguments import ClientArguments
    from .base import SessionBase


def make_resource(
    session: SessionBase, arguments: ClientArguments, make: Callable[[SessionBase, ClientArguments], Any] = make_client
) -> Any:
    """Make a service's resource with a client of its own, of the session's kind; `arguments` are the client's.

    `make` makes the client; what it returns may be a program's own object.

    Raises ResourceNotExistsError, UnknownAPIVersionError, and what `make_client` raises.
    """
    loader, service_name, api_version = session._loader, arguments.service_name, arguments.api_version
    try:
        if api_version is None:
            # The newest version that has resources; the client's newest may be another.
            api_version = loader.determine_latest_version(service_name, "resources-1")
        loader.resource(service_name, api_version)
    except (UnknownServiceError, DataNotFoundError) as error:
        raise _unknown(session, service_name, api_version) from error
    special = customization_for(loader.service_model(service_name, api_version).service_id.hyphenize())
    config = _config(special.resource_config, arguments.config)
    arguments = arguments.replaced(api_version=api_version, config=config)
    client = make(session, arguments)
    known = client if isinstance(client, session.client_base) else make_client(session, arguments)
    cls = service_context(known).resource_class(service_name, known)
    return cls(client=client)


def _unknown(session: SessionBase, service_name: str, api_version: str | None) -> Exception:
    available = session.get_available_resources()
    if service_name in available and api_version is not None:
        versions = ", ".join(session._loader.list_api_versions(service_name, "resources-1"))
        return UnknownAPIVersionError(service_name, api_version, versions)
    has_client = service_name in session.get_available_services()
    error = ResourceNotExistsError(service_name, available, has_client)
    question = "" if has_client else did_you_mean(str(service_name), available)
    if question:
        start, rest = str(error).split("\n", 1)
        error.args = (f"{start} {question}\n{rest}",)
    return error


def _config(own: Mapping[str, Any], config: Any) -> Config:
    """Return the caller's Config, with the options of resources and the service's `own` unless the caller chose."""
    if config is None:
        config = Config()
    missing = {
        name: value for name, value in {"user_agent_extra": "Resource", **own}.items() if getattr(config, name) is None
    }
    merged: Config = copy.deepcopy(config).merge(Config(**missing)) if missing else config
    return merged
