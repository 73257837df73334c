"""Everything special about one service, one small file each; the core never says a service's name.

A module here says why the service needs it, and declares typed hooks (see `core.hooks`) on a `HOOKS` of its own. It is
imported by the first call of a client of that service. What a client *offers* beyond its model or less than it
(methods, aliases) is in `surface.py`, since that is needed when the client is made.
"""

from __future__ import annotations

from ..core.hooks import NO_HOOKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.hooks import Hooks

#: Modules of this package by service id (hyphenated, lower case).
MODULES = {
    "api-gateway": "apigateway",
    "auto-scaling": "autoscaling",
    "cloudformation": "cloudformation",
    "cloudsearch-domain": "cloudsearchdomain",
    "cloudwatch-logs": "logs",
    "cognito-identity": "cognito_identity",
    "docdb": "rds",
    "dynamodb": "dynamodb",
    "dynamodb-streams": "dynamodb",
    "ec2": "ec2",
    "glacier": "glacier",
    "iam": "iam",
    "importexport": "importexport",
    "kinesis": "kinesis",
    "machine-learning": "machinelearning",
    "neptune": "rds",
    "polly": "polly",
    "rds": "rds",
    "route-53": "route53",
    "s3": "s3",
    "s3-control": "s3control",
    "sfn": "sfn",
    "sqs": "sqs",
    "sso-oidc": "sso_oidc",
    "sts": "sts",
    "swf": "swf",
}


def hooks_for(service_id: str) -> Hooks:
    """Return the hooks of a service by its hyphenated id; those of most services are empty."""
    module = MODULES.get(service_id)
    if module is None:
        return NO_HOOKS
    from importlib import import_module

    hooks: Hooks = import_module(f".{module}", __name__).HOOKS
    return hooks
