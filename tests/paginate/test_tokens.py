"""Resume tokens: boto3 reads ours, we read boto3's, and what is no token is taken as boto3 takes it."""

from __future__ import annotations

import base64
import json
import random
from decimal import Decimal
from typing import Any

import botocore.paginate
import pytest

from sotalia.paginate import TokenDecoder, TokenEncoder
from sotalia.paginate.tokens import starting_point


def token(chance: random.Random, depth: int = 0) -> Any:
    kinds = ["text", "number", "bytes", "none", *(["dict", "list"] if depth < 4 else [])]
    match "dict" if depth == 0 else chance.choice(kinds):
        case "dict":
            return {f"key {at} ü": token(chance, depth + 1) for at in range(chance.randint(0, 3))}
        case "list":
            return [token(chance, depth + 1) for _ in range(chance.randint(0, 3))]
        case "bytes":
            return chance.randbytes(chance.randint(0, 5))
        case "number":
            return chance.choice([0, -1, 1.5, True, 2**70])
        case "none":
            return None
    return chance.choice(["", "plain", "ü🐬", "None", "___"])


@pytest.mark.parametrize("seed", range(200))
def test_the_text_is_the_one_that_boto3_writes_and_reads(seed: int) -> None:
    made = token(random.Random(seed))
    text = TokenEncoder().encode(made)
    assert text == botocore.paginate.TokenEncoder().encode(made)
    assert TokenDecoder().decode(text) == made == botocore.paginate.TokenDecoder().decode(text)


def test_decimals_and_wrapped_bytes_are_kept_where_boto3_gives_up() -> None:
    class Binary:
        def __bytes__(self) -> bytes:
            return b"\x00wrapped"

    key = {"ExclusiveStartKey": {"id": Decimal("12.50"), "list": [Decimal(3), b"\xff"], "data": Binary()}}
    with pytest.raises(TypeError):
        botocore.paginate.TokenEncoder().encode(key)
    again = TokenDecoder().decode(TokenEncoder().encode(key))
    assert again == {
        "ExclusiveStartKey": {"id": Decimal("12.50"), "list": [Decimal(3), b"\xff"], "data": b"\x00wrapped"}
    }
    assert str(again["ExclusiveStartKey"]["id"]) == "12.50"


def test_what_cannot_be_kept_is_refused() -> None:
    with pytest.raises(TypeError, match="object is not JSON serializable"):
        TokenEncoder().encode({"a": object()})


def encoded(value: Any) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service token", ({"A": "service token", "B": None}, 0)),
        ("one___two", ({"A": "one", "B": "two"}, 0)),
        ("one___two___3", ({"A": "one", "B": "two"}, 3)),
        ("None___two___3", ({"A": None, "B": "two"}, 3)),
        ("one___two___x", ({"A": "one___two___x", "B": None}, 0)),
        ("", ({"A": "", "B": None}, 0)),
        ("ü", ({"A": "ü", "B": None}, 0)),
        # Base64 of JSON that is no dict: a token of the service's own. boto3 fails with AttributeError.
        (encoded(123), ({"A": encoded(123), "B": None}, 0)),
        (encoded("text"), ({"A": encoded("text"), "B": None}, 0)),
        (encoded(["A"]), ({"A": encoded(["A"]), "B": None}, 0)),
        (encoded({"A": 1, "boto_truncate_amount": 2}), ({"A": 1}, 2)),
        (encoded({"Else": 1}), ({"Else": 1}, 0)),
    ],
)
def test_starting_tokens_of_all_origins(text: str, expected: Any) -> None:
    assert starting_point(text, ["A", "B"]) == expected


def test_an_old_token_with_too_many_parts_is_named() -> None:
    with pytest.raises(ValueError, match="^Bad starting token: a___b___c___d$"):
        starting_point("a___b___c___d", ["A", "B"])


@pytest.mark.parametrize(
    "broken",
    [
        {"A": "x", "boto_encoded_keys": [["B"]]},
        {"A": "x", "boto_encoded_keys": [["A", 0]]},
        {"A": 5, "boto_encoded_keys": [["A"]]},
        {"A": "x", "boto_encoded_keys": 7},
        {"A": "x", "sotalia_decimals": [["A"]]},
        {"A": "x", "boto_truncate_amount": "2"},
        {"A": "x", "boto_truncate_amount": None},
    ],
)
def test_a_token_that_was_changed_is_named(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Bad starting token: "):
        starting_point(encoded(broken), ["A"])
