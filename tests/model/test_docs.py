"""What help() shows."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import boto3
import pytest

from sotalia.model.builtin import BUILTIN_DATA_PATH
from sotalia.model.docs import client_docstring, operation_docstring, repeated_docstring
from sotalia.model.docstore import open_docs
from sotalia.model.docsyntax import Settings, reply_syntax, request_syntax
from sotalia.model.errors import OperationNotFoundError
from sotalia.model.loader import Loader
from sotalia.model.pack import Pack, PackedService
from sotalia.model.service import ServiceModel


def page(service: str, operation: str) -> str:
    return operation_docstring(Loader().service_model(service), operation)


def test_a_docstring_has_boto3s_parts_in_boto3s_order() -> None:
    text = page("sqs", "ReceiveMessage")
    parts = (
        "Retrieves one or more messages",
        "**Request Syntax**",
        "response = client.receive_message(",
        "QueueUrl='string',",
        ":type QueueUrl: string",
        ":param QueueUrl: **[REQUIRED]**",
        ":rtype: dict",
        "**Response Syntax**",
        "'Messages': [",
        "**Response Structure**",
        "- **Messages** *(list)*",
        "**Exceptions**",
        "* ``SQS.Client.exceptions.OverLimit``",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert ":param MaxNumberOfMessages:\n" in text


def test_paragraphs_are_wrapped_and_lists_hang() -> None:
    text = page("sqs", "ReceiveMessage")
    prose = [line for line in text.splitlines() if "'" not in line and "<http" not in line]
    assert max(map(len, prose)) <= 100
    assert "  * ``ApproximateFirstReceiveTimestamp`` – Returns the time the message was first" in text
    assert "\n    queue (`epoch time <http://en.wikipedia.org/wiki/Unix_time>`__ in milliseconds)" in text


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        *(("dynamodb", "Query"), ("ec2", "RunInstances"), ("lambda", "Invoke"), ("sts", "AssumeRole")),
        *(("iam", "CreateUser"), ("sqs", "ReceiveMessage"), ("sns", "Publish")),
    ],
)
def test_the_syntax_is_the_one_that_boto3_shows(service: str, operation: str) -> None:
    client = boto3.client(service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    method = next(name for name, value in client.meta.method_to_api_mapping.items() if value == operation)
    reference = str(getattr(client, method).__doc__)
    model = Loader().service_model(service).operation_model(operation)
    call = f"response = client.{method}"
    request = request_syntax(call, model)
    assert squeezed("\n".join(request)) == squeezed(call + between(reference, call, "\n:type"))
    reply = between(reference, "**Response Syntax**", "**Response Structure**")
    assert squeezed("\n".join(reply_syntax(model))) == squeezed(reply)


def test_streams_are_shown_as_such() -> None:
    model = Loader().service_model("s3")
    assert "    Body=b'bytes'|file," in request_syntax("x", model.operation_model("PutObject"))
    assert "    'Body': StreamingBody()," in reply_syntax(model.operation_model("GetObject"))
    assert "    'Payload': EventStream({" in reply_syntax(model.operation_model("SelectObjectContent"))


def between(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].split(end, 1)[0]


def squeezed(text: str) -> str:
    return "".join(text.replace("::", "", 1).split()).replace(",", "")


def test_a_recursive_shape_is_opened_once() -> None:
    text = page("dynamodb", "PutItem")
    assert "{'... recursive ...'}" in text
    assert text.count("- **BOOL** *(boolean)*") < 10


def test_every_kind_of_operation_has_a_docstring() -> None:
    loader = Loader()
    for service in loader.list_available_services()[::24]:
        model = loader.service_model(service)
        assert client_docstring(model).count("* ``") == len(model.methods)
        for operation in model.operation_names[::9]:
            assert "**Request Syntax**" in operation_docstring(model, operation)


def test_an_operation_without_parameters_or_result_says_so() -> None:
    text = page("s3", "DeleteBucket")
    assert ":returns: None" in text
    model = ServiceModel({"metadata": {}, "operations": {"Ping": {"name": "Ping", "deprecated": True}}}, "tiny")
    text = operation_docstring(model, "Ping")
    assert "response = client.ping()" in text
    assert "Deprecated" in text


def test_an_unknown_operation_is_an_error() -> None:
    with pytest.raises(OperationNotFoundError):
        page("s3", "Nope")


def test_documentation_is_boto3s_without_its_markup() -> None:
    loader = Loader()
    model = loader.service_model("s3")
    bucket = model.operation_model("ListObjectsV2").input_shape.members["MaxKeys"]  # type: ignore[union-attr]
    assert bucket.documentation.startswith("Sets the maximum number of keys returned in the response.")
    assert "<p>" not in model.documentation
    assert model.client_context_parameters[0].documentation
    assert loader.docs("s3").service_text() == model.documentation
    assert loader.service_model("cloudfront", "2016-11-25").operation_model("CreateDistribution").documentation


def test_without_the_docs_pack_everything_else_works(tmp_path: Path) -> None:
    shutil.copy(os.path.join(BUILTIN_DATA_PATH, "models.pack"), tmp_path)
    entry = Pack(str(tmp_path / "models.pack")).versions("s3")[-1]
    model = ServiceModel(PackedService(entry, entry.directory(), open_docs), "s3")
    assert model.documentation == ""
    assert model.operation_model("PutObject").documentation == ""
    assert model.client_context_parameters[0].documentation == ""
    assert "client.put_object(" in operation_docstring(model, "PutObject")


def test_what_repeats_an_operation_shows_its_own_settings_too() -> None:
    settings = Settings(
        "WaiterConfig", "How to wait.", {"Delay": ("integer", "Seconds."), "Timeout": ("integer", "All.")}
    )
    model = Loader().service_model("sqs")
    text = repeated_docstring(model, "ReceiveMessage", "waiter.wait", "Polls every 5 seconds.", settings)
    parts = (
        "Polls every 5 seconds.",
        "See also: `AWS API Documentation",
        "waiter.wait(",
        "QueueUrl='string',",
        "WaiterConfig={",
        "'Delay': 123,",
        "'Timeout': 123\n",
        ":param QueueUrl: **[REQUIRED]**",
        ":type WaiterConfig: dict",
        "How to wait.",
        "- **Delay** *(integer)*",
        "Seconds.",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_settings_are_shown_for_an_operation_without_parameters_of_its_own() -> None:
    settings = Settings("WaiterConfig", "How to wait.", {"Delay": ("integer", "Seconds.")})
    operation = Loader().service_model("sts").operation_model("GetCallerIdentity")
    assert request_syntax("waiter.wait", operation, settings) == [
        "waiter.wait(",
        "    WaiterConfig={",
        "        'Delay': 123",
        "    }",
        ")",
    ]
