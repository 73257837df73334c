"""Where a suite's archive and environment are; both are made when they are first needed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

from tests.compat.suites.table import COMMON, Source

CACHE = Path(__file__).parent / ".cache"
#: Our own tests, and stand-ins for files that archives lack.
OWN = Path(__file__).parent / "own"
#: Where pytest's configuration may be, and how it begins.
HAS_CONFIG = re.compile(r"^\[(tool[.:])?pytest", re.MULTILINE)
CONFIGS = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
#: What Debian's archives are signed with.
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
#: The releases of Debian's whose source packages are taken, the first that can be had: stable ones keep their versions.
RELEASES = ("trixie", "sid", "bookworm")


class CannotBeHadError(Exception):
    """An archive cannot be had on this machine; the message says why."""


def prepared(source: Source) -> tuple[Path, Path]:
    """Return the Python of a source's environment, and the folder of its archive; both are made if need be.

    Raises CannotBeHadError for an archive of Debian's on a machine without apt-get.
    """
    place = CACHE / source.archive.replace(":", "-")
    python, ready = place / "venv" / "bin" / "python", place / "ready"
    made_for = "\n".join((source.archive, *source.needs, *COMMON))
    if not ready.exists() or ready.read_text() != made_for:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        _fetch(source.archive, place)
        for archive in (*place.glob("*.tar.gz"), *place.glob("*.tar.xz")):
            with tarfile.open(archive) as opened:
                opened.extractall(place / "source", filter="data")
        venv.create(place / "venv", with_pip=True)
        subprocess.run([str(python), *PIP, "install", *COMMON, *source.needs], check=True)
        ready.write_text(made_for)
    folder = next((place / "source").iterdir())
    for where, stand_in in source.added.items():
        shutil.copyfile(OWN / stand_in, folder / where)
    if source.archive.startswith("own:"):
        shutil.copytree(OWN, folder, dirs_exist_ok=True)  # as it is now
    if not any(HAS_CONFIG.search(path.read_text()) for name in CONFIGS if (path := folder / name).exists()):
        (folder / "pytest.ini").write_text("[pytest]\n")  # or pytest would take this repository's
    return python, folder


def _fetch(archive: str, place: Path) -> None:
    """Put a source archive into `place`."""
    kind, _, name = archive.rpartition(":")
    if kind == "own":
        shutil.copytree(OWN, place / "source" / OWN.name)
        return
    if kind == "debian":
        _fetch_of_debian(name, place)
        return
    project = archive.partition("==")[0]
    subprocess.run(
        [sys.executable, *PIP, "download", "--no-deps", "--no-binary", project, "-d", place, archive], check=True
    )


def _fetch_of_debian(name: str, place: Path) -> None:
    """Have apt-get fetch a source package, from where this machine gets its packages, with lists of our own."""
    if shutil.which("apt-get") is None:
        raise CannotBeHadError(f"the archive of {name} with its tests is Debian's, and there is no apt-get here")
    sites = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)"], capture_output=True, text=True, check=True
    ).stdout.split()
    site = next((each for each in sites if each.endswith("/debian")), None)
    if site is None:
        raise CannotBeHadError(f"the archive of {name} with its tests is Debian's, and apt-get knows no archive of it")
    refused = ""
    for release in RELEASES:
        refused = _downloaded(name, f"{site} {release} main", place)
        if not refused:
            return
    raise CannotBeHadError(f"apt-get did not get the archive of {name}: {refused}")


def _downloaded(name: str, where: str, place: Path) -> str:
    """Download the upstream archive of a source package; return what apt-get says if it cannot."""
    apt = place / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (apt / folder).mkdir(parents=True)
    (apt / "sources.list").write_text(f"deb-src [signed-by={KEYRING}] {where}\n")
    options = (
        f"Dir::Etc::sourcelist={apt / 'sources.list'}",
        "Dir::Etc::sourceparts=/dev/null",
        f"Dir::State::lists={apt / 'lists'}",
        f"Dir::Cache={apt / 'cache'}",
        "APT::Sandbox::User=root",
    )
    command = ["apt-get", *(word for option in options for word in ("-o", option)), "--quiet"]
    fetch = [*command, "source", "--download-only", "--tar-only", "--only-source", name]
    told = ""
    for each in ([*command, "update"], fetch):
        done = subprocess.run(each, cwd=place, capture_output=True, text=True, check=False)
        told = done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
    shutil.rmtree(apt)
    return told
