"""What is special about services, each in a module or package of its own; no layer below says a service's name.

There are two kinds, each with a table here that says where a service has it:

- `HOOKS` (see `core.hooks`): what happens in calls. A client's first call imports it.
- `CUSTOMIZATION` (see `Customization`): what is needed to make a client or a resource. It must import next to nothing,
  since programs make clients that they never use; functions are named by strings, and imported when they are called.

A service that has both is a package: `CUSTOMIZATION` stands in it, `HOOKS` in its module `hooks`.
"""

from __future__ import annotations

from ..core.hooks import NO_HOOKS
from ..endpoint.client import NO_ENDPOINT_HOOKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..core.hooks import Hooks
    from ..endpoint.client import EndpointHooks

#: Where hooks are, by service id (hyphenated, lower case).
HOOKS = {
    "api-gateway": "apigateway",
    "auto-scaling": "autoscaling",
    "cloudformation": "cloudformation",
    "cloudsearch-domain": "cloudsearchdomain",
    "cloudwatch-logs": "logs",
    "cognito-identity": "cognito_identity",
    "docdb": "rds.hooks",
    "dynamodb": "dynamodb.hooks",
    "dynamodb-streams": "dynamodb.hooks",
    "ec2": "ec2.hooks",
    "eventbridge": "eventbridge",
    "glacier": "glacier",
    "iam": "iam",
    "importexport": "importexport",
    "kinesis": "kinesis",
    "machine-learning": "machinelearning",
    "neptune": "rds.hooks",
    "polly": "polly",
    "rds": "rds.hooks",
    "route-53": "route53",
    "s3": "s3.hooks",
    "s3-control": "s3control.hooks",
    "sfn": "sfn",
    "sqs": "sqs",
    "sso-oidc": "sso_oidc",
    "sts": "sts.hooks",
    "swf": "swf",
}
#: Where customizations are, likewise.
CUSTOMIZATIONS = {
    "cloudwatch": "cloudwatch",
    "dsql": "dsql",
    "dynamodb": "dynamodb",
    "ec2": "ec2",
    "mturk": "mturk",
    "rds": "rds",
    "s3": "s3",
    "s3-control": "s3control",
    "signin": "signin",
    "socialmessaging": "socialmessaging",
    "sts": "sts",
}
#: Former names of services, as `client()` takes them.
FORMER_NAMES = {"runtime.sagemaker": "sagemaker-runtime"}


class Late(str):
    """Where the function of a method is, `module:function`, if importing the module takes long.

    Awaited clients have it imported in another thread: their function is a coroutine function.
    """

    __slots__ = ()


class Calls(str):
    """Where the generator function of a resource's method is, `module:function`.

    It takes the resource and the caller's arguments, yields calls as (method of the client, parameters), gets the
    replies, and returns the result: so it serves blocking and awaited resources alike. As `load`, it returns the data.

    The rest is for type checkers: the method has the parameters of `operation` without those in `filled`, and returns a
    list of the resources `makes`, or the operation's reply.
    """

    __slots__ = ("filled", "makes", "operation")
    operation: str
    filled: tuple[str, ...]
    makes: str

    def __new__(cls, place: str, operation: str = "", filled: tuple[str, ...] = (), makes: str = "") -> Calls:
        """Make one; `place` is where the function is."""
        self = super().__new__(cls, place)
        self.operation = operation
        self.filled = filled
        self.makes = makes
        return self


class Customization:
    """What clients and resources of a service have beyond its model. Treat it as frozen.

    `endpoints` are the hooks that decide where the calls of clients go.

    `methods` are those that the model does not describe: class → method → where its function is, `module:function`. The
    class is "Client", or a resource's name ("ServiceResource" for the one that stands for the service). The module is
    imported when the method is first used; in its name, `{side}` stands for `_sync` or `_async`, as the client is.
    The function takes the client or resource and the caller's arguments. See also `Late`, and
    for resources' methods `Calls`.
    `aliases` are further names of the client's methods: alias → method.

    `resource_config` has options for the client of the service's resources, unless the caller chose otherwise.
    `resource_values` has the texts of docstrings for values that differ from the service's model: see
    `model.docsyntax`.

    The others are for type checkers (`sotalia.stubs`): `parameter_types` has the types of parameters that may be
    given in other ways than the model says, by shape, `native_types` the types of values in resources, likewise, and
    `type_places` the modules of the names in both. `result_types` has what methods return whose source does not say it,
    of blocking and of awaited clients and resources: method → (`module:name`, `module:name`).
    """

    __slots__ = (
        *("aliases", "endpoints", "methods", "native_types", "parameter_types", "resource_config", "resource_values"),
        *("result_types", "type_places"),
    )

    def __init__(
        self,
        *,
        endpoints: EndpointHooks = NO_ENDPOINT_HOOKS,
        methods: Mapping[str, Mapping[str, str]] | None = None,
        aliases: Mapping[str, str] | None = None,
        resource_config: Mapping[str, Any] | None = None,
        resource_values: Mapping[str, tuple[str, str]] | None = None,
        parameter_types: Mapping[str, str] | None = None,
        native_types: Mapping[str, str] | None = None,
        type_places: Mapping[str, str] | None = None,
        result_types: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.endpoints = endpoints
        self.methods = methods or {}
        self.aliases = aliases or {}
        self.resource_config = resource_config or {}
        self.resource_values = resource_values or {}
        self.parameter_types = parameter_types or {}
        self.native_types = native_types or {}
        self.type_places = type_places or {}
        self.result_types = result_types or {}


#: That of a service of which nothing is special.
NO_CUSTOMIZATION = Customization()


def hooks_for(service_id: str) -> Hooks:
    """Return the hooks of a service by its hyphenated id; those of most services are empty."""
    module = HOOKS.get(service_id)
    hooks: Hooks = NO_HOOKS if module is None else _import_from(module, "HOOKS")
    return hooks


def customization_for(service_id: str) -> Customization:
    """Return what is special about a service when clients and resources of it are made, by its hyphenated id."""
    module = CUSTOMIZATIONS.get(service_id)
    customization: Customization = NO_CUSTOMIZATION if module is None else _import_from(module, "CUSTOMIZATION")
    return customization


def _import_from(module: str, name: str) -> Any:
    # importlib would cost more than everything else in making a client.
    return getattr(__import__(f"{__name__}.{module}", fromlist=[name]), name)
