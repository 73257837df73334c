"""One service's models -> the sections that the packs hold of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.service_module_names import SERVICE_MODULE_NAMES

from sotalia.endpoint.compile import compile_endpoints, compile_partitions, compile_rule_set
from sotalia.model.compile import Compiled, compile_service, merge_extras
from sotalia.model.pack import KINDS, shrink_header
from sotalia.model.resources import compile_resources

from . import sources
from .packing import Sections, dump


def read_model(files: dict[str, Path], kind: str) -> Any:
    """Read one model, its extras merged."""
    model = sources.read(files[kind])
    extras = files.get(f"{kind}.sdk-extras")
    if extras is not None:
        merge_extras(model, [sources.read(extras)])
    return model


def pack_service(versions: dict[str, dict[str, Path]], sections: Sections) -> dict[str, Compiled]:
    """Add all versions of a service to `sections`; return what became of the service models, by version."""
    compiled = {}
    for version, files in versions.items():
        directory: dict[str, Any] = {}
        service: dict[str, Any] = {}
        if "service-2" in files:
            service = read_model(files, "service-2")
            made = compiled[version] = compile_service(service, str(files["service-2"]))
            directory.update(service_sections(made, sections))
        for kind in sources.TYPES[1:]:
            if kind in files:
                directory[kind] = sections.add_object(_compiled_extra(kind, read_model(files, kind), service))
        for kind, path in files.items():
            if kind.endswith("-extras"):  # for a user's own model of the same service
                directory[kind] = sections.add_object(sources.read(path))
        kinds = "".join(letter for kind, letter in KINDS.items() if kind in files)
        sections.add_version(version, kinds, directory)
    return compiled


def _compiled_extra(kind: str, model: Any, service: dict[str, Any]) -> Any:
    """Return what is packed of a model that goes with a service's own."""
    if kind == "endpoint-rule-set-1":
        return compile_rule_set(model)
    if kind != "resources-1":
        return model
    shapes = service.get("shapes", {})
    found = compile_resources(model, kind, lambda name: tuple(shapes[name]["members"]) if name in shapes else None)
    # A record of its own each: those of the resources that nobody uses are never decoded.
    return {**found, "resources": {name: dump(record) for name, record in found["resources"].items()}}


def service_sections(compiled: Compiled, sections: Sections) -> dict[str, Any]:
    """Add a service's records; return its directory."""
    blocks = sections.add_records([dump(record) for record in compiled.records])
    # AWS sorts shapes by name, with a few exceptions: their order is written down.
    order = None if list(compiled.shape_names) == sorted(compiled.shape_names) else compiled.shape_ids
    return {**shrink_header(compiled.header), **blocks, "shape_order": order, "class_name": _class_name(compiled)}


def _class_name(compiled: Compiled) -> str | None:
    """Return the name of the service's client class where boto3 has one that the service id does not give."""
    name: str | None = SERVICE_MODULE_NAMES.get(compiled.header["metadata"].get("serviceId"))
    return name


def pack_tables(directories: list[Path], sections: Sections) -> None:
    """Add what belongs to no service."""
    directory: dict[str, Any] = {name: sections.add_object(sources.table(directories, name)) for name in sources.TABLES}
    directory["compiled partitions"] = sections.add_object(compile_partitions(sources.table(directories, "partitions")))
    index, slices = compile_endpoints(sources.table(directories, "endpoints"))
    names = tuple(sorted(slices))
    directory["compiled endpoints"] = {
        "index": sections.add_object(index),
        "names": sections.add_object(names),
        **sections.add_records([dump(slices[name]) for name in names]),
    }
    sections.add_version("-", "", directory)
