"""Endpoints that the service itself hands out: asked for before a call, kept as long as the service says.

A model marks the operation that lists endpoints (`endpointoperation`), those whose calls go to what it lists
(`endpointdiscovery`, which may be required), and the members that it wants to know for that (`endpointdiscoveryid`).
Programs choose with `endpoint_discovery_enabled`: true, false, or auto, which is where it is required. One who gives
the client its `endpoint_url` means that one.

What is known belongs to a client, hence to one caller, by what the listing operation was asked. If it cannot be
reached, what it said last is good enough, and it is left alone for a minute.

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

#: Seconds that a listing operation which cannot be reached is left alone.
PAUSE = 60
#: Minutes that an address is believed to be good at most: a year.
_LONGEST_PERIOD = 365 * 24 * 60
MISDIRECTED = 421
INVALID_ENDPOINT = "InvalidEndpointException"
_SCHEMES = ("https://", "http://")
_MEMORY = "discovered endpoints"
_OWN_URL = "url before discovery"


class Discovered:
    """What the service said last: addresses with the time until which they are good; and when it may be asked again."""

    __slots__ = ("addresses", "paused_until")

    def __init__(self) -> None:
        self.addresses: list[tuple[str, float]] = []
        self.paused_until = 0.0

    def address(self, now: float) -> str | None:
        """Return the first address that is good at `now`."""
        return next((address for address, until in self.addresses if now < until), None)


def bind_discovery(client: ClientCore, operation: BoundOperation) -> bool:
    """Return whether calls of `operation` go to discovered endpoints, and give it the hooks that follow from that.

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
    """Have the next attempt, which is `request`, go to a discovered endpoint: the service is asked if none is known.

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
    found = _discovered(current)
    now = current.machinery.now()
    address = found.address(now)
    if address is not None:
        return address
    paused = now < found.paused_until
    if not paused:
        yield from _ask(current, found)
    if found.addresses:
        return found.addresses[0][0]
    if not (current.operation.model.endpoint_discovery or {}).get("required"):
        return None
    if paused:
        # There is nothing else that this call could do.
        yield from _ask(current, found)
    if not found.addresses:
        raise EndpointDiscoveryRefreshFailed()
    return found.addresses[0][0]


def _ask(current: Call, found: Discovered) -> Generator[Effect, Any, None]:
    """Call the listing operation, and keep what it says."""
    from .call import call  # which is made of attempts, and those of this

    client = current.client
    listing = client.service_model.endpoint_discovery_operation
    assert listing is not None
    try:
        reply = yield from call(client, listing.name, _arguments(current), current.features)
    except (AwsConnectionError, HTTPClientError):
        found.paused_until = current.machinery.now() + PAUSE
        return
    now = current.machinery.now()
    listed = reply.get("Endpoints")
    found.addresses = [
        (item["Address"], now + _seconds(item.get("CachePeriodInMinutes")))
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict) and _is_address(item.get("Address"))
    ]
    found.paused_until = 0.0


def _seconds(minutes: Any) -> float:
    """Return how long an address is good, as the service says; nothing where it says something odd."""
    return max(0, min(minutes, _LONGEST_PERIOD)) * 60 if isinstance(minutes, (int, float)) else 0.0


def _is_address(address: Any) -> bool:
    """Tell whether a request may go to what the service handed out: a host, perhaps with scheme and port."""
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
    """Try again at once, and ask before that, when the endpoint says that it is not the caller's.

    As often as the retry strategy has attempts: a service that goes on handing out wrong endpoints is not asked for
    ever.
    """
    if response is None or parsed is None:
        return None
    if response.status != MISDIRECTED and (parsed.get("Error") or {}).get("Code") != INVALID_ENDPOINT:
        return None
    _discovered(current).addresses = []
    return RetryIn(0.0) if current.attempt <= current.retry.max_attempts else None


def _discovered(current: Call) -> Discovered:
    known: dict[Any, Discovered] = current.client.memory.setdefault(_MEMORY, {})
    return known.setdefault(_frozen(_arguments(current)), Discovered())


def _arguments(current: Call) -> dict[str, Any]:
    """Return what the listing operation is told of the call: what it takes, and nothing if nothing identifies it."""
    listing = current.client.service_model.endpoint_discovery_operation
    shape = None if listing is None else listing.input_shape
    if shape is None or not shape.members or current.operation.model.input_shape is None:
        return {}
    identifiers = _identifiers(current.operation.model.input_shape, current.params, {})
    if not identifiers:
        return {}
    told = {"Operation": current.operation.name, "Identifiers": identifiers}
    return {name: value for name, value in told.items() if name in shape.members}


def _identifiers(shape: Shape, params: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    for name, member in shape.members.items():
        if name not in params:
            continue
        if member.metadata.get("endpointdiscoveryid"):
            found[name] = params[name]
        elif member.type_name == "structure":
            _identifiers(member, params[name], found)
    return found


def _frozen(value: Any) -> Any:
    return tuple((name, _frozen(value[name])) for name in sorted(value)) if isinstance(value, dict) else value
