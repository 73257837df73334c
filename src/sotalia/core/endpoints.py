"""The endpoint of a call: fixed for most operations, worked out from the parameters where the service wants that."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..effects import Effect
    from ..endpoint.rules import Endpoint
    from .context import Call


def resolve_endpoint(current: Call) -> Generator[Effect, Any, Endpoint]:
    """Return the endpoint of `current`; remembers it on the operation when every call has the same."""
    operation, client = current.operation, current.client
    resolver = client.endpoints
    settings = client.builtins
    if resolver.wants_account_id and client.account_id_mode != "disabled":
        credentials = client.identity.current() or (yield from client.identity.credentials())
        settings = {**settings, "AWS::Auth::AccountId": credentials.account_id if credentials else None}
    hooks = operation.hooks("endpoint")
    if hooks:
        settings = dict(settings)
        for hook in hooks:
            hook(current, settings)
    endpoint: Endpoint = resolver.resolve(operation.model, current.params, settings)
    if not hooks and settings is client.builtins and not resolver.depends_on_params(operation.model):
        operation.fixed_endpoint = endpoint
    return endpoint
