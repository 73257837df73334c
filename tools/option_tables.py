"""Write, or check, the passages of other files that are generated from the table of options.

    python -m tools.option_tables             writes it
    python -m tools.option_tables --check     fails if anything is not up to date

They stand between the lines `options: begin` and `options: end`: the table in README.md, and the annotations of the
attributes of `Config` and `ClientSettings`, for static type checkers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sotalia.settings.options import (
    CLIENT,
    CLIENT_OPTIONS,
    RESOLVED,
    RESOLVED_IN_SECTIONS,
    ROWS,
    SECTIONS,
    SESSION,
    Option,
)

ROOT = Path(__file__).resolve().parent.parent
_BETWEEN = re.compile(
    r"(^ *(?:#|<!--) options: begin[^\n]*\n).*?(^ *(?:#|<!--) options: end)", re.MULTILINE | re.DOTALL
)
#: Attributes of `Config` that are properties there.
_PROPERTIES = ("inject_host_prefix",)


def readme() -> Iterator[str]:
    """Yield the lines of README's table."""
    yield "| `Config(...)` | environment | profile in the config file | default | what it is |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        yield _line(row, "" if row.places == SESSION else f"`{row.config_name}`")
        for inner in SECTIONS.get(row.name, {}).values() if row.places == CLIENT else ():
            yield _line(inner, f"`{row.config_name}`: `{inner.name}`")


def _line(row: Option, in_code: str) -> str:
    default = row.default if row.config_default is None else row.config_default
    cells = (
        in_code,
        ", ".join(f"`{name}`" for name in row.env),
        ", ".join(f"`{key}`" if isinstance(key, str) else f"`{key[1]}` in `{key[0]}`" for key in row.keys),
        "" if default is None or default in ("", {}) else f"`{default}`",
        row.text,
    )
    return f"| {' | '.join(cells)} |"


def attributes_of_config() -> Iterator[str]:
    """Yield the annotations of `Config`."""
    for name, row in CLIENT_OPTIONS.items():
        if name not in _PROPERTIES:
            optional = row.config_default is None and not row.type.endswith("None")
            yield f"        {name}: {row.type_in_code or (f'{row.type} | None' if optional else row.type)}"


def attributes_of_client_settings() -> Iterator[str]:
    """Yield the annotations of `ClientSettings`."""
    for name, row in CLIENT_OPTIONS.items():
        yield f"        {name}: {row.type}"
    for row in (*RESOLVED, *(row for _, row in RESOLVED_IN_SECTIONS)):
        yield f"        {row.name}: {row.type}"


FILES = {
    "README.md": readme,
    "src/sotalia/config.py": attributes_of_config,
    "src/sotalia/settings/client.py": attributes_of_client_settings,
}


def _fill(lines: str, match: re.Match[str]) -> str:
    return match[1] + lines + match[2]


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are not up to date."""
    stale = []
    for name, make in FILES.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        new, count = _BETWEEN.subn(partial(_fill, "".join(f"{line}\n" for line in make())), text)
        if count != 1:
            raise SystemExit(f"{name} has {count} passages between `options: begin` and `options: end`, not 1")
        if new != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(new, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'is not up to date' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
