"""`sotalia models`: which models there are, newer ones, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sotalia.cli import main
from sotalia.model.builtin import cache_folder
from tests.packs.small import SmallBotocore


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("SOTALIA_MODELS")
    return tmp_path / "xdg" / "sotalia" / "models"


def test_it_says_of_which_botocore_the_models_are(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    told = capsys.readouterr().out
    assert "built in    botocore 1.44.5: 439 services, 19,796 operations" in told
    assert "in use      the built-in ones" in told


def test_models_are_updated_and_reverted(cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newer = SmallBotocore(tmp_path / "newer")
    newer.add_operation()
    assert main(["models", "update", "--from", str(newer.botocore)]) == 0
    assert "botocore 1.99.0" in capsys.readouterr().out
    assert main(["models", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["in_use"] == "updated"
    assert report["updated"] == {"botocore": "1.99.0", "boto3": "1.99.0", "services": 2, "operations": 35}
    assert main(["models", "revert"]) == 0
    assert list(cache.iterdir()) == []
    capsys.readouterr()
    assert main(["models", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["in_use"] == "built_in"


def test_the_environment_can_ask_for_the_built_in_ones(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTALIA_MODELS", "builtin")
    assert main(["models", "update", "--from", str(SmallBotocore(tmp_path / "other").botocore)]) == 0
    assert "SOTALIA_MODELS=builtin is set here" in capsys.readouterr().out
    assert main(["models"]) == 0
    assert "the built-in ones, since SOTALIA_MODELS says so" in capsys.readouterr().out


def test_what_cannot_be_used_is_told_in_one_line(
    cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "update", "--from", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"sotalia models: there is no botocore in {tmp_path}: name its folder, a virtual environment, or a wheel\n"
    )
    cache.mkdir(parents=True)
    (cache / "current").write_text("rubbish")
    assert main(["models"]) == 0
    assert f"in use      the built-in ones, since those in {cache} cannot be used" in capsys.readouterr().out


def test_a_line_that_makes_no_sense_is_refused(cache: Path) -> None:
    for words in (["update", "--version", "1", "--installed"], ["upgrade"]):
        with pytest.raises(SystemExit, match="2"):
            main(["models", *words])


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_CACHE_HOME": "/var/cache/me"}, "/var/cache/me/sotalia/models"),
        ({"XDG_CACHE_HOME": "relative"}, "/nonexistent/home/.cache/sotalia/models"),
        ({}, "/nonexistent/home/.cache/sotalia/models"),
    ],
)
def test_the_cache_is_where_the_xdg_specification_puts_it(environ: dict[str, str], folder: str) -> None:
    assert cache_folder(environ) == folder
