"""Making clients, from a session's settings and the caller's arguments.

What only calls need (protocol, hooks, rule set, transport) is not loaded here but by the client's first call, in
`sessions.machinery`: programs make clients that they may never use.
"""

from __future__ import annotations

import copy

from .._frozen import replaced
from .._log import debug, listener
from ..clients.classes import client_class
from ..clients.requirements import check_given_transport, verification
from ..config import UNSIGNED
from ..core.context import ClientCore
from ..endpoint.client import EndpointFinder
from ..endpoint.configured import configured_endpoint_url
from ..errors import PartialCredentialsError
from ..events.emitter import PRESIGNER, SIGNER, Place, first_response
from ..identity import Credentials, Identity
from ..io.system import system_facts
from ..patchpoints.watch import any_replaced, watch
from ..services import FORMER_NAMES, customization_for
from ..settings.client import client_settings
from ..settings.options import DEFAULT
from ..useragent.header import user_agent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..clients.arguments import ClientArguments
    from ..clients.base import ClientBase
    from ..config import Config
    from ..core.context import CallMachinery
    from ..events.bridge import EventBridge
    from ..events.emitter import EventEmitter
    from ..model.service import ServiceModel
    from ..settings.client import ClientSettings
    from .base import SessionBase

#: What the service's name is today: among the handlers of `choose-service-name`.
_FORMER_NAME = Place("former name", lambda service_name, **_: FORMER_NAMES.get(service_name, service_name))


def make_client(session: SessionBase, arguments: ClientArguments) -> Any:
    """Make a client of the session's kind. Raises what `make_core` raises, and TypeError for an unfit transport."""
    if arguments.transport is not None:
        check_given_transport(arguments.transport, session.client_base.awaited)
    events = copy.copy(session.events)
    arguments = chosen_by_handlers(arguments, events)
    return client_of(session, arguments, make_core(session, arguments, session.client_base.streams, events), events)


def chosen_by_handlers(arguments: ClientArguments, events: EventEmitter) -> ClientArguments:
    """Return the arguments of a client with the service that handlers choose, where one does."""
    if not events.has_handlers:
        return arguments
    # As in boto3, the first answer counts, and its own handler always has one.
    events.put("choose-service-name", _FORMER_NAME, first=True)
    answers = events.emit("choose-service-name", service_name=arguments.service_name)
    return arguments.replaced(service_name=first_response(answers))


def client_of(session: SessionBase, arguments: ClientArguments, core: ClientCore, events: EventEmitter) -> Any:
    """Make a client of the session's kind from its core, which has been made with the same `arguments` and `events`."""
    # As in boto3, the session's handlers of the same name run before the signer, those of the client behind it.
    events.put(f"request-created.{core.event_name}", SIGNER)
    events.put(f"choose-signer.{core.event_name}", PRESIGNER)
    cls = client_class(session, core.service_model)
    if events.has_handlers:
        core = _as_serialized(core, events)
    client: ClientBase = cls(core, events, session, arguments)
    watch(core)
    return client


def _as_serialized(core: ClientCore, events: EventEmitter) -> ClientCore:
    """Have handlers say how requests are serialized; return the client's core for that.

    Raises ValueError for a precision of timestamps that does not exist.
    """
    from ..wire.timestamps import DEFAULT as IN_FULL
    from ..wire.timestamps import PRECISIONS

    model, choice = core.service_model, {"timestamp_precision": IN_FULL}
    events.emit(
        f"creating-serializer.{model.endpoint_prefix}",
        protocol_name=model.resolved_protocol,
        service_model=model,
        serializer_kwargs=choice,
    )
    precision = choice["timestamp_precision"]
    if precision not in PRECISIONS:
        known = ", ".join(PRECISIONS)
        raise ValueError(
            f"Invalid timestamp precision found while creating serializer: {precision} (it may be one of {known})"
        )
    if precision == model.timestamp_precision:
        return core
    return replaced(core, {"service_model": model.with_timestamps(precision)})


def make_core(session: SessionBase, arguments: ClientArguments, streams: Any, events: EventEmitter) -> ClientCore:
    """Make the core of a client, which its calls share.

    `streams` wraps streamed replies, `events` has the program's event handlers.
    Raises UnknownServiceError, which suggests similar names, NoRegionError, InvalidRegionError,
    PartialCredentialsError and the other errors for invalid settings.
    """
    service_name = FORMER_NAMES.get(arguments.service_name, arguments.service_name)
    config = merged_config(session, arguments.config)
    version = arguments.api_version or session.settings.get("api_versions").get(service_name)
    model = session._loader.service_model(service_name, version)
    settings = client_settings(
        session.settings,
        model.endpoint_prefix,
        region_name=arguments.region_name,
        config=config,
        verify=arguments.verify,
    )
    logger = listener("sotalia.settings")
    if logger is not None:
        has_own_region = arguments.region_name is not None or (config is not None and config.region_name is not None)
        source = "its own arguments" if has_own_region else session.settings.origin("region")
        logger.debug("A client of %s in the region %s, which comes from %s", service_name, settings.region_name, source)
    service_id = model.service_id.hyphenize()
    hooks = customization_for(service_id).endpoints
    url = _endpoint_url(session, arguments, model, settings)
    if url is not None and hooks.defaults_at is not None:
        settings = _with_defaults(settings, hooks.defaults_at(url), session, config)
    finder = EndpointFinder(session.regions, model, settings, hooks, url, arguments.use_ssl)
    endpoint = finder.endpoint()
    verification(settings.verify, session.settings.environ)
    features = ("ENDPOINT_OVERRIDE",) if url else ()
    agent = user_agent(settings, session.settings.environ, system_facts(), features)
    return ClientCore(
        service_model=model,
        settings=settings,
        endpoint=endpoint,
        builtins=finder.builtins(endpoint),
        client_context=finder.client_context(),
        discovery=_discovery(model, settings, arguments.endpoint_url is not None),
        identity=_identity(session, arguments, settings),
        user_agent=agent,
        config=settings.config(
            endpoint.region_name,
            endpoint.signature_version,
            agent.texts[0],
            tuple(endpoint.metadata.get("tags", ())),
            hooks.section,
        ),
        streams=streams,
        event_bridge=EventSubscriptions(events, service_id),
        make_machinery=MachineryLater(session, version, arguments.use_ssl),
    )


class MachineryLater:
    """Makes the machinery of a client's calls; the first call loads the modules for it."""

    __slots__ = ("_arguments",)

    def __init__(self, session: SessionBase, version: str | None, use_ssl: bool) -> None:
        self._arguments = session, version, use_ssl

    def __call__(self, core: ClientCore) -> CallMachinery:
        """Make it."""
        from .machinery import MachineryMaker

        return MachineryMaker(*self._arguments)(core)


class EventSubscriptions:
    """The program's event handlers as hooks (see `EventBridge`, which is loaded only if there are handlers)."""

    __slots__ = ("_events", "_service", "points")

    def __init__(self, events: EventEmitter | None, service: str) -> None:
        # Not the client's core, which refers to this object: the two would keep each other alive.
        self._events = events
        self._service = service
        #: Whether methods of this client's own inner objects are replaced (see `patchpoints`).
        self.points = False

    def __call__(self) -> EventBridge | None:
        """Return the hooks, or None while there are no handlers, and nothing is replaced that calls go through."""
        if self._events is None or not (self._events.has_handlers or self.points or any_replaced()):
            return None
        from ..events.bridge import EventBridge

        return EventBridge(self._events, self._service, self.points or any_replaced())


def merged_config(session: SessionBase, config: Any) -> Any:
    """Return the caller's Config merged over the session's default one."""
    default = session.default_config
    if config is None or default is None:
        return config if default is None else default
    return default.merge(config)


def _with_defaults(
    settings: ClientSettings, defaults: Mapping[str, Any], session: SessionBase, config: Config | None
) -> ClientSettings:
    """Return the settings with these values for options that nobody has set."""
    unset = {
        name: value
        for name, value in defaults.items()
        if (config is None or getattr(config, name) is None) and session.settings.origin(name).kind == DEFAULT
    }
    return replaced(settings, unset) if unset else settings


def _endpoint_url(
    session: SessionBase, arguments: ClientArguments, model: ServiceModel, settings: ClientSettings
) -> str | None:
    """Return the caller's endpoint URL, else the configured one, if any."""
    if arguments.endpoint_url is not None:
        return arguments.endpoint_url
    configured = session.settings
    return configured_endpoint_url(
        model.service_id,
        configured.environ,
        configured.scoped_config,
        configured.full_config,
        settings.ignore_configured_endpoint_urls,
    )


def _discovery(model: ServiceModel, settings: ClientSettings, has_own_url: bool) -> bool | str | None:
    """Return whether endpoints are to be discovered (see `core.discovery`); None where the service has no discovery.

    As in boto3, only the endpoint in an argument of `client()` switches it off, not one in the environment or a file.
    """
    operation, required = model.endpoint_discovery
    if operation is None or has_own_url:
        return None
    mode = settings.endpoint_discovery
    return None if mode is not True and not required else mode


def _identity(session: SessionBase, arguments: ClientArguments, settings: ClientSettings) -> Any:
    key, secret = arguments.aws_access_key_id, arguments.aws_secret_access_key
    if settings.signature_version is UNSIGNED:
        return Identity.of(None, session.settings)
    if key is not None and secret is not None:
        return Identity.of(
            Credentials(key, secret, arguments.aws_session_token, "explicit", account_id=arguments.aws_account_id),
            session.settings,
        )
    if key is not None or secret is not None:
        missing = "aws_secret_access_key" if secret is None else "aws_access_key_id"
        raise PartialCredentialsError(provider="explicit", cred_var=missing)
    if arguments.aws_session_token is not None or arguments.aws_account_id is not None:
        debug("sotalia.session", "A session token or account id without a key is ignored.")
    identity = session.identity
    if identity.region is None:
        identity.region = settings.region_name
    return identity
