"""The table: every name in it is one of boto3's, and is there."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from sotalia.compat.tables import INSTALLED_FIRST, MODULES, ROOTS, names_in, place_of
from tests.compat.absences import GUIDE, absent_names, written
from tests.compat.ecosystem import ABSENT, ABSENT_MODULES
from tests.compat.programs import value_of

#: Those of the roots that the tests have beside Sotalia.
INSTALLED = {"boto3", "botocore", "s3transfer"}


@pytest.mark.parametrize("module", [name for name in MODULES if name.partition(".")[0] in INSTALLED])
def test_every_name_is_boto3s(module):
    theirs = importlib.import_module(module)
    # boto3's own exceptions are offered beside botocore's, and the other way round, since they are in one module here.
    unknown = {name for name in names_in(module) if not hasattr(theirs, name)}
    assert not unknown - OF_ONE_MODULE.get(module, set())


OF_ONE_MODULE = {"botocore.exceptions": names_in("botocore.exceptions"), "boto3.exceptions": {"ClientError"}}


@pytest.mark.parametrize("module", MODULES)
def test_every_name_is_there(module):
    for name in names_in(module):
        place = place_of(module, name)
        assert place is not None
        assert hasattr(importlib.import_module(place[0]), place[1]), place


def test_what_comes_from_the_installed_botocore_first_is_in_the_table():
    for name in INSTALLED_FIRST:
        module, _, last = name.rpartition(".")
        assert name in MODULES or place_of(module, last) is not None, name


def test_the_guide_lists_what_is_absent():
    text = GUIDE.read_text(encoding="utf-8")
    assert text == written(text)
    assert all(f"| `{name}` |" in text for name in ABSENT)
    assert sorted(absent_names()) == sorted(ABSENT)


def test_each_module_is_in_the_table_or_has_a_reason_why_not():
    absent = [module for modules in ABSENT_MODULES.values() for module in modules.split()]
    modules = [
        found.name
        for root in sorted(INSTALLED)
        for found in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}.")
        if not found.name.startswith(("botocore.vendored", "botocore.data"))
    ]
    lacking = [name for name in modules if name not in MODULES and not f"{name}.".startswith(below(absent))]
    assert lacking == []
    assert [name for name in absent if name in MODULES or name not in modules] == []


def below(names):
    return tuple(f"{name}." for name in names)


def test_all_modules_can_be_imported_alone():
    program = f"import importlib; value = [importlib.import_module(name).__name__ for name in {list(MODULES)!r}]"
    assert value_of(program, "alone") == list(MODULES)


def test_installed_modules_are_not_made_by_us():
    assert {name.partition(".")[0] for name in MODULES} == ROOTS
    assert value_of("import botocore.model; value = type(botocore.model).__name__") == "module"


def test_patch_points_are_the_ones_that_calls_go_through():
    assert value_of(
        """
        from unittest import mock
        import boto3, botocore.endpoint, botocore.httpsession, botocore.parsers, botocore.client
        from botocore.awsrequest import AWSResponse
        seen = []
        def send(self, request):
            seen.append((request.method, request.url))
            class Raw:
                def stream(self, *args, **kwargs):
                    yield b'{"TableNames": ["t"]}'
            return AWSResponse(request.url, 200, {}, Raw())
        with mock.patch("botocore.httpsession.URLLib3Session.send", send):
            names = boto3.client("dynamodb").list_tables()["TableNames"]
        value = [names, seen]
        """
    ) == [["t"], [["POST", "https://dynamodb.us-east-1.amazonaws.com/"]]]
