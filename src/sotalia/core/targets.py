"""Where a call goes and how it is signed: worked out once for an operation, or for each value of one member.

Most operations have one target. Where one member of the input decides (`Bucket`), the operation has a target for each
of its latest values. Only where several members decide, or where the program's event handlers take part, it is worked
out for each call.
"""

from __future__ import annotations

from ..endpoint.client import ACCOUNT_ID
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

    #: The built-in parameters that the targets hold for, and the targets by the value of the member that decides.
    Known = tuple[dict[str, Any], dict[Any, "Target"]]

#: How many values of a deciding member are remembered per operation.
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
    return _of_value(known, settings, params.get(operation.deciding_member))


def _of_value(known: Known, settings: dict[str, Any], value: Any) -> Target | None:
    """Return the target for the value of the deciding member, unless it was found with other settings."""
    if known[0] is not settings or not (value is None or isinstance(value, str)):
        return None
    return known[1].get(value)


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
    target = None if known is None else _of_value(known, settings, current.params.get(operation.deciding_member))
    if target is None:
        target = _find_target(current, settings)
    current.target, current.endpoint = target, target.endpoint
    current.features |= target.features


def _find_target(current: Call, settings: dict[str, Any]) -> Target:
    """Work out the target by the service's rules, with its hooks."""
    operation, client = current.operation, current.client
    builtins, features = settings, current.features
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
    target = Target(endpoint, current.features & ~features)
    if not operation.has_handlers:
        _remember(current, builtins, target)
    return target


def _remember(current: Call, settings: dict[str, Any], target: Target) -> None:
    """Keep a target: for all calls, or by the value of the one member that decides."""
    operation, client = current.operation, current.client
    member = current.machinery.endpoints.deciding_member(operation.model)
    if member is None:
        return
    if not member and settings is client.builtins and not operation.on_endpoint:
        operation.fixed_target = target
        return
    value = current.params.get(member)
    if value is not None and not isinstance(value, str):
        return
    known = operation.known_urls if current.presigned else operation.known_targets
    if known is None or known[0] is not settings or len(known[1]) >= REMEMBERED:
        known = settings, {}
        operation.deciding_member = member
        if current.presigned:
            operation.known_urls = known
        else:
            operation.known_targets = known
    known[1][value] = target


def forget_targets(client: ClientCore) -> None:
    """Have the targets worked out anew: a hook has learned something that changes where calls go."""
    for operation in tuple(client.operations.values()):
        operation.fixed_target = operation.known_targets = operation.known_urls = None


def with_account(client: ClientCore, account_id: str | None) -> dict[str, Any]:
    """Return the client's built-in parameters with the account id; the last result is kept."""
    kept_builtins: tuple[str | None, dict[str, Any]] | None = client.memory.get(ACCOUNT_ID)
    if kept_builtins is None or kept_builtins[0] != account_id:
        kept_builtins = client.memory[ACCOUNT_ID] = (account_id, {**client.builtins, ACCOUNT_ID: account_id})
    return kept_builtins[1]
