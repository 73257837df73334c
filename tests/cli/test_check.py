"""`sotalia check`: names of boto3 in code, told apart by whether Sotalia has them."""

from __future__ import annotations

import textwrap

import pytest

from sotalia.cli.check import main
from sotalia.compat.usage import uses_in

PROGRAM = """
import boto3
import botocore.session as own
import botocore.discovery
from botocore.docs.docstring import LazyLoadedDocstring
from botocore.config import Config as Options
from botocore import UNSIGNED, no_such
from unittest.mock import patch

boto3.client("s3", config=Options(signature_version=UNSIGNED))
own.get_session().get_component("event_emitter")
with patch("botocore.client.BaseClient._make_api_call"), patch("boto3.nothing.here"):
    boto3.Session.client
class Other:
    boto3 = None
other.boto3.Session
text = "boto3. Session"
"""


def names(code):
    return [(use.full_name, use.kind) for use in uses_in(textwrap.dedent(code), "program.py")]


def test_imports_attributes_and_what_mocks_replace_are_found():
    assert names(PROGRAM) == [
        ("boto3", "own"),
        ("botocore.session", "own"),
        ("botocore.discovery", "installed"),
        ("botocore.docs.docstring.LazyLoadedDocstring", "installed"),
        ("botocore.config.Config", "own"),
        ("botocore.UNSIGNED", "own"),
        ("botocore.no_such", "installed"),
        ("boto3.client", "own"),
        ("botocore.session.get_session", "own"),
        ("boto3.nothing.here", "installed"),
        ("botocore.client.BaseClient", "own"),
        ("boto3.Session", "own"),
    ]


@pytest.mark.parametrize(
    "code", ["from . import boto3", "import mylib.boto3", "boto3.client('s3')", "'boto3.client says'"]
)
def test_what_is_not_boto3s_is_not_found(code):
    assert names(code) == []


TYPED = """
import typing
import boto3
if typing.TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.gone import Kind
else:
    from botocore import UNSIGNED
if not typing.TYPE_CHECKING:
    from botocore.config import Config
def f(a: "botocore.config._RetryDict", b: typing.Optional["boto3.gone"] = None) -> "boto3.nothing": ...
def g(client: boto3.Session): ...
"""


def test_what_type_checkers_alone_read_is_not_used():
    found = ["boto3", "botocore.UNSIGNED", "botocore.config.Config", "boto3.Session"]
    assert [name for name, _ in names(TYPED)] == found
    assert [name for name, _ in names(f"from __future__ import annotations\n{TYPED}")] == found[:-1]


def test_boto3_by_way_of_another_module_is_boto3():
    assert names(
        """
        from kombu.asynchronous.aws.ext import boto3, exceptions
        from .ext import botocore as own
        boto3.session.Session()
        own.gone
        """
    ) == [("boto3.session", "own"), ("boto3.session.Session", "own"), ("botocore.gone", "installed")]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "app.py").write_text("import boto3\nboto3.client('s3')\nboto3.gone\n")
    for folder in (".hidden", "node_modules", "venv"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "other.py").write_text("import boto3; boto3.another")
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    return tmp_path


def test_a_folder_is_read_without_other_peoples_code(project, capsys):
    assert main([str(project)]) == 1
    remark = "(not Sotalia's: from an installed botocore, where there is one)"
    assert capsys.readouterr().out == (
        f"{project}/app.py:3: boto3.gone  {remark}\n"
        "1 file uses 3 names of boto3 and its kin; 1 of them is not Sotalia's\n"
    )


def test_that_nothing_is_used_is_said(tmp_path, capsys):
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "no name of boto3 or its kin is used, in 0 files of Python\n"


def test_all_names_are_listed_where_that_is_wanted(project, capsys):
    (project / "app.py").write_text("import boto3\nboto3.client('s3')\n")
    assert main(["--all", str(project)]) == 0
    out = capsys.readouterr().out
    assert f"{project}/app.py:2: boto3.client\n" in out
    assert out.endswith("Sotalia has them all\n")


def test_what_cannot_be_read_is_said(project, capsys):
    (project / "broken.py").write_text("import boto3(\n")
    assert main([str(project)]) == 2
    assert f"sotalia check: {project}/broken.py cannot be read" in capsys.readouterr().err
    assert main(["no/such/place"]) == 2
    assert "there is nothing at 'no/such/place'" in capsys.readouterr().err
