"""What inspect.signature() says of methods that call operations."""

from __future__ import annotations

import pytest

from sotalia.model.errors import OperationNotFoundError
from sotalia.model.loader import Loader
from sotalia.model.service import ServiceModel
from sotalia.model.signatures import operation_signature, positional_signature


@pytest.fixture(scope="module")
def s3() -> ServiceModel:
    return Loader().service_model("s3")


def test_required_parameters_come_first_and_have_no_default(s3: ServiceModel) -> None:
    parameters = list(operation_signature(s3, "HeadObject").parameters.values())[1:]
    assert [parameter.name for parameter in parameters[:3]] == ["Bucket", "Key", "IfMatch"]
    assert [parameter.default is parameter.empty for parameter in parameters[:3]] == [True, True, False]
    assert {parameter.kind for parameter in parameters} == {parameters[0].KEYWORD_ONLY}


def test_what_is_filled_in_is_left_out_and_settings_come_last(s3: ServiceModel) -> None:
    signature = operation_signature(s3, "HeadBucket", ["Bucket"], "WaiterConfig")
    assert str(signature) == "(self, /, *, ExpectedBucketOwner=None, WaiterConfig=None)"


def test_nothing_is_required_where_all_is_optional(s3: ServiceModel) -> None:
    assert str(operation_signature(s3, "HeadBucket", optional=True)) == (
        "(self, /, *, Bucket=None, ExpectedBucketOwner=None)"
    )


def test_operations_without_input_take_nothing() -> None:
    iam = Loader().service_model("iam")
    assert iam.operation_model("DeleteAccountPasswordPolicy").input_shape is None
    assert str(operation_signature(iam, "DeleteAccountPasswordPolicy")) == "(self, /)"


def test_arguments_have_places() -> None:
    assert str(positional_signature(["name", "id"])) == "(self, /, name, id)"


def test_an_unknown_operation_is_named(s3: ServiceModel) -> None:
    with pytest.raises(OperationNotFoundError):
        operation_signature(s3, "Nothing")
