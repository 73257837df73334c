"""Commands that were made by hand, and what is special about some operations on the line.

Each is in the module of its service beside this one, or of its own; a row here says where. A module is imported when
its command is typed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..handmade import Command

#: Command, alone or with the one after it → module and name of its `Command`, and what help says of it in a line.
COMMANDS: dict[tuple[str, ...], tuple[str, str]] = {
    ("cloudformation", "deploy"): (
        "sotalia.cli.commands.cloudformation:DEPLOY",
        "create or update a stack by a change set",
    ),
    ("cloudformation", "package"): (
        "sotalia.cli.commands.package:PACKAGE",
        "put what a template names on the local disk into a bucket",
    ),
    ("cloudfront", "sign"): ("sotalia.cli.commands.signedurls:SIGN", "print a URL that is good for some time"),
    ("codeartifact", "login"): (
        "sotalia.cli.commands.codeartifact:LOGIN",
        "have a package manager take its packages from a repository",
    ),
    ("codecommit", "credential-helper"): (
        "sotalia.cli.commands.codecommit:HELPER",
        "print the user and the password that git asks for",
    ),
    ("configure",): ("sotalia.cli.commands.configure:CONFIGURE", "the profiles in AWS's files, asked for, shown, set"),
    ("ddb",): ("sotalia.cli.commands.ddb:DDB", "items of DynamoDB as YAML, searched and put"),
    ("dsql", "generate-db-connect-admin-auth-token"): (
        "sotalia.cli.commands.tokens:DSQL_ADMIN",
        "print a token to log in to a cluster with, as administrator",
    ),
    ("dsql", "generate-db-connect-auth-token"): (
        "sotalia.cli.commands.tokens:DSQL",
        "print a token to log in to a cluster with",
    ),
    ("ecr", "get-login-password"): ("sotalia.cli.commands.ecr:PASSWORD", "print the password for `docker login`"),
    ("ecr-public", "get-login-password"): (
        "sotalia.cli.commands.ecr:PUBLIC_PASSWORD",
        "print the password for `docker login`",
    ),
    ("eks", "get-token"): ("sotalia.cli.commands.eks:TOKEN", "print a token for a cluster, as kubectl wants it"),
    ("eks", "update-kubeconfig"): (
        "sotalia.cli.commands.eks:KUBECONFIG",
        "write how to come to a cluster into kubectl's configuration",
    ),
    ("history",): ("sotalia.cli.commands.history:HISTORY", "what earlier commands did"),
    ("login",): (
        "sotalia.cli.commands.login:LOGIN",
        "sign in with the browser, for credentials of the console's session",
    ),
    ("logout",): ("sotalia.cli.commands.login:LOGOUT", "forget the credentials of `login`"),
    ("logs", "tail"): ("sotalia.cli.commands.logs:TAIL", "print the latest events of a log group"),
    ("rds", "generate-db-auth-token"): (
        "sotalia.cli.commands.tokens:RDS",
        "print a token to log in to a database with",
    ),
    ("s3",): ("sotalia.cli.commands.s3:S3", "buckets and objects, by URLs such as s3://bucket/key"),
    ("sso", "login"): ("sotalia.cli.commands.sso:LOGIN", "sign in to IAM Identity Center"),
    ("sso", "logout"): ("sotalia.cli.commands.sso:LOGOUT", "forget all tokens of IAM Identity Center"),
}

#: Command and operation → module and name of what changes the operation's line (`operation.Adaptation`).
ADAPTATIONS: dict[tuple[str, str], str] = {
    ("deploy", "create-deployment"): "sotalia.cli.commands.revisions:Revision",
    ("deploy", "get-application-revision"): "sotalia.cli.commands.revisions:Revision",
    ("deploy", "register-application-revision"): "sotalia.cli.commands.revisions:Revision",
    ("emr", "list-clusters"): "sotalia.cli.commands.emr:ListClusters",
    ("translate", "import-terminology"): "sotalia.cli.commands.images:Terminology",
    ("translate", "translate-document"): "sotalia.cli.commands.images:Document",
    ("cloudfront", "create-invalidation"): "sotalia.cli.commands.cloudfront:CreateInvalidation",
    ("cloudwatch", "put-metric-data"): "sotalia.cli.commands.cloudwatch:PutMetricData",
    ("ec2", "authorize-security-group-egress"): "sotalia.cli.commands.ec2:SecurityGroupRule",
    ("ec2", "authorize-security-group-ingress"): "sotalia.cli.commands.ec2:SecurityGroupRule",
    ("ec2", "get-password-data"): "sotalia.cli.commands.ec2:PasswordData",
    ("ec2", "revoke-security-group-egress"): "sotalia.cli.commands.ec2:SecurityGroupRule",
    ("ec2", "revoke-security-group-ingress"): "sotalia.cli.commands.ec2:SecurityGroupRule",
    ("ec2", "run-instances"): "sotalia.cli.commands.ec2:RunInstances",
    ("ecs", "execute-command"): "sotalia.cli.commands.sessions:ExecuteCommand",
    ("iam", "create-virtual-mfa-device"): "sotalia.cli.commands.outfiles:VirtualDevice",
    ("iot", "create-certificate-from-csr"): "sotalia.cli.commands.outfiles:Certificate",
    ("iot", "create-keys-and-certificate"): "sotalia.cli.commands.outfiles:KeysAndCertificate",
    ("lambda", "create-function"): "sotalia.cli.commands.awslambda:CreateFunction",
    ("lambda", "publish-layer-version"): "sotalia.cli.commands.awslambda:PublishLayer",
    ("lambda", "update-function-code"): "sotalia.cli.commands.awslambda:UpdateCode",
    ("logs", "start-live-tail"): "sotalia.cli.commands.livetail:LiveTail",
    ("quicksight", "start-asset-bundle-import-job"): "sotalia.cli.commands.images:AssetBundle",
    ("rekognition", "compare-faces"): "sotalia.cli.commands.images:TwoImages",
    ("rekognition", "detect-custom-labels"): "sotalia.cli.commands.images:Image",
    ("rekognition", "detect-faces"): "sotalia.cli.commands.images:Image",
    ("rekognition", "detect-labels"): "sotalia.cli.commands.images:Image",
    ("rekognition", "detect-moderation-labels"): "sotalia.cli.commands.images:Image",
    ("rekognition", "detect-protective-equipment"): "sotalia.cli.commands.images:Image",
    ("rekognition", "detect-text"): "sotalia.cli.commands.images:Image",
    ("rekognition", "index-faces"): "sotalia.cli.commands.images:Image",
    ("rekognition", "recognize-celebrities"): "sotalia.cli.commands.images:Image",
    ("rekognition", "search-faces-by-image"): "sotalia.cli.commands.images:Image",
    ("rekognition", "search-users-by-image"): "sotalia.cli.commands.images:Image",
    ("ssm", "start-session"): "sotalia.cli.commands.sessions:StartSession",
    ("ses", "send-email"): "sotalia.cli.commands.ses:SendEmail",
}

#: Commands of the AWS CLI that are not here.
MISSING: frozenset[tuple[str, ...]] = frozenset(
    (
        ("cloudtrail", "create-subscription"),
        ("cloudtrail", "update-subscription"),
        ("cloudtrail", "validate-logs"),
        ("configservice", "get-status"),
        ("configservice", "subscribe"),
        ("datapipeline", "create-default-roles"),
        ("datapipeline", "list-runs"),
        ("deploy", "deregister"),
        ("deploy", "install"),
        ("deploy", "push"),
        ("deploy", "register"),
        ("deploy", "uninstall"),
        ("dlm", "create-default-role"),
        ("ec2-instance-connect", "ssh"),
        ("ec2-instance-connect", "open-tunnel"),
        ("ecs", "deploy"),
        ("emr", "create-cluster"),
        ("emr", "ssh"),
        ("emr", "socks"),
        ("emr", "get"),
        ("emr", "put"),
        ("emr", "add-steps"),
        ("emr", "create-default-roles"),
        ("emr", "terminate-clusters"),
        ("emr-containers", "update-role-trust-policy"),
        ("gamelift", "get-game-session-log"),
        ("gamelift", "upload-build"),
        ("lightsail", "push-container-image"),
        ("rds", "add-option-to-option-group"),
        ("rds", "remove-option-from-option-group"),
        ("servicecatalog", "generate"),
        ("update",),
        ("wizard",),
    )
)


def handmade(*names: str) -> Command | None:
    """Return the command made by hand of that name, or None."""
    row = COMMANDS.get(names)
    return None if row is None else _loaded(row[0])


def subcommands(name: str) -> dict[str, str]:
    """Return the commands made by hand below another one: name → what help says of it."""
    return {names[1]: row[1] for names, row in COMMANDS.items() if len(names) == 2 and names[0] == name}


def adaptation(command: str, operation: str) -> Any:
    """Return a new object that changes an operation's line, or None."""
    place = ADAPTATIONS.get((command, operation))
    return None if place is None else _loaded(place)()


def _loaded(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(__import__(module, fromlist=[name]), name)
