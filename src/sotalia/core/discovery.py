"""Endpoints that the service itself hands out: fetched before a call, kept as long as the service says.

A model marks the operation that lists endpoints (`endpointoperation`), those whose calls go to what it lists
(`endpointdiscovery`, which may be required), and the members that the listing operation needs (`endpointdiscoveryid`).
Programs choose with `endpoint_discovery_enabled`: true, false, or auto, which means: where it is required. A client
with an `endpoint_url` of its own uses that one.

Each client keeps the endpoints it has discovered, one list for each set of arguments of the listing operation. If that
operation cannot be reached, the client goes on with the old list, and asks again after a minute at the earliest.

https://docs.aws.amazon.com/timestream/latest/developerguide/Using.API.endpoint-discovery.html
"""

from __future__ import annotations

from .._log import debug
from ..endpoint.urls import is_authority, join_url
from ..errors import ConnectionError as AwsConnectionError
from ..errors import EndpointDiscoveryRefreshFailed, EndpointDiscoveryRequired, HTTPClientError
from .retry.strategy import RetryIn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..http import Request, Response
    from ..model.shapes import Shape
    from .context import Call, ClientCore
    from .operation import BoundOperation

#: Seconds before a listing operation that could not be reached is called again.
PAUSE = 60
#: The most minutes that an address is used, whatever the service says: a year.
_LONGEST_PERIOD = 365 * 24 * 60
MISDIRECTED = 421
INVALID_ENDPOINT = "InvalidEndpointException"
_SCHEMES = ("https://", "http://")
_MEMORY = "discovered endpoints"
_OWN_URL = "url before discovery"


class DiscoveredEndpoints:
    """The service's last list: addresses with the time until which they are valid; and when it may be asked again."""

    __slots__ = ("addresses", "paused_until")

    def __init__(self) -> None:
        self.addresses: list[tuple[str, float]] = []
        self.paused_until = 0.0

    def address(self, now: float) -> str | None:
        """Return the first address that is valid at `now`."""
        return next((address for address, until in self.addresses if now < until), None)


def bind_discovery(client: ClientCore, operation: BoundOperation) -> bool:
    """Return whether calls of `operation` go to discovered endpoints, and add the hooks that this needs.

    Where discovery is required and switched off, every call raises EndpointDiscoveryRequired.
    """
    trait, mode = operation.model.endpoint_discovery, client.discovery
    if trait is None or mode is None:
        return False
    if mode is False:
        if trait.get("required"):
            operation.on_params = (*operation.on_params, _refuse)
        return False
    if mode is not True and not trait.get("required"):
        return False
    operation.on_retry = (*operation.on_retry, _forget)
    return True


def route(current: Call, request: Request) -> Generator[Effect, Any, None]:
    """Send the next attempt, which is `request`, to a discovered endpoint; ask the service if none is known.

    Where discovery is optional and fails, the request stays as it was. Raises EndpointDiscoveryRefreshFailed where it
    is required, and the listing operation's ClientError.
    """
    own_url = current.recall(_OWN_URL)
    if own_url is None:
        current.remember(_OWN_URL, request.url)
    else:
        request.url = own_url
    address = yield from _find(current)
    if address is None:
        debug("sotalia.endpoint", "%s: no endpoint discovered, going to the usual one.", current.operation.name)
        return
    if not address.startswith(_SCHEMES):
        address = f"https://{address}"
    assert current.serialized is not None
    request.url = join_url(address, current.serialized.path, current.serialized.query)


def _find(current: Call) -> Generator[Effect, Any, str | None]:
    endpoints = _endpoints_for(current)
    now = current.machinery.now()
    address = endpoints.address(now)
    if address is not None:
        return address
    paused = now < endpoints.paused_until
    if not paused:
        yield from _ask(current, endpoints)
    if endpoints.addresses:
        return endpoints.addresses[0][0]
    if not (current.operation.model.endpoint_discovery or {}).get("required"):
        return None
    if paused:
        # There is nothing else that this call could do.
        yield from _ask(current, endpoints)
    if not endpoints.addresses:
        raise EndpointDiscoveryRefreshFailed()
    return endpoints.addresses[0][0]


def _ask(current: Call, endpoints: DiscoveredEndpoints) -> Generator[Effect, Any, None]:
    """Call the listing operation, and keep its list."""
    from .call import call  # imported late: it imports `attempt`, which uses this module

    client = current.client
    listing = client.service_model.endpoint_discovery_operation
    assert listing is not None
    try:
        reply = yield from call(client, listing.name, _arguments(current), current.features)
    except (AwsConnectionError, HTTPClientError):
        endpoints.paused_until = current.machinery.now() + PAUSE
        return
    now = current.machinery.now()
    items = reply.get("Endpoints")
    endpoints.addresses = [
        (item["Address"], now + _seconds(item.get("CachePeriodInMinutes")))
        for item in (items if isinstance(items, list) else ())
        if isinstance(item, dict) and _is_address(item.get("Address"))
    ]
    endpoints.paused_until = 0.0


def _seconds(minutes: Any) -> float:
    """Return how long an address is valid, as the service says; 0 where that is no number."""
    return max(0, min(minutes, _LONGEST_PERIOD)) * 60 if isinstance(minutes, (int, float)) else 0.0


def _is_address(address: Any) -> bool:
    """Tell whether a request may go to an address from the service: a host, perhaps with scheme and port."""
    if isinstance(address, str):
        rest = address.partition("://")[2] if address.startswith(_SCHEMES) else address
        if is_authority(rest.removesuffix("/")):
            return True
    debug("sotalia.endpoint", "The discovered endpoint %.200r is passed over: it is no host.", address)
    return False


def _refuse(current: Call, params: dict[str, Any]) -> None:
    raise EndpointDiscoveryRequired()


def _forget(
    current: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None
) -> RetryIn | None:
    """Forget the endpoints and try again at once, when the endpoint says that it is not the caller's.

    This happens no more often than the retry strategy has attempts, in case a service goes on handing out wrong
    endpoints.
    """
    if response is None or parsed is None:
        return None
    if response.status != MISDIRECTED and (parsed.get("Error") or {}).get("Code") != INVALID_ENDPOINT:
        return None
    _endpoints_for(current).addresses = []
    return RetryIn(0.0) if current.attempt <= current.retry.max_attempts else None


def _endpoints_for(current: Call) -> DiscoveredEndpoints:
    by_arguments: dict[Any, DiscoveredEndpoints] = current.client.memory.setdefault(_MEMORY, {})
    return by_arguments.setdefault(_frozen(_arguments(current)), DiscoveredEndpoints())


def _arguments(current: Call) -> dict[str, Any]:
    """Return the listing operation's arguments for the call: those that it takes; none without identifiers."""
    listing = current.client.service_model.endpoint_discovery_operation
    shape = None if listing is None else listing.input_shape
    if shape is None or not shape.members or current.operation.model.input_shape is None:
        return {}
    identifiers = _identifiers(current.operation.model.input_shape, current.params, {})
    if not identifiers:
        return {}
    arguments = {"Operation": current.operation.name, "Identifiers": identifiers}
    return {name: value for name, value in arguments.items() if name in shape.members}


def _identifiers(shape: Shape, params: dict[str, Any], identifiers: dict[str, Any]) -> dict[str, Any]:
    for name, member in shape.members.items():
        if name not in params:
            continue
        if member.metadata.get("endpointdiscoveryid"):
            identifiers[name] = params[name]
        elif member.type_name == "structure":
            _identifiers(member, params[name], identifiers)
    return identifiers


def _frozen(value: Any) -> Any:
    return tuple((name, _frozen(value[name])) for name in sorted(value)) if isinstance(value, dict) else value
