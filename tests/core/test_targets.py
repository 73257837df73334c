"""Where calls go and how they are signed: worked out once where no parameter can change it, and anew where one can."""

from __future__ import annotations

import pytest

from sotalia import exceptions

from .scripted import reply, scripted


def hosts(script):
    return [request.url.split("/")[2] for request in script.requests]


def test_an_endpoint_that_is_always_the_same_is_resolved_once(monkeypatch):
    client, script = scripted("sts", reply(200, b"<R><GetCallerIdentityResult/></R>"))
    resolved = []
    resolver = client._core.machinery.endpoints
    real = resolver.resolve
    monkeypatch.setattr(type(resolver), "resolve", lambda self, *args: resolved.append(1) or real(*args))
    for _ in range(3):
        client.get_caller_identity()
    assert len(resolved) == 1
    assert set(hosts(script)) == {"sts.us-east-1.amazonaws.com"}


def test_what_is_remembered_of_endpoints_is_bounded(monkeypatch):
    monkeypatch.setattr("sotalia.core.targets.REMEMBERED", 3)
    client, script = scripted("dynamodb", reply(200, b"{}"))
    for number in [*range(8), 7]:
        client.describe_table(TableName=f"arn:aws:dynamodb:us-east-1:{number:012}:table/t")
        assert len(client._core.operations["DescribeTable"].known_targets[1]) <= 3
    assert hosts(script) == [f"{number:012}.ddb.us-east-1.amazonaws.com" for number in [*range(8), 7]]


def test_a_scheme_that_is_always_the_same_is_chosen_once(monkeypatch):
    client, _ = scripted("sts", reply(200, b"<R><GetCallerIdentityResult/></R>"))
    chosen = []
    chooser = client._core.machinery.chooser
    real = chooser.choose
    monkeypatch.setattr(type(chooser), "choose", lambda self, *args: chosen.append(1) or real(*args))
    for _ in range(3):
        client.get_caller_identity()
    assert len(chosen) == 1


def test_two_operations_of_one_client_may_differ():
    s3, s3_script = scripted("s3", reply())
    s3.list_buckets()
    s3.list_objects_v2(Bucket="one")
    s3.list_objects_v2(Bucket="two.dots")
    s3.list_objects_v2(Bucket="one")
    assert hosts(s3_script) == [
        "s3.amazonaws.com",
        "one.s3.amazonaws.com",
        "s3.amazonaws.com",
        "one.s3.amazonaws.com",
    ]


def test_an_account_in_the_host_is_that_of_the_credentials():
    client, script = scripted("dynamodb", reply(200, b"{}"), aws_account_id="123456789012")
    client.list_tables()
    assert hosts(script) == ["123456789012.ddb.us-east-1.amazonaws.com"]


def test_credentials_without_an_account_go_to_the_regions_host():
    client, script = scripted("dynamodb", reply(200, b"{}"))
    client.list_tables()
    assert hosts(script) == ["dynamodb.us-east-1.amazonaws.com"]


class TestRedirects:
    """A bucket in another region than the client's."""

    ELSEWHERE = b"<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>"

    def redirected(self, first, **arguments):
        return scripted("s3", first, reply(), **arguments)

    @pytest.mark.parametrize(
        "first",
        [
            reply(301, ELSEWHERE, x_amz_bucket_region="eu-west-1"),
            reply(307, b"", x_amz_bucket_region="eu-west-1"),
            reply(
                400,
                b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>",
            ),
            reply(
                400, b"<Error><Code>IllegalLocationConstraintException</Code></Error>", x_amz_bucket_region="eu-west-1"
            ),
        ],
    )
    def test_the_call_is_sent_there_and_signed_for_it(self, first):
        client, script = self.redirected(first)
        parsed = client.get_object(Bucket="buck", Key="a/../k")
        assert hosts(script) == ["buck.s3.amazonaws.com", "buck.s3.eu-west-1.amazonaws.com"]
        assert script.requests[1].url.endswith("/a/../k")
        assert "/eu-west-1/s3/aws4_request" in script.requests[1].headers["authorization"]
        assert script.sleeps == []
        assert parsed["ResponseMetadata"]["RetryAttempts"] == 1

    def test_later_calls_go_there_at_once(self):
        client, script = self.redirected(reply(301, self.ELSEWHERE, x_amz_bucket_region="eu-west-1"))
        client.list_objects_v2(Bucket="buck")
        client.list_objects_v2(Bucket="buck")
        client.list_objects_v2(Bucket="other")
        assert hosts(script)[1:] == [
            "buck.s3.eu-west-1.amazonaws.com",
            "buck.s3.eu-west-1.amazonaws.com",
            "other.s3.amazonaws.com",
        ]

    def test_the_bucket_is_asked_when_the_reply_does_not_name_its_region(self):
        answers = [reply(301, self.ELSEWHERE), reply(403, b"", x_amz_bucket_region="eu-west-1"), reply()]
        client, script = scripted("s3", *answers)
        client.get_object(Bucket="buck", Key="k")
        assert [request.method for request in script.requests] == ["GET", "HEAD", "GET"]
        assert hosts(script)[-1] == "buck.s3.eu-west-1.amazonaws.com"

    @pytest.mark.parametrize("operation", ["head_bucket", "head_object"])
    def test_heads_have_only_their_status_to_tell(self, operation):
        client, script = scripted("s3", reply(400, b"", x_amz_bucket_region="eu-west-1"), reply())
        getattr(client, operation)(Bucket="buck", **({"Key": "k"} if operation == "head_object" else {}))
        assert hosts(script)[-1] == "buck.s3.eu-west-1.amazonaws.com"

    def test_only_once(self):
        client, script = scripted("s3", reply(301, self.ELSEWHERE, x_amz_bucket_region="eu-west-1"))
        with pytest.raises(exceptions.ClientError, match="PermanentRedirect"):
            client.get_object(Bucket="buck", Key="k")
        assert len(script.requests) == 2

    def test_creating_a_bucket_in_the_wrong_place_is_an_error(self):
        body = b"<Error><Code>IllegalLocationConstraintException</Code></Error>"
        client, script = scripted("s3", reply(400, body, x_amz_bucket_region="eu-west-1"))
        with pytest.raises(exceptions.ClientError):
            client.create_bucket(Bucket="buck")
        assert len(script.requests) == 1

    def test_a_body_is_sent_again(self):
        client, script = self.redirected(reply(307, b"", x_amz_bucket_region="eu-west-1"))
        client.put_object(Bucket="buck", Key="k", Body=b"body")
        assert script.bodies[0] == script.bodies[1]
        assert b"body" in script.bodies[1]


@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("s3control", "get_access_point", {"AccountId": 5, "Name": "n"}),
        ("s3control", "delete_bucket", {"AccountId": "123456789012", "Bucket": {}}),
        ("dynamodb", "list_tags_of_resource", {"ResourceArn": {"a": 1}}),
        ("kinesis", "describe_stream", {"StreamARN": []}),
        ("s3", "get_object", {"Bucket": 5, "Key": "k"}),
    ],
)
def test_a_parameter_of_the_wrong_type_is_named_by_validation(service, method, params):
    client, script = scripted(service, reply())
    with pytest.raises(exceptions.ParamValidationError, match="Invalid type for parameter"):
        getattr(client, method)(**params)
    assert not script.requests


def test_a_bucket_of_the_wrong_type_hides_no_other_fault():
    client, _ = scripted("s3", reply())
    with pytest.raises(exceptions.ParamValidationError, match=r"parameter Bucket, (?s:.*)parameter PartNumber, "):
        client.get_object(Bucket=5, Key="k", PartNumber="x")
