"""Presigned URLs are signed by S3's first scheme where the region still accepts it, so that they do not name a region.

Programs that set a signature version get that one. Regions opened since 2014, and unknown ones, accept only Version 4:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/VSAPISigning.html
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...core.context import ClientCore
    from ...endpoint.regions import Regions

_GLOBAL = "aws-global"


_FIRST_SCHEME = "s3"


def scheme(client: ClientCore, regions: Regions) -> str | None:
    """Return the name of S3's first scheme if the client's presigned URLs are signed by it, else None."""
    if client.settings.signature_version is not None:
        return None
    region, prefix = client.region_name, client.service_model.endpoint_prefix
    if region is None or client.partition is None:
        return None
    if region != _GLOBAL and region not in regions.get_available_endpoints(prefix, client.partition):
        return None
    endpoint = regions.construct_endpoint(prefix, region) or {}
    return _FIRST_SCHEME if _FIRST_SCHEME in endpoint.get("signatureVersions", ()) else None
