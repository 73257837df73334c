"""S3 Control: operations put the account id before the host, and so do its endpoint rules; the rules win.

An ARN as a bucket's or access point's name must be one of Outposts, and contains the account id:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/S3OutpostsWorkingBuckets.html
"""

from __future__ import annotations

from ...core.hooks import Hooks
from ...endpoint.errors import BEGINNING, WHOLE, invalid_parameter
from ...errors import UnsupportedS3ControlArnError, UnsupportedS3ControlConfigurationError
from ..models import without_host_prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.context import Call
    from ...model.operation import OperationModel

_ACCOUNT_PREFIX = "{AccountId}."
#: These operations name the outpost in a parameter of its own.
_NO_ARNS = ("CreateBucket", "ListRegionalBuckets")


def without_account_prefix(model: OperationModel) -> OperationModel:
    """Return the operation's model without the host prefix that the endpoint rules add themselves."""
    endpoint = model.endpoint
    if endpoint is None or endpoint.get("hostPrefix") != _ACCOUNT_PREFIX:
        return model
    if not any(param.name == "RequiresAccountId" and param.value is True for param in model.static_context_parameters):
        return model
    return without_host_prefix(model)


def _configuration(text: str, parameters: dict[str, Any]) -> Exception:
    return UnsupportedS3ControlConfigurationError(msg=text)


def _arn(text: str, parameters: dict[str, Any]) -> Exception:
    return UnsupportedS3ControlArnError(arn=parameters.get("Bucket"), msg=text)


HOOKS = Hooks(
    adapt_model=without_account_prefix,
    endpoint_errors=(
        ("Invalid ARN:", BEGINNING, _arn),
        ("Invalid configuration:", BEGINNING, _configuration),
        ("Client was configured for partition", BEGINNING, _configuration),
        ("AccountId is required but not set", WHOLE, invalid_parameter),
    ),
)


@HOOKS.on("params")
def take_account_of_arn(call: Call, params: dict[str, Any]) -> None:
    """Copy the account id from an ARN in `Name` or `Bucket` to `AccountId`; the endpoint rules do the rest.

    Raises UnsupportedS3ControlArnError for an ARN that is not of an outpost or is of another account than `AccountId`,
    and UnsupportedS3ControlConfigurationError where the settings ask for accelerated endpoints.
    """
    operation = call.operation.name
    if operation in _NO_ARNS:
        return
    if operation != "CreateAccessPoint":
        _take_account(call, params, "Name", "accesspoint")
    _take_account(call, params, "Bucket", "bucket")


def _take_account(call: Call, params: dict[str, Any], member: str, kind: str) -> None:
    arn = params.get(member)
    # As in boto3, six parts make an ARN, whatever they are.
    parts = arn.split(":", 5) if isinstance(arn, str) else ()
    if len(parts) < 6:
        return
    _, _, service, region, account, resource = parts
    if region.startswith("fips-") or region.endswith("fips-"):
        raise UnsupportedS3ControlArnError(arn=arn, msg="Invalid ARN, FIPS region not allowed in ARN.")
    if (call.client.config.s3 or {}).get("use_accelerate_endpoint"):
        raise UnsupportedS3ControlConfigurationError(msg="S3 control client does not support accelerate endpoints")
    levels = resource.replace(":", "/").split("/")
    if service != "s3-outposts" or len(levels) != 4 or (levels[0], levels[2]) != ("outpost", kind):
        raise UnsupportedS3ControlArnError(arn=arn, msg=f"The {member} parameter does not support the provided ARN")
    if params.get("AccountId", account) != account:
        raise UnsupportedS3ControlArnError(
            arn=arn,
            msg=f'Account ID in arn does not match the AccountId parameter provided: "{params["AccountId"]}"',
        )
    params["AccountId"] = account
