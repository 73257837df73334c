"""The kinds of failure, as boto3's standard mode tells them apart.

A failure is TRANSIENT (the same request may well succeed), THROTTLING (it may succeed, but slower), or final (None).
The error code decides first, then what the operation's model says of that error, then the HTTP status.
"""

from __future__ import annotations

from ...errors import ClientClosedError, HTTPClientError, TotalTimeoutError
from ...errors import ConnectionError as AwsConnectionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...model.operation import OperationModel

TRANSIENT = "transient"
THROTTLING = "throttling"

TRANSIENT_CODES = frozenset({"RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"})
TRANSIENT_STATUSES = frozenset({500, 502, 503, 504})
TRANSIENT_ERRORS = (AwsConnectionError, HTTPClientError)
#: Those of them that are final, since another attempt would only fail again.
FINAL_ERRORS = (ClientClosedError, TotalTimeoutError)
THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
TOO_MANY_REQUESTS = 429


def classify_error(error: BaseException) -> str | None:
    """Classify an attempt that brought no reply."""
    if isinstance(error, FINAL_ERRORS):
        return None
    return TRANSIENT if isinstance(error, TRANSIENT_ERRORS) else None


def classify_reply(status: int, code: str | None, operation_model: OperationModel) -> str | None:
    """Classify an error reply by its HTTP `status` and error `code`."""
    if code in THROTTLING_CODES:
        return THROTTLING
    modeled = _modeled_error(code, operation_model)
    retryable = modeled.metadata.get("retryable") if modeled is not None else None
    if retryable is not None:
        return THROTTLING if retryable.get("throttling") else TRANSIENT
    if status == TOO_MANY_REQUESTS and modeled is None:
        return THROTTLING
    if code in TRANSIENT_CODES or status in TRANSIENT_STATUSES:
        return TRANSIENT
    return None


def _modeled_error(code: str | None, operation_model: OperationModel) -> Any | None:
    """Return the error shape of the operation that `code` names; one marked as retryable wins over its namesakes."""
    if code is None:
        return None
    matching = [
        shape
        for shape in operation_model.error_shapes
        if ((shape.metadata.get("error") or {}).get("code") or shape.name) == code
    ]
    for shape in matching:
        if shape.metadata.get("retryable") is not None:
            return shape
    return matching[0] if matching else None
