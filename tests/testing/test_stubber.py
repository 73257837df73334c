"""`Stubber`: what boto3's does with a client, and beyond."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import boto3
import botocore.exceptions
import botocore.response
import botocore.stub
import pytest

import sotalia
from sotalia import aio, exceptions, testing


class Library:
    """boto3 or Sotalia, under one face."""

    def __init__(self, name: str) -> None:
        self.exceptions: Any = botocore.exceptions if name == "boto3" else exceptions
        self.stub: Any = botocore.stub if name == "boto3" else testing
        self.client: Any = (boto3 if name == "boto3" else sotalia).client("s3", region_name="us-east-1")


@pytest.fixture(params=["boto3", "sotalia"])
def library(request, credentials):
    return Library(request.param)


class TestAsInBoto3:
    """boto3's own passes these, too."""

    def test_answers_come_in_order(self, library):
        with library.stub.Stubber(library.client) as stubber:
            stubber.add_response("list_buckets", {"Buckets": [{"Name": "a"}]})
            stubber.add_response("list_buckets", {"Buckets": []}, {})
            assert library.client.list_buckets()["Buckets"][0]["Name"] == "a"
            assert library.client.list_buckets()["Buckets"] == []
            stubber.assert_no_pending_responses()

    def test_parameters_are_compared(self, library):
        expected = {"Bucket": "b", "Key": library.stub.ANY}
        with library.stub.Stubber(library.client) as stubber:
            stubber.add_response("head_object", {"ContentLength": 3}, expected)
            stubber.add_response("head_object", {"ContentLength": 3}, expected)
            assert library.client.head_object(Bucket="b", Key="k")["ContentLength"] == 3
            with pytest.raises(library.exceptions.StubAssertionError, match="Expected parameters"):
                library.client.head_object(Bucket="other", Key="k")

    def test_an_answer_waits_for_the_call_that_is_expected(self, library):
        with library.stub.Stubber(library.client) as stubber:
            stubber.add_response("list_objects", {}, {"Bucket": "b"})
            with pytest.raises(library.exceptions.StubAssertionError):
                library.client.list_objects(Bucket="other")
            assert library.client.list_objects(Bucket="b") == {}
            stubber.assert_no_pending_responses()

    @pytest.mark.parametrize("code", ["InvalidObjectState", "NoSuchError"])
    def test_members_that_an_error_does_not_have_are_refused(self, library, code):
        stubber = library.stub.Stubber(library.client)
        with pytest.raises(library.exceptions.ParamValidationError):
            stubber.add_client_error("get_object", code, modeled_fields={"Nope": "x"})
        stubber.add_client_error("get_object", "InvalidObjectState", modeled_fields={"StorageClass": "GLACIER"})
        with stubber, pytest.raises(library.client.exceptions.InvalidObjectState) as raised:
            library.client.get_object(Bucket="b", Key="k")
        assert raised.value.response["StorageClass"] == "GLACIER"

    @pytest.mark.parametrize("params", [{"Bucket": "b"}, {"Bucket": "b", "Key": "k", "VersionId": "v"}])
    def test_missing_and_unexpected_parameters_are_errors(self, library, params):
        with library.stub.Stubber(library.client) as stubber:
            stubber.add_response("get_object_tagging", {"TagSet": []}, {"Bucket": "b", "Key": "k"})
            with pytest.raises(library.exceptions.StubAssertionError):
                library.client.get_object_tagging(**params)

    def test_an_error_is_raised(self, library):
        with library.stub.Stubber(library.client) as stubber:
            stubber.add_client_error(
                "get_object", "NoSuchKey", "it is gone", 404, {"Key": "k"}, response_meta={"RequestId": "1"}
            )
            with pytest.raises(library.client.exceptions.NoSuchKey, match="it is gone") as raised:
                library.client.get_object(Bucket="b", Key="k")
        response = raised.value.response
        assert response["Error"] == {"Message": "it is gone", "Code": "NoSuchKey", "Key": "k"}
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 404
        assert response["ResponseMetadata"]["RequestId"] == "1"

    def test_a_call_without_an_answer_is_an_error(self, library):
        with library.stub.Stubber(library.client), pytest.raises(library.exceptions.UnStubbedResponseError):
            library.client.list_buckets()

    def test_another_call_than_the_next_is_an_error(self, library):
        with library.stub.Stubber(library.client) as stubber:
            stubber.add_response("list_buckets", {})
            with pytest.raises(library.exceptions.StubResponseError, match="found response for ListBuckets"):
                library.client.head_bucket(Bucket="b")

    def test_answers_that_are_left_are_an_error(self, library):
        stubber = library.stub.Stubber(library.client)
        stubber.add_response("list_buckets", {})
        with pytest.raises(AssertionError, match="1 responses remaining"):
            stubber.assert_no_pending_responses()

    @pytest.mark.parametrize("answer", [{"Nope": 1}, {"Buckets": "text"}, {"Buckets": [{"Name": 1}]}])
    def test_an_answer_that_the_service_cannot_give_is_an_error(self, library, answer):
        with pytest.raises(library.exceptions.ParamValidationError):
            library.stub.Stubber(library.client).add_response("list_buckets", answer)

    def test_a_name_that_is_no_method_is_an_error(self, library):
        with pytest.raises(ValueError, match="does not have method: nope"):
            library.stub.Stubber(library.client).add_response("nope", {})

    def test_presigned_urls_need_no_answer(self, library):
        with library.stub.Stubber(library.client):
            assert "Signature" in library.client.generate_presigned_url("get_object", {"Bucket": "b", "Key": "k"})


@pytest.fixture
def client(isolated_environment):
    """A client without credentials."""
    return sotalia.client("s3", region_name="us-east-1")


class TestMore:
    """What boto3's lacks."""

    def test_calls_are_remembered(self, client):
        with testing.Stubber(client) as stubber:
            stubber.add_response("put_object", {})
            client.put_object(Bucket="b", Key="k", Body=b"x")
        assert stubber.calls == [testing.StubbedCall("put_object", {"Bucket": "b", "Key": "k", "Body": b"x"})]

    def test_a_body_may_be_bytes_or_text(self, client):
        with testing.Stubber(client) as stubber:
            stubber.add_response("get_object", {"Body": b"line 1\nline 2"})
            stubber.add_response("get_object", {"Body": "text ü"})
            assert list(client.get_object(Bucket="b", Key="k")["Body"].iter_lines()) == [b"line 1", b"line 2"]
            assert client.get_object(Bucket="b", Key="k")["Body"].read() == "text ü".encode()

    def test_an_answer_may_be_a_function(self, client):
        with testing.Stubber(client) as stubber:
            stubber.add_response("get_object", lambda params: {"Body": params["Key"]})
            assert client.get_object(Bucket="b", Key="squeak")["Body"].read() == b"squeak"

    def test_what_a_function_answers_is_checked(self, client):
        with testing.Stubber(client) as stubber:
            stubber.add_response("list_buckets", lambda params: {"Nope": 1})
            with pytest.raises(exceptions.ParamValidationError, match="Nope"):
                client.list_buckets()

    def test_resources_are_stubbed(self, isolated_environment):
        s3 = sotalia.resource("s3", region_name="us-east-1")
        with testing.Stubber(s3) as stubber:
            stubber.add_response("list_objects", {"Contents": [{"Key": "a"}, {"Key": "b"}]})
            stubber.add_response("get_object", {"Body": b"x"}, {"Bucket": "dolphins", "Key": "a"})
            names = [summary.key for summary in s3.Bucket("dolphins").objects.all()]
            assert s3.Object("dolphins", "a").get()["Body"].read() == b"x"
        assert names == ["a", "b"]

    def test_a_part_of_a_resource_is_stubbed(self, isolated_environment):
        table = sotalia.resource("dynamodb", region_name="us-east-1").Table("dolphins")
        with testing.Stubber(table) as stubber:
            stubber.add_response("get_item", {"Item": {"size": {"N": "1"}}})
            assert table.get_item(Key={"species": "tucuxi"})["Item"] == {"size": 1}

    def test_awaited_clients_and_resources_are_stubbed(self, isolated_environment):
        async def main():
            async with aio.client("s3", region_name="us-east-1") as client, testing.Stubber(client) as stubber:
                stubber.add_response("get_object", {"Body": b"squeak"})
                stubber.add_client_error("get_object", "NoSuchKey", http_status_code=404)
                body = (await client.get_object(Bucket="b", Key="k"))["Body"]
                with pytest.raises(client.exceptions.NoSuchKey):
                    await client.get_object(Bucket="b", Key="k")
                stubber.assert_no_pending_responses()
                return await body.read()

        assert asyncio.run(main()) == b"squeak"

    def test_a_spy_lets_calls_through(self, moto_url, credentials):
        client = sotalia.client("s3", endpoint_url=moto_url)
        with testing.Stubber(client, spy=True) as stubber:
            client.create_bucket(Bucket="dolphins")
            stubber.add_client_error("list_buckets", "SlowDown", http_status_code=503)
            with pytest.raises(exceptions.ClientError, match="SlowDown"):
                client.list_buckets()
            assert client.list_buckets()["Buckets"][0]["Name"] == "dolphins"
        assert [call.method for call in stubber.calls] == ["create_bucket", "list_buckets", "list_buckets"]

    def test_transfers_are_stubbed(self, client):
        with testing.Stubber(client) as stubber:
            stubber.add_response("put_object", {})
            client.upload_fileobj(io.BytesIO(b"bytes"), "bucket", "key")
            stubber.assert_no_pending_responses()
        assert stubber.calls[0].params["Key"] == "key"

    def test_waiters_and_paginators_are_stubbed(self, client):
        with testing.Stubber(client) as stubber:
            stubber.add_response("list_objects_v2", {"IsTruncated": True, "NextContinuationToken": "n"})
            stubber.add_response("list_objects_v2", {"Contents": [{"Key": "a"}]})
            stubber.add_response("head_bucket", {"ResponseMetadata": {"HTTPStatusCode": 200}})
            pages = list(client.get_paginator("list_objects_v2").paginate(Bucket="b"))
            client.get_waiter("bucket_exists").wait(Bucket="b")
        assert len(pages) == 2
        assert stubber.calls[1].params["ContinuationToken"] == "n"

    def test_two_stubbers_of_one_client_follow_one_another(self, client):
        for _ in range(2):
            with testing.Stubber(client) as stubber:
                stubber.add_response("list_buckets", {})
                assert client.list_buckets() == {}
        assert not client.meta.events.has_handlers
