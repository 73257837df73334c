"""JSON to bytes and back says the same whichever library does it, and orjson is asked for once there is much to do."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from sotalia.errors import ResponseParserError
from sotalia.wire import jsonbytes, jsonfirst

VALUES: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        2**53 + 1,
        2**63 - 1,
        2**64,
        -(2**70),
        0.1,
        1e16,
        1e-7,
        1.5e300,
        -0.0,
        "",
        "é\u2028𝄞",
        '\x00\x1f"\\/',
    ),
    *({}, [], {"": [{"a": [None, {"b": "c"}]}]}, [[[[]]]], {"k" * 300: "v" * 300}, "\ud800", {"\udfff": 1}),
]
DAMAGED = [b"{", b"{}}", b"nul", b'"\xff"', b"\xef\xbb\xbf{}", b'{"a":}', b"[" * 100_000, b"'a'", b"01", b'"\n"']


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_what_is_written_reads_as_what_it_was(value: Any, json_library: str) -> None:
    body = jsonbytes.dumps(value)
    assert json.loads(body) == value
    assert jsonbytes.loads(body) == value or (isinstance(value, int) and abs(value) >= 2**63)
    assert jsonbytes.loads_exact(body) == value


@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_an_empty_body_is_none(body: bytes, json_library: str) -> None:
    assert jsonbytes.loads(body) is None


@pytest.mark.parametrize("body", DAMAGED, ids=lambda body: repr(body[:12]))
def test_what_is_no_json_is_refused(body: bytes, json_library: str) -> None:
    with pytest.raises(ResponseParserError):
        jsonbytes.loads(body)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes"])
def test_what_json_cannot_say_is_refused(value: Any, json_library: str) -> None:
    with pytest.raises(TypeError):
        jsonbytes.dumps(value)


def test_names_of_numbers_that_are_none_are_read_as_they_are_by_both(json_library: str) -> None:
    assert jsonbytes.loads(b"[Infinity,-Infinity]") == [float("inf"), float("-inf")]


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_the_first_bodies_are_those_of_the_json_package(value: Any, json_library: str) -> None:
    try:
        expected = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        with pytest.raises(ValueError):
            jsonfirst.dumps(value)
        return
    assert jsonfirst.dumps(value) == expected
    assert jsonfirst.loads(b" \n" + expected + b"\t\r ") == value


def test_the_first_bodies_need_no_json_package() -> None:
    code = (
        "import sys; from sotalia.wire import jsonbytes;"
        'assert jsonbytes.loads(jsonbytes.dumps({"a": [1, 2.5, "x", None]})) == {"a": [1, 2.5, "x", None]};'
        'print(*{"json", "re", "orjson"} & set(sys.modules))'
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(("bodies", "size", "due"), [(5, 10, False), (15, 10, True), (1, 100_000, True)])
def test_orjson_is_due_when_there_has_been_enough_to_do(
    monkeypatch: pytest.MonkeyPatch, bodies: int, size: int, due: bool
) -> None:
    for name, value in {"_read": None, "_write": None, "_count": 0}.items():
        monkeypatch.setattr(jsonbytes, name, value)
    for _ in range(bodies):
        jsonbytes.loads(jsonbytes.dumps({"a": "x" * size}))
    assert jsonbytes.ORJSON.is_due() is due
    assert not jsonbytes.ORJSON.is_loaded()
    jsonbytes.ORJSON.load()
    assert jsonbytes.ORJSON.is_loaded()
    assert not jsonbytes.ORJSON.is_due()
