"""What clients make without sending anything, beside boto3's: passwords for databases, forms for uploads."""

from __future__ import annotations

import asyncio
from typing import Any

import boto3
import botocore.config
import pytest

import sotalia
from sotalia import aio
from sotalia.config import Config
from tests.conformance.sides import CREDENTIALS, NOW, frozen
from tests.core.scripted import with_machinery

TEMPORARY = {**CREDENTIALS, "aws_session_token": "token/+="}


def at_now(client: Any) -> Any:
    with_machinery(client, now=NOW.timestamp)
    return client


def both(service: str, config: dict[str, Any] | None = None, **arguments: Any) -> tuple[Any, Any]:
    given = {"region_name": "eu-west-1", **CREDENTIALS, **arguments}
    theirs = boto3.client(service, config=botocore.config.Config(**(config or {})), **given)
    return theirs, at_now(sotalia.client(service, config=Config(**(config or {})), **given))


@pytest.mark.parametrize("arguments", [{}, {"region_name": "us-west-2"}, TEMPORARY])
@pytest.mark.parametrize(
    ("service", "method", "params"),
    [
        ("rds", "generate_db_auth_token", {"DBHostname": "db.example.com", "Port": 5432, "DBUsername": "ü ser/+&"}),
        ("rds", "generate_db_auth_token", {"DBHostname": "h", "Port": 1, "DBUsername": "u", "Region": "eu-central-1"}),
        ("dsql", "generate_db_connect_auth_token", {"Hostname": "c.dsql.us-east-1.on.aws"}),
        ("dsql", "generate_db_connect_admin_auth_token", {"Hostname": "c", "Region": "us-east-2", "ExpiresIn": 60}),
    ],
)
def test_a_password_is_the_same(service: str, method: str, params: dict[str, Any], arguments: dict[str, Any]) -> None:
    theirs, ours = both(service, **arguments)
    with frozen():
        assert getattr(ours, method)(**params) == getattr(theirs, method)(**params)


@pytest.mark.parametrize("arguments", [{}, {"region_name": "us-east-1"}, {"region_name": "cn-north-1"}, TEMPORARY])
@pytest.mark.parametrize(
    "config",
    [
        {},
        {"signature_version": "s3v4"},
        {"signature_version": "s3"},
        {"s3": {"addressing_style": "virtual"}},
        {"s3": {"addressing_style": "path"}},
        {"s3": {"us_east_1_regional_endpoint": "regional"}},
        {"s3": {"use_dualstack_endpoint": True}},
        {"signature_version": botocore.UNSIGNED},
    ],
    ids=str,
)
def test_a_form_is_the_same(config: dict[str, Any], arguments: dict[str, Any]) -> None:
    theirs, ours = both("s3", config, **arguments)
    cases: list[dict[str, Any]] = [
        {"Bucket": "my-bucket", "Key": "key"},
        {"Bucket": "with.dots", "Key": "uploads/${filename}", "ExpiresIn": 60},
        {
            "Bucket": "my-bucket",
            "Key": "ü",
            "Fields": {"acl": "public-read"},
            "Conditions": [{"acl": "public-read"}, ["content-length-range", 1, 10]],
        },
    ]
    for case in cases:
        with frozen():
            assert ours.generate_presigned_post(**case) == theirs.generate_presigned_post(**case)


def test_the_callers_lists_stay_as_they_are() -> None:
    _, ours = both("s3")
    fields, conditions = {"acl": "private"}, [{"acl": "private"}]
    ours.generate_presigned_post("my-bucket", "key", fields, conditions)
    assert (fields, conditions) == ({"acl": "private"}, [{"acl": "private"}])


def test_awaited_clients_have_them_too() -> None:
    _, blocking = both("s3")

    async def form() -> Any:
        client = at_now(aio.client("s3", region_name="eu-west-1", **CREDENTIALS))
        return await client.generate_presigned_post("my-bucket", "key")

    assert asyncio.run(form()) == blocking.generate_presigned_post("my-bucket", "key")


def test_they_can_be_looked_up_before_there_is_a_client() -> None:
    assert "form" in type(sotalia.client("s3", region_name="us-east-1")).generate_presigned_post.__doc__


@pytest.mark.parametrize(("service", "variable", "outranks"), [("bedrock", "BEDROCK", True), ("ebs", "EBS", False)])
def test_a_token_in_the_environment_outranks_credentials_where_boto3_says_so(
    monkeypatch: pytest.MonkeyPatch, service: str, variable: str, outranks: bool
) -> None:
    monkeypatch.setenv(f"AWS_BEARER_TOKEN_{variable}", "token")
    client = sotalia.Session(**CREDENTIALS, region_name="us-east-1").client(service)
    assert client._core.machinery.chooser._has_service_token is outranks
