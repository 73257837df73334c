"""Values that the model calls sensitive are in no error of a client, nor in its log, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from typing import Any

import pytest

from sotalia.config import Config
from sotalia.errors import (
    ClientError,
    EndpointConnectionError,
    PaginationError,
    ParamValidationError,
    ResponseParserError,
)
from sotalia.http import Request
from sotalia.io.transport.curl_errors import COULDNT_CONNECT, make_error
from tests.core.scripted import KINDS, Recorded, reply

SECRET = "Xyzzy-hunter2"
ONCE = Config(retries={"total_max_attempts": 1})
NOT_SHOWN = "not shown: the model of the operation says that there may be sensitive values"


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def refusal(caplog, kind, service, call, *answers, **params):
    """Call with a debug log; return the error, once the secret is nowhere in what is shown of it and in the log."""
    caplog.set_level(logging.DEBUG)
    client = Recorded(kind, service, *answers, config=ONCE)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - what it is, is looked at by the caller
        client.call(call, **params)
    error = caught.value
    shown = [caplog.text, "".join(traceback.format_exception(error)), str(pickle.loads(pickle.dumps(error)))]
    seen: BaseException | None = error
    while seen is not None:
        shown += [str(seen), repr(seen), repr(getattr(seen, "kwargs", ""))]
        seen = seen.__cause__ or seen.__context__
    assert not [text for text in shown if SECRET in text]
    return error


CUT = {
    # Nothing in these names sounds like a secret.
    "ssm get_parameter": b'{"Parameter": {"Name": "n", "Value": "' + SECRET.encode(),
    "ssm get_parameters_by_path": b'{"Parameters": [{"Value": "' + SECRET.encode() + b'"}',
    "secretsmanager get_secret_value": b'{"SecretString": "' + SECRET.encode() + b'", "CreatedDate": "never"}',
    "sts get_session_token": b"<GetSessionTokenResponse><GetSessionTokenResult><Credentials><SecretAccessKey>"
    + SECRET.encode(),
    "iam create_access_key": b"<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><SecretAccessKey>"
    + SECRET.encode()
    + b"</SecretAccessKey><CreateDate>never</CreateDate></AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>",
}
PARAMS = {
    "ssm get_parameter": {"Name": "n"},
    "ssm get_parameters_by_path": {"Path": "/"},
    "secretsmanager get_secret_value": {"SecretId": "n"},
}


@pytest.mark.parametrize("operation", CUT)
def test_a_reply_that_is_cut_short_or_cannot_be_read(operation, kind, caplog):
    service, call = operation.split()
    error = refusal(caplog, kind, service, call, reply(200, CUT[operation]), **PARAMS.get(operation, {}))
    assert type(error) is ResponseParserError
    assert f"{len(CUT[operation])} bytes, {NOT_SHOWN}" in str(error)


def test_a_reply_without_such_values_is_shown(kind, caplog):
    error = refusal(caplog, kind, "sqs", "list_queues", reply(200, b'{"QueueUrls": ["https://on'))
    assert 'It said: \'{"QueueUrls": ["https://on\'' in str(error)


@pytest.mark.parametrize("status", [400, 403, 500])
@pytest.mark.parametrize("operation", ["ssm get_parameter", "secretsmanager get_secret_value"])
def test_an_error_body_that_is_no_json(operation, status, kind, caplog):
    service, call = operation.split()
    body = f"refused: {SECRET} is not right".encode()
    error = refusal(caplog, kind, service, call, reply(status, body), **PARAMS[operation])
    assert isinstance(error, ClientError)
    assert status == 500 or NOT_SHOWN in error.response["Error"]["Message"]
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_an_error_body_that_is_no_json_is_the_message_elsewhere(kind, caplog):
    error = refusal(caplog, kind, "sqs", "list_queues", reply(400, b"a proxy says no"))
    assert error.response["Error"]["Message"] == "a proxy says no"


REFUSED: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a member": ("ssm", "put_parameter", {"Name": "n", "Value": [SECRET]}, "Value"),
    "a member of a map": (
        "events",
        "create_connection",
        {
            "Name": "n",
            "AuthorizationType": "BASIC",
            "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": {"it": SECRET}}},
        },
        "AuthParameters.BasicAuthParameters.Password",
    ),
    "values of a map": (
        "cognito-idp",
        "initiate_auth",
        {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "c", "AuthParameters": {"PASSWORD": [SECRET]}},
        "AuthParameters.PASSWORD",
    ),
    "a map that is none": (
        "cognito-idp",
        "initiate_auth",
        {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": "c", "AuthParameters": SECRET},
        "AuthParameters",
    ),
    "a list that is none": (
        "cognito-idp",
        "admin_create_user",
        {"UserPoolId": "u", "Username": "n", "UserAttributes": [{"Name": "n", "Value": {SECRET}}]},
        "UserAttributes[0].Value",
    ),
    "bytes": ("secretsmanager", "create_secret", {"Name": "n", "SecretBinary": [SECRET]}, "SecretBinary"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_parameters_that_are_refused(case, kind, caplog):
    service, call, params, place = REFUSED[case]
    error = refusal(caplog, kind, service, call, reply(), **params)
    assert type(error) is ParamValidationError
    assert f"Invalid type for parameter {place}, value: ***" in str(error)


def test_a_path_with_such_a_value(kind, caplog):
    def unreachable(request):
        assert SECRET in request.url
        assert repr(request) == "<Request GET https://voice-chime.us-east-1.amazonaws.com/***>"
        assert repr(request.copy()) == repr(request)
        return make_error(request, COULDNT_CONNECT, "refused", None, lambda: False)

    error = refusal(caplog, kind, "chime-sdk-voice", "get_phone_number", unreachable, PhoneNumberId=SECRET)
    assert isinstance(error, EndpointConnectionError)
    assert "https://voice-chime.us-east-1.amazonaws.com/***" in str(error)


def test_a_path_without_such_a_value_is_shown():
    request = Request("GET", "https://host.example/things/5", {})
    assert "host.example/things/5" in str(make_error(request, COULDNT_CONNECT, "refused", None, lambda: False))


@pytest.mark.parametrize(
    ("service", "operation", "params", "hidden"),
    [
        ("chime-sdk-identity", "list_app_instances", {}, True),
        ("sqs", "list_queues", {}, False),
    ],
)
def test_a_token_for_the_next_page(service, operation, params, hidden):
    body = json.dumps({"NextToken": SECRET}).encode()
    client = Recorded("blocking", service, *[reply(200, body)] * 3).client
    pages = client.get_paginator(operation).paginate(**params)
    with pytest.raises(PaginationError, match="received twice") as caught:
        list(pages)
    assert (SECRET not in str(caught.value)) is hidden
    with pytest.raises(ValueError, match="Bad starting token") as refused:
        pages.resume_token = {"Nothing": SECRET}
    assert (SECRET not in str(refused.value)) is hidden
    for broken in (f"{SECRET}___{SECRET}___5", [SECRET]):
        with pytest.raises(ValueError, match="StartingToken|Bad starting token") as refused:
            list(client.get_paginator(operation).paginate(PaginationConfig={"StartingToken": broken}, **params))
        assert (SECRET not in str(refused.value)) is hidden
