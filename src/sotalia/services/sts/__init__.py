"""STS: with the `legacy` setting, the global endpoint is used for the regions that it served first; and its calls
(`hooks`).

https://docs.aws.amazon.com/sdkref/latest/guide/feature-sts-regionalized-endpoints.html
"""

from __future__ import annotations

from ...endpoint.client import EndpointHooks
from .. import Customization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...endpoint.client import ClientEndpoint, EndpointFinder

_FIRST_REGIONS = frozenset(
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


def is_global(finder: EndpointFinder, region_name: str | None) -> bool:
    """Tell whether the global endpoint is used for the region."""
    return finder.settings.sts_regional_endpoints == "legacy" and region_name in _FIRST_REGIONS


def endpoint(finder: EndpointFinder) -> ClientEndpoint:
    """Return where the calls go."""
    target = finder.find(finder.region_name)
    if finder.endpoint_url is None and not target.metadata.get("tags") and is_global(finder, finder.region_name):
        url = f"{'https' if finder.use_ssl else 'http'}://sts.amazonaws.com"
        target = target.replaced(endpoint_url=url, signing_region="us-east-1")
    return target


def builtins(finder: EndpointFinder, region: str | None) -> dict[str, Any]:
    """Return the built-in parameters of STS's rules."""
    return {"AWS::STS::UseGlobalEndpoint": is_global(finder, region)}


CUSTOMIZATION = Customization(endpoints=EndpointHooks(endpoint=endpoint, builtins=builtins, region_of_endpoint=True))
