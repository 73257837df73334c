"""What a client's first call loads: protocol, hooks, endpoint rules, signing, retries."""

from __future__ import annotations

from .._log import debug
from ..auth.choose import Chooser
from ..core.context import CallMachinery
from ..core.retry.modes import new_strategy
from ..core.retry.shared import Shared
from ..endpoint.compile import compile_partitions, compile_rule_set
from ..endpoint.partitions import Partitions
from ..endpoint.resolver import EndpointResolver
from ..endpoint.rules import Endpoint, RuleSet
from ..errors import DataNotFoundError, UnknownServiceError
from ..io import clock
from ..io.tracing import trace_source
from ..services import hooks_for
from ..services.signing import PATH_AS_IS, TOKEN_OUTRANKS
from ..wire import protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..core.context import ClientCore
    from ..core.hooks import Hooks
    from ..core.interfaces import Endpoints
    from ..core.retry.legacy import LegacyRules
    from ..model.operation import OperationModel
    from ..model.service import ServiceModel
    from .base import SessionBase


class MachineryMaker:
    """Makes the machinery of a client's calls from its core."""

    __slots__ = ("_environ", "_loader", "_regions", "_use_ssl", "_version")

    def __init__(self, session: SessionBase, version: str | None, use_ssl: bool) -> None:
        # The core refers to this object, which must not refer to the core: that would keep both alive.
        self._environ = session.settings.environ
        self._loader = session._loader
        self._regions = session.regions
        self._version = version
        self._use_ssl = use_ssl

    def __call__(self, core: ClientCore) -> CallMachinery:
        """Make the machinery. Two threads may do so at the same time, with the same result."""
        hooks = hooks_for(core.event_name)
        endpoints = self._endpoints(core, hooks)
        shared_retry = Shared(
            hooks=hooks,
            legacy_rules=LegacyRulesLater(core.service_model.endpoint_prefix),
            random=clock.random,
            monotonic=clock.monotonic,
        )
        return CallMachinery(
            hooks=hooks,
            protocol=core.service_model.shared.once("protocol", protocol, core.service_model),
            endpoints=endpoints,
            chooser=self._chooser(core, hooks),
            retry=new_strategy(core.settings.retries, shared_retry),
            shared_retry=shared_retry,
            now=clock.now,
            monotonic=clock.monotonic,
            uuid=clock.uuid4,
            trace=trace_source(self._environ),
            wants_account_id=endpoints.wants_account_id and core.account_id_mode != "disabled",
        )

    def _endpoints(self, core: ClientCore, hooks: Hooks) -> Endpoints:
        model = core.service_model
        try:
            rule_set = model.shared.once("rule_set", self._rule_set, model)
        except (DataNotFoundError, UnknownServiceError):
            debug("sotalia.endpoint", "%s has no endpoint rules: its endpoint is always the same.", model.service_name)
            return FixedEndpoint(core.endpoint_url)
        return EndpointResolver(rule_set, core.builtins, core.client_context, hooks.endpoint_errors, self._use_ssl)

    def _rule_set(self, model: ServiceModel) -> RuleSet:
        compiled = self._loader.endpoint_rules(model.service_name, self._version, compile_rule_set)
        return RuleSet(compiled, Partitions(self._loader.partitions(compile_partitions)))

    def _chooser(self, core: ClientCore, hooks: Hooks) -> Chooser:
        settings = core.settings
        return Chooser(
            core.service_model,
            signature_version=core.signature_version,
            signing_name=core.signing_name,
            signing_region=core.signing_region,
            requested=settings.signature_version,
            requested_in_code=settings.signature_version_in_code,
            preference=settings.auth_scheme_preference,
            preference_in_code=settings.auth_scheme_preference_in_code,
            region_set=settings.sigv4a_signing_region_set,
            payload_signing=settings.payload_signing_enabled,
            path_as_is=PATH_AS_IS,
            has_service_token=core.signing_name in TOKEN_OUTRANKS
            and core.identity.has_service_token(core.signing_name),
            presign_scheme=None if hooks.presign_scheme is None else hooks.presign_scheme(core, self._regions),
        )


class LegacyRulesLater:
    """Returns a service's rules of the legacy retry mode, which are loaded by the first call of it."""

    __slots__ = ("_endpoint_prefix",)

    def __init__(self, endpoint_prefix: str) -> None:
        self._endpoint_prefix = endpoint_prefix

    def __call__(self) -> LegacyRules:
        """Return them."""
        from ..services.legacy_retries import legacy_rules

        return legacy_rules(self._endpoint_prefix)


class FixedEndpoint:
    """Takes the place of an `EndpointResolver`, for a model without rules."""

    wants_account_id = False

    def __init__(self, url: str) -> None:
        self._endpoint = Endpoint(url, {}, {})

    def deciding_value(self, operation_model: OperationModel) -> None:
        """Return None: no parameter changes the endpoint."""

    def resolve(
        self, operation_model: OperationModel, params: Mapping[str, Any], builtins: Mapping[str, Any]
    ) -> Endpoint:
        """Return the one endpoint."""
        return self._endpoint
