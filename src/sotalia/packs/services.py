"""One service's models -> its sections in the packs."""

from __future__ import annotations

from ..endpoint.compile import compile_endpoints, compile_partitions, compile_rule_set
from ..model.compile import Compiled, compile_service, merge_extras
from ..model.pack import KINDS
from ..model.resources import compile_resources
from . import sources
from .marshalling import dump
from .shrinking import shrink_header, shrink_records, weave

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from .packing import Sections
    from .sources import Files, Source


def read_model(files: dict[str, Path], kind: str) -> Any:
    """Read one model, its extras merged."""
    model = sources.read(files[kind])
    extras = files.get(f"{kind}.sdk-extras")
    if extras is not None:
        merge_extras(model, [sources.read(extras)])
    return model


def pack_service(versions: Files, sections: Sections, class_names: Mapping[str, str]) -> dict[str, Compiled]:
    """Add all versions of a service to `sections`; return the compiled service models, by version.

    `class_names` has the names of client classes that the service id does not give, by that id.
    """
    compiled = {}
    directories: dict[str, dict[str, Any]] = {}
    for version, files in versions.items():
        directory = directories[version] = {}
        service: dict[str, Any] = {}
        if "service-2" in files:
            service = read_model(files, "service-2")
            compiled[version] = compile_service(service, str(files["service-2"]))
            directory.update(service_header(compiled[version], class_names))
        for kind in sources.TYPES[1:]:
            if kind in files:
                directory[kind] = sections.add_object(_compiled_extra(kind, read_model(files, kind), service))
        for kind, path in files.items():
            if kind.endswith("-extras"):  # for a user's own model of the same service
                directory[kind] = sections.add_object(sources.read(path))
    for version, blocks in _add_records(compiled, sections).items():
        directories[version].update(blocks)
    for version, files in versions.items():
        kinds = "".join(letter for kind, letter in KINDS.items() if kind in files)
        sections.add_version(version, kinds, directories[version])
    return compiled


def _add_records(compiled: dict[str, Compiled], sections: Sections) -> dict[str, dict[str, Any]]:
    """Add the records of all versions; return what their directories say about them.

    The newest version has blocks of its own; the others, which are rarely used, share theirs.
    """
    records = {version: [dump(record) for record in shrink_records(service)] for version, service in compiled.items()}
    *older, newest = sorted(records) or [""]
    directories: dict[str, dict[str, Any]] = {newest: sections.add_records(records[newest])} if newest else {}
    if older:
        shared = sections.add_records(weave([records[version] for version in older]))
        counts = tuple(len(records[version]) for version in older)
        directories.update({version: {**shared, "woven": (at, counts)} for at, version in enumerate(older)})
    return directories


def _compiled_extra(kind: str, model: Any, service: dict[str, Any]) -> Any:
    """Return the packed form of a model that goes with a service's own."""
    if kind == "endpoint-rule-set-1":
        return compile_rule_set(model)
    if kind != "resources-1":
        return model
    shapes = service.get("shapes", {})
    resources = compile_resources(model, kind, lambda name: tuple(shapes[name]["members"]) if name in shapes else None)
    # Each is a record of its own, so that those of unused resources are never decoded.
    return {**resources, "resources": {name: dump(record) for name, record in resources["resources"].items()}}


def service_header(compiled: Compiled, class_names: Mapping[str, str]) -> dict[str, Any]:
    """Return a service's directory, without the entries about its records."""
    # AWS sorts the shapes of most models by name; for the others the order is listed.
    order = None if list(compiled.shape_names) == sorted(compiled.shape_names) else compiled.shape_ids
    class_name = class_names.get(compiled.header["metadata"].get("serviceId", ""))
    return {**shrink_header(compiled.header), "shape_order": order, "class_name": class_name}


def pack_tables(source: Source, digests: dict[str, bytes], sections: Sections) -> None:
    """Add the tables that belong to no service, and what the pack is made from."""
    directory: dict[str, Any] = {name: sections.add_object(source.table(name)) for name in sources.TABLES}
    directory["compiled partitions"] = sections.add_object(compile_partitions(source.table("partitions")))
    index, slices = compile_endpoints(source.table("endpoints"))
    names = tuple(sorted(slices))
    directory["compiled endpoints"] = {
        "index": sections.add_object(index),
        "names": sections.add_object(names),
        **sections.add_records([dump(slices[name]) for name in names]),
    }
    directory["compiled from"] = sections.add_object(source.versions)
    directory["compiled digests"] = sections.add_object(digests)
    sections.add_version("-", "", directory)
