"""What a client hands to the core, as type checkers see it: nothing imports this module when programs run."""

from __future__ import annotations

from typing import Any, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..endpoint.rules import Endpoint
    from ..model.operation import OperationModel


class Endpoints(Protocol):
    """Where the calls of a client go: `endpoint.resolver`, or one fixed endpoint."""

    wants_account_id: bool

    def deciding_value(self, operation_model: OperationModel) -> Callable[[Any], Any] | None:
        """Return what takes from parameters what can change the endpoint (see `params.Binder`); None if nothing can."""

    def resolve(
        self, operation_model: OperationModel, params: Mapping[str, Any], builtins: Mapping[str, Any]
    ) -> Endpoint:
        """Return the endpoint for a call with `params`. Raises EndpointResolutionError and its kin."""


class Subscriptions(Protocol):
    """How a program takes part in the calls of a client: by handlers of events, and by methods that it has replaced."""

    #: Whether methods of the client's own inner objects are replaced (see `patchpoints`).
    points: bool

    def __call__(self) -> Any:
        """Return the program's handlers as hooks; None while it takes no part."""


class Streams(Protocol):
    """How a kind of client, blocking or awaited, hands streams to the caller and takes them from it."""

    #: Makes the caller's byte stream of a transport's: `body(stream, length, checksum=…)`.
    body: Callable[..., Any]
    #: Makes the caller's event stream of a transport's byte stream and a decoder.
    events: Callable[[Any, Any], Any]

    @staticmethod
    def whole(data: bytes) -> Any:
        """Return the byte stream of a body that is there already."""

    @staticmethod
    def frames(
        events: Any, encode: Callable[[dict[str, Any]], bytes], initial: bytes | None, sign: Callable[[bytes], bytes]
    ) -> Any:
        """Return what yields the signed frames of `events`: the initial message, each event, the end."""
