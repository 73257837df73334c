"""What blocking and awaited clients have in common: attributes, methods, pickling. Neither performs a call here."""

from __future__ import annotations

import weakref

from ..config import Config
from ..core.service_exceptions import service_exceptions
from ..events.emitter import first_response
from ..events.signer import RequestSigner
from ..model.names import Unknown, did_you_mean, shown_as, unknown_attribute, xform_name
from ..settings.options import CALL_OPTIONS
from .meta import ClientMeta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Self

    from ..core.context import ClientCore
    from ..core.service_exceptions import ServiceExceptions
    from ..events.emitter import EventEmitter
    from ..io.transport import TransportOptions
    from ..patchpoints.endpoint import Endpoint
    from ..patchpoints.inner import RulesetResolver, Serializer
    from .arguments import ClientArguments
    from .connection import Connection
    from .maker import ClientMaker


class ClientBase:
    """Base of every client class; the classes themselves are made per service (see `clients.classes`)."""

    #: Operation names by method name.
    _PY_TO_OP_NAME: dict[str, str] = {}

    meta: ClientMeta

    #: Whether calls are awaited.
    awaited = False

    #: The class that wraps streamed replies for the caller.
    streams: Any

    #: Functions (`module:function`) in the place of those that services add to their clients, by the method's name.
    other_methods: Mapping[str, str] = {}

    #: The class of waiters, and what makes a method one that returns error replies; both imported when asked for.
    _waiter_bases: tuple[type[Any], type[Any]]

    #: The class of paginators; imported on first use.
    _paginator_base: type[Any]

    def __init__(
        self, core: ClientCore, events: EventEmitter, session: ClientMaker, arguments: ClientArguments
    ) -> None:
        self._core = core
        #: The session and the arguments that this client was made with: unpickling makes it again with them.
        self._session = session
        self._arguments = arguments
        #: The settings that the transport is made with, which clients made by `with_config` use, too.
        self._transport_settings = core.settings
        #: One `Connection`, from the first call to `close()`. Clients made by `with_config` have the same dict.
        self._connections: dict[str, Connection] = {}
        self._request_signer = RequestSigner(core, None if self.awaited else _find_credentials)
        self.meta = ClientMeta(core, events, self._PY_TO_OP_NAME)
        # Neither may keep the other alive: this client refers to the core, its `meta` to the emitter.
        reference = weakref.ref(core)
        events.on_first_handler = lambda _: _bind_anew(reference)

    @property
    def _connection(self) -> Connection | None:
        """The connection that performs calls; None until the first one, and after `close()`."""
        return self._connections.get("open")

    @_connection.setter
    def _connection(self, connection: Connection) -> None:
        self._connections["open"] = connection

    def with_config(self, config: Config) -> Self:
        """Return a client like this one, for calls with other time-outs, attempts or retry mode.

            client.with_config(Config(read_timeout=2, retries={"total_max_attempts": 1})).get_item(...)

        It takes microseconds, so it may be done for a single call. `config` may have the options
        `connect_timeout`, `read_timeout`, `retries` and `total_timeout`; the others are those of this client.

        Both use the same connections, credentials and event handlers, and share what limits retries and calls
        (the quota of retries, the rate of the adaptive mode). Closing either closes the connections; a later call of
        either opens new ones. A custom transport finds the time-outs in `Request.limits`.

        Raises InvalidConfigError for other options, ValueError for an invalid time-out.
        """
        if not isinstance(config, Config):
            raise TypeError(f"with_config() takes a Config, not {type(config).__name__}.")
        core = self._core.changed(config)
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._core = core
        twin._request_signer = RequestSigner(core, None if self.awaited else _find_credentials)
        twin.meta = ClientMeta(core, self.meta.events, self._PY_TO_OP_NAME)
        return twin

    def _load(self) -> None:
        """Load all that calls need, except their operations."""
        if self._connection is None:
            self._connect()
        _ = self._core.machinery

    def _transport_options(self) -> TransportOptions:
        from .connection import transport_options

        return transport_options(self._transport_settings, self._core.endpoint_url, self._session.settings.environ)

    @property
    def exceptions(self) -> ServiceExceptions:
        """The service's error classes: `client.exceptions.NoSuchBucket`."""
        return service_exceptions(self._core.service_model)

    def can_paginate(self, operation_name: str) -> bool:
        """Return whether the results of a method (`"list_objects_v2"`) come in pages that a paginator can put together.

        Raises KeyError for a name that is no method.
        """
        return self._operation_of(operation_name) in self._published_paginators

    def get_paginator(self, operation_name: str) -> Any:
        """Return the paginator of a method, which puts the pages of its results together, as boto3's guide says.

            for page in client.get_paginator("list_objects_v2").paginate(Bucket="my-bucket"):
                ...

        There is one for each method for which `can_paginate` returns True, and for each of `derived_paginators`.

        Raises OperationNotPageableError, KeyError for a name that is no method.
        """
        from ..paginate.classes import paginator_class

        name = self._operation_of(operation_name)
        cls = paginator_class(
            self._paginator_base, self._core.service_model, self._published_paginators, operation_name, name
        )
        return cls(getattr(self, operation_name))

    def _operation_of(self, method: str) -> str:
        """Return the operation of a method. The KeyError for an unknown one suggests methods that have paginators."""
        name = self._PY_TO_OP_NAME.get(method)
        if name is None:
            paginators, names = self._published_paginators, self._PY_TO_OP_NAME
            candidates = [candidate for candidate, operation in names.items() if operation in paginators]
            question = did_you_mean(str(method), candidates)
            raise KeyError(Unknown(method, question) if question else method)
        return name

    @property
    def derived_paginators(self) -> list[str]:
        """The methods that have a paginator although AWS published none: it is derived from the operation's model.

        This reads the models of all of the service's operations; `get_paginator` reads only one.
        """
        from ..paginate.classes import derived_methods

        return derived_methods(self._core.service_model, self._published_paginators)

    @property
    def _published_paginators(self) -> dict[str, Any]:
        """How operations are paged, by their names in the model; looked up once per client."""
        paginators: dict[str, Any] | None = self.__dict__.get("_paginators")
        if paginators is None:
            model = self._core.service_model
            paginators = self._loader.paginators(model.service_name, model.api_version)
            self.__dict__["_paginators"] = paginators
        return paginators

    @property
    def waiter_names(self) -> list[str]:
        """The names of the service's waiters, as methods are written: `["bucket_exists", …]`."""
        waiters = self._waiter_model()
        return [] if waiters is None else [xform_name(name) for name in waiters.waiter_names]

    def get_waiter(self, waiter_name: str) -> Any:
        """Return one of `waiter_names`: `client.get_waiter("bucket_exists").wait(Bucket="b", WaiterConfig={…})`.

        For waiters that a program describes itself, see `sotalia.waiters.create_waiter_with_client`.

        Raises ValueError for an unknown name, and suggests similar ones.
        """
        from ..waiters.classes import client_waiter

        return client_waiter(waiter_name, self._waiter_model(), self)

    def _waiter_model(self) -> Any:
        """Return the model of the service's waiters, or None when it has none. Raises WaiterConfigError."""
        state = self.__dict__
        if "_waiters" not in state:
            from ..waiters.classes import service_waiters

            model, loader = self._core.service_model, self._loader
            state["_waiters"] = service_waiters(model, loader.waiter_document(model.service_name, model.api_version))
        return state["_waiters"]

    @property
    def _service_model(self) -> Any:
        return self._core.service_model

    @property
    def _client_config(self) -> Any:
        return self._core.config

    @property
    def _endpoint(self) -> Endpoint:
        from ..patchpoints.endpoint import endpoint_of

        return endpoint_of(self._core)

    @property
    def _serializer(self) -> Serializer:
        from ..patchpoints.inner import Serializer

        core = self._core
        return Serializer(lambda: core.machinery.protocol, validate=core.parameter_validation)

    @property
    def _ruleset_resolver(self) -> RulesetResolver:
        from ..patchpoints.inner import RulesetResolver

        return RulesetResolver(self.meta.events)

    def _emit_api_params(self, api_params: dict[str, Any], operation_model: Any, context: dict[str, Any]) -> Any:
        """Emit the events for a call's parameters, and return these as handlers have changed them."""
        events, name = self.meta.events, f"{self._core.event_name}.{operation_model.name}"
        told = {"model": operation_model, "context": context}
        params = first_response(events.emit(f"provide-client-params.{name}", params=api_params, **told), api_params)
        events.emit(f"before-parameter-build.{name}", params=params, **told)
        return params

    @property
    def _loader(self) -> Any:
        return self._session._loader

    def _get_credentials(self) -> Any:
        return self._request_signer.credentials

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "meta" not in self.__dict__:
            raise unknown_attribute(self, name)
        if hasattr(type(self), name):
            return object.__getattribute__(self, name)  # a property raised AttributeError: raise that one
        core = self._core
        answer = self.meta.events.emit_until_response(f"getattr.{core.event_name}.{name}", client=self)[1]
        if answer is not None:
            return answer
        raise unknown_attribute(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        arguments, settings = self._arguments, self._core.settings
        if settings is not self._transport_settings:
            call_options = Config(**{name: getattr(settings, name) for name in CALL_OPTIONS})
            arguments = arguments.replaced(config=(arguments.config or Config()).merge(call_options))
        return _remake_client, (self._session, arguments)

    def __copy__(self) -> ClientBase:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> ClientBase:
        # A client can be shared: connections and caches are all that it holds.
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} {self._core.region_name} at {id(self):#x}>"


def _remake_client(session: ClientMaker, arguments: ClientArguments) -> Any:
    """Make an unpickled client, from the same session with the same arguments."""
    return session.make_client(arguments)


def _find_credentials(identity: Any) -> Any:
    """Return the credentials of an identity; wait until they are there."""
    from ._sync.alone import run_alone

    return run_alone(identity.load(), identity.settings)


def _bind_anew(reference: weakref.ref[ClientCore]) -> None:
    core = reference()
    if core is not None:
        core.bind_anew()


shown_as("BaseClient", ClientBase)
