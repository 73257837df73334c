"""One client's endpoints: operation and parameters in, endpoint or boto3's exception out."""

from __future__ import annotations

from .._log import listener
from ..errors import EndpointProviderError
from ..http import masked_url
from .client import ACCOUNT_ID
from .errors import translate
from .params import Binder
from .rules import Endpoint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from ..model.operation import OperationModel
    from .errors import Meanings
    from .rules import RuleSet

#: What rule sets call the parameter for a configured endpoint (its built-in is `SDK::Endpoint`).
ENDPOINT_PARAMETER = "Endpoint"


class EndpointResolver:
    """Resolves the endpoints of one client by its service's rule set.

    `client_context` and `builtin_names` are as in `params.Binder`, `meanings` as in `errors.translate`. With `use_ssl`
    False, endpoints that the client did not configure itself are used over plain HTTP. `wants_account_id` is True where
    the rules read the caller's account id, so that credentials are needed first. Safe to use from many threads.
    """

    __slots__ = (
        "_binders",
        "_builtin_names",
        "_client_context",
        "_meanings",
        "_use_ssl",
        "rule_set",
        "wants_account_id",
    )

    def __init__(
        self,
        rule_set: RuleSet,
        builtin_names: Collection[str],
        client_context: Mapping[str, Any] | None = None,
        meanings: Meanings = (),
        use_ssl: bool = True,
    ) -> None:
        self.rule_set = rule_set
        self._builtin_names = builtin_names
        self._client_context = client_context or {}
        self._meanings = meanings
        self._use_ssl = use_ssl
        self._binders: dict[str, Binder] = {}
        self.wants_account_id = any(parameter.builtin == ACCOUNT_ID for parameter in rule_set.parameters.values())

    def deciding_value(self, operation_model: OperationModel) -> Callable[[Any], Any] | None:
        """Return what takes from parameters what can change the endpoint (see `params.Binder`); None if nothing can."""
        return self._binder(operation_model).deciding_value

    def resolve(
        self, operation_model: OperationModel, params: Mapping[str, Any], builtins: Mapping[str, Any]
    ) -> Endpoint:
        """Return the endpoint for a call with `params`.

        Raises EndpointResolutionError when the rules refuse, or the exception that boto3 has in its place:
        InvalidHostLabelError, ParamValidationError, InvalidEndpointConfigurationError and the UnsupportedS3… errors.
        """
        binder = self._binders.get(operation_model.name) or self._binder(operation_model)
        parameters = binder(params, builtins)
        try:
            endpoint = self.rule_set.resolve(parameters)
        except EndpointProviderError as error:
            translation = translate(error, self._meanings, parameters)
            if translation is None:
                raise
            raise translation from error
        logger = listener("sotalia.endpoint")
        if logger is not None:
            logger.debug(
                "%s: %s, by the rules for %s",
                operation_model.name,
                masked_url(endpoint.url),
                _parameters_text(parameters),
            )
        if self._use_ssl or ENDPOINT_PARAMETER in parameters or not endpoint.url.startswith("https://"):
            return endpoint
        return Endpoint(f"http://{endpoint.url[8:]}", endpoint.properties, endpoint.headers, endpoint.features)

    def _binder(self, operation_model: OperationModel) -> Binder:
        name = operation_model.name
        binder = self._binders.get(name)
        if binder is None:
            binder = Binder(operation_model, self.rule_set, self._client_context, self._builtin_names)
            self._binders[name] = binder
        return binder


def _parameters_text(parameters: Mapping[str, Any]) -> str:
    """Return the text of the rules' parameters for the debug log, without those that are None or False."""
    values = {name: value for name, value in parameters.items() if value not in (None, False)}
    rows = (f"{name}={masked_url(value) if isinstance(value, str) else value!r}" for name, value in values.items())
    return ", ".join(rows) or "nothing"
