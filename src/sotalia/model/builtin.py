"""The models that Sotalia comes with, or newer ones in the user's cache, which `sotalia models update` has put there.

Which of both is settled once per process, when the first model is needed. That there is nothing in the cache is found
out by one look. What has been decoded is kept for the whole process.
"""

from __future__ import annotations

import os

from .pack import CURRENT, MODELS, Entry, Pack, PackedService, Records, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from .resources import ResourceDefinitions
    from .service import Docs

#: Where the built-in packs are. In `Loader.search_paths` it stands for them, or for those in the cache.
BUILTIN_DATA_PATH = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "_data")

#: The pack's name for the tables that belong to no service.
_TABLES = ".tables"

_packs: dict[str, Pack] = {}
#: By the path of the pack, name and version, and what it is.
_directories: dict[tuple[str, str, str], dict[str, Any]] = {}
_data: dict[tuple[str, str, str, str], Any] = {}


class EndpointTables:
    """endpoints.json, compiled.

    `index` says what partitions there are; `slice(endpoint prefix)` returns a service's part of each of them, or
    None. `builtin` is False when the document is the user's.
    """

    __slots__ = ("builtin", "index", "slice")

    def __init__(self, index: Any, slice_: Callable[[str], dict[int, Any] | None], *, builtin: bool) -> None:
        self.index = index
        self.slice = slice_
        self.builtin = builtin


class Origin:
    """What a pack was compiled from: distribution → version, and service → digest of its models."""

    __slots__ = ("digests", "versions")

    def __init__(self, versions: dict[str, str], digests: dict[str, bytes]) -> None:
        self.versions = versions
        self.digests = digests


def builtin_pack() -> Pack:
    """Return the pack of models. Raises MalformedModelError when it is not there."""
    pack = _packs.get(BUILTIN_DATA_PATH)
    if pack is None:
        pack = _packs.setdefault(BUILTIN_DATA_PATH, _updated_pack() or shipped_pack())
    return pack


def shipped_pack() -> Pack:
    """Return the pack that was installed with Sotalia, whatever is in the cache. Raises MalformedModelError."""
    return Pack(os.path.join(BUILTIN_DATA_PATH, MODELS))


def cache_folder(environ: Mapping[str, str]) -> str:
    """Return where a user's newer models are kept: below XDG_CACHE_HOME (on Windows, LOCALAPPDATA), or ~/.cache."""
    base = environ.get("XDG_CACHE_HOME", "") or environ.get("LOCALAPPDATA", "")
    if not os.path.isabs(base):  # a relative one is to be ignored, says the XDG Base Directory Specification
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "sotalia", "models")


def _updated_pack() -> Pack | None:
    """Return the pack in the user's cache, if there is one to be used."""
    if os.environ.get("SOTALIA_MODELS", "") == "builtin":
        return None
    folder = cache_folder(os.environ)
    if not os.path.exists(os.path.join(folder, CURRENT)):
        return None
    from .updated import open_updated

    return open_updated(folder)


def compiled_from(pack: Pack) -> Origin:
    """Return what a pack was compiled from."""
    entry = pack.versions(_TABLES)[0]
    directory = entry.directory()
    return Origin(entry.load(directory["compiled from"]), entry.load(directory["compiled digests"]))


def builtin_version(service_name: str, version: str) -> Entry | None:
    """Return one version of a service, or None."""
    for entry in builtin_pack().versions(service_name):
        if entry.version == version:
            return entry
    return None


def builtin_service(entry: Entry) -> PackedService:
    """Return the records of a version of a service."""
    return PackedService(entry, _directory(entry), _open_docs)


def _open_docs(entry: Entry) -> Docs:
    from .docstore import open_docs

    return open_docs(entry)


def has_part(entry: Entry, name: str) -> bool:
    """Tell whether a version has a model of a type, or extras to one."""
    return name in _directory(entry)


def builtin_part(entry: Entry | None, name: str) -> Any:
    """Return a part of a version (a type of model) or, without an `entry`, a table. It is shared: only read it."""
    entry = entry or _tables()
    key = entry.pack.path, entry.name, entry.version, name
    part = _data.get(key)
    if part is None:
        part = _data.setdefault(key, entry.load(_directory(entry)[name]))
    return part


def builtin_resources(entry: Entry) -> ResourceDefinitions:
    """Return the resources of a version."""
    from .resources import ResourceDefinitions

    key = entry.pack.path, entry.name, entry.version, "resource definitions"
    definitions = _data.get(key)
    if definitions is None:
        fresh = ResourceDefinitions(entry.load(_directory(entry)["resources-1"]), loads)
        definitions = _data.setdefault(key, fresh)
    return definitions  # type: ignore[no-any-return]


def builtin_raw(entry: Entry | None, name: str) -> Any:
    """Return a part of a version, or a table, as a fresh copy of its JSON; None when the pack has none in that form."""
    if entry is not None and name == "service-2" and "s" in entry.kinds:
        from .raw import raw_service

        return raw_service(builtin_service(entry))
    if entry is not None and name == "resources-1" and "r" in entry.kinds:
        from .resources import ResourceDefinitions

        return ResourceDefinitions(entry.load(_directory(entry)[name]), loads).raw()
    where = _directory(entry or _tables()).get(name)
    if name.startswith(("endpoint-rule-set", "compiled")) or not isinstance(where, tuple):
        return None
    return (entry or _tables()).load(where)


def builtin_endpoints() -> EndpointTables:
    """Return the compiled endpoints.json."""
    key = BUILTIN_DATA_PATH, _TABLES, "-", "endpoint tables"
    tables = _data.get(key)
    if tables is None:
        entry = _tables()
        directory = _directory(entry)["compiled endpoints"]
        records = Records(entry, directory)
        numbers = {name: number for number, name in enumerate(entry.load(directory["names"]))}

        def open_slice(prefix: str) -> dict[int, Any] | None:
            return records[numbers[prefix]] if prefix in numbers else None

        fresh = EndpointTables(entry.load(directory["index"]), open_slice, builtin=True)
        tables = _data.setdefault(key, fresh)
    return tables  # type: ignore[no-any-return]


def _tables() -> Entry:
    return builtin_pack().versions(_TABLES)[0]


def _directory(entry: Entry) -> dict[str, Any]:
    key = entry.pack.path, entry.name, entry.version
    directory = _directories.get(key)
    if directory is None:
        directory = _directories.setdefault(key, entry.directory())
    return directory
