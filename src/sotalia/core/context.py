"""What a call knows: `ClientCore`, made once per client and never changed, and `Call`, made for each call.

Both are plain holders. `clients.factory` and `clients.opening` fill the first; a client's shell hands it, with an
operation and its parameters, to `core.call`. Time, randomness and the caller's event subscriptions are attributes here,
so that the core itself reaches for nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..auth.choose import Chooser
    from ..client_settings import ClientSettings
    from ..endpoint.client import EndpointSettings
    from ..endpoint.rules import Endpoint
    from ..useragent import UserAgent
    from ..wire import Parts
    from .hooks import Hooks
    from .operation import BoundOperation
    from .retry.strategy import RetryStrategy


class ClientCore:
    """Everything that the calls of one client share.

    `service_model` and `config` are what `client.meta` shows. `builtins` are the endpoint rule set's built-in
    parameters as the client's settings give them, `endpoints` resolves with them. `identity` says who signs. `now`
    returns the time as seconds since 1970, `uuid` a random UUID's text. `face` is the program's own event
    subscriptions, or None while there are none. `streams` wraps streamed replies for the caller, blocking or awaited
    (`body(...)`, `events(...)`). `trace` returns the trace that a Lambda function runs in, and is
    None elsewhere. `memory` is what hooks want to keep from one call to the next. `discovery` says whether calls go to
    discovered endpoints: True, False, "auto" (where required), or None where nothing is to discover. `open` fills what
    only calls need; it is done by the first of them.
    """

    __slots__ = (
        "__weakref__",
        "account_id_mode",
        "asked",
        "bound",
        "builtins",
        "chooser",
        "config",
        "discovery",
        "endpoint_url",
        "endpoints",
        "event_name",
        "face",
        "hooks",
        "identity",
        "inject_host_prefix",
        "memory",
        "now",
        "open",
        "opened",
        "parameter_validation",
        "partition",
        "protocol",
        "region_name",
        "retry",
        "service_model",
        "settled",
        "signature_version",
        "signing_name",
        "signing_region",
        "streams",
        "trace",
        "user_agent",
        "uuid",
        "wants_account_id",
    )

    service_model: Any
    config: Any
    settled: ClientSettings
    asked: EndpointSettings
    discovery: bool | str | None
    region_name: str | None
    partition: str | None
    endpoint_url: str
    event_name: str
    face: Any
    hooks: Hooks
    identity: Any
    endpoints: Any
    chooser: Chooser
    memory: dict[str, Any]
    inject_host_prefix: bool | None
    open: Callable[[], None]
    opened: bool
    builtins: dict[str, Any]
    account_id_mode: str | None
    wants_account_id: bool
    signature_version: Any
    signing_name: str
    signing_region: str | None
    protocol: Any
    parameter_validation: bool
    retry: RetryStrategy
    user_agent: UserAgent
    now: Callable[[], float]
    uuid: Callable[[], str]
    streams: Any
    trace: Callable[[], str | None] | None
    bound: dict[str, BoundOperation]


class Call:
    """One call of one operation, from the caller's parameters to the returned dict.

    `state` is a scratch pad for hooks that must remember something from one phase to a later one; `event_context` is
    the dict that boto3's events pass around, made when first asked for. `attempt` counts from 1.
    """

    # What a call starts with stands in the class: most of it never changes, and setting it would cost a microsecond.
    attempt = 0
    retry_cost = 0
    body_start: int | None = None
    endpoint: Endpoint | None = None
    auth: Any = None
    credentials: Any = None
    #: The request is to become a URL, not to be sent.
    presigned = False
    #: The scheme in `auth` needs credentials.
    signs = True
    #: A presigned URL names the endpoint's region; most do not, they are for anybody anywhere.
    keep_region = False
    #: What the oldest signature scheme signs in the path's place.
    resource: str | None = None
    #: A hook found the reply damaged or incomplete: worth another attempt whatever its status.
    transient = False
    #: The body of the reply as it came, where it was compressed.
    wire_body: bytes | None = None
    #: The next attempt goes to another endpoint, to be resolved again.
    moved = False
    #: The features that the request names.
    named = 0
    parts: Parts | None = None
    invocation_id = ""
    ttl = ""
    error_code: str | None = None
    state: dict[str, Any] | None = None
    event_context: dict[str, Any] | None = None

    def __init__(
        self, client: ClientCore, operation: BoundOperation, params: dict[str, Any], features: int = 0
    ) -> None:
        self.client = client
        self.operation = operation
        self.params = params
        #: The features that the call uses (see `sotalia.features`), beyond its client's and its endpoint's.
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
