"""Derived paginators: how many there are, and that the rules agree with the paginators that AWS published."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import sotalia
from sotalia.errors import OperationNotPageableError
from sotalia.model.loader import Loader
from sotalia.paginate.derive import derived

#: (service, operation, the published paginator or None, the derived one or None)
Row = tuple[str, str, dict[str, Any] | None, dict[str, Any] | None]


@cache
def rows() -> list[Row]:
    """All operations of all services."""
    loader = Loader()
    found = []
    for service in loader.list_available_services():
        model = loader.service_model(service)
        published = loader.paginators(service)
        found += [
            (service, name, published.get(name), derived(model.operation_model(name))) for name in model.operation_names
        ]
    return found


def first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def test_where_both_are_they_page_alike() -> None:
    both = [(theirs, ours) for _, _, theirs, ours in rows() if theirs is not None and ours is not None]
    published = sum(theirs is not None for _, _, theirs, _ in rows())
    assert published > 3400
    assert len(both) / published > 0.98
    for name, share in (("input_token", 1), ("output_token", 1), ("result_key", 0.999), ("limit_key", 0.99)):
        assert sum(first(theirs.get(name)) == first(ours.get(name)) for theirs, ours in both) / len(both) >= share


def test_operations_without_a_published_paginator_get_one() -> None:
    new = [(service, name) for service, name, theirs, ours in rows() if theirs is None and ours is not None]
    assert 850 < len(new) < 950
    assert {
        ("s3", "ListBucketInventoryConfigurations"),
        ("cloudfront", "ListFunctions"),
        ("pinpoint", "GetApps"),
        ("dynamodb", "ListGlobalTables"),
        ("secretsmanager", "BatchGetSecretValue"),
        ("apigatewayv2", "GetVpcLinks"),
    } <= set(new)


def test_tokens_that_lock_or_change_are_no_pages() -> None:
    got = {name for service, name, theirs, ours in rows() if theirs is None and ours is not None}
    assert not got & {
        "PutLogEvents",
        "CreateByteMatchSet",
        "UpdateIPSet",
        "GetNextMessage",
        "CheckpointDurableExecution",
    }
    assert not [name for name in got if name.startswith(("Create", "Delete", "Put", "Update", "Start"))]


@pytest.mark.parametrize(
    ("service", "name", "expected"),
    [
        (
            "s3",
            "ListBucketInventoryConfigurations",
            {
                "input_token": "ContinuationToken",
                "output_token": "NextContinuationToken",
                "more_results": "IsTruncated",
                "result_key": "InventoryConfigurationList",
            },
        ),
        (
            "pinpoint",
            "GetApps",
            {
                "input_token": "Token",
                "output_token": "ApplicationsResponse.NextToken",
                "limit_key": "PageSize",
                "result_key": "ApplicationsResponse.Item",
            },
        ),
        (
            "secretsmanager",
            "BatchGetSecretValue",
            {
                "input_token": "NextToken",
                "output_token": "NextToken",
                "limit_key": "MaxResults",
                "result_key": ["SecretValues", "Errors"],
            },
        ),
    ],
)
def test_what_is_derived(service: str, name: str, expected: dict[str, Any]) -> None:
    assert derived(Loader().service_model(service).operation_model(name)) == expected


def test_what_is_beside_the_results_is_kept() -> None:
    found = derived(Loader().service_model("sagemaker").operation_model("DescribeFeatureGroup"))
    assert found is not None
    assert {"FeatureGroupArn", "FeatureGroupName"} <= set(found["non_aggregate_keys"])
    assert not {"NextToken", "FeatureDefinitions"} & set(found["non_aggregate_keys"])


class TestAClient:
    def test_pages_through_an_operation_whose_paginator_is_derived(self, credentials: None) -> None:
        client = sotalia.client("secretsmanager")
        replies = [
            {"SecretValues": [{"Name": "a"}], "Errors": [{"SecretId": "x"}], "NextToken": "t"},
            {"SecretValues": [{"Name": "b"}], "Errors": []},
        ]
        calls = []

        def answer(operation: str, params: dict[str, Any]) -> Any:
            calls.append((operation, params))
            return replies[len(calls) - 1]

        client._make_api_call = answer
        paginator = client.get_paginator("batch_get_secret_value")
        assert paginator.derived is True
        assert not client.can_paginate("batch_get_secret_value")  # as in boto3
        assert paginator.paginate(SecretIdList=["a", "b"]).build_full_result() == {
            "SecretValues": [{"Name": "a"}, {"Name": "b"}],
            "Errors": [{"SecretId": "x"}],
        }
        assert calls == [
            ("BatchGetSecretValue", {"SecretIdList": ["a", "b"]}),
            ("BatchGetSecretValue", {"SecretIdList": ["a", "b"], "NextToken": "t"}),
        ]

    def test_names_the_methods_that_have_one(self, credentials: None) -> None:
        client = sotalia.client("secretsmanager")
        assert client.derived_paginators == ["batch_get_secret_value", "list_secret_version_ids"]
        assert client.get_paginator("list_secrets").derived is False

    def test_has_none_for_what_does_not_come_in_pages(self, credentials: None) -> None:
        with pytest.raises(OperationNotPageableError, match="^Operation cannot be paginated: get_secret_value$"):
            sotalia.client("secretsmanager").get_paginator("get_secret_value")
