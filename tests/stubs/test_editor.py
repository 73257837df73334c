"""What an editor offers: methods, keywords with their types and sentences, values of enums, keys of replies."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from tools import editor

PROGRAM = 'import sotalia\n\ns3 = sotalia.client("s3")\n'


@pytest.fixture(scope="module")
def opened() -> Iterator[editor.Editor]:
    if importlib.util.find_spec("pyright") is None:
        pytest.skip("pyright is not installed: make check installs it")
    if os.name == "nt":
        pytest.skip("the environment is made with links")
    with editor.opened(["s3"]) as found:
        yield found


def test_methods_are_offered_with_what_they_do(opened: editor.Editor) -> None:
    items = opened.completions(PROGRAM, "s3.get_obj", detailed=1)
    assert items[0].name == "get_object"
    assert items[0].kind == "method"
    assert "GetObjectOutputTypeDef" in items[0].detail
    assert "Bucket, Key" in items[0].doc


def test_keywords_are_offered_with_their_types(opened: editor.Editor) -> None:
    items = opened.completions(PROGRAM, "s3.put_object(", detailed=1)
    assert {"ACL=", "Body=", "Bucket=", "Key="} <= {item.name for item in items}
    assert "ObjectCannedACLType" in items[0].detail
    assert items[0].doc == "The canned ACL to apply to the object."


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ('s3.put_object(ACL="', '"public-read"'),
        ('s3.get_object(Bucket="b", Key="k")["', '"Body"'),
        ('s3.get_paginator("', '"list_objects_v2"'),
        ('sotalia.client("', '"s3"'),
        ("s3.exceptions.No", "NoSuchKey"),
    ],
)
def test_values_and_keys_are_offered(opened: editor.Editor, line: str, offered: str) -> None:
    assert offered in [item.name for item in opened.completions(PROGRAM, line)]
