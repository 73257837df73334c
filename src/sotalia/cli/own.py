"""The commands of Sotalia's own: the AWS CLI has none of their names."""

from __future__ import annotations

#: name -> (module with its `main(arguments) -> exit code`, its purpose)
COMMANDS = {
    "alias-aws": ("sotalia.cli.alias_aws", "put a link `aws` beside this command"),
    "check": ("sotalia.cli.check", "say which names of boto3 a project uses that Sotalia lacks"),
    "completion": ("sotalia.cli.shells", "print the script with which a shell completes the command"),
    "local": ("sotalia.cli.local", "run a command against an AWS of its own, embedded and in memory"),
    "models": ("sotalia.cli.models", "say of which botocore the models are, and replace them by newer ones"),
    "run": ("sotalia.compat.run", "run a Python program of boto3's, with Sotalia in its place"),
    "shell": ("sotalia.cli.shell", "start an interactive Python with clients by name"),
    "types": ("sotalia.cli.types", "write types of the services in use, for checkers and editors"),
    "whoami": ("sotalia.cli.whoami", "say with which profile, region and credentials calls are made"),
}
