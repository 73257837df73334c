"""Builds the readers: one extension in the limited API of Python 3.11, so that one wheel serves all later versions.

Version and licence are those of Sotalia. In its repository they are taken from there; a source distribution of this
project holds them.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import sysconfig
from pathlib import Path

from setuptools import Extension, setup

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
FREE_THREADED = (
    "sotalia-speed is not for free-threaded builds of Python: its tables are shared without a lock, and importing it "
    "would bring the GIL back. Sotalia works without it, by its readers in Python."
)


def version() -> str:
    """Return Sotalia's version."""
    source = REPOSITORY / "src" / "sotalia" / "_version.py"
    if source.exists():
        pattern, text = r'__version__ = "(.+)"', source.read_text(encoding="utf-8")
    else:
        pattern, text = r"(?m)^Version: (.+)$", (HERE / "PKG-INFO").read_text(encoding="utf-8")
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit("setup.py finds no version: build in Sotalia's repository, or from a source distribution")
    return found[1].strip()


def bring_licence() -> None:
    """Put the repository's licence beside this file."""
    source = REPOSITORY / "LICENSE"
    if (REPOSITORY / "src" / "sotalia").is_dir():
        (HERE / "LICENSE").write_bytes(source.read_bytes())


def extension(version: str) -> Extension:
    """Return the extension. `SOTALIA_SPEED_CFLAGS` are options of the compiler and the linker (sanitizers)."""
    plain = "" if sys.platform == "win32" else "-g0"  # Python's own options make it four times as large
    flags = shlex.split(os.environ.get("SOTALIA_SPEED_CFLAGS", plain))
    sources = sorted(f"src/{path.name}" for path in (HERE / "src").glob("*.c"))
    return Extension(
        "sotalia_speed._readers",
        sources,
        depends=sorted(f"src/{path.name}" for path in (HERE / "src").glob("*.h")),
        define_macros=[("Py_LIMITED_API", "0x030B0000"), ("SOTALIA_VERSION", f'"{version}"')],
        extra_compile_args=flags,
        extra_link_args=flags,
        py_limited_api=True,
    )


if sysconfig.get_config_var("Py_GIL_DISABLED"):
    raise SystemExit(FREE_THREADED)
bring_licence()
setup(
    version=version(),
    ext_modules=[extension(version())],
    # What lies in build/ may have been built with other options.
    options={"bdist_wheel": {"py_limited_api": "cp311"}, "build_ext": {"force": True}},
)
