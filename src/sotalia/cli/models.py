"""`sotalia models`: of which botocore the models are, and how they are replaced by newer ones.

    sotalia models                                       says of which botocore they are
    sotalia models update [--version V | --from PATH | --installed]
                                                         compiles those of another into the user's cache
    sotalia models revert                                goes back to the built-in ones

Exit codes: 0 when that is done, 1 when it cannot be, with the reason (the models in use then stay as they were), 2 for
an invalid command line.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from ..errors import BotoCoreError
from ..model.builtin import cache_folder, shipped_pack
from ..model.pack import CURRENT
from ..model.updated import REMEDY, UnusableModelsError, checked_pack
from ..packs import fetching
from ..packs.errors import ModelsError
from ..packs.update import counts, revert, update, versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model.pack import Pack
    from ..packs.changes import Changes
    from ..packs.sources import Source

#: As many of a kind are named; then their number must do.
_NAMED = 10


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia models` with `arguments` and return the exit code."""
    options = _parse(arguments)
    cache = Path(cache_folder(os.environ))
    try:
        if options.action == "update":
            return _update(options, cache)
        if options.action == "revert":
            return _revert(cache)
        return _show(cache, as_json=options.json)
    except (ModelsError, BotoCoreError) as error:
        print(f"sotalia models: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("sotalia models: stopped; the models are as they were", file=sys.stderr)
        return 130


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sotalia models",
        description="Says of which botocore the models of all services are, and replaces them by newer ones.",
        epilog="With SOTALIA_MODELS=builtin in its environment a program uses the built-in models, whatever is in the "
        "cache. exit codes: 0 done; 1 it cannot be done, with the reason; 2 the command line makes no sense",
    )
    parser.set_defaults(action="show")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    actions = parser.add_subparsers(title="actions")
    newer = actions.add_parser(
        "update",
        help="use the models of another botocore from now on",
        description="Compiles the models of a botocore, by default the newest that pip finds, into the user's cache "
        "(~/.cache/sotalia/models). From then on programs use these. If anything fails, nothing changes.",
    )
    where = newer.add_mutually_exclusive_group()
    where.add_argument("--version", metavar="V", help="fetch this version of botocore")
    where.add_argument(
        "--from", metavar="PATH", dest="path", type=Path, help="a botocore's folder, a virtual environment or a wheel"
    )
    where.add_argument("--installed", action="store_true", help="the botocore that is installed for this Python")
    newer.set_defaults(action="update")
    actions.add_parser("revert", help="go back to the built-in models").set_defaults(action="revert")
    return parser.parse_args(list(arguments))


def _show(cache: Path, *, as_json: bool) -> int:
    shipped = shipped_pack()
    used, reason = _used(cache)
    report = {"built_in": _report(shipped), "updated": used and _report(used), "updated_path": str(cache)}
    if as_json:
        import json

        print(json.dumps({**report, "in_use": "updated" if used else "built_in", "reason": reason}, indent=2))
        return 0
    print(f"built in    {_line(shipped)}")
    if used is not None:
        print(f"in use      {_line(used)}, from {cache}")
    else:
        print(f"in use      the built-in ones, since {reason}")
    return 0


def _used(cache: Path) -> tuple[Pack | None, str]:
    """Return the pack in the cache if programs use it, or why they do not."""
    if os.environ.get("SOTALIA_MODELS", "") == "builtin":
        return None, "SOTALIA_MODELS says so"
    if not (cache / CURRENT).exists():
        return None, "`sotalia models update` has not been run"
    try:
        return checked_pack(str(cache), thoroughly=True), ""
    except (UnusableModelsError, BotoCoreError, OSError) as error:
        return None, f"those in {cache} cannot be used: {error}. {REMEDY}"


def _report(pack: Pack) -> dict[str, object]:
    services, operations = counts(pack)
    return {**versions(pack), "services": services, "operations": operations}


def _line(pack: Pack) -> str:
    services, operations = counts(pack)
    return f"botocore {versions(pack)['botocore']}: {services} services, {operations:,} operations"


def _update(options: argparse.Namespace, cache: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="sotalia-models-") as scratch:
        source = _source(options, Path(scratch))
        print(f"compiling the models of botocore {source.versions['botocore']}", file=sys.stderr)
        done = update(source, cache)
    print(f"in use      botocore {done.versions['botocore']}, from {cache}")
    print(f"since       the built-in models: {done.changes.summary()}")
    print(f"compiled    {len(done.compiled)} services; the others are as in the built-in models")
    _print_changes(done.changes)
    if done.mute:
        print(f"no calls    this version of Sotalia has no protocol of {', '.join(done.mute)}: a newer one may")
    if os.environ.get("SOTALIA_MODELS", "") == "builtin":
        print("but         SOTALIA_MODELS=builtin is set here: programs go on with the built-in models")
    return 0


def _source(options: argparse.Namespace, scratch: Path) -> Source:
    if options.path is not None:
        return fetching.find(options.path, scratch)
    if options.installed:
        return fetching.installed(scratch)
    print(f"fetching botocore {options.version or '(the newest)'}", file=sys.stderr)
    return fetching.fetch(options.version, scratch)


def _print_changes(changes: Changes) -> None:
    for label, texts in (("services", changes.services), ("breaking", changes.breaking)):
        for text in texts[:_NAMED]:
            print(f"{label:<12}{text}")
        if len(texts) > _NAMED:
            print(f"{label:<12}and {len(texts) - _NAMED} more")


def _revert(cache: Path) -> int:
    found = revert(cache)
    print(f"in use      {_line(shipped_pack())}, built in" + ("" if found else ", as before"))
    return 0
