"""README's picture of completion in an editor."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from tools.docs.completion import PICTURE, PITCH, TITLE, WIDTH, drawn
from tools.editor import Item

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_shows_what_the_editor_says() -> None:
    methods = [Item("get_object", "method", "def get_object(**kwargs) -> Reply", "Gets <it>.\n\nBucket, \\[Key\\]")]
    values = [Item(f'"value-{number}"', "constant", "", "") for number in range(20)]
    root = ElementTree.fromstring(drawn(methods, values))
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    for part in ('s3 = sotalia.client("s3")', "get_object", "Gets <it>.", "Bucket, [Key]", "value-0"):
        assert part in texts
    assert "value-19" not in texts, "a list shows the first entries"


def test_the_picture_in_the_repository_can_be_read_in_both_colours_and_fits() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    assert len(text) < 20_000
    assert "prefers-color-scheme: dark" in text
    root = ElementTree.fromstring(text)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == TITLE
    for each in root.iter(f"{SVG}text"):
        assert int(each.attrib["x"]) + PITCH * len("".join(each.itertext())) < WIDTH
    boxes = [int(box.attrib["x"]) + int(box.attrib["width"]) for box in root.iter(f"{SVG}rect")]
    assert max(boxes) <= WIDTH
