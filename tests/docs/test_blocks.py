"""Every example of the documents runs, one after the other, as a reader would type them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import PYTHON, ROOT, SHELL, blocks, compiled, run_python, run_shell
from tools.docs.guides import PAGES

#: Documents whose blocks are run: what the site shows, but for what is written for those who work on Sotalia.
DOCUMENTS = sorted({"README.md", *(file for file in PAGES if file.startswith("docs/"))} - {"docs/benchmarks.md"})
KINDS = {PYTHON, SHELL, "text", "ini", ""}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_examples_of_a_document_run(document: str, world: Path) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks(ROOT / document):
        if block.reason is not None:
            continue
        if block.kind == PYTHON:
            run_python(block, names)
        elif block.kind == SHELL:
            run_shell(block, world)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_not_run_says_why_and_could_be_typed(document: str) -> None:
    for block in blocks(ROOT / document):
        assert block.kind in KINDS, f"{block.place}: what is {block.kind!r}? A block of Python begins with ```python"
        if block.reason is not None:
            assert len(block.reason.split()) >= 3, f"{block.place} does not say why it is not run"
        if block.kind == PYTHON:
            compiled(block)
