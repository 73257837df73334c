"""Where a client's calls go: region, signing scope, endpoint URL, signature version, built-ins of rules.

boto3 reads these from endpoints.json, and keeps rules of its own from before there were rule sets. For all services:
- a pseudo-region (`fips-us-east-1`, `us-east-1-fips`) means the region, with FIPS;
- where the program sets an endpoint URL, its region is not changed.
The rules for single services are their `EndpointHooks`, in `services/`.
"""

from __future__ import annotations

from .._frozen import Frozen
from .._log import debug
from ..errors import InvalidRegionError, UnknownSignatureVersionError
from ..http import masked_url
from ..schemes import SIGNING
from .urls import is_endpoint_url, is_region_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..model.service import ServiceModel
    from ..settings.client import ClientSettings
    from .regions import Regions


#: The built-in parameters of the rule language: its names for the settings that clients of all services have. Those of
#: one service's rules are named by its `EndpointHooks`.
REGION = "AWS::Region"
USE_FIPS = "AWS::UseFIPS"
USE_DUALSTACK = "AWS::UseDualStack"
ENDPOINT = "SDK::Endpoint"
ACCOUNT_ID = "AWS::Auth::AccountId"
ACCOUNT_ID_ENDPOINT_MODE = "AWS::Auth::AccountIdEndpointMode"


class EndpointHooks:
    """How a service differs in finding where its clients' calls go. Treat it as frozen.

    `section` names the option whose value is the service's own section of settings. Its `use_dualstack_endpoint`
    outranks the general one, and all of it belongs to the client context of the service's rules.
    `endpoint(finder)` returns where the calls go, in place of `finder.find(finder.region_name)`.
    `builtins(finder, region)` returns the built-in parameters that only the service's rules have. `region_of_endpoint`:
    the rules get the region of the client's endpoint, not the one that the program chose.
    `signature_version` is that of clients whose settings name none, in place of the model's. `dualstack_region` is the
    region of a client that has none and uses dual stack.
    `defaults_at(url)` returns the options whose defaults are others at an endpoint that the program has set.
    """

    __slots__ = (
        *("builtins", "defaults_at", "dualstack_region", "endpoint", "region_of_endpoint", "section"),
        "signature_version",
    )

    def __init__(
        self,
        *,
        section: str | None = None,
        endpoint: Callable[[EndpointFinder], ClientEndpoint] | None = None,
        builtins: Callable[[EndpointFinder, str | None], dict[str, Any]] | None = None,
        region_of_endpoint: bool = False,
        signature_version: str | None = None,
        dualstack_region: str | None = None,
        defaults_at: Callable[[str], Mapping[str, Any]] | None = None,
    ) -> None:
        self.section = section
        self.endpoint = endpoint
        self.builtins = builtins
        self.region_of_endpoint = region_of_endpoint
        self.signature_version = signature_version
        self.dualstack_region = dualstack_region
        self.defaults_at = defaults_at


#: Those of most services.
NO_ENDPOINT_HOOKS = EndpointHooks()


class EndpointFinder:
    """Finds out where the calls of one client go.

    `model` is the service's, `settings` are the client's. `endpoint_url` is the argument of `client()` or else the
    configured one; `use_ssl` says whether other URLs begin with `https`. Of its attributes, `region_name` is the region
    that the program chose (for a pseudo-region, the region it means), `section` the service's own section of settings.

    Raises InvalidRegionError for a name that could not be part of a host name.
    """

    __slots__ = (
        "_hooks",
        "_model",
        "_regions",
        "_use_dualstack",
        "_use_fips",
        "endpoint_url",
        "region_name",
        "section",
        "settings",
        "use_ssl",
    )

    def __init__(
        self,
        regions: Regions,
        model: ServiceModel,
        settings: ClientSettings,
        hooks: EndpointHooks = NO_ENDPOINT_HOOKS,
        endpoint_url: str | None = None,
        use_ssl: bool = True,
    ) -> None:
        self._regions = regions
        self._model = model
        self._hooks = hooks
        self.settings = settings
        self.endpoint_url = endpoint_url
        self.use_ssl = use_ssl
        self.region_name, pseudo = resolve_region(settings.region_name)
        self.section: Mapping[str, Any] = settings.section(hooks.section)
        self._use_fips = True if pseudo else settings.use_fips_endpoint
        self._use_dualstack = self._dualstack()

    def _dualstack(self) -> bool | None:
        # A service's own setting decides; a False in the config file leaves the question to the general setting.
        name = "use_dualstack_endpoint"
        in_code = self.settings.sections_in_code.get(self._hooks.section)
        if in_code and name in in_code:
            value: bool | None = in_code[name]
            return value
        return True if self.section.get(name) in (True, "True", "true") else self.settings.use_dualstack_endpoint

    def endpoint(self) -> ClientEndpoint:
        """Return where the calls go.

        Raises NoRegionError, InvalidRegionError, EndpointVariantError, UnknownSignatureVersionError, and ValueError for
        an invalid endpoint URL.
        """
        endpoint = self.find(self.region_name) if self._hooks.endpoint is None else self._hooks.endpoint(self)
        if not is_endpoint_url(endpoint.endpoint_url):
            raise ValueError(f"Invalid endpoint: {masked_url(endpoint.endpoint_url)}")
        return endpoint

    def find(self, region_name: str | None, endpoint_url_counts: bool = True) -> ClientEndpoint:
        """Return where calls go by endpoints.json for a region, and by the endpoint URL if `endpoint_url_counts`."""
        if region_name is None:
            region_name = self.settings.region_in_code
            if region_name is not None and not is_region_name(region_name):
                raise InvalidRegionError(region_name=region_name)
        endpoint_url = self.endpoint_url if endpoint_url_counts else None
        prefix: str = self._model.endpoint_prefix
        description = self._description(prefix, region_name)
        signing_region = region_name
        metadata = description or {}
        if endpoint_url is None:
            if description:
                region_name = description["endpointName"]
                signing_region = description.get("credentialScope", {}).get("region", region_name)
            hostname = metadata.get("hostname", f"{prefix}.{region_name}.amazonaws.com")
            uses_tls = self.use_ssl and "https" in metadata.get("protocols", () if description else ("https",))
            endpoint_url = f"{'https' if uses_tls else 'http'}://{hostname}"
        return ClientEndpoint(
            region_name,
            signing_region,
            metadata.get("credentialScope", {}).get("service") or self._model.metadata.get("signingName") or prefix,
            endpoint_url,
            self._signature_version(description or {"signatureVersions": ["v4"]}),
            metadata,
        )

    def _description(self, prefix: str, region_name: str | None) -> dict[str, Any] | None:
        dualstack, fips = bool(self._use_dualstack), bool(self._use_fips)
        if dualstack and region_name is None:
            region_name = self._hooks.dualstack_region
        construct = self._regions.construct_endpoint
        return construct(prefix, region_name, None, dualstack, fips) or construct(
            prefix, region_name, "aws", dualstack, fips
        )

    def _signature_version(self, metadata: Mapping[str, Any]) -> Any:
        if self.settings.signature_version is not None:
            return self.settings.signature_version
        if self._hooks.signature_version is not None:
            return self._hooks.signature_version
        if self._model.signature_version is not None:
            candidates = [self._model.signature_version]
        else:
            candidates = metadata.get("signatureVersions", [])
            if "v4" in candidates:
                return "v4"
        for candidate in candidates:
            if candidate in SIGNING:
                return candidate
        raise UnknownSignatureVersionError(signature_version=candidates)

    def builtins(self, endpoint: ClientEndpoint) -> dict[str, Any]:
        """Return the built-in parameters for the rules, from the client's settings and its `endpoint`.

        The names of those that all services have are at the top of this module.
        """
        # The program's own document of endpoints outranks the rules.
        url = self.endpoint_url or (None if self._regions.uses_builtin_data else endpoint.endpoint_url)
        region = endpoint.region_name if self._hooks.region_of_endpoint else self.region_name
        if region is None:
            region = endpoint.region_name
        return {
            REGION: region,
            # An endpoint URL that is set excludes the variants.
            USE_FIPS: (url is None and self._use_fips) or False,
            USE_DUALSTACK: (url is None and self._use_dualstack) or False,
            ENDPOINT: url,
            ACCOUNT_ID: None,  # known when a call looks for credentials
            ACCOUNT_ID_ENDPOINT_MODE: self.settings.account_id_endpoint_mode,
            **({} if self._hooks.builtins is None else self._hooks.builtins(self, region)),
        }

    def client_context(self) -> dict[str, Any]:
        """Return the client context for `params.Binder`: `client_context_params`, and the service's own section."""
        return {**(self.settings.client_context_params or {}), **self.section}


class ClientEndpoint(Frozen):
    """Where a client's calls go. `metadata` is its description in endpoints.json: `partition`, perhaps `tags`, …"""

    __slots__ = ("endpoint_url", "metadata", "region_name", "signature_version", "signing_name", "signing_region")

    def __init__(
        self,
        region_name: str | None,
        signing_region: str | None,
        signing_name: str,
        endpoint_url: str,
        signature_version: Any,
        metadata: dict[str, Any],
    ) -> None:
        self.region_name = region_name
        self.signing_region = signing_region
        self.signing_name = signing_name
        self.endpoint_url = endpoint_url
        self.signature_version = signature_version
        self.metadata = metadata

    def replaced(self, **changes: Any) -> ClientEndpoint:
        """Return a copy with `changes`."""
        return ClientEndpoint(**{**{name: getattr(self, name) for name in self.__slots__}, **changes})


def resolve_region(name: str | None) -> tuple[str | None, bool]:
    """Return the region that `name` means, and whether `name` was a pseudo-region that asks for FIPS.

    Raises InvalidRegionError.
    """
    if name is None:
        return None, False
    if not is_region_name(name):
        raise InvalidRegionError(region_name=name)
    plain = name.replace("fips-", "").replace("-fips", "")
    if plain == name:
        return name, False
    debug(
        "sotalia.endpoint",
        "transforming region from %s to %s and setting use_fips_endpoint to true. client should not "
        "be configured with a fips psuedo region.",
        name,
        plain,
    )
    return plain, True
