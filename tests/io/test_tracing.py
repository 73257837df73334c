"""A call made in a Lambda function carries the function's trace."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

import sotalia
from sotalia.io.tracing import trace_source
from tests.servers.raw import RawServer, reply


def test_there_is_no_trace_outside_of_lambda() -> None:
    assert trace_source({"_X_AMZN_TRACE_ID": "Root=1"}) is None


def test_the_trace_is_read_anew_for_each_call() -> None:
    environ = {"AWS_LAMBDA_FUNCTION_NAME": "f"}
    trace = trace_source(environ)
    assert trace is not None
    assert trace() is None
    environ["_X_AMZN_TRACE_ID"] = "Root=1-2;Parent=ü\n"
    assert trace() == "Root=1-2;Parent=%C3%BC%0A"


@pytest.mark.parametrize("library", [boto3, sotalia])
def test_the_header_is_sent_but_not_signed(
    library: Any, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Parent=ü")
    raw_server.answer(reply(200, b"{}", {"content-type": "application/x-amz-json-1.0"}))
    library.client("dynamodb", endpoint_url=raw_server.url, region_name="us-east-1").list_tables()
    headers = raw_server.requests[0].headers
    assert headers["x-amzn-trace-id"] == "Root=1-2;Parent=%C3%BC"
    assert "trace" not in headers["authorization"]


@pytest.mark.parametrize("library", [boto3, sotalia])
def test_a_trace_that_the_program_gives_is_sent_instead(
    library: Any, raw_server: RawServer, credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2")
    raw_server.answer(reply(200, b"{}", {"content-type": "application/json"}))
    client = library.client("bedrock-agentcore", endpoint_url=raw_server.url)
    client.start_browser_session(browserIdentifier="b", traceId="Root=3-4")
    assert raw_server.requests[0].headers["x-amzn-trace-id"] == "Root=3-4"
