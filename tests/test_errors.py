"""Our exceptions against boto3's and botocore's: every class, in the same run."""

from __future__ import annotations

import builtins
import pickle
import re
import string
import threading

import boto3.exceptions
import botocore.exceptions
import pytest

from sotalia import errors, exceptions


def _classes(module):
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, BaseException) and value.__module__ == module.__name__
    }


THEIRS = _classes(botocore.exceptions) | _classes(boto3.exceptions)

# Constructors that are more than keywords for `fmt`.
ARGUMENTS = {
    "ClientError": (({"Error": {"Code": "Nope", "Message": "not today"}}, "GetObject"), {}),
    "EventStreamError": (({"Error": {"Code": "Nope"}}, "GetObject"), {}),
    "WaiterError": ((), {"name": "bucket_exists", "reason": "no", "last_response": {"a": 1}}),
    "UnknownAPIVersionError": (("s3", "2001-01-01", "2006-03-01, 2007"), {}),
    "ResourceNotExistsError": (("s4", ["ec2", "s3"], True), {}),
    "RetriesExceededError": ((ValueError("last"),), {}),
    "DynamoDBOperationNotSupportedError": (("AND", 3), {}),
    "DynanmoDBOperationNotSupportedError": (("AND", 3), {}),
    "DynamoDBNeedsConditionError": ((3,), {}),
}


def _sample(name):
    """Arguments that fill every field of the class's message."""
    if name in ARGUMENTS:
        return ARGUMENTS[name]
    fields = [field for _, field, _, _ in string.Formatter().parse(getattr(THEIRS[name], "fmt", "")) if field]
    return (), {field: f"<{field}>" for field in fields}


def _names(bases):
    return [base.__name__ for base in bases]


@pytest.mark.parametrize("name", sorted(THEIRS))
def test_class_has_the_same_family_and_message(name):
    ours, theirs = getattr(errors, name), THEIRS[name]
    family = [base for base in theirs.__mro__ if "vendored" not in base.__module__]
    # Their foreign bases come from requests, whose errors are OSErrors; ours are the fitting builtins.
    mine = [base for base in ours.__mro__ if not (issubclass(base, OSError) and base.__module__ == "builtins")]
    assert _names(mine) == _names(base for base in family if base is not OSError)
    assert issubclass(ours, OSError) == issubclass(theirs, OSError)
    assert getattr(ours, "fmt", None) == getattr(theirs, "fmt", None)
    assert ours.__doc__

    args, kwargs = _sample(name)
    mine, other = ours(*args, **kwargs), theirs(*args, **kwargs)
    assert str(mine) == str(other)
    assert mine.args == other.args
    assert vars(mine).keys() == vars(other).keys()
    assert getattr(mine, "kwargs", None) == getattr(other, "kwargs", None)


@pytest.mark.parametrize("name", sorted(THEIRS))
def test_instance_survives_pickling(name):
    args, kwargs = _sample(name)
    error = getattr(errors, name)(*args, **kwargs)
    error.add_note("seen in the night")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert again.__notes__ == ["seen in the night"]
        assert vars(again).keys() == vars(error).keys()
        assert repr(vars(again)) == repr(vars(error))


def test_all_errors_are_offered_and_little_else():
    classes = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert set(errors.__all__) == {*classes, "client_error_class"}


def test_the_public_path_has_every_class_under_one_identity():
    assert set(THEIRS) <= set(errors.__all__)
    for name in errors.__all__:
        assert getattr(exceptions, name) is getattr(errors, name)
    assert errors.DynanmoDBOperationNotSupportedError is errors.DynamoDBOperationNotSupportedError


def test_http_errors_carry_request_and_response():
    error = errors.HTTPClientError(request="req", response="res", error="boom")
    again = pickle.loads(pickle.dumps(error))
    assert (again.request, again.response, again.kwargs) == ("req", "res", {"error": "boom"})
    assert str(again) == "An HTTP Client raised an unhandled exception: boom"


def test_timeouts_and_connection_errors_are_pythons_own_too():
    for cls in (errors.ReadTimeoutError, errors.ConnectTimeoutError):
        assert isinstance(cls(endpoint_url="http://x"), TimeoutError)
    assert isinstance(errors.ProxyConnectionError(proxy_url="http://x"), ConnectionError)
    assert isinstance(errors.SSLError(endpoint_url="https://x", error="bad"), OSError)
    assert not isinstance(errors.EndpointConnectionError(endpoint_url="http://x"), OSError)


def test_a_body_that_breaks_off_is_all_that_programs_catch_there():
    error = errors.IncompleteBodyError(actual_bytes=1, expected_bytes=2)
    for family in (errors.IncompleteReadError, errors.ResponseStreamingError, errors.HTTPClientError):
        assert isinstance(error, family)
    assert str(error) == str(errors.IncompleteReadError(actual_bytes=1, expected_bytes=2))


def test_an_error_that_names_a_stream_still_pickles():
    with open(__file__, "rb") as stream:
        error = errors.UnseekableStreamError(stream_object=stream)
        again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"Error": {}},
        {"Error": {"Code": "Throttling", "Message": "slow"}, "ResponseMetadata": {"RetryAttempts": 4}},
        {"Error": {"Code": "C"}, "ResponseMetadata": {"MaxAttemptsReached": True}},
        {
            "Error": {"Code": "C", "Message": "{m}"},
            "ResponseMetadata": {"MaxAttemptsReached": True, "RetryAttempts": 4},
        },
        {"Error": {"Code": "C"}, "ResponseMetadata": {"MaxAttemptsReached": False, "RetryAttempts": 4}},
    ],
)
def test_client_error_says_what_botocore_says(response):
    mine, other = errors.ClientError(response, "GetItem"), botocore.exceptions.ClientError(response, "GetItem")
    assert str(mine) == str(other)
    assert mine.response is response
    assert mine.operation_name == "GetItem"


def test_modeled_errors_have_one_class_per_service_and_name():
    cls = errors.client_error_class("s3", "NoSuchBucket")
    assert cls is errors.client_error_class("s3", "NoSuchBucket")
    assert cls is not errors.client_error_class("s3control", "NoSuchBucket")
    assert cls.__name__ == "NoSuchBucket"
    assert issubclass(cls, errors.ClientError)


def test_modeled_errors_keep_their_class_when_pickled():
    cls = errors.client_error_class("s3", "NoSuchBucket")
    error = cls({"Error": {"Code": "NoSuchBucket"}}, "ListObjects")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert again.response == error.response
    assert again.operation_name == "ListObjects"


def test_threads_that_ask_at_once_get_one_class():
    barrier = threading.Barrier(8)
    found = []

    def ask():
        barrier.wait()
        found.append(errors.client_error_class("race", "Condition"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


class OwnError(errors.ClientError):
    """Somebody's subclass with a constructor of its own."""

    def __init__(self):
        super().__init__({"Error": {"Code": "Own"}}, "Do")


def test_subclasses_of_the_program_pickle_as_themselves_where_they_can_be_found():
    class Hidden(OwnError):
        pass

    assert type(pickle.loads(pickle.dumps(OwnError()))) is OwnError
    again = pickle.loads(pickle.dumps(Hidden()))
    assert type(again) is OwnError
    assert again.response == {"Error": {"Code": "Own"}}


def test_the_tree_in_the_docstring_is_the_tree():
    exceptions = {name: cls for name, cls in _classes(errors).items() if not issubclass(cls, Warning)}
    del exceptions["DynanmoDBOperationNotSupportedError"]  # boto3's former spelling
    assert drawn() == {name: set(cls.__bases__) for name, cls in exceptions.items()}


def drawn():
    """Each class in the drawing, with the bases that it is drawn with: the one above it, and those in parentheses."""
    bases, above = {}, list[str]()
    for line in (errors.__doc__ or "").splitlines():
        if branch := re.fullmatch(r"((?: {4})+)(\w+)(?: \(([\w., ]+)\))?", line):
            indent, name, others = branch.groups()
            del above[len(indent) // 4 - 1 :]
            bases[name] = {
                _named(base) for base in [*(above[-1:] or ["Exception"]), *(others or "").split(", ")] if base
            }
            above.append(name)
    return bases


def _named(base):
    return getattr(errors, base, None) or getattr(builtins, base.removeprefix("builtins."))
