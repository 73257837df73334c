"""`sotalia types`: have checkers and editors look at the services that a project uses, and at no others.

They evaluate all overloads of `client()` as soon as one is called, of some 440 services. This command writes overloads
for the services in use into `typings/`, which is read before the installed types; where these are missing, or are of
another version, or a service's model is the user's own, it writes the types themselves too.

Exit codes: 0 when all is written, or with `--check` as it should be; 1 when it is not; 2 for an invalid command line.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .. import __version__
from ..errors import BotoCoreError
from ..model.names import did_you_mean
from ..model.pack import PackedService
from ..session import Session
from ..stubs.discover import used_services
from ..stubs.imports import renamed
from ..stubs.package import overload_files, service_files, shared_files
from ..stubs.service import ServiceTypes
from ..stubs.text import HEADER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model.loader import Loader

FAILED, MISUSED = 1, 2
#: Folders that hold other people's programs.
_FOREIGN = frozenset(("node_modules", "site-packages", "__pycache__", "build", "dist"))
#: Two folders have the same files. pyright looks at an installed stub package before `sotalia`, but not before a stub
#: package of the project's own; mypy reads none of these from its path.
_PACKAGE, _STUBS = "sotalia", "sotalia-stubs"


class _Problem(Exception):
    """What is wrong, in words for whoever runs the command."""


def main(arguments: Sequence[str]) -> int:
    """Run `sotalia types` with `arguments` and return the exit code."""
    options = _parse(arguments)
    try:
        return _run(options)
    except (_Problem, BotoCoreError, OSError) as error:
        print(f"sotalia types: {error}", file=sys.stderr)
        return FAILED


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sotalia types",
        description="Writes types of the services that a project uses, so that checkers and editors answer at once.",
        epilog="exit codes: 0 all is written, or as it should be; 1 it is not, with the reason; 2 the command line "
        "makes no sense",
    )
    parser.add_argument("services", nargs="*", help="services, as client() takes them (default: those in use)")
    parser.add_argument("--project", default=".", type=Path, help="the folder to look for services in (default: .)")
    parser.add_argument("--directory", type=Path, help="where the types go (default: typings, in the project)")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--check", action="store_true", help="write nothing; say whether all is as it should be")
    either.add_argument(
        "--rename-imports",
        action="store_true",
        help="have the project's sources import sotalia.types.s3 where they import mypy_boto3_s3; no types are written",
    )
    return parser.parse_args(list(arguments))


def _run(options: argparse.Namespace) -> int:
    loader = Session()._loader
    directory: Path = options.directory or options.project / "typings"
    if options.rename_imports:
        return _rename_imports(options.project, directory, loader)
    services = _known(options.services, loader) or _in_use(options.project, directory, loader)
    files = dict(_files(services, loader))
    if options.check:
        return _check(directory, files, services)
    _refuse_foreign(directory)
    _write(directory, files)
    print(f"{directory}: {', '.join(services)}")
    print("\n".join(_settings(directory.name if options.directory is None else directory.as_posix())))
    return 0


def _settings(folder: str) -> Iterator[str]:
    """Yield what pyproject.toml has to say so that checkers read a folder."""
    if folder == "typings":
        yield "pyright and Pylance read it by themselves, and ty needs no help. pyproject.toml has to tell two others:"
        yield "pyrefly, to which a package in typings/ is all there is of it, to leave it alone; it is quick without:"
        yield "  [tool.pyrefly]\n  site-package-path = []"
    else:
        yield "pyrefly and ty need no help. pyproject.toml has to tell two others where it is:"
        yield f'  [tool.pyright]\n  stubPath = "{folder}"'
    yield f'  [tool.mypy]\n  mypy_path = "{folder}"'


# ------------------------------------------------------------ which services


def _known(services: Sequence[str], loader: Loader) -> list[str]:
    known = loader.list_available_services("service-2")
    for service in services:
        if service not in known:
            raise _Problem(f"there is no service {service!r}. {did_you_mean(service, known)}".rstrip())
    return sorted(set(services))


def _in_use(project: Path, directory: Path, loader: Loader) -> list[str]:
    if not project.is_dir():
        raise _Problem(f"{project} is no folder.")
    known = frozenset(loader.list_available_services("service-2"))
    used: set[str] = set()
    for path in _sources(project, directory):
        try:
            used |= used_services(path.read_bytes(), known)
        except SyntaxError as error:
            place = f"{path}:{error.lineno}" if error.lineno else str(path)
            raise _Problem(
                f"{place} cannot be read: {error.msg}. Correct it, or name the services: sotalia types s3 …"
            ) from None
    if not used:
        raise _Problem(
            f'no client("…") or resource("…") was found in {str(project)!r}. Name the services: sotalia types s3 …'
        )
    return sorted(used)


def _sources(project: Path, directory: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(project):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _FOREIGN
            and not name.startswith(".")
            and here / name != directory
            and not (here / name / "pyvenv.cfg").exists()
        )
        yield from (here / name for name in sorted(files) if name.endswith(".py"))


def _rename_imports(project: Path, directory: Path, loader: Loader) -> int:
    """Call boto3-stubs' modules in the project's sources by Sotalia's names, and print which sources were changed."""
    if not project.is_dir():
        raise _Problem(f"{project} is no folder.")
    known = frozenset(loader.list_available_services("service-2"))
    changes: dict[Path, bytes] = {}
    for path in _sources(project, directory):
        data = path.read_bytes()
        try:
            changes[path] = renamed(data.decode(), known).encode()
        except UnicodeDecodeError:
            raise _Problem(
                f"{path} is not UTF-8, so no imports were renamed: take it out, or save it as UTF-8."
            ) from None
        if changes[path] == data:
            del changes[path]
    for path, data in changes.items():
        path.write_bytes(data)
        print(path)
    return 0


# ------------------------------------------------------------ the files


def _files(services: Sequence[str], loader: Loader) -> Iterator[tuple[str, str]]:
    """Yield the files: path below the directory, text."""
    installed = _installed()
    for name, text in _stubs(services, loader, whole=not installed):
        yield f"{_PACKAGE}/{name}", text
        if installed:
            yield f"{_STUBS}/{name}", text


def _stubs(services: Sequence[str], loader: Loader, *, whole: bool) -> Iterator[tuple[str, str]]:
    resources = loader.list_available_services("resources-1")
    yield from overload_files([(name, loader.service_model(name).class_name) for name in services], resources)
    for name in services:
        if whole or not _is_built_in(loader, name):
            yield from service_files(ServiceTypes(loader, name))
    if whole:
        yield from shared_files(services, [name for name in services if name in resources])


def _installed() -> bool:
    """Return whether the types of this version are installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sotalia-stubs") == __version__
    except PackageNotFoundError:
        return False


def _is_built_in(loader: Loader, service: str) -> bool:
    return isinstance(loader.service_model(service).source, PackedService)


def _check(directory: Path, files: dict[str, str], services: Sequence[str]) -> int:
    there = {
        path.relative_to(directory).as_posix(): path
        for package in (_PACKAGE, _STUBS)
        for path in (directory / package).rglob("*.pyi")
    }
    stale = [name for name, text in files.items() if name not in there or there[name].read_text("utf-8") != text]
    stale += [name for name in there if name not in files]
    if not stale:
        return 0
    print(
        f"sotalia types: {directory} is not what {', '.join(services)} need: {', '.join(sorted(stale)[:5])}"
        f"{' …' if len(stale) > 5 else ''}. Run sotalia types, and commit what it writes.",
        file=sys.stderr,
    )
    return FAILED


def _refuse_foreign(directory: Path) -> None:
    for package in (_PACKAGE, _STUBS):
        for path in (directory / package).rglob("*"):
            if path.is_file() and not (path.suffix == ".pyi" and path.read_text("utf-8").startswith(HEADER)):
                raise _Problem(
                    f"{path} was not made by this command: it would be lost. Move it, or choose a --directory."
                )


def _write(directory: Path, files: dict[str, str]) -> None:
    """Write the files into a folder of its own, whose packages then take their places.

    When that fails, the former ones are put back.
    """
    directory.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".sotalia-", dir=directory))
    try:
        for name, text in files.items():
            path = scratch / "fresh" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        (scratch / "former").mkdir()
        _exchange(directory, scratch / "fresh", scratch / "former")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _exchange(directory: Path, fresh: Path, former: Path) -> None:
    moved: list[tuple[Path, Path]] = []
    try:
        for package in (_PACKAGE, _STUBS):
            for source, target in ((directory / package, former / package), (fresh / package, directory / package)):
                if source.exists():
                    source.rename(target)
                    moved.append((source, target))
    except OSError:
        for source, target in reversed(moved):
            target.rename(source)
        raise
