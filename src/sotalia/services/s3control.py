"""S3 Control: operations put the account id before the host, and so do its endpoint rules; the rules win.

An ARN given as a bucket's or access point's name carries the account id with it:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/S3OutpostsWorkingBuckets.html
"""

from __future__ import annotations

from ..core.hooks import Hooks
from .models import without_host_prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ACCOUNT_PREFIX = "{AccountId}."


def without_account_prefix(model: Any) -> Any:
    """Return the operation's model without the host prefix that the endpoint rules add themselves."""
    endpoint = model.endpoint
    if endpoint is None or endpoint.get("hostPrefix") != _ACCOUNT_PREFIX:
        return model
    if not any(param.name == "RequiresAccountId" and param.value is True for param in model.static_context_parameters):
        return model
    return without_host_prefix(model)


HOOKS = Hooks(adapt_model=without_account_prefix)
