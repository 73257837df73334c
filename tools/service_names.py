"""Where a module has a service's name in it: in a string, or in a name of its own, but not in its documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.imports import Module

#: The names that customizations are made for; words such as "config" or "events" are services too, but not only.
SERVICES = {
    "apigateway", "bedrock", "cloudformation", "cloudfront", "cloudsearchdomain", "cloudwatch", "cognito-identity",
    "docdb", "dsql", "dynamodb", "ec2", "elasticbeanstalk", "eventbridge", "glacier", "iam", "iot", "iot-data",
    "kinesis", "kms", "lambda", "lex-runtime", "machinelearning", "mturk", "neptune", "polly", "rds", "redshift",
    "route53", "s3", "s3control", "s3express", "sagemaker", "sdb", "secretsmanager", "ses", "sns", "sqs", "ssm", "sso",
    "sso-oidc", "stepfunctions", "sts", "timestream-query",
}  # fmt: skip
#: What a fault's message ends with.
NAMED = "make it a hook or a table in services/"
#: As a word, however it is written: `s3`, `_S3_NAMES`, `is_s3_global`, `AWS::S3::Accelerate`, `UnsupportedS3ArnError`.
_NAMED = re.compile(
    "|".join(
        f"(?<![A-Za-z0-9])(?i:{name})(?![A-Za-z0-9])|(?<![A-Z0-9]){_camel}(?![a-z])"
        for name, _camel in ((re.escape(name), name.replace("-", "").capitalize()) for name in sorted(SERVICES))
    )
)


def service_names(module: Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what is written there, message) for each service that is named in code."""
    documentation = {id(node.value) for node in module.nodes if isinstance(node, ast.Expr)}
    for node in module.nodes:
        if id(node) in documentation:
            continue
        for what in _texts(node):
            match = _NAMED.search(what)
            if match:
                line: int = getattr(node, "lineno", 1)
                yield line, what, f"{what!r} names a service ({match[0]}): {NAMED}"


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) | ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text):
            yield text
        case ast.FunctionDef(name=text) | ast.AsyncFunctionDef(name=text) | ast.ClassDef(name=text):
            yield text
        case ast.keyword(arg=str(text)) | ast.alias(name=text):
            yield text
