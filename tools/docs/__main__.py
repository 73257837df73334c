"""The command line of `python -m tools.docs`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from sotalia.errors import UnknownServiceError
from sotalia.model.loader import Loader
from tools.docs.guides import write_guides
from tools.docs.public import write_public
from tools.docs.search import write_names
from tools.docs.services import write_reference
from tools.docs.site import ROOT, Site


def main(arguments: list[str]) -> int:
    """Write the site and say what came out."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description="Write the documentation site.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "docs", help="where it goes (default: build/docs)")
    parser.add_argument("--services", nargs="*", help="only these services (default: all)")
    options = parser.parse_args(arguments)
    try:
        site = write_site(options.out, options.services)
    except (ValueError, OSError, UnknownServiceError) as error:
        print(f"tools.docs: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"tools.docs: stopped; what is in {options.out} is not whole", file=sys.stderr)
        return 130
    print(
        f"{site.pages:,} pages, {site.size / 1e6:.0f} MB, {time.process_time():.0f} s of CPU: {options.out}/index.html"
    )
    return 0


def write_site(out: Path, services: list[str] | None = None) -> Site:
    """Write the whole site into the folder `out`; of the reference only `services`, if they are given."""
    site = Site(out)
    loader = Loader([], include_default_search_paths=True)
    names, resources = write_reference(site, loader, services)
    write_guides(site, names)
    write_names(site, names, resources, write_public(site))
    return site


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
