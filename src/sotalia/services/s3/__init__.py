"""S3: the service with the most peculiarities, one file for each.

addressing      buckets in the host or in the path, and the region they are in (redirects)
buckets         names that cannot be buckets, refused early
context         what handlers of events find of a call
copy_source     `CopySource` as text or dict
customer_keys   keys of server-side encryption: base64 and MD5
deletions       keys to delete that XML cannot hold, refused early
errors          errors inside of 200 replies
expires         `Expires` headers that are no dates
express         sessions for directory buckets
hooks           all these, put together
listing         keys that XML cannot hold, asked for URL-encoded and decoded
loads           what loads resources whose attributes are not what one call returns
locations       GetBucketLocation's reply
metadata        object metadata must be ASCII
post            uploads by a browser's form
presigning      which signature presigned URLs have
refusals        what the endpoint rules refuse, by boto3's exceptions
upload_params   which parameters belong to which calls of an upload
uploads         bodies: text, `Expect: 100-continue`, line ends in XML

`_async` and `_sync` have objects as files (`open_object`).

What is here is needed to make a client: where its calls go, as decided before the endpoint rules run, as boto3 did
before there were rules. Without a region, or in us-east-1 with the `legacy` setting, that is the global endpoint, named
us-east-1: https://docs.aws.amazon.com/sdkref/latest/guide/feature-s3-regional-endpoints.html. The rules are told
to use path style only where they allow it, since they refuse combinations that boto3 has always tolerated.
"""

from __future__ import annotations

from ...endpoint.client import EndpointHooks
from .. import Calls, Customization, Late

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...endpoint.client import ClientEndpoint, EndpointFinder

USE_GLOBAL_ENDPOINT = "AWS::S3::UseGlobalEndpoint"
FORCE_PATH_STYLE = "AWS::S3::ForcePathStyle"


def is_global(finder: EndpointFinder, region_name: str | None) -> bool:
    """Tell whether the global endpoint is used for the region."""
    return finder.settings.us_east_1_regional_endpoint != "regional" and region_name in ("us-east-1", None)


def endpoint(finder: EndpointFinder) -> ClientEndpoint:
    """Return where the calls go."""
    whole = is_global(finder, finder.region_name)
    target = finder.find(None if whole else finder.region_name)
    if target.signing_region is None and target.region_name is None:
        # The URL that the program has set names no region, but signing needs one.
        usual = finder.find(None, endpoint_url_counts=False)
        target = target.replaced(signing_region=usual.signing_region, region_name=usual.region_name)
    if whole and target.region_name == "aws-global":
        target = target.replaced(region_name="us-east-1")
    return target


def builtins(finder: EndpointFinder, region: str | None) -> dict[str, Any]:
    """Return the built-in parameters of S3's rules."""
    section = finder.section
    return {
        USE_GLOBAL_ENDPOINT: is_global(finder, region),
        "AWS::S3::Accelerate": section.get("use_accelerate_endpoint", False),
        FORCE_PATH_STYLE: _force_path_style(finder),
        "AWS::S3::UseArnRegion": section.get("use_arn_region", True),
        "AWS::S3::DisableMultiRegionAccessPoints": section.get("s3_disable_multiregion_access_points", False),
        "AWS::S3::DisableS3ExpressSessionAuth": finder.settings.s3_disable_express_session_auth,
    }


def _force_path_style(finder: EndpointFinder) -> bool:
    style = finder.section.get("addressing_style")
    if finder.section.get("use_accelerate_endpoint", False):
        return False
    if finder.endpoint_url is not None and not is_accelerate_url(finder.endpoint_url):
        return bool(style != "virtual")
    return bool(style == "path")


def is_accelerate_url(url: str) -> bool:
    """Tell whether `url` is S3's transfer acceleration endpoint (`https://s3-accelerate[.dualstack].amazonaws.com`)."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    if scheme.lower() not in ("http", "https") or not host.endswith("amazonaws.com"):
        return False
    labels = host.split(".")
    return labels[0] == "s3-accelerate" and labels[1:-2] in ([], ["dualstack"])


#: Ends of the host names of stores that refuse requests with the checksums that S3 takes.
_WITHOUT_CHECKSUMS = (".backblazeb2.com", "storage.googleapis.com")


def defaults_at(url: str) -> dict[str, Any]:
    """Return the defaults for a store of others': checksums only where they must be, where they would be refused."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0].lower()
    if not host.endswith(_WITHOUT_CHECKSUMS):
        return {}
    return dict.fromkeys(("request_checksum_calculation", "response_checksum_validation"), "when_required")


CUSTOMIZATION = Customization(
    endpoints=EndpointHooks(
        defaults_at=defaults_at,
        section="s3",
        endpoint=endpoint,
        builtins=builtins,
        region_of_endpoint=True,
        signature_version="s3v4",
        dualstack_region="us-east-1",
    ),
    methods={
        "Client": {
            "copy_prefix": Late("sotalia.transfer.{side}.many:copy_prefix"),
            "delete_prefix": Late("sotalia.transfer.{side}.many:delete_prefix"),
            "download_directory": Late("sotalia.transfer.{side}.many:download_directory"),
            "sync": Late("sotalia.transfer.{side}.many:sync"),
            "upload_directory": Late("sotalia.transfer.{side}.many:upload_directory"),
            "generate_presigned_post": "sotalia.services.s3.post:generate_presigned_post",
            "open_object": "sotalia.services.s3.{side}.files:open_object",
            "copy": Late("sotalia.transfer.{side}.methods:copy"),
            "download_file": Late("sotalia.transfer.{side}.methods:download_file"),
            "download_fileobj": Late("sotalia.transfer.{side}.methods:download_fileobj"),
            "upload_file": Late("sotalia.transfer.{side}.methods:upload_file"),
            "upload_fileobj": Late("sotalia.transfer.{side}.methods:upload_fileobj"),
        },
        "Bucket": {
            "copy_prefix": Late("sotalia.transfer.{side}.many:bucket_copy_prefix"),
            "delete_prefix": Late("sotalia.transfer.{side}.many:bucket_delete_prefix"),
            "download_directory": Late("sotalia.transfer.{side}.many:bucket_download_directory"),
            "upload_directory": Late("sotalia.transfer.{side}.many:bucket_upload_directory"),
            "sync": Late("sotalia.transfer.{side}.many:bucket_sync"),
            "load": Calls("sotalia.services.s3.loads:load_bucket"),
            "copy": Late("sotalia.transfer.{side}.methods:bucket_copy"),
            "download_file": Late("sotalia.transfer.{side}.methods:bucket_download_file"),
            "download_fileobj": Late("sotalia.transfer.{side}.methods:bucket_download_fileobj"),
            "upload_file": Late("sotalia.transfer.{side}.methods:bucket_upload_file"),
            "upload_fileobj": Late("sotalia.transfer.{side}.methods:bucket_upload_fileobj"),
        },
        "Object": {
            "copy": Late("sotalia.transfer.{side}.methods:object_copy"),
            "download_file": Late("sotalia.transfer.{side}.methods:object_download_file"),
            "download_fileobj": Late("sotalia.transfer.{side}.methods:object_download_fileobj"),
            "open": "sotalia.services.s3.{side}.files:open_own",
            "upload_file": Late("sotalia.transfer.{side}.methods:object_upload_file"),
            "upload_fileobj": Late("sotalia.transfer.{side}.methods:object_upload_fileobj"),
        },
        "ObjectSummary": {
            "load": Calls("sotalia.services.s3.loads:load_object_summary"),
            "open": "sotalia.services.s3.{side}.files:open_own",
        },
        "ObjectVersion": {"open": "sotalia.services.s3.{side}.files:open_version"},
    },
    parameter_types={"CopySource": "str | CopySourceTypeDef"},
    type_places={"CopySourceTypeDef": "sotalia.types"},
    result_types=dict.fromkeys(("open_object", "open"), ("typing:BinaryIO", "sotalia.types:AsyncOpeningTypeDef")),
)
