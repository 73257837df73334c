"""Where a call goes and how it is signed: worked out once for an operation, or for each value of what decides.

Most operations have one target. Where parameters decide (`Bucket`, the names of tables), the operation has a target for
each of their latest values. Where the program's event handlers take part, it is worked out for each call.
"""

from __future__ import annotations

from ..endpoint.client import ACCOUNT_ID
from ..endpoint.params import UNKNOWN
from ..errors import EndpointResolutionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..auth.scheme import AuthScheme
    from ..effects import Effect
    from ..endpoint.rules import Endpoint
    from .context import Call, ClientCore
    from .operation import BoundOperation
    from .templates import Templates

    #: The built-in parameters that the targets hold for, and the targets by the value of what decides.
    Known = tuple[dict[str, Any], dict[Any, "Target"]]

#: How many values of what decides are remembered per operation.
REMEMBERED = 128


class Target:
    """An endpoint, and what calls of one operation to it have in common.

    `features` are those that were used to find it, beyond its endpoint's own. `scheme` is how requests to it are signed
    in their headers, or None until a call has chosen it. `templates` are what its requests are made from.
    """

    __slots__ = ("endpoint", "features", "scheme", "templates")

    def __init__(self, endpoint: Endpoint, features: int = 0) -> None:
        self.endpoint = endpoint
        self.features = features
        self.scheme: AuthScheme | None = None
        self.templates: Templates | None = None


def known_target(client: ClientCore, operation: BoundOperation, params: dict[str, Any], keys: Any) -> Target | None:
    """Return the target of a call that is signed with `keys`, if an earlier call has found it; else None."""
    if operation.fixed_target is not None:
        return operation.fixed_target
    known = operation.known_targets
    if known is None:
        return None
    settings = with_account(client, keys.account_id) if operation.machinery.wants_account_id else client.builtins
    return known[1].get(operation.deciding_value(params)) if known[0] is settings else None


def resolve_target(current: Call) -> Generator[Effect, Any, None]:
    """Set the call's target and endpoint; remember the target for later calls where that is possible.

    Raises EndpointResolutionError when the rules refuse, and ParamValidationError when the parameters are to blame.
    """
    operation, client = current.operation, current.client
    fixed = operation.fixed_target
    if fixed is not None:
        current.target, current.endpoint = fixed, fixed.endpoint
        return
    settings = client.builtins
    if current.machinery.wants_account_id:
        credentials = client.identity.current() or (yield from client.identity.credentials())
        settings = with_account(client, credentials.account_id if credentials else None)
        current.credentials = credentials
    known = operation.known_urls if current.presigned else operation.known_targets
    target = None
    if known is not None and known[0] is settings:
        target = known[1].get(operation.deciding_value(current.params))
    if target is None:
        target = _find_target(current, settings)
    current.target, current.endpoint = target, target.endpoint
    current.features |= target.features


def _find_target(current: Call, settings: dict[str, Any]) -> Target:
    """Work out the target by the service's rules, with its hooks."""
    operation, client = current.operation, current.client
    builtins, features = settings, current.features
    # What hooks add is told apart from what the call has already: a later call may not have it.
    current.features = 0
    if operation.on_endpoint:
        settings = dict(settings)
        for hook in operation.on_endpoint:
            hook(current, settings)
    added, current.features = current.features, current.features | features
    try:
        endpoint: Endpoint = current.machinery.endpoints.resolve(operation.model, current.params, settings)
    except EndpointResolutionError:
        # Parameters of the wrong type are the usual cause, and validation has more to say of them than the rules.
        if client.parameter_validation:
            operation.serialize(current.params)
        raise
    target = Target(endpoint, added)
    if not operation.has_handlers:
        _remember(current, builtins, target)
    return target


def _remember(current: Call, settings: dict[str, Any], target: Target) -> None:
    """Keep a target: for all calls, or by the value of what decides."""
    operation, client = current.operation, current.client
    value_of = current.machinery.endpoints.deciding_value(operation.model)
    if value_of is not None:
        operation.deciding_value = value_of
    elif settings is client.builtins and not operation.on_endpoint:
        operation.fixed_target = target
        return
    value = operation.deciding_value(current.params)
    if value is UNKNOWN:
        return
    known = operation.known_urls if current.presigned else operation.known_targets
    if known is None or known[0] is not settings or len(known[1]) >= REMEMBERED:
        known = settings, {}
        if current.presigned:
            operation.known_urls = known
        else:
            operation.known_targets = known
    known[1][value] = target


def forget_targets(client: ClientCore) -> None:
    """Have the targets worked out anew: a hook has learned something that changes where calls go."""
    for operation in tuple(client.operations.values()):
        operation.fixed_target = operation.known_targets = operation.known_urls = operation.url_form = None


def with_account(client: ClientCore, account_id: str | None) -> dict[str, Any]:
    """Return the client's built-in parameters with the account id; the last result is kept."""
    kept_builtins: tuple[str | None, dict[str, Any]] | None = client.memory.get(ACCOUNT_ID)
    if kept_builtins is None or kept_builtins[0] != account_id:
        kept_builtins = client.memory[ACCOUNT_ID] = (account_id, {**client.builtins, ACCOUNT_ID: account_id})
    return kept_builtins[1]
