"""Where a client's calls go: region, signing scope, endpoint URL, signature version, built-ins of rules.

boto3 asks endpoints.json for these, and keeps rules of its own from before there were rule sets:
- S3 without a region, or in us-east-1 with the `legacy` setting, resolves to its global endpoint, named us-east-1;
- STS with the `legacy` setting resolves to its global endpoint in the regions that it served at first;
- a pseudo-region (`fips-us-east-1`, `us-east-1-fips`) means the region, with FIPS;
- a given endpoint URL keeps the region as it was given.
"""

from __future__ import annotations

from .._frozen import Frozen
from .._log import debug
from ..errors import (
    InvalidRegionError,
    InvalidS3UsEast1RegionalEndpointConfigError,
    InvalidSTSRegionalEndpointsConfigError,
    UnknownSignatureVersionError,
)
from ..http import masked_url
from ..schemes import SIGNING
from . import builtin_names as names
from .urls import is_endpoint_url, is_region_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .regions import Regions

_MODES = ("legacy", "regional")
_LEGACY_STS_REGIONS = frozenset(
    (
        "ap-northeast-1",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "aws-global",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    )
)
_S3_PREFIXES = ("s3", "s3-control")


class EndpointSettings:
    """The settings of a client that its endpoints depend on. Treat it as frozen.

    `prefix` is the model's `endpointPrefix`. `region_name` is the resolved one; a pseudo-region becomes its region and
    sets `use_fips`. `config_region` is `Config.region_name`. `endpoint_url` is the argument's or the configured one.
    `use_fips` and `use_dualstack` are the options' values. `s3` is the whole S3 section (profile and Config merged),
    `client_s3` what `Config.s3` alone says. `signing_name` is the model's `signingName`, if it has one;
    `model_signature_version` what the model's `auth` or `signatureVersion` comes to; `signature_version` the client's.
    Raises InvalidRegionError for a name that could not be part of a host name.
    """

    __slots__ = (
        "account_id_endpoint_mode",
        "client_s3",
        "config_region",
        "disable_express_session_auth",
        "endpoint_url",
        "is_secure",
        "model_signature_version",
        "prefix",
        "region_name",
        "s3",
        "signature_version",
        "signing_name",
        "sts_regional_endpoints",
        "use_dualstack",
        "use_fips",
    )

    def __init__(
        self,
        prefix: str,
        region_name: str | None,
        *,
        config_region: str | None = None,
        endpoint_url: str | None = None,
        is_secure: bool = True,
        use_fips: bool | None = None,
        use_dualstack: bool | None = None,
        s3: Mapping[str, Any] | None = None,
        client_s3: Mapping[str, Any] | None = None,
        sts_regional_endpoints: str | None = None,
        account_id_endpoint_mode: str | None = None,
        disable_express_session_auth: bool | None = None,
        signing_name: str | None = None,
        signature_version: Any = None,
        model_signature_version: str | None = None,
    ) -> None:
        self.prefix = prefix
        self.region_name, pseudo = resolve_region(region_name)
        self.config_region = config_region
        self.endpoint_url = endpoint_url
        self.is_secure = is_secure
        self.use_fips = True if pseudo else use_fips
        self.s3: Mapping[str, Any] = s3 or {}
        self.client_s3: Mapping[str, Any] = client_s3 or {}
        self.use_dualstack = self._dualstack(use_dualstack)
        self.sts_regional_endpoints = sts_regional_endpoints
        self.account_id_endpoint_mode = account_id_endpoint_mode
        self.disable_express_session_auth = disable_express_session_auth
        self.signing_name = signing_name
        self.signature_version = signature_version
        self.model_signature_version = model_signature_version

    def _dualstack(self, general: bool | None) -> bool | None:
        # For S3 its own setting decides; a False in the config file leaves the question to the general setting.
        name = "use_dualstack_endpoint"
        if self.prefix in _S3_PREFIXES:
            if name in self.client_s3:
                own: bool | None = self.client_s3[name]
                return own
            if self.s3.get(name) in (True, "True", "true"):
                return True
        return general

    def is_s3_global(self, region_name: str | None) -> bool:
        """Tell whether S3's global endpoint stands for the region. Raises for a mode that does not exist."""
        mode = "legacy"
        if "us_east_1_regional_endpoint" in self.s3:
            mode = self.s3["us_east_1_regional_endpoint"]
            if mode not in _MODES:
                raise InvalidS3UsEast1RegionalEndpointConfigError(s3_us_east_1_regional_endpoint_config=mode)
        return mode == "legacy" and region_name in ("us-east-1", None)

    def is_sts_global(self, region_name: str | None) -> bool:
        """Tell whether STS's global endpoint stands for the region. Raises for a mode that does not exist."""
        mode = self.sts_regional_endpoints or "regional"
        if mode not in _MODES:
            raise InvalidSTSRegionalEndpointsConfigError(sts_regional_endpoints_config=mode)
        return mode == "legacy" and region_name in _LEGACY_STS_REGIONS


class ClientEndpoint(Frozen):
    """Where a client's calls go. `metadata` is what endpoints.json made of it, with `partition` and perhaps `tags`."""

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
        """Return the same but for `changes`."""
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


def client_endpoint(regions: Regions, settings: EndpointSettings) -> ClientEndpoint:
    """Return where the calls of a client with `settings` go.

    Raises NoRegionError, InvalidRegionError, EndpointVariantError, UnknownSignatureVersionError, ValueError for an
    endpoint URL that is none, and the errors of the S3 and STS settings.
    """
    prefix = settings.prefix
    if prefix == "s3":
        endpoint = _s3_endpoint(regions, settings)
    else:
        endpoint = _resolve(regions, settings, settings.region_name)
        modern = prefix != "sts" or settings.endpoint_url is not None or endpoint.metadata.get("tags")
        if not modern and settings.is_sts_global(settings.region_name):
            url = f"{'https' if settings.is_secure else 'http'}://sts.amazonaws.com"
            endpoint = endpoint.replaced(endpoint_url=url, signing_region="us-east-1")
    if not is_endpoint_url(endpoint.endpoint_url):
        raise ValueError(f"Invalid endpoint: {masked_url(endpoint.endpoint_url)}")
    return endpoint


def _s3_endpoint(regions: Regions, settings: EndpointSettings) -> ClientEndpoint:
    whole = settings.is_s3_global(settings.region_name)
    endpoint = _resolve(regions, settings, None if whole else settings.region_name)
    if endpoint.signing_region is None and endpoint.region_name is None:
        # A given URL brings no region along, but signing needs one.
        usual = _resolve(regions, settings, None, given_url=False)
        endpoint = endpoint.replaced(signing_region=usual.signing_region, region_name=usual.region_name)
    if whole and endpoint.region_name == "aws-global":
        endpoint = endpoint.replaced(region_name="us-east-1")
    return endpoint


def _resolve(
    regions: Regions, settings: EndpointSettings, region_name: str | None, given_url: bool = True
) -> ClientEndpoint:
    if region_name is None:
        region_name = settings.config_region
        if region_name is not None and not is_region_name(region_name):
            raise InvalidRegionError(region_name=region_name)
    endpoint_url = settings.endpoint_url if given_url else None
    dualstack, fips = bool(settings.use_dualstack), bool(settings.use_fips)
    found = regions.construct_endpoint(
        settings.prefix, region_name, None, dualstack, fips
    ) or regions.construct_endpoint(settings.prefix, region_name, "aws", dualstack, fips)
    signing_region = region_name
    metadata = found or {}
    if endpoint_url is None:
        if found:
            region_name = found["endpointName"]
            signing_region = found.get("credentialScope", {}).get("region", region_name)
        hostname = metadata.get("hostname", f"{settings.prefix}.{region_name}.amazonaws.com")
        encrypted = settings.is_secure and "https" in metadata.get("protocols", () if found else ("https",))
        endpoint_url = f"{'https' if encrypted else 'http'}://{hostname}"
    return ClientEndpoint(
        region_name,
        signing_region,
        metadata.get("credentialScope", {}).get("service") or settings.signing_name or settings.prefix,
        endpoint_url,
        _signature_version(settings, found or {"signatureVersions": ["v4"]}),
        metadata,
    )


def _signature_version(settings: EndpointSettings, metadata: Mapping[str, Any]) -> Any:
    if settings.signature_version is not None:
        return settings.signature_version
    if settings.prefix in _S3_PREFIXES:
        return "s3v4"
    if settings.model_signature_version is not None:
        candidates = [settings.model_signature_version]
    else:
        candidates = metadata.get("signatureVersions", [])
        if "v4" in candidates:
            return "v4"
    for candidate in candidates:
        if candidate in SIGNING:
            return candidate
    raise UnknownSignatureVersionError(signature_version=candidates)


def builtins(
    settings: EndpointSettings,
    endpoint: ClientEndpoint,
    uses_builtin_data: bool = True,
    account_id: str | Callable[[], str | None] | None = None,
) -> dict[str, Any]:
    """Return the built-in parameters that the client's settings give to rule sets (`builtin_names` has their names).

    `endpoint` is the client's; `uses_builtin_data` that of the `Regions` it came from.
    """
    s3 = settings.s3
    given = settings.endpoint_url or (None if uses_builtin_data else endpoint.endpoint_url)
    region = settings.region_name
    if region is None or settings.prefix in ("s3", "sts"):
        region = endpoint.region_name
    return {
        names.REGION: region,
        # An endpoint that is given excludes the variants.
        names.USE_FIPS: (given is None and settings.use_fips) or False,
        names.USE_DUALSTACK: (given is None and settings.use_dualstack) or False,
        names.STS_USE_GLOBAL_ENDPOINT: settings.is_sts_global(region),
        names.S3_USE_GLOBAL_ENDPOINT: settings.is_s3_global(region),
        names.S3_ACCELERATE: s3.get("use_accelerate_endpoint", False),
        names.S3_FORCE_PATH_STYLE: _force_path_style(settings),
        names.S3_USE_ARN_REGION: s3.get("use_arn_region", True),
        names.S3CONTROL_USE_ARN_REGION: s3.get("use_arn_region", False),
        names.S3_DISABLE_MRAP: s3.get("s3_disable_multiregion_access_points", False),
        names.S3_DISABLE_EXPRESS_SESSION_AUTH: settings.disable_express_session_auth,
        names.ENDPOINT: given,
        names.ACCOUNT_ID: account_id,
        names.ACCOUNT_ID_ENDPOINT_MODE: settings.account_id_endpoint_mode,
    }


def client_context(settings: EndpointSettings, client_context_params: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the client context for `params.Binder`: for S3, the S3 section of the settings counts among them."""
    context = dict(client_context_params or {})
    if settings.prefix in _S3_PREFIXES:
        context.update(settings.s3)
        if settings.disable_express_session_auth is not None:
            context["disable_s3_express_session_auth"] = settings.disable_express_session_auth
    return context


def _force_path_style(settings: EndpointSettings) -> bool:
    # The rules refuse what boto3 has always tolerated, so path style is asked for only where it can be had.
    style = settings.s3.get("addressing_style")
    if settings.s3.get("use_accelerate_endpoint", False):
        return False
    if settings.endpoint_url is not None and not is_accelerate_url(settings.endpoint_url):
        return style != "virtual"
    return style == "path"


def is_accelerate_url(url: str) -> bool:
    """Tell whether `url` is S3's transfer acceleration endpoint (`https://s3-accelerate[.dualstack].amazonaws.com`)."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    if scheme.lower() not in ("http", "https") or not host.endswith("amazonaws.com"):
        return False
    labels = host.split(".")
    return labels[0] == "s3-accelerate" and labels[1:-2] in ([], ["dualstack"])
