"""The models that Sotalia comes with. What has been decoded is kept for the whole process."""

from __future__ import annotations

import os

from .pack import Entry, Pack, PackedService, Records, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .resources import ResourceDefinitions
    from .service import Docs

#: Where the packs are. In `Loader.search_paths` it stands for the built-in models.
BUILTIN_DATA_PATH = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "_data")

#: The pack's name for the tables that belong to no service.
_TABLES = ".tables"

_packs: dict[str, Pack] = {}
_directories: dict[tuple[str, str], dict[str, Any]] = {}
_data: dict[tuple[str, str, str], Any] = {}


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


def builtin_pack() -> Pack:
    """Return the pack of models. Raises MalformedModelError when it is not there."""
    pack = _packs.get(BUILTIN_DATA_PATH)
    if pack is None:
        pack = _packs.setdefault(BUILTIN_DATA_PATH, Pack(os.path.join(BUILTIN_DATA_PATH, "models.pack")))
    return pack


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
    key = entry.name, entry.version, name
    part = _data.get(key)
    if part is None:
        part = _data.setdefault(key, entry.load(_directory(entry)[name]))
    return part


def builtin_resources(entry: Entry) -> ResourceDefinitions:
    """Return the resources of a version."""
    from .resources import ResourceDefinitions

    key = entry.name, entry.version, "resource definitions"
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
    key = _TABLES, "-", "endpoint tables"
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
    key = entry.name, entry.version
    directory = _directories.get(key)
    if directory is None:
        directory = _directories.setdefault(key, entry.directory())
    return directory
