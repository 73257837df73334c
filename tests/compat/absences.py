"""Write, or check, the lists in the guide to boto3's programs of what is not there without an installed botocore.

    python -m tests.compat.absences             writes them
    python -m tests.compat.absences --check     fails if they are not up to date

They stand between the lines `absences: begin` and `absences: end`, and come from the tables in `ecosystem.py` and in
`sotalia.compat.tables`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sotalia.compat.tables import MODULES, place_of
from tests.compat.ecosystem import ABSENT, ABSENT_MODULES, USED

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "guides" / "bring-your-program.md"
_BETWEEN = re.compile(r"(^<!-- absences: begin[^\n]*\n).*?(^<!-- absences: end)", re.MULTILINE | re.DOTALL)


def absent_names() -> list[str]:
    """Return the names that packages use and the table does not have."""
    return [
        f"{module}.{name}"
        for module, listed in USED.items()
        for name in listed.split()
        if not name.startswith("__") and (module not in MODULES or place_of(module, name) is None)
    ]


def lines() -> Iterator[str]:
    """Yield the lines of both lists."""
    yield "| name that packages use | why it is not there |"
    yield "|---|---|"
    for name in absent_names():
        yield f"| `{name}` | {ABSENT[name]} |"
    yield ""
    yield "| modules | why they are not there |"
    yield "|---|---|"
    for reason, modules in ABSENT_MODULES.items():
        yield f"| {' '.join(f'`{module}`' for module in modules.split())} | {reason} |"


def written(text: str) -> str:
    """Return the guide's text with the lists as they should be."""
    passage = "".join(f"{line}\n" for line in lines())
    return _BETWEEN.sub(lambda match: f"{match[1]}{passage}{match[2]}", text, count=1)


def main(arguments: list[str]) -> int:
    """Do as the module's text says; return the exit code."""
    text = GUIDE.read_text(encoding="utf-8")
    if written(text) == text:
        return 0
    if "--check" in arguments:
        print(f"{GUIDE.name} is not up to date: run `python -m tests.compat.absences`", file=sys.stderr)
        return 1
    GUIDE.write_text(written(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
