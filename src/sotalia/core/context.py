"""What a call works with: `ClientCore` and `CallMachinery`, made once per client, and `Call`, made for each call.

All only hold values. The first two never change: `sessions.factory` makes a client's core, `sessions.machinery` what
only calls need. A client passes its core, with an operation and its parameters, to `core.call`. Time, randomness and
the caller's event subscriptions are attributes here, so that the core needs nothing from outside.
"""

from __future__ import annotations

from .._frozen import Frozen, replaced
from ..http import TimeLimits
from ..schemes import QUERY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..auth.checksums import RequestChecksum
    from ..auth.choose import Chooser
    from ..config import Config
    from ..effects import Send
    from ..endpoint.client import ClientEndpoint
    from ..endpoint.rules import Endpoint
    from ..errors import Attempt
    from ..http import Request
    from ..identity import Identity
    from ..model.service import ServiceModel
    from ..settings.client import ClientSettings
    from ..useragent.header import UserAgent
    from ..wire import Protocol, SerializedRequest
    from .hooks import Hooks
    from .interfaces import Endpoints, Streams, Subscriptions
    from .operation import BoundOperation
    from .retry.shared import Shared
    from .retry.strategy import RetryStrategy
    from .targets import Target


class CallMachinery(Frozen):
    """What the calls of one client are made with; its first call makes it.

    `hooks` are the service's, `protocol` reads and writes its bodies, `endpoints` resolves its rules, `chooser` decides
    how to sign, `retry` whether to try again; `shared_retry` is what retry strategies of this client share. `now`
    returns the time as seconds since 1970, `monotonic` seconds that never run backwards, `uuid` a random UUID's text.
    `trace` returns the trace that a Lambda function runs in, and is None elsewhere. `wants_account_id` says that the
    endpoint may depend on who signs.
    """

    __slots__ = (
        "chooser",
        "endpoints",
        "hooks",
        "monotonic",
        "now",
        "protocol",
        "retry",
        "shared_retry",
        "trace",
        "uuid",
        "wants_account_id",
    )

    def __init__(
        self,
        *,
        hooks: Hooks,
        protocol: Protocol,
        endpoints: Endpoints,
        chooser: Chooser,
        retry: RetryStrategy,
        shared_retry: Shared,
        now: Callable[[], float],
        monotonic: Callable[[], float],
        uuid: Callable[[], str],
        trace: Callable[[], str | None] | None,
        wants_account_id: bool,
    ) -> None:
        self.hooks = hooks
        self.protocol = protocol
        self.endpoints = endpoints
        self.chooser = chooser
        self.retry = retry
        self.shared_retry = shared_retry
        self.now = now
        self.monotonic = monotonic
        self.uuid = uuid
        self.trace = trace
        self.wants_account_id = wants_account_id


class ClientCore(Frozen):
    """Everything that the calls of one client share.

    `service_model` and `config` are what `client.meta` shows. `settings` are the client's options, `endpoint` is where
    its calls go unless the rules say otherwise; `builtins` and `client_context` are the rules' parameters from both.
    `discovery` says whether calls go to discovered endpoints: True, False, "auto" (where required), or None where
    there is nothing to discover. `identity` says who signs. `streams` wraps streamed replies for the caller, blocking
    or awaited (`body(...)`, `events(...)`). `event_bridge()` returns the program's event handlers as hooks, or None
    while there are none.

    `limits` replace the time limits of the transport, which other clients may use, too (see `changed`).

    Calls keep what later calls can use again in `operations` (each one's `BoundOperation`), in `memory` (what hooks
    keep from one call to the next) and in `machinery`.
    """

    __slots__ = (
        "__weakref__",
        "_machinery",
        "_make_machinery",
        "_own_retry",
        "account_id_mode",
        "builtins",
        "client_context",
        "config",
        "discovery",
        "endpoint",
        "endpoint_url",
        "event_bridge",
        "event_name",
        "identity",
        "inject_host_prefix",
        "limits",
        "memory",
        "operations",
        "parameter_validation",
        "partition",
        "region_name",
        "service_model",
        "settings",
        "signature_version",
        "signing_name",
        "signing_region",
        "streams",
        "user_agent",
    )

    def __init__(
        self,
        *,
        service_model: ServiceModel,
        settings: ClientSettings,
        endpoint: ClientEndpoint,
        builtins: dict[str, Any],
        client_context: dict[str, Any],
        discovery: bool | str | None,
        identity: Identity,
        user_agent: UserAgent,
        config: Config,
        streams: type[Streams],
        event_bridge: Subscriptions,
        make_machinery: Callable[[ClientCore], CallMachinery],
    ) -> None:
        self.service_model = service_model
        self.event_name: str = service_model.service_id.hyphenize()
        self.settings = settings
        self.account_id_mode = settings.account_id_endpoint_mode
        self.inject_host_prefix = settings.inject_host_prefix
        self.parameter_validation = settings.parameter_validation
        self.endpoint = endpoint
        self.region_name = endpoint.region_name
        self.partition: str | None = endpoint.metadata.get("partition")
        self.endpoint_url = endpoint.endpoint_url
        self.signing_name = endpoint.signing_name
        self.signing_region = endpoint.signing_region
        self.signature_version = endpoint.signature_version
        self.builtins = builtins
        self.client_context = client_context
        self.discovery = discovery
        self.identity = identity
        self.user_agent = user_agent
        self.config = config
        self.streams = streams
        self.event_bridge = event_bridge
        self.operations: dict[str, BoundOperation] = {}
        self.memory: dict[str, Any] = {}
        self._make_machinery = make_machinery
        #: The first item is the one in use; several calls may make one at the same time.
        self._machinery: list[CallMachinery] = []
        self.limits: TimeLimits | None = None
        #: The retry strategy where it is not the machinery's; an empty list until it is first used.
        self._own_retry: list[RetryStrategy] | None = None

    def changed(self, config: Config) -> ClientCore:
        """Return the core of a client that differs from this one only in the options of `config`.

        `operations`, `memory` and `machinery` are the same objects. Raises what `ClientSettings.changed` raises.
        """
        old = self.settings
        settings = old.changed(config)
        changes: dict[str, Any] = {"settings": settings, "config": settings.shown_in(self.config)}
        times = settings.connect_timeout, settings.read_timeout
        if times != (old.connect_timeout, old.read_timeout):
            changes["limits"] = TimeLimits(*times)
        if settings.retries != old.retries:
            changes["_own_retry"] = []
            # The same object if the mode is the same.
            changes["user_agent"] = self.user_agent.in_mode(settings.retries["mode"])
        changes["_make_machinery"] = _MachineryOf(self)
        return replaced(self, changes)

    @property
    def machinery(self) -> CallMachinery:
        """What only calls need; made on first use."""
        if not self._machinery:
            self._machinery.append(self._make_machinery(self))
        return self._machinery[0]

    @property
    def retry(self) -> RetryStrategy:
        """The retry strategy, which decides whether to try again."""
        own = self._own_retry
        if own is None:
            return self.machinery.retry
        if not own:
            from .retry.modes import new_strategy

            own.append(new_strategy(self.settings.retries, self.machinery.shared_retry))
        return own[0]

    def bind_anew(self) -> None:
        """Have each operation bound again by its next call, since the program has subscribed to events."""
        self.operations.clear()


class _MachineryOf:
    """Gets the machinery of the client from which another one was made."""

    __slots__ = ("_origin",)

    def __init__(self, origin: ClientCore) -> None:
        self._origin = origin

    def __call__(self, core: ClientCore) -> CallMachinery:
        return self._origin.machinery


class Call:
    """One call of one operation, from the caller's parameters to the returned dict.

    `state` is a scratch pad for hooks that must remember something from one phase to a later one; `event_context` is
    the dict that boto3's events pass around, made on first use. `attempt` counts from 1.
    """

    # Initial values are class attributes: most of them never change, and setting them would cost a microsecond a call.
    attempt = 0
    retry_cost = 0
    body_start: int | None = None
    endpoint: Endpoint | None = None
    target: Target | None = None
    #: What sends the first attempt of a call that goes the straight way.
    ready: Send | None = None
    #: The request without its signature, where that was made before the attempts began.
    request: Request | None = None
    auth: Any = None
    credentials: Any = None
    #: Who signs the call, where it is not the client's identity (see `Hooks.session_of`).
    session: Any = None
    #: The request becomes a URL, or a form, and is not sent.
    presigned = False
    #: In which form it is signed then.
    presigned_form = QUERY
    #: The operation for which boto3 says that it signs, where that is another one than the call's.
    signed_as = ""
    #: The scheme in `auth` needs credentials.
    signs = True
    #: A presigned URL names the endpoint's region; most do not, they are for anybody anywhere.
    keep_region = False
    #: A hook found the reply damaged or incomplete, so that there is another attempt whatever its status.
    transient = False
    #: The body of the request is large, or a file, or its signature takes long.
    heavy = False
    #: The body of the reply as it came, where it was compressed.
    wire_body: bytes | None = None
    #: The next attempt goes to another endpoint, to be resolved again.
    moved = False
    #: The features that the request's User-Agent names.
    named_features = 0
    #: The checksum that the request carries.
    checksum: RequestChecksum | None = None
    serialized: SerializedRequest | None = None
    #: The strategy that decides on the attempts, once they begin.
    retry: RetryStrategy
    #: The attempts that failed, and why.
    failed_attempts: tuple[Attempt, ...] = ()
    invocation_id = ""
    ttl = ""
    error_code: str | None = None
    #: What the caller can do about the error, where its message does not say: a note of the exception.
    way_out: str | None = None
    state: dict[str, Any] | None = None
    event_context: dict[str, Any] | None = None

    def __init__(
        self, client: ClientCore, operation: BoundOperation, params: dict[str, Any], features: int = 0
    ) -> None:
        self.client = client
        self.operation = operation
        self.machinery = operation.machinery
        self.params = params
        #: The features that the call uses (see `sotalia.useragent.features`), beyond its client's and its endpoint's.
        self.features = operation.features | features

    def move(self) -> None:
        """Have the endpoint resolved again before the next attempt."""
        self.moved = True

    def remember(self, key: str, value: Any) -> None:
        """Keep `value` for a later phase of this call."""
        if self.state is None:
            self.state = {}
        self.state[key] = value

    def recall(self, key: str) -> Any:
        """Return what `remember` kept under `key`, or None."""
        return self.state.get(key) if self.state else None
