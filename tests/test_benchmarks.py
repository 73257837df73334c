"""What `make bench` keeps of a run: a document, a picture and JSON, all of the same lines."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from benchmarks import picture, report
from benchmarks.report import Section
from benchmarks.rows import ROWS
from benchmarks.table import Line, Ours, limit_line, seconds

CALL = Line(
    "get_item",
    "dynamodb.get_item",
    "boto3",
    1e-3,
    2e-3,
    Ours(5e-5, 6e-5, 20.0, 17),
    Ours(4e-5, 5e-5, 25.0, 30),
    seconds,
)
RIVAL = Line("get_item_awaited_pydynox", "get_item, asyncio", "pydynox", note="not measured: <there is no wheel>")
LIMIT = limit_line("soak_lost", "lost", 0, 0)
NEWER = Section("2026-11-29", "a machine", "Python 3.11, boto3 1.44.5", [LIMIT])
TOLD = {
    "calls": Section("2026-11-28", "a machine", "Python 3.11, boto3 1.44.5", [CALL]),
    "asyncio": Section("2026-11-28", "a machine", "Python 3.11, boto3 1.44.5", [RIVAL]),
    "soak": NEWER,
}


def test_rows_have_names_of_their_own_and_sections_that_the_document_has():
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert {row.section for row in ROWS} == set(report.SECTIONS)


def test_what_is_written_can_be_read_and_is_written_alike_again(tmp_path):
    first = [path.read_bytes() for path in report.write(TOLD, tmp_path)]
    assert report.read(tmp_path) == TOLD
    assert [path.read_bytes() for path in report.write(report.read(tmp_path), tmp_path)] == first


def test_the_document_says_ratio_target_and_what_was_missed():
    rows = [line for line in report.document(TOLD).splitlines() if line.startswith("|")]
    call = next(row for row in rows if "dynamodb.get_item" in row)
    assert "| **20.0 ×** | 17 × |" in call
    assert "| **25.0 ×** | 30 × (missed) |" in call
    assert any("not measured: <there is no wheel>" in row for row in rows)
    tables = report.document(TOLD).split("\n\n")
    for table in tables:
        counts = {row.count("|") for row in table.splitlines() if row.startswith("|")}
        assert len(counts) <= 1, table


def test_each_section_says_when_it_was_measured_and_the_picture_says_when_what_it_shows_was(tmp_path):
    document = report.document(TOLD)
    assert document.index("## Calls\n\nMeasured on 2026-11-28, Python 3.11, a machine, with boto3 1.44.5.") > 0
    assert document.index("## Many calls on bad days\n\nMeasured on 2026-11-29") > 0
    drawn = report.write(TOLD, tmp_path)[2].read_text()
    assert "2026-11-28" in drawn
    assert "2026-11-29" not in drawn


def test_the_picture_is_xml_with_a_title_and_a_description_and_colours_for_the_dark():
    drawn = picture.draw([CALL, RIVAL, LIMIT], "Measured <here> & now")
    svg = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "title description"
    assert "Sotalia" in (svg.findtext(f"{space}title") or "")
    assert "get_item: boto3 1.00 ms, Sotalia 50 µs · 20.0 ×" in (svg.findtext(f"{space}desc") or "")
    assert "prefers-color-scheme: dark" in (svg.findtext(f"{space}style") or "")
    texts = [text.text for text in svg.iter(f"{space}text")]
    assert "Measured <here> & now" in texts
    assert "40 µs · 25.0 ×" in texts


def test_bars_are_as_long_as_their_share_and_stay_in_the_picture():
    svg = ElementTree.fromstring(picture.draw([CALL], ""))
    bars = {kind: svg.find(f".//*[@class='{kind}'][@rx='2'][@height='{picture.BAR}']") for kind in ("rival", "pure")}
    lengths = {kind: float(bar.get("width", 0)) for kind, bar in bars.items() if bar is not None}
    assert lengths["pure"] == pytest.approx(lengths["rival"] / 20, abs=0.1)
    assert all(
        float(box.get("x", 0)) + float(box.get("width", 0)) <= picture.WIDTH for box in svg.iter() if box.get("x")
    )
