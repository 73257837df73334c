"""The published vectors are fetched by whoever has none, and a test that finds none fails."""

from __future__ import annotations

import io
import tarfile
import tomllib
from pathlib import Path

import pytest

from tests import vectors
from tests.vectors import __main__ as fetching


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with nothing beside it."""
    monkeypatch.setattr(vectors, "ROOT", tmp_path)
    for module in (vectors, fetching):
        monkeypatch.setattr(module, "BESIDE", tmp_path / "not there")
    return tmp_path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small source archive: a vector, a test's code, an endpoint case of two services, something else."""
    path = tmp_path / "archive.tar.gz"
    with tarfile.open(path, "w:gz") as members:
        for name in (
            "tests/unit/cbor/decode-success-tests.json",
            "tests/unit/cbor/test_cbor_decoding.py",
            "tests/functional/endpoint-rules/s3/endpoint-tests-1.json",
            "tests/functional/endpoint-rules/athena/endpoint-tests-1.json",
            "botocore/data/s3/2006-03-01/service-2.json.gz",
        ):
            member = tarfile.TarInfo(f"botocore-0/{name}")
            member.size = 2
            members.addfile(member, io.BytesIO(b"{}"))
    return path


def test_the_archive_is_that_of_the_version_that_we_are_compared_with() -> None:
    groups = tomllib.loads((vectors.ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert vectors.requirement().replace("botocore", "boto3") in groups["test"]
    assert "--hash=sha256:" in vectors.REQUIREMENTS.read_text()


def test_vectors_that_are_missing_are_an_error_that_says_how_to_get_them(clone: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no test vectors in .*sigv4: run `make test`"):
        vectors.folder("sigv4")


def test_they_are_fetched_once(clone: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "download", lambda directory: archive)
    assert fetching.main() == 0
    assert (vectors.folder("cbor") / "decode-success-tests.json").read_text() == "{}"
    assert [path.name for path in vectors.folder("endpoint_rules").iterdir()] == ["s3"]
    files = [path for path in (clone / "tests" / ".vectors").rglob("*") if path.is_file()]
    assert len(files) == 2
    monkeypatch.setattr(fetching, "download", lambda directory: pytest.fail("downloaded again"))
    assert fetching.main() == 0


def test_a_download_that_fails_leaves_nothing_behind(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "download", lambda directory: None)
    assert fetching.main() == 1
    assert list((clone / "tests" / ".vectors").iterdir()) == []


def test_every_folder_of_vectors_is_there() -> None:
    assert all(any(vectors.folder(name).iterdir()) for name in fetching.FOLDERS)
