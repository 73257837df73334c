"""The errors of a service, importable without a client."""

import importlib
import pickle

import pytest

import sotalia
from sotalia.exceptions import ClientError


def test_they_are_the_classes_of_every_client():
    from sotalia.exceptions.s3 import NoSuchBucket

    client = sotalia.client("s3", region_name="us-east-1")
    assert client.exceptions.NoSuchBucket is NoSuchBucket
    assert issubclass(NoSuchBucket, ClientError)


def test_hyphens_are_written_as_underscores():
    module = importlib.import_module("sotalia.exceptions.cognito_idp")
    assert module.UserNotFoundException.__name__ == "UserNotFoundException"
    assert "UserNotFoundException" in module.__all__


def test_an_instance_pickles():
    from sotalia.exceptions.dynamodb import ResourceNotFoundException  # made on the way, of the service's model

    error = ResourceNotFoundException({"Error": {"Code": "ResourceNotFoundException", "Message": "no"}}, "GetItem")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is ResourceNotFoundException
    assert copy.response == error.response


def test_a_service_that_does_not_exist_is_no_module():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("sotalia.exceptions.nope")
