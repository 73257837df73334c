"""`cloudformation package`: put what a template names on the local disk into a bucket, and name it there."""

from __future__ import annotations

import os
import sys

from ...errors import ClientError
from ..faults import SUCCESS, InvalidLine
from ..handmade import Command, Row
from ..output.json import to_json
from ..output.yaml import to_yaml
from ..paramfile import user_path
from ..program import program
from ..words import NONE, Option
from ..yamlread import YamlError, load_template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..context import Context

#: How a property names a file in a bucket: as s3://bucket/key, or as a structure with these members for them.
_URL: tuple[str, ...] = ()
_CODE, _BODY = ("S3Bucket", "S3Key"), ("Bucket", "Key")
_ZIPPED, _PLAIN, _TEMPLATE = "zipped", "plain", "template"
#: Type of a resource -> (property, how it names the file, what is put there). A folder is always zipped.
_PROPERTIES: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "AWS::ApiGateway::RestApi": (("BodyS3Location", _BODY, _PLAIN),),
    "AWS::AppSync::FunctionConfiguration": (
        ("RequestMappingTemplateS3Location", _URL, _PLAIN),
        ("ResponseMappingTemplateS3Location", _URL, _PLAIN),
        ("CodeS3Location", _URL, _PLAIN),
    ),
    "AWS::AppSync::GraphQLSchema": (("DefinitionS3Location", _URL, _PLAIN),),
    "AWS::AppSync::Resolver": (
        ("RequestMappingTemplateS3Location", _URL, _PLAIN),
        ("ResponseMappingTemplateS3Location", _URL, _PLAIN),
        ("CodeS3Location", _URL, _PLAIN),
    ),
    "AWS::CloudFormation::Stack": (("TemplateURL", _URL, _TEMPLATE),),
    "AWS::CodeCommit::Repository": (("Code.S3", _BODY, _ZIPPED),),
    "AWS::ElasticBeanstalk::ApplicationVersion": (("SourceBundle", _CODE, _PLAIN),),
    "AWS::Glue::Job": (("Command.ScriptLocation", _URL, _PLAIN),),
    "AWS::Lambda::Function": (("Code", _CODE, _ZIPPED),),
    "AWS::Lambda::LayerVersion": (("Content", _CODE, _ZIPPED),),
    "AWS::Serverless::Api": (("DefinitionUri", _URL, _PLAIN),),
    "AWS::Serverless::Application": (("Location", _URL, _TEMPLATE),),
    "AWS::Serverless::Function": (("CodeUri", _URL, _ZIPPED),),
    "AWS::Serverless::GraphQLApi": (("SchemaUri", _URL, _PLAIN), ("CodeUri", _URL, _PLAIN)),
    "AWS::Serverless::LayerVersion": (("ContentUri", _URL, _ZIPPED),),
    "AWS::Serverless::StateMachine": (("DefinitionUri", _URL, _PLAIN),),
    "AWS::StepFunctions::StateMachine": (("DefinitionS3Location", _BODY, _PLAIN),),
}
#: Properties that stand for the folder of the template when they are not given.
_NEEDED = {("AWS::Serverless::Function", "CodeUri"), ("AWS::Lambda::Function", "Code")}


def _package(context: Context, values: dict[str, Any]) -> int:
    path = user_path(values["template-file"])
    if not os.path.isfile(path):
        raise InvalidLine(f"Invalid template path {values['template-file']}")
    text = _Packer(context, values).template(path)
    output = values["output-template-file"]
    if not output:
        sys.stdout.write(text)
        return SUCCESS
    with open(user_path(output), "w", encoding="utf-8") as file:
        file.write(text)
    sys.stdout.write(
        f"\nSuccessfully packaged artifacts and wrote output template to file {output}.\nExecute the following command "
        f"to deploy the packaged template\n{program()} cloudformation deploy --template-file {os.path.abspath(output)} "
        "--stack-name <YOUR STACK NAME>\n"
    )
    return SUCCESS


class _Packer:
    """Packs templates, and those that they name."""

    def __init__(self, context: Context, values: dict[str, Any]) -> None:
        self._values = values
        self._bucket: str = values["s3-bucket"]
        self._client = context.client("s3")

    def template(self, path: str) -> str:
        """Return the text of a template whose files are in the bucket."""
        with open(path, encoding="utf-8") as file:
            source = file.read()
        try:
            template = load_template(source)
        except YamlError as error:
            raise InvalidLine(f"{path} is no YAML: {error}") from None
        if not isinstance(template, dict):
            raise InvalidLine(f"{path} is no mapping")
        for resource in (template.get("Resources") or {}).values():
            self._resource(resource, os.path.dirname(os.path.abspath(path)))
        return f"{to_json(template)}\n" if self._values["use-json"] else to_yaml(template, in_order=True)

    def _resource(self, resource: dict[str, Any], folder: str) -> None:
        kind = resource.get("Type", "")
        for name, members, how in _PROPERTIES.get(kind, ()):
            *within, last = name.split(".")
            properties = (
                resource.setdefault("Properties", {}) if (kind, name) in _NEEDED else resource.get("Properties")
            )
            for step in within:
                properties = (properties or {}).get(step)
            if not isinstance(properties, dict):
                continue
            value = properties.get(last, "." if _stands_for_folder(kind, name, properties) else None)
            if isinstance(value, str) and not value.startswith(("s3://", "http://", "https://")):
                properties[last] = self._put(os.path.join(folder, value), members, how)

    def _put(self, path: str, members: tuple[str, ...], how: str) -> Any:
        """Put a file or folder into the bucket, and return how the template names it there."""
        if how == _TEMPLATE:
            key = self._upload(self.template(path).encode(), "template")
            region = self._client.meta.region_name
            host = "s3.amazonaws.com" if region == "us-east-1" else f"s3.{region}.amazonaws.com"
            return f"https://{host}/{self._bucket}/{key}"
        if not os.path.exists(path):
            raise InvalidLine(f"Unable to upload artifact {path} referenced by the template: it does not exist.")
        if os.path.isdir(path) or (how == _ZIPPED and not path.endswith((".zip", ".jar"))):
            data, ending = _zipped(path), ""
        else:
            with open(path, "rb") as file:
                data = file.read()
            ending = ""
        key = self._upload(data, ending)
        return {members[0]: self._bucket, members[1]: key} if members else f"s3://{self._bucket}/{key}"

    def _upload(self, data: bytes, ending: str) -> str:
        """Put bytes under a key made of them, unless they are there; return the key."""
        from hashlib import md5

        values = self._values
        name = md5(data, usedforsecurity=False).hexdigest() + (f".{ending}" if ending else "")
        key = f"{values['s3-prefix'].rstrip('/')}/{name}" if values["s3-prefix"] else name
        if not values["force-upload"] and self._has(key):
            return key
        more: dict[str, Any] = {}
        if values["kms-key-id"]:
            more = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": values["kms-key-id"]}
        if values["metadata"]:
            more["Metadata"] = dict(pair.split("=", 1) for pair in values["metadata"].split(",") if "=" in pair)
        sys.stderr.write(f"Uploading to {key}  {len(data)} bytes\n")
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data, **more)
        return key

    def _has(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError:
            return False
        return True


def _stands_for_folder(kind: str, name: str, properties: dict[str, Any]) -> bool:
    inline = ("InlineCode", "ImageUri")
    return (
        (kind, name) in _NEEDED
        and not any(other in properties for other in inline)
        and (properties.get("PackageType") != "Image")
    )


def _zipped(path: str) -> bytes:
    """Return a zip file of a file or folder; the same content makes the same bytes."""
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for full, name in _files(path):
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.external_attr = (os.stat(full).st_mode & 0xFFFF) << 16
            with open(full, "rb") as file:
                archive.writestr(info, file.read())
    return buffer.getvalue()


def _files(path: str) -> Iterator[tuple[str, str]]:
    if os.path.isfile(path):
        yield path, os.path.basename(path)
        return
    for folder, folders, names in os.walk(path, followlinks=True):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(folder, name)
            yield full, os.path.relpath(full, path).replace(os.sep, "/")


PACKAGE = Command(
    _package,
    (
        Row(Option("--template-file"), "The file of the template.", required=True),
        Row(Option("--s3-bucket"), "The bucket to put files into.", required=True),
        Row(Option("--s3-prefix"), "What their keys begin with."),
        Row(Option("--kms-key-id"), "The key to encrypt them with."),
        Row(Option("--output-template-file"), "The file to write the new template to (default: stdout)."),
        Row(Option("--use-json", NONE), "Write it as JSON."),
        Row(Option("--force-upload", NONE), "Put files there that are there already."),
        Row(Option("--metadata"), "Metadata for them, as key=value,key=value."),
    ),
)
