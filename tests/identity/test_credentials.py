"""Credentials objects: botocore's surface, and no secret to be seen."""

from __future__ import annotations

import copy
import pickle
import traceback
from typing import Any

import botocore.credentials
import botocore.tokens
import pytest

from sotalia.errors import InvalidConfigError
from sotalia.identity import Credentials, FrozenAuthToken, ReadOnlyCredentials


def test_frozen_credentials_are_the_same_tuple_as_botocores():
    theirs = botocore.credentials.ReadOnlyCredentials("AKID", "secret", "token", "123")
    ours = ReadOnlyCredentials("AKID", "secret", "token", "123")
    assert ours == theirs
    assert ours._fields == theirs._fields
    assert ours._asdict() == theirs._asdict()
    assert (ours.access_key, ours.secret_key, ours.token, ours.account_id) == tuple(theirs)
    assert ours._replace(token=None) == theirs._replace(token=None)
    assert ReadOnlyCredentials("a", "b", None) == botocore.credentials.ReadOnlyCredentials("a", "b", None)
    with pytest.raises(AttributeError):
        ours.token = "x"  # type: ignore[misc]


def test_credentials_have_botocores_surface():
    for module in (botocore.credentials.Credentials, Credentials):
        held = module("AKID", "secret", account_id="123")
        assert held.method == "explicit"
        assert held.get_frozen_credentials() == ("AKID", "secret", None, "123")
        account = held.get_deferred_property("account_id")
        held.account_id, held.access_key = "456", "OTHER"
        assert account() == "456"
        assert held.get_deferred_property("nothing")() is None
        assert held.get_frozen_credentials().access_key == "OTHER"
        assert module("a", "b", "c", "env").method == "env"


@pytest.mark.parametrize(
    "value",
    [
        Credentials("AKIDX", "sEcReT", "tOkEn", account_id="123"),
        ReadOnlyCredentials("AKIDX", "sEcReT", "tOkEn", "123"),
        FrozenAuthToken("sEcReT", 1.5),
    ],
)
def test_secrets_stay_out_of_reprs_and_survive_pickling(value):
    for text in (repr(value), str(value), f"{value}", repr([value])):
        assert "sEcReT" not in text
        assert "tOkEn" not in text
    for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert type(again) is type(value)
        assert (vars(again) if isinstance(value, Credentials) else again) == (
            vars(value) if isinstance(value, Credentials) else value
        )


NOT_ASCII = "sEcReT\u00e9".encode()


@pytest.mark.parametrize("kind", [bytes, bytearray, type("Binary", (bytes,), {})])
def test_keys_given_as_bytes_are_text(kind):
    made = Credentials(kind(b"AKID"), kind(b"secret"), kind(b"token"), account_id=kind(b"123"))
    assert made.get_frozen_credentials() == ("AKID", "secret", "token", "123")
    assert {type(part) for part in made.get_frozen_credentials()} == {str}
    made.secret_key = kind(b"other")
    assert made.get_frozen_credentials().secret_key == "other"
    frozen = ReadOnlyCredentials(kind(b"AKID"), kind(b"secret"), kind(b"token"), kind(b"123"))
    assert frozen._replace(token=kind(b"other")).token == "other"
    assert frozen == ("AKID", "secret", "token", "123")


@pytest.mark.parametrize("name", ["access_key", "secret_key", "token", "account_id"])
def test_bytes_that_are_no_key_are_refused_by_name_and_not_shown(name):
    usual: dict[str, Any] = {"access_key": "AKID", "secret_key": "secret"}
    held = Credentials(**usual)
    for refused in (
        lambda: Credentials(**{**usual, name: NOT_ASCII}),
        lambda: ReadOnlyCredentials(**{**usual, name: NOT_ASCII}),
        lambda: setattr(held, name, NOT_ASCII),
    ):
        with pytest.raises(InvalidConfigError, match=f"^{name} .* bytes that are not ASCII") as caught:
            refused()
        assert "sEcReT" not in "".join(traceback.format_exception(caught.value))
        assert caught.value.__context__ is None
    assert getattr(held, name) == {**usual, "token": None, "account_id": None}[name]


def test_bearer_tokens_are_botocores_tuple():
    assert FrozenAuthToken("t") == botocore.tokens.FrozenAuthToken("t")
    assert FrozenAuthToken("t").token == "t"
    assert FrozenAuthToken("t").expiration is None
