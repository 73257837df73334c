"""What `make models` writes: every pin of botocore and boto3, and the hash of the source archive."""

from __future__ import annotations

import re
from pathlib import Path

from tools.models import PROJECT, ROOT, VECTORS, write_pins


def test_every_pin_gets_the_new_version(tmp_path: Path) -> None:
    for path in (PROJECT, VECTORS):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text((ROOT / path).read_text())
    write_pins(tmp_path, "1.99.0", "ab" * 32)
    project, vectors = ((tmp_path / path).read_text() for path in (PROJECT, VECTORS))
    pins = re.findall(r"(?:boto3|botocore)(?:\[crt\])?==([\w.]+)", project)
    assert pins == ["1.99.0"] * 4
    assert f"botocore==1.99.0 --hash=sha256:{'ab' * 32}\n" in vectors
