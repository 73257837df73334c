"""The packs in the user's cache: made beside those in use, checked, then put in their place by replacing one file.

Whatever ends an update early (an error, Ctrl-C, a full disk, the machine) leaves the models in use as they were; what
it has written until then is removed, by itself or by the next update.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from ..model.builtin import BUILTIN_DATA_PATH, builtin_service, compiled_from, shipped_pack
from ..model.docstore import open_docs
from ..model.errors import MalformedModelError
from ..model.pack import CURRENT, DOCS, MODELS, Pack
from ..model.service import PROTOCOLS
from ..model.updated import UnusableModelsError, describe, read_current, render_current
from .changes import compare
from .errors import CacheError, UnusableSourceError
from .writing import write_packs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .changes import Changes
    from .sources import Source

#: Folders that an update has begun, and that are older than this many seconds, are left over from one that was ended.
_ABANDONED = 3600
_PARTIAL = ".new-"


class Updated:
    """What an update did. `mute` are services that speak no protocol of this version of Sotalia's."""

    def __init__(self, versions: dict[str, str], compiled: list[str], changes: Changes, mute: list[str]) -> None:
        self.versions = versions
        self.compiled = compiled
        self.changes = changes
        self.mute = mute


def update(source: Source, cache: Path) -> Updated:
    """Compile the models of `source` into the folder `cache` and have them used from now on.

    Raises UnusableSourceError, CacheError; the models that were in use then still are.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=cache))
    except OSError as error:
        raise CacheError(_not_written(cache, error)) from error
    try:
        return _update(source, cache, partial)
    except MalformedModelError as error:
        raise UnusableSourceError(f"this version of Sotalia cannot compile these models: {error}") from error
    except OSError as error:
        raise CacheError(_not_written(cache, error)) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _update(source: Source, cache: Path, partial: Path) -> Updated:
    old = shipped_pack()
    at_hand = Path(BUILTIN_DATA_PATH)
    dictionaries = old.dictionary, Pack(str(at_hand / DOCS)).dictionary if (at_hand / DOCS).is_file() else b""
    compiled = write_packs(source, partial, dictionaries, at_hand if dictionaries[1] else None)
    for name in (MODELS, DOCS):
        _settle(partial / name)
    new = Pack(str(partial / MODELS))
    mute = _check(new, compiled)
    changes = compare(old, new)
    # A name of its own, which tells people what it is.
    folder = cache / f"botocore-{source.versions['botocore']}-{partial.name.removeprefix(_PARTIAL)}"
    partial.rename(folder)
    before = _in_use(cache)
    try:
        _use(cache, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _tidy(cache, {folder.name, before})
    return Updated(source.versions, compiled, changes, mute)


def _use(cache: Path, folder: Path) -> None:
    """Have the packs in `folder` used from now on: the one step that changes what programs see."""
    text = render_current(folder.name, [describe(str(folder / name)) for name in (MODELS, DOCS)])
    fresh = cache / f"{_PARTIAL}{CURRENT}-{os.getpid()}"
    try:
        fresh.write_text(text, encoding="utf-8")
        _settle(fresh)
        fresh.replace(cache / CURRENT)
    finally:
        fresh.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Let only its owner write to a file, and have it on the disk."""
    path.chmod(0o644)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _check(pack: Pack, compiled: list[str]) -> list[str]:
    """Read all that was compiled, from the files as they are; return the services that speak no known protocol.

    Raises MalformedModelError.
    """
    mute = []
    for entry in pack.entries():
        if entry.name not in compiled or "s" not in entry.kinds:
            continue
        service = builtin_service(entry)
        metadata = service.header["metadata"]
        if not {*PROTOCOLS} & {metadata.get("protocol"), *metadata.get("protocols", ())}:
            mute.append(entry.name)
        service.shape_names()
        for operation_id in service.header["operation_ids"]:
            service.record(operation_id)
        open_docs(entry).service_text()
    return mute


def revert(cache: Path) -> bool:
    """Have the built-in models used again; return whether there were others. Raises CacheError."""
    try:
        (cache / CURRENT).unlink()
    except FileNotFoundError:
        found = False
    except OSError as error:
        raise CacheError(f"{cache / CURRENT} cannot be removed: {error.strerror or error}") from error
    else:
        found = True
    _tidy(cache, set(), everything=True)
    return found


def _in_use(cache: Path) -> str:
    try:
        return read_current(str(cache / CURRENT))[0]
    except (OSError, UnusableModelsError):
        return ""


def _tidy(cache: Path, keep: set[str], *, everything: bool = False) -> None:
    """Remove what is no longer used.

    The packs that were in use before stay until the next update, for programs that have not opened their prose yet; so
    does what another update may be about to put to use.
    """
    for path in cache.glob("*") if cache.is_dir() else ():
        try:
            age = time.time() - path.stat().st_mtime
        except OSError:
            continue
        if path.name not in {CURRENT, *keep} and (everything or age > _ABANDONED):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def counts(pack: Pack) -> tuple[int, int]:
    """Return how many services and operations there are in a pack, in the newest version of each."""
    newest = {entry.name: entry for entry in pack.entries() if "s" in entry.kinds}
    return len(newest), sum(len(builtin_service(entry).header["operations"]) for entry in newest.values())


def versions(pack: Pack) -> dict[str, str]:
    """Return distribution → version of what a pack was compiled from."""
    return compiled_from(pack).versions


def _not_written(cache: Path, error: OSError) -> str:
    return f"{error.filename or cache} cannot be written: {error.strerror or error}"
