"""Presigned URLs are signed by S3's first scheme where the region still takes it, so that they do not name a region.

Programs that set a signature version get that one. Regions opened since 2014, and unknown ones, take only Version 4:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/VSAPISigning.html
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...core.context import ClientCore
    from ...endpoint.regions import Regions

_GLOBAL = "aws-global"


def uses_first_scheme(client: ClientCore, regions: Regions) -> bool:
    """Tell whether the client's presigned URLs are signed by the first scheme."""
    if client.settings.signature_version is not None:
        return False
    region, prefix = client.region_name, client.service_model.endpoint_prefix
    if region is None or client.partition is None:
        return False
    if region != _GLOBAL and region not in regions.get_available_endpoints(prefix, client.partition):
        return False
    endpoint = regions.construct_endpoint(prefix, region) or {}
    return "s3" in endpoint.get("signatureVersions", ())
