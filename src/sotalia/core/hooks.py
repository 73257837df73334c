"""Typed hooks: the functions with which services, and programs that use Sotalia, take part in a call.

A call passes the phases below in this order. A hook is a plain function (never async, never blocking); it takes the
`Call`, whose attributes hold what exists by then. The phases from `scheme` to `retry` run once per attempt, the others
once per call. An exception raised by a hook ends the call and reaches the caller, unless its phase says otherwise.

    params    (call, params) -> dict | None      the caller's parameters, not yet validated; may be changed in place or
                                                 replaced
    endpoint  (call, settings)                   the built-in endpoint parameters, just before the rule set is evaluated
    request   (call, request)                    the complete request, before checksums and compression; a hook may
                                                 answer the call with a pair (Response, parsed dict)
    body      (call, request)                    the request once more, for headers that describe its body. If that is
                                                 large or a file, this phase runs in another thread
    scheme    (call, scheme) -> AuthScheme | None  how the call will be signed; may be replaced
    sign      (call, request)                    the attempt's request, complete but for its signature
    signed    (call, request)                    the signed request; what is changed now is not covered by the signature
    send      (call, request) -> Response | None the signed request; a reply returned here is used, and nothing is sent
    reply     (call, response) -> Response | None  the raw reply, body read unless it streams; may be replaced
    parsed    (call, response, parsed)           the reply as a dict, before the retry decision
    retry     (call, response, parsed, error) -> RetryIn | Stop | None  what becomes of the call (see `retry.strategy`),
                                                 None to let the retry strategy decide; the first answer counts, every
                                                 hook is called. A service's own are called after failures only. If a
                                                 hook returns a generator, it is run, and may call the service. One of
                                                 `parsed` and `error` is None
    result    (call, parsed)                     the final dict, success or error, before it is returned or raised
    failed    (call, error)                      the call ends with an exception that is no service error

A service declares its hooks in a module of `sotalia.services`, on an instance named `HOOKS`:

    HOOKS = Hooks()

    @HOOKS.on("params", "PutObject", "UploadPart")     # no operation named: all of them
    def accept_plain_text(call, params): ...
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from ..endpoint.errors import Meanings

    F = TypeVar("F", bound=Callable[..., Any])

PHASES = (
    "params",
    "endpoint",
    "request",
    "body",
    "scheme",
    "sign",
    "signed",
    "send",
    "reply",
    "parsed",
    "retry",
    "result",
    "failed",
)


class Hooks:
    """The hooks of one service, with the few settings that a service may change.

    `auth_type` is how to sign, and overrides model, endpoint and program. `max_attempts` and `backoff_base` (seconds)
    replace the standard retry strategy's; `long_polling` names operations whose callers loop, so that they are slowed
    down even when no retry quota is left; `adapt_model` may replace an operation's model before it is compiled;
    `presign_scheme` takes the client and the regions, and returns the name of the scheme for presigned URLs, or None to
    sign them as its calls; `resource` takes a call, and returns what is signed by schemes that name the resource, or
    None for the URL's path; `endpoint_errors` are what the errors of its endpoint rules mean (`endpoint.errors`).
    `session_of` takes a call whose scheme signs with a session's keys, and returns what has these: like an `Identity`,
    it has `current()`, `credentials()` and `features`. `event_context` takes a call, and returns what the program's
    event handlers find of its parameters in `context`. To them the bodies of the operations in `file_bodies` are files.
    `adapt_operation` takes the client and each `BoundOperation`, once it is bound, and may change the operation where
    the client's settings matter.
    """

    __slots__ = (
        "_by_phase",
        "adapt_model",
        "adapt_operation",
        "auth_type",
        "backoff_base",
        "endpoint_errors",
        "event_context",
        "file_bodies",
        "long_polling",
        "max_attempts",
        "presign_scheme",
        "resource",
        "session_of",
    )

    def __init__(
        self,
        *,
        auth_type: str | None = None,
        max_attempts: int | None = None,
        backoff_base: float | None = None,
        long_polling: frozenset[str] = frozenset(),
        adapt_model: Callable[[Any], Any] | None = None,
        adapt_operation: Callable[[Any, Any], None] | None = None,
        presign_scheme: Callable[[Any, Any], str | None] | None = None,
        resource: Callable[[Any], str | None] | None = None,
        endpoint_errors: Meanings = (),
        session_of: Callable[[Any], Any] | None = None,
        event_context: Callable[[Any], dict[str, Any]] | None = None,
        file_bodies: frozenset[str] = frozenset(),
    ) -> None:
        self.auth_type = auth_type
        self.max_attempts = max_attempts
        self.backoff_base = backoff_base
        self.long_polling = long_polling
        self.adapt_model = adapt_model
        self.adapt_operation = adapt_operation
        self.presign_scheme = presign_scheme
        self.resource = resource
        self.endpoint_errors = endpoint_errors
        self.session_of = session_of
        self.event_context = event_context
        self.file_bodies = file_bodies
        self._by_phase: dict[str, list[tuple[frozenset[str], Callable[..., Any]]]] = {}

    def on(self, phase: str, *operations: str) -> Callable[[F], F]:
        """Return a decorator that adds a hook to `phase`, for `operations` or, when none is named, for all."""
        if phase not in PHASES:
            raise ValueError(f"There is no phase {phase!r}; the phases are {', '.join(PHASES)}.")

        def add(hook: F) -> F:
            self._by_phase.setdefault(phase, []).append((frozenset(operations), hook))
            return hook

        return add

    def bound_to(self, phase: str, operation: str) -> tuple[Callable[..., Any], ...]:
        """Return the hooks of `operation` in `phase`, in the order in which they were added."""
        added = self._by_phase.get(phase)
        if not added:
            return ()
        return tuple(hook for operations, hook in added if not operations or operation in operations)


#: A service that needs nothing special.
NO_HOOKS = Hooks()
