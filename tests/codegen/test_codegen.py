"""The model compiler: what it makes, that it makes the same again, and that it does nothing without need."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from codegen import build
from sotalia.model.builtin import BUILTIN_DATA_PATH
from sotalia.model.docstore import PackedDocs
from sotalia.model.pack import DOCS, MODELS, Pack, PackedService, expand_header
from sotalia.model.raw import raw_service
from sotalia.model.service import ServiceModel
from sotalia.packs import writing
from sotalia.packs.marshalling import dump
from sotalia.packs.packing import Sections, write_pack
from sotalia.packs.prosepack import pack_docs
from sotalia.packs.services import pack_service
from sotalia.packs.shrinking import shrink_header
from sotalia.packs.sources import Source

ROOT = Path(__file__).resolve().parents[2]
FEW = ("sts", "sqs", "cloudfront", "backup", "dynamodb")
MODELS_SIZE = 3_600_000
DOCS_SIZE = 8_000_000


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let the compiler see a few services only; one of them has 19 versions."""
    everything = build.installed().services()
    chosen = {name: everything[name] for name in FEW}
    monkeypatch.setattr(Source, "services", lambda self: chosen)
    monkeypatch.setattr(writing, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    return chosen


def test_the_same_inputs_give_the_same_bytes_in_any_number_of_processes(
    few: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, processes in (("one", 1), ("two", 2)):
        monkeypatch.setattr(os, "cpu_count", lambda processes=processes: processes)
        assert build.build(tmp_path / name)
    for name in (MODELS, DOCS, build.STAMP):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_is_compiled_while_the_inputs_are_unchanged(
    few: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build.build(tmp_path)
    assert not build.build(tmp_path)
    assert build.build(tmp_path, force=True)
    (tmp_path / DOCS).unlink()
    assert build.build(tmp_path)
    other = build.installed()
    other.versions = {"botocore": "9", "boto3": "9"}
    monkeypatch.setattr(build, "installed", lambda: other)
    assert build.build(tmp_path)


def test_a_build_that_was_cut_short_is_not_taken_for_a_finished_one(
    few: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build.build(tmp_path)

    def fail(*args: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_pack", fail)
        with pytest.raises(OSError, match="disk full"):
            build.build(tmp_path, force=True)
    assert build.build(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((MODELS, DOCS, build.STAMP))


def test_the_fingerprint_covers_every_compiler() -> None:
    covered = {path for pattern in build.COMPILERS for path in ROOT.glob(pattern)}
    names = {path.relative_to(ROOT).as_posix() for path in covered}
    assert {
        "codegen/dictionary.py",
        "src/sotalia/packs/services.py",
        "src/sotalia/model/compile.py",
        "src/sotalia/endpoint/compile.py",
    } <= names
    assert all(list(ROOT.glob(pattern)) for pattern in build.COMPILERS)


def test_the_installed_packs_keep_to_their_sizes() -> None:
    data = Path(BUILTIN_DATA_PATH)
    assert (data / MODELS).stat().st_size < MODELS_SIZE
    assert (data / DOCS).stat().st_size < DOCS_SIZE


def test_everything_that_is_a_model_is_packed() -> None:
    found = build.installed().services()
    kinds = {kind for versions in found.values() for files in versions.values() for kind in files}
    assert {"service-2", "service-2.sdk-extras", "paginators-1.sdk-extras", "resources-1"} <= kinds
    assert len(found) == 439
    entries = Pack(str(Path(BUILTIN_DATA_PATH) / MODELS)).entries()
    packed = {(entry.name, entry.version) for entry in entries if not entry.name.startswith(".")}
    assert packed == {(name, version) for name, versions in found.items() for version in versions}


# ------------------------------------------------------------------ packs


def put(directory: Path, version: str, content: Any) -> dict[str, Path]:
    path = directory / version / "service-2.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content))
    return {"service-2": path}


def test_a_pack_holds_what_was_put_into_it(tmp_path: Path) -> None:
    model: dict[str, Any] = {
        "metadata": {"apiVersion": "2", "serviceId": "Tiny"},
        "operations": {"B": {"name": "B", "input": {"shape": "S"}}, "A": {"name": "A", "http": {}}},
        "shapes": {"Z": {"type": "string"}, "S": {"type": "structure", "members": {"M": {"shape": "Z"}}}},
    }
    texts = ["<p>Zed.</p>", None, "<p>Zed.</p>", "<p>Em.</p>"]
    documented = json.loads(json.dumps(model))
    documented["shapes"]["Z"]["documentation"] = texts[0]
    documented["shapes"]["S"]["members"]["M"]["documentation"] = texts[3]
    documented["operations"]["A"]["documentation"] = texts[2]
    documented["documentation"] = "<p>All.</p>"
    models, docs = Sections(b"dictionary"), Sections(b"")
    pack_docs(pack_service({"1": put(tmp_path, "1", model), "2": put(tmp_path, "2", documented)}, models, {}), docs)
    write_pack(tmp_path / "m", b"dictionary", {"tiny": (bytes(models.data), models.versions)})
    write_pack(tmp_path / "d", b"", {"tiny": (bytes(docs.data), docs.versions)})

    first, second = Pack(str(tmp_path / "m")).versions("tiny")
    for entry in (first, second):
        source = PackedService(entry, entry.directory())
        assert raw_service(source) == model
        assert ServiceModel(source).shape_names == ["Z", "S"], "the model's order, though it is not sorted"
    without, with_ = (PackedDocs(entry) for entry in Pack(str(tmp_path / "d")).versions("tiny"))
    opened = ServiceModel(PackedService(second, second.directory()))
    ids = {name: opened.shape_for(name)._id for name in ("S", "Z")}
    assert with_.service_text() == "All."
    assert [with_.text(ids["Z"], 0), with_.text(ids["S"], 0), with_.text(ids["S"], 1)] == ["Zed.", None, "Em."]
    assert with_.text(ids["Z"], 7) is None
    assert without.service_text() == ""
    assert without.text(ids["Z"], 0) is None


def test_records_of_any_size_come_back() -> None:
    records = [dump(("r" * size, size)) for size in (0, 1, 100_000, 3, 70_000, 70_000, 5)]
    sections = Sections(b"")
    directory = sections.add_records(records)
    assert directory["block_firsts"][-1] == len(records)
    assert len(directory["block_firsts"]) == len(directory["block_offsets"])
    assert Sections(b"").add_records([]) == {"block_firsts": (0,), "block_offsets": (0,)}


def test_headers_come_back_as_they_were() -> None:
    names = ("ListBuckets", "CreateDBInstance", "Get2FA", "x", "GetS3Object")
    python = ("list_buckets", "create_db_instance", "get_2_fa", "x", "get_s3_object")
    header = {"operations": names, "python_names": python, "operation_ids": (3, 9, 5, 20, 21), "rest": {}}
    small = shrink_header(header)
    assert small["irregular"] == {1: "CreateDBInstance", 2: "Get2FA", 3: "x"}
    again = expand_header(small)
    assert {key: tuple(again[key]) for key in ("operations", "python_names", "operation_ids")} == {
        key: header[key] for key in ("operations", "python_names", "operation_ids")
    }
    empty = {"operations": (), "python_names": (), "operation_ids": ()}
    assert expand_header(shrink_header(empty))["operations"] == []
