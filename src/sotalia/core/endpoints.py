"""The endpoint of a call: fixed for most operations, worked out from the parameters where it depends on them."""

from __future__ import annotations

from ..endpoint.client import ACCOUNT_ID
from ..errors import EndpointResolutionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..endpoint.rules import Endpoint
    from .context import Call, ClientCore

#: How many values of a deciding member are remembered per operation.
REMEMBERED = 128


def resolve_endpoint(current: Call) -> Generator[Effect, Any, Endpoint]:
    """Return the endpoint of `current`; remember it on the operation when every call has the same.

    Raises EndpointResolutionError when the rules refuse, and ParamValidationError when the parameters are to blame.
    """
    operation, client = current.operation, current.client
    settings = client.builtins
    if current.machinery.wants_account_id:
        credentials = client.identity.current() or (yield from client.identity.credentials())
        settings = with_account(client, credentials.account_id if credentials else None)
        current.credentials = credentials
    memo = operation.known_endpoints
    if memo is not None and memo[0] is settings:
        value = current.params.get(operation.endpoint_member)
        known_endpoint = memo[1].get(value) if value is None or isinstance(value, str) else None
        if known_endpoint is not None:
            return known_endpoint
    if operation.on_endpoint:
        settings = dict(settings)
        for hook in operation.on_endpoint:
            hook(current, settings)
    try:
        endpoint: Endpoint = current.machinery.endpoints.resolve(operation.model, current.params, settings)
    except EndpointResolutionError:
        # Parameters of the wrong type are the usual cause, and validation has more to say of them than the rules.
        if client.parameter_validation:
            operation.serialize(current.params)
        raise
    if not operation.on_endpoint:
        remember_endpoint(current, settings, endpoint)
    return endpoint


def remember_endpoint(current: Call, settings: dict[str, Any], endpoint: Endpoint) -> None:
    """Keep an endpoint that no hook has changed: for all calls, or by the value of the one member that decides."""
    operation, client = current.operation, current.client
    member = current.machinery.endpoints.deciding_member(operation.model)
    if member is None:
        return
    if not member and settings is client.builtins:
        operation.fixed_endpoint = endpoint
        return
    value = current.params.get(member)
    if value is not None and not isinstance(value, str):
        return
    memo = operation.known_endpoints
    if memo is None or memo[0] is not settings or len(memo[1]) >= REMEMBERED:
        memo = operation.known_endpoints = (settings, {})
        operation.endpoint_member = member
    memo[1][value] = endpoint


def with_account(client: ClientCore, account_id: str | None) -> dict[str, Any]:
    """Return the client's built-in parameters with the account id; the last result is kept."""
    kept_builtins: tuple[str | None, dict[str, Any]] | None = client.memory.get(ACCOUNT_ID)
    if kept_builtins is None or kept_builtins[0] != account_id:
        kept_builtins = client.memory[ACCOUNT_ID] = (account_id, {**client.builtins, ACCOUNT_ID: account_id})
    return kept_builtins[1]
