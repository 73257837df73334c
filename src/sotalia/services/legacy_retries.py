"""What the legacy retry mode retries for some services beyond what it does for all, by endpoint prefix.

These are botocore's rules (its `_retry.json`) where they make a difference: rules for a status that is retried anyway,
as EC2's and CloudSearch's are, are left out.
"""

from __future__ import annotations

from ..core.retry.classify import TOO_MANY_REQUESTS
from ..core.retry.legacy import STATUSES, LegacyRules

RULES = {
    # Twice the attempts, and quick ones: the service answers in milliseconds.
    "dynamodb": LegacyRules(
        (409, "ReplicatedWriteConflictException"),
        (400, "TransactionInProgressException"),
        max_attempts=10,
        base=0.05,
        crc32_header="x-amz-crc32",
    ),
    "glacier": LegacyRules((408, "RequestTimeoutException")),
    "kinesis": LegacyRules((400, "LimitExceededException")),
    # Its error code says "too many requests"; the status alone means something else there.
    "organizations": LegacyRules((400, "TooManyRequestsException"), statuses=STATUSES - {TOO_MANY_REQUESTS}),
    "route53": LegacyRules((400, "PriorRequestNotComplete")),
    # S3 got the body too slowly, or damaged.
    "s3": LegacyRules((400, "RequestTimeout"), (400, "BadDigest")),
    "sqs": LegacyRules((403, "RequestThrottled")),
    # The identity provider cannot be reached for a moment.
    "sts": LegacyRules((400, "IDPCommunicationError")),
}
_OF_OTHERS = LegacyRules()


def legacy_rules(endpoint_prefix: str) -> LegacyRules:
    """Return the rules of the service with that endpoint prefix."""
    return RULES.get(endpoint_prefix, _OF_OTHERS)
