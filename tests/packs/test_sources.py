"""Where a botocore is found, and what is said of one that cannot be used."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from sotalia.packs import fetching
from sotalia.packs.errors import UnusableSourceError
from sotalia.packs.fetching import FetchError, fetch, find
from tests.packs.small import SmallBotocore


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("where", ["", "botocore"])
def test_a_botocore_is_found_in_its_folder_and_in_the_one_around(tmp_path: Path, scratch: Path, where: str) -> None:
    SmallBotocore(tmp_path / "packages")
    source = find(tmp_path / "packages" / where, scratch)
    assert source.versions == {"botocore": "1.99.0", "boto3": "1.99.0"}
    assert list(source.services()) == ["sqs", "sts"]


def test_a_botocore_is_found_in_a_virtual_environment(scratch: Path) -> None:
    assert len(find(Path(sys.prefix), scratch).services()) == 439
    assert fetching.installed(scratch).versions == find(Path(sys.prefix), scratch).versions


def test_a_wheel_without_boto3_gets_the_resources_that_sotalia_came_with(tmp_path: Path, scratch: Path) -> None:
    SmallBotocore(tmp_path / "packages")
    wheel = tmp_path / "botocore-1.99.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in (tmp_path / "packages" / "botocore").rglob("*"):
            archive.write(path, path.relative_to(tmp_path / "packages"))
        archive.writestr("../outside.json", "{}")
    source = find(wheel, scratch)
    assert not (tmp_path / "outside.json").exists()
    assert "resources-1" in source.services()["sqs"]["2012-11-05"]
    assert "resources-1" in source.services()["ec2"]["2016-11-15"]


BROKEN = {
    "an empty folder": (lambda botocore: None, "there is no botocore in"),
    "an old one": (lambda small: (small.botocore / "data" / "partitions.json").unlink(), "too old"),
    "no version": (lambda small: (small.botocore / "__init__.py").write_text(""), "does not say of which version"),
    "no table of names": (lambda small: (small.botocore / "service_module_names.py").write_text(""), "has no SERVICE"),
    "a botocore of before that table": (
        lambda small: (small.botocore / "service_module_names.py").unlink(),
        r"botocore 1\.99\.0 is too old, or newer",
    ),
    "code in that table": (
        lambda small: (small.botocore / "service_module_names.py").write_text("SERVICE_MODULE_NAMES = print('run')"),
        "cannot be read",
    ),
    "no Python": (lambda small: (small.botocore / "service_module_names.py").write_text("?"), "cannot be read"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_usable_botocore_is_refused(tmp_path: Path, scratch: Path, case: str) -> None:
    spoil, said = BROKEN[case]
    packages = tmp_path / "packages"
    packages.mkdir()
    if case != "an empty folder":
        spoil(SmallBotocore(packages))
    with pytest.raises(UnusableSourceError, match=said):
        find(packages, scratch)


def test_a_table_that_is_no_json_is_named(tmp_path: Path) -> None:
    small = SmallBotocore(tmp_path)
    (small.botocore / "data" / "endpoints.json").write_text("{")
    with pytest.raises(UnusableSourceError, match=r"endpoints\.json is no JSON"):
        small.source().table("endpoints")


@pytest.mark.parametrize("version", ["--index-url=http://evil.example", "1.44.5 --pre", "", "latest"])
def test_what_is_no_version_never_reaches_pip(scratch: Path, version: str) -> None:
    with pytest.raises(FetchError, match="is no version"):
        fetch(version, scratch)


def test_what_pip_complains_of_is_passed_on(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pip = [sys.executable, "-c", "import sys; sys.exit('WARNING: x\\nERROR: No matching distribution')"]
    monkeypatch.setattr(fetching, "_command", lambda target, wanted: pip)
    with pytest.raises(FetchError, match=r"botocore==1\.99\.0 cannot be fetched: No matching distribution"):
        fetch("1.99.0", scratch)


def test_without_pip_and_uv_there_is_another_way(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FetchError, match="--from PATH"):
        fetch(None, scratch)
