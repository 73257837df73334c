"""The small forms that packs are written in, and that the reader makes of them what they were made from."""

from __future__ import annotations

import json
import marshal
from pathlib import Path
from typing import Any

import pytest

from codegen.build import installed
from sotalia.model.compile import compile_service
from sotalia.model.errors import MalformedModelError
from sotalia.model.pack import SEPARATOR, Pack, PackedService, woven_place
from sotalia.model.raw import raw_service
from sotalia.packs.marshalling import dump
from sotalia.packs.packing import Sections, write_pack
from sotalia.packs.services import pack_service, read_model
from sotalia.packs.shrinking import weave

# ------------------------------------------------------------------ marshal


@pytest.mark.parametrize(
    "content",
    [
        None,
        True,
        False,
        0,
        -1,
        2**31,
        -(2**70),
        0.1,
        float("inf"),
        "",
        "a" * 255,
        "a" * 256,
        "Tefé",
        "\ud800",
        b"\0\xff",
        (),
        (1,) * 255,
        (1,) * 256,
        [],
        ["a", ("b", [None])],
        {},
        {"a": {"b": (1, {"c": [2.5]})}, "d": 7},
    ],
    ids=lambda content: repr(content)[:20],
)
def test_what_is_marshalled_comes_back(content: Any) -> None:
    again = marshal.loads(dump(content))
    assert again == content
    assert repr(again) == repr(content), "of the same types"


def test_the_same_object_gives_the_same_bytes_whoever_else_holds_it() -> None:
    text = "".join(("a", "b"))
    held = [text, text]
    assert dump((text, text)) == dump(tuple(held)) == dump(("ab", "a" + "b"))


def test_what_no_pack_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="unmarshallable"):
        dump({"when": object()})


def test_a_record_that_would_be_cut_in_two_is_refused() -> None:
    with pytest.raises(ValueError, match="separator"):
        Sections(b"").add_records([dump("fine"), dump(("x", SEPARATOR))])


# ------------------------------------------------------------------ versions woven together


@pytest.mark.parametrize("counts", [(1,), (5,), (3, 3), (1, 7), (7, 1, 4), (5, 0, 2), (2, 9, 13, 9)])
def test_every_record_of_every_version_has_a_place_of_its_own(counts: tuple[int, ...]) -> None:
    places = [[woven_place(number, version, counts) for number in range(count)] for version, count in enumerate(counts)]
    assert sorted(place for each in places for place in each) == list(range(sum(counts)))
    assert all(each == sorted(each) for each in places)
    versions = [[f"{version} {number}".encode() for number in range(count)] for version, count in enumerate(counts)]
    woven = weave(versions)
    assert [[woven[place] for place in each] for each in places] == versions


def test_older_versions_are_what_their_models_say(tmp_path: Path) -> None:
    versions = installed().services()["cloudfront"]
    chosen = {version: versions[version] for version in [*sorted(versions)[:3], max(versions)]}
    sections = Sections(b"")
    pack_service(chosen, sections, {})
    write_pack(tmp_path / "pack", b"", {"cloudfront": (bytes(sections.data), sections.versions)})
    entries = Pack(str(tmp_path / "pack")).versions("cloudfront")
    assert [entry.version for entry in entries] == sorted(chosen)
    assert ["woven" in entry.directory() for entry in entries] == [True, True, True, False]
    for entry in entries:
        compiled = compile_service(read_model(chosen[entry.version], "service-2"))
        source = PackedService(entry, entry.directory())
        assert [source.record(number) for number in range(len(compiled.records))] == compiled.records
        assert tuple(source.shape_names()[0]) == compiled.shape_names


# ------------------------------------------------------------------ models with faults


def test_faulty_models_come_back_too(tmp_path: Path) -> None:
    model: dict[str, Any] = {
        "metadata": {"apiVersion": "1"},
        "operations": {
            "NoHttp": {"name": "Other", "input": {"shape": "Gone"}, "errors": [{"shape": "E"}, {"shape": "Gone"}]},
            "Bare": {"name": "Bare", "output": {"shape": "S", "locationName": "x"}, "errors": [{"shape": "E", "a": 1}]},
        },
        "shapes": {
            "E": {"type": "structure", "exception": True},
            "L": {"type": "list", "member": {"shape": "L"}},
            "M": {"type": "map", "key": {"shape": "Gone"}, "value": {"shape": "L", "locationName": "v"}},
            "N": {"type": "map", "key": {"shape": "T"}, "value": {"shape": "U"}},
            "S": {
                "type": "structure",
                "members": {"a": {"shape": "S"}, "b": {"shape": "Gone"}, "c": {"shape": "M"}, "d": {"shape": "E"}},
            },
            "NoHttpS": {"required": ["b", "a"], "type": "structure", "members": {"a": {"shape": "T"}}},
            "R1": {"required": [], "type": "structure", "members": {"a": {"shape": "T"}, "b": {"shape": "T"}}},
            "R2": {"required": 1, "type": "structure", "members": {"a": {"shape": "T"}, "b": {"shape": "T"}}},
            "R3": {"required": ["b"], "type": "structure", "members": {"a": {"shape": "T"}, "b": {"shape": "T"}}},
            "T": {"type": "string"},
            "T1": {"enum": ["a", "b"], "type": "string", "min": 1},
            "T2": {"enum": ["a\nb", "c"], "type": "string"},
            "T3": {"enum": "a", "type": "string"},
            "T4": {"enum": [1, ""], "type": "string"},
            "T5": {"enum": [], "type": "string"},
            "U": {"type": "novelty"},
            "V": {},
        },
    }
    path = tmp_path / "1" / "service-2.json"
    path.parent.mkdir()
    path.write_text(json.dumps(model))
    sections = Sections(b"")
    pack_service({"1": {"service-2": path}}, sections, {})
    write_pack(tmp_path / "pack", b"", {"faulty": (bytes(sections.data), sections.versions)})
    (entry,) = Pack(str(tmp_path / "pack")).versions("faulty")
    assert raw_service(PackedService(entry, entry.directory())) == model


# ------------------------------------------------------------------ damage


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A pack of one section."""
    sections = Sections(b"")
    sections.add_version("1", "", {"text": "".join(map(str, range(1000)))})
    path = tmp_path / "some.pack"
    write_pack(path, b"", {"one": (bytes(sections.data), sections.versions)})
    return path


def test_a_pack_that_was_cut_short_says_so_and_names_the_file(written: Path) -> None:
    written.write_bytes(written.read_bytes()[:-1])
    with pytest.raises(MalformedModelError, match=r"some\.pack.*damaged; reinstall"):
        Pack(str(written))


@pytest.mark.parametrize("at", [60, 200, 700])
def test_a_changed_byte_in_a_section_is_noticed(written: Path, at: int) -> None:
    content = bytearray(written.read_bytes())
    content[at] ^= 0xFF
    written.write_bytes(content)
    (entry,) = Pack(str(written)).versions("one")
    with pytest.raises(MalformedModelError, match=r"some\.pack.*damaged; reinstall"):
        entry.directory()


def test_an_index_that_points_beyond_its_section_is_noticed(written: Path) -> None:
    (entry,) = Pack(str(written)).versions("one")
    start, length = entry.place
    with pytest.raises(MalformedModelError, match="damaged"):
        entry.section((start, length - 1))


def test_the_pack_of_another_version_of_sotalia_is_not_read(written: Path) -> None:
    written.write_bytes(written.read_bytes().replace(b"sotalia pack 2", b"sotalia pack 1"))
    with pytest.raises(MalformedModelError, match="not a pack of this version"):
        Pack(str(written))
