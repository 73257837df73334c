"""`cloudformation deploy`: create or update a stack by a change set, and wait for it."""

from __future__ import annotations

import sys
import time

from ...errors import ClientError, WaiterError
from ..faults import SUCCESS, CliError, InvalidLine
from ..handmade import Command, Row
from ..paramfile import FileError, file_content, user_path
from ..program import program
from ..words import MANY, NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..context import Context

#: Bytes that a template may have in a request; a larger one goes to a bucket first.
_LONGEST = 51200
_EMPTY = ("The submitted information didn't contain changes.", "No updates are to be performed")
#: Seconds between two looks at the change set, at the stack, and how many at the latter.
_CHANGE_SET_DELAY, _STACK_DELAY, _STACK_LOOKS = 5, 30, 120


def _deploy(context: Context, values: dict[str, Any]) -> int:
    template = _template(values["template-file"])
    stack = values["stack-name"]
    client = context.client("cloudformation")
    kind = "UPDATE" if _exists(client, stack) else "CREATE"
    request = _request(context, values, template, kind)
    change_set = client.create_change_set(**request)
    name, stack_id = change_set["Id"], change_set["StackId"]
    if not _created(client, name, stack):
        sys.stdout.write(f"\nNo changes to deploy. Stack {stack} is up to date\n")
        if values["fail-on-empty-changeset"]:
            raise CliError(f"No changes to deploy. Stack {stack} is up to date")
        return SUCCESS
    if values["execute"] is False:
        sys.stdout.write(
            "Changeset created successfully. Run the following command to review changes:\n"
            f"{program()} cloudformation describe-change-set --change-set-name {name}\n"
        )
        return SUCCESS
    rollback = {"DisableRollback": True} if values["disable-rollback"] else {}
    client.execute_change_set(ChangeSetName=name, StackName=stack, **rollback)
    return _wait(client, stack, stack_id, kind)


def _template(path: str) -> str:
    try:
        with open(user_path(path), encoding="utf-8") as file:
            return file.read()
    except OSError:
        raise InvalidLine(f"Invalid template path {path}") from None


def _exists(client: Any, stack: str) -> bool:
    """Return whether there is a stack, and not only a change set for one."""
    try:
        stacks = client.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if f"Stack with id {stack} does not exist" in str(error):
            return False
        raise
    return len(stacks) == 1 and stacks[0]["StackStatus"] != "REVIEW_IN_PROGRESS"


def _request(context: Context, values: dict[str, Any], template: str, kind: str) -> dict[str, Any]:
    now = time.time()
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    request: dict[str, Any] = {
        "ChangeSetName": f"awscli-cloudformation-package-deploy-{int(now)}",
        "StackName": values["stack-name"],
        "ChangeSetType": kind,
        "Parameters": _parameters(values["parameter-overrides"] or [], template, kind),
        "Capabilities": values["capabilities"] or [],
        "Description": f"Created by AWS CLI at {moment} UTC",
        "Tags": [{"Key": name, "Value": value} for name, value in _pairs(values["tags"] or []).items()],
        **_body(context, values, template),
    }
    if kind == "CREATE" and values["disable-rollback"]:
        request["OnStackFailure"] = "DO_NOTHING"
    if values["role-arn"]:
        request["RoleARN"] = values["role-arn"]
    if values["notification-arns"] is not None:
        request["NotificationARNs"] = values["notification-arns"]
    return request


def _body(context: Context, values: dict[str, Any], template: str) -> dict[str, str]:
    """Return the template's part of the request; a long one is put into the bucket that the line names."""
    data = template.encode()
    if len(data) <= _LONGEST and not (values["s3-bucket"] and values["force-upload"]):
        return {"TemplateBody": template}
    bucket = values["s3-bucket"]
    if not bucket:
        raise InvalidLine(
            "Templates with a size greater than 51,200 bytes must be deployed via an S3 Bucket. Please add the "
            "--s3-bucket parameter to your command. The local template will be copied to that S3 bucket and then "
            "deployed."
        )
    from hashlib import md5

    prefix = f"{values['s3-prefix'].rstrip('/')}/" if values["s3-prefix"] else ""
    key = f"{prefix}{md5(data, usedforsecurity=False).hexdigest()}.template"
    sealed = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": values["kms-key-id"]} if values["kms-key-id"] else {}
    client = context.client("s3")
    client.put_object(Bucket=bucket, Key=key, Body=data, **sealed)
    return {
        "TemplateURL": client.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key}).partition("?")[0]
    }


def _parameters(overrides: list[str], template: str, kind: str) -> list[dict[str, Any]]:
    """Return the parameters: those of the line, and for a stack that exists its own former values for the others."""
    given = _pairs(overrides)
    declared = _parsed(template).get("Parameters") or {}
    result: list[dict[str, Any]] = []
    for name in declared:
        if name in given:
            result.append({"ParameterKey": name, "ParameterValue": given[name]})
        elif kind == "UPDATE":
            result.append({"ParameterKey": name, "UsePreviousValue": True})
    return result


def _parsed(template: str) -> dict[str, Any]:
    from ..yamlread import YamlError, load_template

    try:
        loaded = load_template(template)
    except YamlError as error:
        raise InvalidLine(f"The template is no YAML: {error}") from None
    if not isinstance(loaded, dict):
        raise InvalidLine("The template is no mapping")
    return loaded


def _pairs(words: list[str]) -> dict[str, str]:
    """Return the pairs in `Key=Value` words, or in a JSON file: of such words, of an object, or of parameters."""
    from json import loads

    try:
        text = file_content(words[0]) if len(words) == 1 else ""
    except FileError as error:
        raise InvalidLine(str(error)) from None
    if text.lstrip()[:1] in ("[", "{"):
        try:
            loaded = loads(text)
        except ValueError as error:
            raise InvalidLine(f"Invalid JSON: {error}") from None
        if isinstance(loaded, dict):
            return {name: str(value) for name, value in loaded.get("Parameters", loaded).items()}
        if all(isinstance(entry, dict) for entry in loaded):
            return {entry["ParameterKey"]: entry["ParameterValue"] for entry in loaded}
        words = loaded
    pairs = [word.partition("=") for word in words]
    for word, (_, equals, _value) in zip(words, pairs, strict=True):
        if not equals:
            raise InvalidLine(f"{word} value passed to --parameter-overrides or --tags must be of format Key=Value")
    return {name: value for name, _, value in pairs}


def _created(client: Any, name: str, stack: str) -> bool:
    """Wait for the change set; return False if there is nothing in it. Raises CliError when it fails otherwise."""
    sys.stdout.write("\nWaiting for changeset to be created..\n")
    sys.stdout.flush()
    try:
        waiter = client.get_waiter("change_set_create_complete")
        waiter.wait(ChangeSetName=name, StackName=stack, WaiterConfig={"Delay": _CHANGE_SET_DELAY})
    except WaiterError as error:
        last = error.last_response
        reason = str(last.get("StatusReason", ""))
        if last.get("Status") == "FAILED" and any(text in reason for text in _EMPTY):
            return False
        raise CliError(
            f"Failed to create the changeset: {error}. Status: {last.get('Status')}. Reason: {reason}"
        ) from None
    return True


def _wait(client: Any, stack: str, stack_id: str, kind: str) -> int:
    sys.stdout.write("Waiting for stack create/update to complete\n")
    sys.stdout.flush()
    waiter = client.get_waiter(f"stack_{kind.lower()}_complete")
    try:
        waiter.wait(StackName=stack_id, WaiterConfig={"Delay": _STACK_DELAY, "MaxAttempts": _STACK_LOOKS})
    except WaiterError:
        raise CliError(
            "Failed to create/update the stack. Run the following command\nto fetch the list of events leading up to "
            f"the failure\n{program()} cloudformation describe-stack-events --stack-name {stack}"
        ) from None
    sys.stdout.write(f"Successfully created/updated stack - {stack}\n")
    return SUCCESS


DEPLOY = Command(
    _deploy,
    (
        Row(Option("--template-file"), "The file of the template.", required=True),
        Row(Option("--stack-name"), "The stack.", required=True),
        Row(Option("--s3-bucket"), "The bucket to put a long template into."),
        Row(Option("--force-upload", NONE), "Put a short one there, too."),
        Row(Option("--s3-prefix"), "What its key begins with."),
        Row(Option("--kms-key-id"), "The key to encrypt it with."),
        Row(Option("--parameter-overrides", MANY), "Parameters of the stack, as Key=Value, or a JSON file of them."),
        Row(Option("--capabilities", MANY), "What the template may do, such as CAPABILITY_IAM."),
        Row(Option("--no-execute-changeset", NONE, target="execute", value=False), "Only make the change set."),
        Row(Option("--disable-rollback", NONE), "Leave a stack that fails as it is."),
        Row(Option("--no-disable-rollback", NONE, target="disable-rollback", value=False), "Roll it back."),
        Row(Option("--role-arn"), "The role that the service acts in."),
        Row(Option("--notification-arns", MANY), "Topics that get the stack's events."),
        Row(Option("--fail-on-empty-changeset", NONE), "Fail when nothing changes."),
        Row(
            Option("--no-fail-on-empty-changeset", NONE, target="fail-on-empty-changeset", value=False),
            "Do not fail then (default).",
        ),
        Row(Option("--tags", MANY), "Tags of the stack, as Key=Value."),
    ),
)
