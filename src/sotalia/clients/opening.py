"""What a client's first call loads: protocol, hooks, endpoint rules, signing, retries."""

from __future__ import annotations

import weakref

from .._log import debug
from ..auth.choose import Chooser
from ..core.retry.modes import new_strategy
from ..endpoint.client import client_context
from ..endpoint.compile import compile_partitions, compile_rule_set
from ..endpoint.partitions import Partitions
from ..endpoint.resolver import EndpointResolver
from ..endpoint.rules import Endpoint, RuleSet
from ..errors import DataNotFoundError, UnknownServiceError
from ..io import clock
from ..io.tracing import trace_source
from ..services import hooks_for
from ..wire import protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..core.context import ClientCore
    from ..core.hooks import Hooks
    from .session_base import SessionBase


class Opening:
    """The opening of one client. It may be done twice, by two threads at once, with the same result."""

    __slots__ = ("_core", "_environ", "_loader", "_regions", "_use_ssl", "_version")

    def __init__(self, core: ClientCore, session: SessionBase, version: str | None, use_ssl: bool) -> None:
        # The core holds this object: holding it in turn would keep both alive.
        self._core = weakref.ref(core)
        self._environ = session.settings.environ
        self._loader = session._loader
        self._regions = session.regions
        self._version = version
        self._use_ssl = use_ssl

    def __call__(self) -> None:
        """Fill in what only calls need."""
        core = self._core()
        if core is None or core.opened:
            return
        hooks = hooks_for(core.event_name)
        core.hooks = hooks
        core.now, core.uuid = clock.now, clock.uuid4
        core.trace = trace_source(self._environ)
        core.protocol = _shared(core.service_model, "protocol", protocol)
        core.endpoints = self._endpoints(core)
        core.wants_account_id = core.endpoints.wants_account_id and core.account_id_mode != "disabled"
        core.chooser = self._chooser(core, hooks)
        core.retry = new_strategy(core.settled.retries, clock.random, hooks)
        core.opened = True

    def _endpoints(self, core: ClientCore) -> Any:
        model, settled = core.service_model, core.settled
        try:
            rule_set = _shared(model, "rule_set", self._rule_set)
        except (DataNotFoundError, UnknownServiceError):
            debug("sotalia.endpoint", "%s has no endpoint rules: its endpoint is always the same.", model.service_name)
            return FixedEndpoint(core.endpoint_url)
        context = client_context(core.asked, settled.client_context_params)
        return EndpointResolver(rule_set, model.service_name, context, self._use_ssl)

    def _rule_set(self, model: Any) -> RuleSet:
        compiled = self._loader.endpoint_rules(model.service_name, self._version, compile_rule_set)
        return RuleSet(compiled, Partitions(self._loader.partitions(compile_partitions)))

    def _chooser(self, core: ClientCore, hooks: Hooks) -> Chooser:
        settled = core.settled
        return Chooser(
            core.service_model,
            signature_version=core.signature_version,
            signing_name=core.signing_name,
            signing_region=core.signing_region,
            requested=settled.signature_version,
            requested_in_code=settled.signature_version_in_code,
            preference=settled.auth_scheme_preference,
            preference_in_code=settled.auth_scheme_preference_in_code,
            region_set=settled.sigv4a_signing_region_set,
            payload_signing=(settled.s3 or {}).get("payload_signing_enabled"),
            has_service_token=core.identity.has_service_token(core.signing_name),
            presign_with_s3=hooks.presigns_with_s3 is not None and hooks.presigns_with_s3(core, self._regions),
        )


class FixedEndpoint:
    """In the place of an `EndpointResolver`, for a model that came without rules."""

    wants_account_id = False

    def __init__(self, url: str) -> None:
        self._endpoint = Endpoint(url, {}, {})

    def deciding_member(self, operation_model: Any) -> str:
        """Return "": no parameter changes the endpoint."""
        return ""

    def resolve(self, operation_model: Any, params: dict[str, Any], builtins: dict[str, Any]) -> Endpoint:
        """Return the one endpoint."""
        return self._endpoint


def _shared(model: Any, name: str, make: Callable[[Any], Any]) -> Any:
    """Return what all clients of a service share, made on first use and kept with the model."""
    known = model.__dict__.get(name)
    return model.__dict__.setdefault(name, make(model)) if known is None else known
