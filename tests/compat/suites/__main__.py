"""Runs the suites; see the package."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

from tests.compat.suites.table import SUITES, Suite

ROOT = Path(__file__).resolve().parents[3]
CACHE = Path(__file__).parent / ".cache"
#: What Sotalia needs, and pytest.
COMMON = ("pytest>=9,<10", "pycurl", "orjson", "jmespath", "cbor2", "certifi", "anycrc")
#: Side → what makes boto3 Sotalia there.
SIDES = {"boto3": (), "Sotalia": ("-p", "sotalia.compat.pytest")}
#: Where pytest's configuration may be.
CONFIGS = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
#: Seconds that a suite may take on one side.
LIMIT = 3600


def main(words: list[str]) -> int:
    """Run the suites named in `words` (default: all), with the arguments for pytest behind `--`."""
    names, arguments = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    unknown = set(names) - set(SUITES)
    if unknown:
        print(f"There is no suite {', '.join(sorted(unknown))}: {', '.join(SUITES)}", file=sys.stderr)
        return 2
    rows, worse = [], False
    for name in names or SUITES:
        python, folder = prepared(name, SUITES[name])
        counts = {side: run(SUITES[name], python, folder, side, arguments) for side in SIDES}
        worse = worse or counts["Sotalia"].get("passed", 0) < counts["boto3"].get("passed", 0)
        rows.append(f"{name:<16}" + "".join(f"{_said(counts[side]):<40}" for side in SIDES))
    print(f"{'suite':<16}" + "".join(f"{side:<40}" for side in SIDES), *rows, sep="\n")
    return 1 if worse else 0


def prepared(name: str, suite: Suite) -> tuple[Path, Path]:
    """Return the Python of a suite's environment, and the folder of its archive; both are made if need be."""
    place = CACHE / name
    python, ready = place / "venv" / "bin" / "python", place / "ready"
    made_for = "\n".join((suite.archive, *suite.needs, *COMMON))
    if not ready.exists() or ready.read_text() != made_for:
        venv.create(place / "venv", clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", *COMMON, *suite.needs], check=True)
        subprocess.run(
            [*pip, "download", "--no-deps", "--no-binary", ":all:", "-d", place, suite.archive],
            check=True,
        )
        for archive in place.glob("*.tar.gz"):
            with tarfile.open(archive) as opened:
                opened.extractall(place / "source", filter="data")
        ready.write_text(made_for)
    folder = next((place / "source").iterdir())
    if not any("pytest" in path.read_text() for name in CONFIGS if (path := folder / name).exists()):
        (folder / "pytest.ini").write_text("[pytest]\n")  # or pytest would take this repository's
    return python, folder


def run(suite: Suite, python: Path, folder: Path, side: str, arguments: list[str]) -> dict[str, int]:
    """Run a suite on one side; return how many tests passed, failed and so on."""
    print(f"{folder.name} on {side}", flush=True)
    left_out = " and ".join(f"not {name}" for name in suite.without)
    chosen = arguments if "-k" in arguments or not left_out else [*arguments, "-k", left_out]
    command = [str(python), "-m", "pytest", *SIDES[side], "-q", suite.tests, *chosen, "-p", "no:cacheprovider"]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SOTALIA_"))}
    env["PYTHONPATH"] = str(ROOT / "src")
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=LIMIT, check=False)
    (folder.parent.parent / f"{side}.txt").write_text(done.stdout + done.stderr)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return counts_in(lines[-1] if lines else "")


def counts_in(line: str) -> dict[str, int]:
    """Return the numbers in pytest's last line: `{"passed": 3, "failed": 1}`."""
    pairs = re.findall(r"(\d+) (passed|failed|error|skipped|xfailed|xpassed)", line)
    return {what: int(count) for count, what in pairs}


def _said(counts: dict[str, int]) -> str:
    told = [f"{counts[what]} {what}" for what in ("passed", "failed", "error", "skipped", "xfailed") if what in counts]
    return ", ".join(told) or "nothing ran"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
