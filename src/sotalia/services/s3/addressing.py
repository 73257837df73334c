"""Where a bucket is: in the host name or in the path, and in which region.

The endpoint rules put the bucket into the host or the path, so it is removed from the model's paths. For a bucket in
another region than the client's, S3 answers with a redirect that names the region; the call is sent there again, and
the region is remembered for the bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
"""

from __future__ import annotations

from ..._log import debug
from ...core.call import call as api_call
from ...core.retry.strategy import RetryIn
from ...core.targets import forget_targets
from ...endpoint.client import REGION
from ...endpoint.urls import is_host_label, is_region_name, parse_arn
from ...errors import ClientError, InvalidRegionError
from ...useragent.features import BITS
from ..models import with_http
from . import FORCE_PATH_STYLE, USE_GLOBAL_ENDPOINT
from .buckets import is_directory_bucket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...core.context import Call
    from ...core.hooks import Hooks
    from ...effects import Effect
    from ...http import Response
    from ...model.operation import OperationModel

_BUCKET_PATH = "/{Bucket}"
_REDIRECTS = (301, 302, 307)
REDIRECTED = "redirected"
_REGION = "x-amz-bucket-region"
_SENT_ON = BITS["S3_REGION_REDIRECT"]


def install(hooks: Hooks) -> None:
    """Declare the hooks."""
    hooks.on("params")(keep_region_of_arn)
    hooks.on("endpoint")(choose_style)
    hooks.on("endpoint")(use_known_region)
    hooks.on("retry")(follow_redirect)


def without_bucket_in_path(model: OperationModel) -> OperationModel:
    """Return an operation's model without the bucket in its path."""
    uri: str = model.http["requestUri"]
    if not uri.startswith(_BUCKET_PATH):
        return model
    return with_http(model, requestUri=uri[len(_BUCKET_PATH) :])


def keep_region_of_arn(call: Call, params: dict[str, Any]) -> None:
    """Have a presigned URL keep the region of an ARN; for a plain bucket the region would only be a guess."""
    if call.presigned:
        bucket = params.get("Bucket")
        call.keep_region = isinstance(bucket, str) and parse_arn(bucket) is not None


def resource(call: Call) -> str | None:
    """Return what S3's first signature scheme signs: the request's bucket, wherever the URL has it, and the path."""
    bucket = call.params.get("Bucket")
    if bucket is None or call.serialized is None:
        return None
    from ...auth.s3 import resource_path

    return resource_path(bucket, call.serialized.path)


def choose_style(call: Call, settings: dict[str, Any]) -> None:
    """Decide on path style where the rules cannot, and on the global endpoint for presigned URLs.

    Directory buckets have endpoints of their own, in the client's region. (boto3 presigns URLs of their access points
    for the region aws-global, where there is no such host.)
    """
    bucket = call.params.get("Bucket")
    is_arn = isinstance(bucket, str) and parse_arn(bucket) is not None
    if call.operation.name == "GetBucketLocation":
        # The caller does not know the region yet, and a virtual host would need a signature for it.
        settings[FORCE_PATH_STYLE] = True
    elif is_arn:
        settings[FORCE_PATH_STYLE] = False
    in_host = bucket is None or is_host_label(bucket)
    if (
        call.presigned
        and in_host
        and not is_arn
        and not settings[FORCE_PATH_STYLE]
        and not is_directory_bucket(bucket or "")
        and global_endpoint_fits(call)
    ):
        settings[REGION] = "aws-global"
        settings[USE_GLOBAL_ENDPOINT] = True


def global_endpoint_fits(call: Call) -> bool:
    """Return whether a presigned URL may be for the global endpoint, as far as the client's settings decide."""
    client = call.client
    options = client.config.s3 or {}
    regional = options.get("us_east_1_regional_endpoint") == "regional" and client.region_name == "us-east-1"
    return (
        client.partition == "aws"
        and not options.get("use_dualstack_endpoint")
        and not regional
        and options.get("addressing_style") != "virtual"
    )


def use_known_region(call: Call, settings: dict[str, Any]) -> None:
    """Send the call to the bucket's region at once, if an earlier call was redirected there."""
    region = _regions(call).get(call.params.get("Bucket"))
    if region is not None:
        settings[REGION] = region
        call.features |= _SENT_ON


def follow_redirect(
    call: Call, response: Response | None, parsed: dict[str, Any] | None, error: Exception | None
) -> RetryIn | Generator[Effect, Any, RetryIn | None] | None:
    """Send the call again to the bucket's own region, once, when the reply says that it is in another.

    Raises InvalidRegionError when the name in the reply cannot be a region's: it must not become part of a host.
    """
    bucket = call.params.get("Bucket")
    if response is None or parsed is None or bucket is None or call.recall(REDIRECTED) or parse_arn(bucket):
        return None
    if not _is_elsewhere(call.operation.name, response, parsed):
        return None
    region = response.headers.get(_REGION) or (parsed.get("Error") or {}).get("Region")
    if region is None and call.operation.name != "HeadBucket":
        return _ask_for_region(call, bucket)
    return _send_on(call, bucket, region)


def _ask_for_region(call: Call, bucket: str) -> Generator[Effect, Any, RetryIn | None]:
    """Send HeadBucket, whose reply names the region whatever its status."""
    try:
        reply = yield from api_call(call.client, "HeadBucket", {"Bucket": bucket}, call.features)
    except ClientError as error:
        reply = error.response
    return _send_on(call, bucket, reply["ResponseMetadata"]["HTTPHeaders"].get(_REGION))


def _send_on(call: Call, bucket: str, region: Any) -> RetryIn | None:
    if not region:
        debug("sotalia.call", "The bucket %s is in another region, and the reply does not say in which.", bucket)
        return None
    if not isinstance(region, str) or not is_region_name(region):
        debug("sotalia.call", "The bucket %s is said to be in %r, which is no region.", bucket, region)
        raise InvalidRegionError(region_name=region)
    debug("sotalia.call", "The bucket %s is in %s, not in %s: sending on.", bucket, region, call.client.region_name)
    call.remember(REDIRECTED, True)
    call.features |= _SENT_ON
    _regions(call)[bucket] = region
    forget_targets(call.client)
    call.move()
    return RetryIn(0.0)


def _is_elsewhere(operation: str, response: Response, parsed: dict[str, Any]) -> bool:
    error = parsed.get("Error") or {}
    code = error.get("Code")
    # A HEAD reply has no body, so only the status says that something is wrong.
    headless = code in ("301", "400") and (
        operation == "HeadObject" or (operation == "HeadBucket" and _REGION in response.headers)
    )
    return (
        headless
        or (code == "AuthorizationHeaderMalformed" and "Region" in error)
        or response.status in _REDIRECTS
        or code == "PermanentRedirect"
        or (code == "IllegalLocationConstraintException" and operation != "CreateBucket")
    )


def _regions(call: Call) -> dict[Any, str]:
    regions: dict[Any, str] = call.client.memory.setdefault("bucket regions", {})
    return regions
