"""Replies that programs read by themselves: `botocore.response.get_response`, which kombu imports beside boto3."""

from __future__ import annotations

import pytest

from tests.compat.programs import value_of

PROGRAM = """
import io
import boto3
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from botocore.response import StreamingBody, get_response

class Raw(io.BytesIO):
    def stream(self, *args, **kwargs):
        yield self.read()

def read(service, operation, status, headers, body):
    model = boto3.client(service).meta.service_model.operation_model(operation)
    reply, parsed = get_response(model, AWSResponse("https://x.example/", status, headers, Raw(body)))
    assert reply.status_code == status
    streamed = parsed.pop("Body", None)
    if streamed is not None:
        parsed["read"] = streamed.read().decode()
    parsed["ResponseMetadata"] = {"HTTPStatusCode": parsed["ResponseMetadata"]["HTTPStatusCode"]}
    return parsed

value = [
    read("sqs", "ListQueues", 200, {"x-amzn-requestid": "1"}, b'{"QueueUrls": ["https://x.example/q"]}'),
    read("sts", "GetCallerIdentity", 200, {},
         b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"),
    read("s3", "GetObject", 200, {"content-length": "4", "ETag": '"e"'}, b"text"),
    read("s3", "GetObject", 404, {}, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>"),
]
"""


@pytest.mark.parametrize("mode", ["over", "alone"])
def test_replies_are_read_as_boto3_reads_them(mode):
    assert value_of(PROGRAM, mode) == value_of(PROGRAM, "")
