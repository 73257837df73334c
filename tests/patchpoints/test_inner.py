"""Inner objects of clients that programs read, beside boto3's."""

from __future__ import annotations

import boto3
import pytest

import sotalia


@pytest.fixture(params=["boto3", "sotalia"])
def client(request, credentials):
    return (boto3 if request.param == "boto3" else sotalia).client("s3", region_name="us-east-1")


def test_parameters_become_a_request(client):
    model = client.meta.service_model.operation_model("GetObject")
    request = client._serializer.serialize_to_request({"Bucket": "b", "Key": "k", "VersionId": "v"}, model)
    assert request["method"] == "GET"
    assert request["url_path"].endswith("/k")
    assert request["query_string"] == {"versionId": "v"}


def test_handlers_change_parameters_that_a_program_has_emitted(client):
    def add(params, **_):
        params["Key"] = "mine"

    client.meta.events.register("before-parameter-build.s3.GetObject", add)
    model = client.meta.service_model.operation_model("GetObject")
    params = client._emit_api_params(api_params={"Bucket": "b"}, operation_model=model, context={})
    assert params["Key"] == "mine"


def test_the_emitter_is_reached(client):
    assert client._ruleset_resolver._event_emitter is client.meta.events
