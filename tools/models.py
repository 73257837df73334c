"""Bring the build's own models up to date, and say what changed: what `make models` runs.

    python -m tools.models [--version V] [--dry-run]

Fetches that botocore, by default the newest, and compiles it beside the models as they are: if the compiler does not
understand it, nothing is changed. Then the pins get the new version (`pyproject.toml`, and the source archive of the
test vectors with its hash), and what is left to be done by people is named. `--dry-run` changes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sotalia.errors import BotoCoreError
from sotalia.model.builtin import shipped_pack
from sotalia.model.pack import MODELS, Pack
from sotalia.packs.changes import Changes, compare
from sotalia.packs.errors import ModelsError
from sotalia.packs.fetching import FetchError, fetch
from sotalia.packs.update import update, versions

ROOT = Path(__file__).resolve().parent.parent
PROJECT, VECTORS = Path("pyproject.toml"), Path("tests/vectors/requirements.txt")
#: Pins in both files: a distribution of AWS's and its version.
PIN = re.compile(r"\b((?:boto3|botocore)(?:\[crt\])?==)([\w.]+)")


def main(arguments: list[str]) -> int:
    """Fetch, compile, report, and write the pins; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.models", description="Bring the models up to date.")
    parser.add_argument("--version", help="the botocore to take (default: the newest)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="sotalia-models-") as scratch:
        try:
            new = _compile(options.version, Path(scratch))
            old = shipped_pack()
            before, after = versions(old)["botocore"], versions(new)["botocore"]
            report(before, after, compare(old, new))
            if before == after or options.dry_run:
                return 0
            digest = _archive_digest(after, Path(scratch))
        except (ModelsError, BotoCoreError) as error:
            print(f"models: {error}", file=sys.stderr)
            return 1
    write_pins(ROOT, after, digest)
    print(
        f"\n{PROJECT} and {VECTORS} name {after} now. RELEASING.md says what comes next: make check, test and parity."
    )
    return 0


def _compile(version: str | None, scratch: Path) -> Pack:
    """Fetch a botocore and compile it into packs of its own."""
    (scratch / "source").mkdir()
    update(fetch(version, scratch / "source"), scratch / "cache")
    return Pack(str(next((scratch / "cache").glob(f"*/{MODELS}"))))


def report(before: str, after: str, changes: Changes) -> None:
    """Print what is different, service by service."""
    print(f"botocore {before} -> {after}: {changes.summary()}")
    for title, texts in (
        ("new services", changes.services),
        ("new operations", _by_service(changes.operations)),
        ("what breaks programs", changes.breaking),
    ):
        if texts:
            print(f"\n{title}\n" + "\n".join(f"  {text}" for text in texts))


def _by_service(operations: list[str]) -> list[str]:
    names: dict[str, list[str]] = {}
    for operation in operations:
        service, _, name = operation.partition(".")
        names.setdefault(service, []).append(name)
    return [f"{service}: {', '.join(found)}" for service, found in names.items()]


def _archive_digest(version: str, scratch: Path) -> str:
    """Return the SHA-256 of botocore's source archive, which the test vectors are taken from. Raises FetchError."""
    target = scratch / "archive"
    command = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "botocore")
    done = subprocess.run(
        [*command, "--dest", str(target), f"botocore=={version}"], capture_output=True, text=True, check=False
    )
    found = sorted(target.glob("*.tar.gz"))
    if done.returncode or not found:
        raise FetchError(f"the source archive of botocore {version} cannot be fetched: {done.stderr.strip()}")
    return hashlib.sha256(found[0].read_bytes()).hexdigest()


def write_pins(root: Path, version: str, digest: str) -> None:
    """Have every pin below `root` name `version`, and the vectors' archive the SHA-256 `digest`."""
    for path in (PROJECT, VECTORS):
        text = PIN.sub(rf"\g<1>{version}", (root / path).read_text(encoding="utf-8"))
        (root / path).write_text(re.sub(r"sha256:\w+", f"sha256:{digest}", text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
