"""The command line of `python -m codegen`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT / "src") not in sys.path:
    sys.path.insert(0, str(ROOT / "src"))


def main(arguments: list[str]) -> int:
    """Build the packs and say what came out."""
    from codegen.build import build

    parser = argparse.ArgumentParser(prog="python -m codegen", description="Compile AWS's models into packs.")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "sotalia" / "_data", help="where the packs go")
    parser.add_argument("--force", action="store_true", help="compile even if nothing has changed")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    if not build(options.out, force=options.force):
        print(f"{options.out}: up to date")
        return 0
    for path in sorted(options.out.iterdir()):
        print(f"{path.stat().st_size:>10,} {path.name}")
    print(f"{time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
