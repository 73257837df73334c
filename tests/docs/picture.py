"""Take the picture of a page of the reference that README shows: `python -m tests.docs.picture`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.blocks import ROOT
from tests.docs.browser import Browser, find
from tools.docs.__main__ import write_site

PICTURE = ROOT / "docs" / "reference.png"
SERVICE, METHOD = "dynamodb", "get_item"


def main() -> int:
    """Write the picture; return the exit code."""
    program = find()
    if program is None:
        print("there is no Chromium to take a picture with", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        site = Path(folder) / "site"
        write_site(site, [SERVICE])
        browser = Browser(program, Path(folder) / "profile")
        browser.look(width=1200, height=760)
        browser.open(site / "reference" / SERVICE / f"{METHOD}.html")
        browser.picture(PICTURE)
        browser.close()
    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
