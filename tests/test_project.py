"""The project keeps its promises to whoever clones it: commands, licence, dependencies."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_ci_runs_the_commands_that_the_readme_promises():
    promised = re.findall(r"^    (make \w+)", read("README.md"), re.MULTILINE)
    assert promised == ["make quickstart", "make test"]
    assert [line for line in read(".ci/run").splitlines() if line.startswith("make")] == ["make check", *promised]


def test_make_explains_every_target():
    targets = re.search(r"^\.PHONY: help (.*)$", read("Makefile"), re.MULTILINE)[1].split()
    told = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make (\w+)", told, re.MULTILINE) == targets


def test_run_time_dependencies_are_the_five_that_were_decided():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    names = [re.match(r"[\w-]+", requirement)[0] for requirement in project["dependencies"]]
    assert names == ["pycurl", "orjson", "jmespath", "cbor2", "certifi"]
    assert set(project["optional-dependencies"]) == {"local", "crypto"}


def test_the_notice_says_where_the_models_come_from():
    notice = read("NOTICE")
    assert all(word in notice for word in ("botocore", "boto3", "Amazon.com", "Apache License, Version 2.0"))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_documents_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)\)", read(document))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []
