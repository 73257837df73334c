"""The project keeps its promises to whoever clones it: commands, licence, dependencies."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.pythons import SAMPLE, find, versions

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_ci_runs_the_commands_that_the_readme_promises():
    promised = re.findall(r"^    (make \w+)", read("README.md"), re.MULTILINE)
    assert promised == ["make quickstart", "make test"]
    run = [line.split()[1:] for line in read(".ci/run").splitlines() if line.startswith("make")]
    targets = [word for line in run for word in line if not word.startswith("-")]
    assert targets == ["installed", "quickstart", "test", "check", "pythons"]


def test_make_explains_every_target():
    (targets,) = [names.split() for names in re.findall(r"^\.PHONY: help (.*)$", read("Makefile"), re.MULTILINE)]
    told = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\w+)", told, re.MULTILINE) == targets


def test_run_time_dependencies_are_those_that_were_decided():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    names = [re.findall(r"^[\w-]+", requirement)[0] for requirement in project["dependencies"]]
    assert names == ["pycurl", "orjson", "jmespath", "cbor2", "certifi", "anycrc"]
    assert set(project["optional-dependencies"]) == {"local", "crypto", "speed", "checksums", "cli", "rich", "types"}


def test_the_notice_says_where_the_models_come_from():
    notice = read("NOTICE")
    assert all(word in notice for word in ("botocore", "boto3", "Amazon.com", "Apache License, Version 2.0"))


def test_every_rule_of_the_linter_that_is_passed_over_has_its_reason():
    lines = read("pyproject.toml").partition("\nignore = [\n")[2].partition("\n]\n")[0].splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r'    "[A-Z]+\d+", # .{10,}', line)] == []


def test_the_pythons_that_are_tried_are_those_that_are_promised():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert versions() == ["3.11", "3.12", "3.13", "3.14"]
    assert project["requires-python"] == f">={versions()[0]}"
    assert find("2.0") is None
    assert find("{}.{}".format(*sys.version_info)) is not None
    assert all((ROOT / path).exists() for path in SAMPLE)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "RELEASING.md", "SECURITY.md"])
def test_documents_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)\)", read(document))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []
