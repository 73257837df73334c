"""A session's calls of services that issue credentials.

They are made by a client of the session, whose event handlers and replaced methods see them as in boto3. Its requests
are steps of the call that needs the credentials, and go over the connections of that call's client.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from ..core.context import Call, ClientCore
    from ..effects import Effect, Steps
    from ..events.emitter import EventEmitter
    from ..http import Request
    from ..identity import Credentials
    from ..identity.chain import Prepare
    from ..model.loader import Loader
    from ..settings.session import Settings
    from .base import SessionBase


class ServiceCalls:
    """The function behind `identity.chain.Lookup.call`, for a session with these settings, models and handlers.

    `kind` is the session's class. It must not refer to the session, whose identity refers to it.
    """

    __slots__ = ("_events", "_kind", "_loader", "_settings")

    def __init__(self, settings: Settings, loader: Loader, events: EventEmitter, kind: type[SessionBase]) -> None:
        self._settings = settings
        self._loader = loader
        self._events = events
        self._kind = kind

    def __call__(
        self,
        service: str,
        operation: str,
        params: dict[str, Any],
        region: str | None,
        prepare: Prepare | None,
        features: int,
        credentials: Credentials | None,
    ) -> Generator[Effect, Any, dict[str, Any]]:
        """Return the steps of the call, signed with `credentials` or unsigned, in `region` or the settings' region."""
        client = yield from self._client(service, region, credentials)
        return (yield from call_within(client, operation, params, features, prepare))

    def _client(self, service: str, region: str | None, credentials: Credentials | None) -> Steps:
        """Return the steps that make a client for one call."""
        from copy import copy

        from ..clients.arguments import ClientArguments
        from ..effects import Compute
        from ..identity import Identity
        from ..io import clock
        from .factory import chosen_by_handlers, client_of, make_core

        session = self._kind.with_settings(self._settings, self._loader)
        session.events = self._events
        if credentials is not None:
            session.identity = Identity.of(credentials, self._settings, now=clock.now)
        events = copy(self._events)
        arguments = chosen_by_handlers(ClientArguments(service, region, config=signing(credentials)), events)
        core = yield Compute(make_core, session, arguments, self._kind.client_base.streams, events)
        # Not in the same step: the session's handlers may have a say in what the client is.
        return client_of(session, arguments, core, events)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self._settings, list(self._loader.search_paths), self._kind)


def _rebuild(settings: Settings, search_paths: list[str], kind: type[SessionBase]) -> ServiceCalls:
    from ..events.emitter import EventEmitter
    from ..model.loader import Loader

    loader = Loader(search_paths, include_default_search_paths=False)
    return ServiceCalls(settings, loader, EventEmitter(), kind)


def signing(credentials: Credentials | None) -> Any:
    """Return the Config of a client that signs with these credentials, or, without any, not at all."""
    from ..config import UNSIGNED, Config

    return Config(signature_version=UNSIGNED) if credentials is None else None


def call_within(
    client: Any, operation: str, params: dict[str, Any], features: int, prepare: Prepare | None
) -> Generator[Effect, Any, dict[str, Any]]:
    """Return the steps that call an operation by its method of a client, whose requests are steps of this call.

    What the program answered itself is marked (`identity.chain.MADE_UP`); all that its own object in the place of a
    client returns is that.
    """
    from functools import partial

    from ..clients.base import ClientBase
    from ..effects import Around, Ask
    from ..identity.chain import MADE_UP
    from ..model.names import xform_name

    reply: dict[str, Any]
    name = xform_name(operation)
    if not isinstance(client, ClientBase):
        reply = yield Ask(partial(getattr(client, name), **params))
        return {**reply, MADE_UP: True}
    within = _Within(features, prepare)
    method = getattr(_connected(client, within), name)
    reply = yield Around(lambda run: within.performing(run, method, params), within.steps)
    return reply if within.sent else {**reply, MADE_UP: True}


def _connected(client: Any, within: _Within) -> Any:
    """Return a twin of a client, with another connection: the program may have the client, and use it itself."""
    twin = object.__new__(type(client))
    twin.__dict__.update(client.__dict__)
    twin._connections = {"open": within}
    return twin


class _Within:
    """The connection of such a client (see `clients.connection.Connection`)."""

    __slots__ = ("_asked", "_features", "_prepare", "_run", "sent")

    _asked: tuple[ClientCore, str, dict[str, Any]]
    _run: Callable[[], Any]

    def __init__(self, features: int, prepare: Prepare | None) -> None:
        self._features = features
        self._prepare = prepare
        #: Whether a request was sent.
        self.sent = False

    def performing(self, run: Callable[[], Any], method: Callable[..., Any], params: dict[str, Any]) -> Any:
        """Call the client's method; `run` performs `steps` over the connections of the other call."""
        self._run = run
        return method(**params)

    @staticmethod
    def features() -> int:
        """Return none: those of the program are not this call's."""
        return 0

    def prepare(self, core: ClientCore, operation: str, params: dict[str, Any], _features: int) -> Steps:
        """Return the steps of the client's call: a single one."""
        from ..effects import Ask

        def only() -> Generator[Effect, Any, Any]:
            return (yield Ask(self._run))

        self._asked = core, operation, params
        return only()

    @staticmethod
    def perform(effect: Any) -> Any:
        """Perform that step."""
        return effect.function()

    def steps(self) -> Steps:
        """Return the steps of the call that the client was last asked for."""
        from ..core.call import call

        core, operation, params = self._asked

        def prepare_request(current: Call, request: Request) -> None:
            # Certificates are checked even where the client does not check them for its own calls.
            request.must_verify = True
            if self._prepare is not None:
                self._prepare(request, current.machinery.now(), current.machinery.uuid())

        return self._noticing(call(core, operation, params, self._features, prepare_request))

    def _noticing(self, steps: Steps) -> Generator[Effect, Any, Any]:
        """Return the same steps; they tell whether a request is sent."""
        from ..effects import Around, Send

        answer, error = None, None
        try:
            while True:
                effect = steps.send(answer) if error is None else steps.throw(error)
                if isinstance(effect, Send):
                    self.sent = True
                elif isinstance(effect, Around):
                    effect.steps = self._noticed(effect.steps)
                try:
                    answer, error = (yield effect), None
                except Exception as failure:
                    answer, error = None, failure
        except StopIteration as stop:
            return stop.value
        finally:
            steps.close()

    def _noticed(self, steps: Callable[[], Steps]) -> Callable[[], Steps]:
        return lambda: self._noticing(steps())
