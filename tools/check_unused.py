"""Find what nothing uses: functions, classes, constants, methods and attributes that no other code names.

    python -m tools.check_unused       prints each as path:line: what; exit code 1 if any

What tests alone use counts as unused. A name in an `__all__` is for programs; `EXCEPTIONS` lists, with the reason, what
is used in other ways that cannot be seen here. An exception that nothing needs is a fault too.

A name of a module is used by code that imports it from there, or reads it in the module itself. A method or an
attribute is used by any code that reads an attribute of that name, on whatever object: so an unused one that shares its
name with a used one is not reported.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tools.check_layers import SOURCES, read
from tools.imports import Import, Module

ROOT = SOURCES.parent
#: Code beside the sources that uses them.
OTHER_USERS = ("codegen", "benchmarks", "tools", "examples")

#: Places whose names are boto3's, for its programs to use: their tests ask whether boto3 has them.
FOR_PROGRAMS = (
    *(f"compat/{name}/" for name in ("boto3", "botocore", "s3transfer", "aiobotocore", "aioboto3")),
    "paginate/views",
)

#: Reason → place → names.
Exceptions = dict[str, dict[str, str]]
EXCEPTIONS: Exceptions = {
    "boto3 has it, and programs use it": {
        "clients/_async/streaming": ("AsyncStreamingBody.set_socket_timeout AsyncStreamingBody.readlines"),
        "patchpoints/requests": (
            "HTTPHeaders.add_header HTTPHeaders.replace_header HTTPHeaders.get_all HTTPHeaders.from_dict "
            "HTTPHeaders.from_pairs"
        ),
        "events/table": "HandlerTable.prefix_search",
        "events/signer": "RequestSigner.get_auth RequestSigner.get_auth_instance",
        "dynamodb/_async/table": "AsyncBatchWriter._items_buffer AsyncBatchWriter.delete_item",
        "dynamodb/conditions": (
            "AttributeBase.lte AttributeBase.gt AttributeBase.gte AttributeBase.begins_with AttributeBase.between "
            "Attr.ne Attr.is_in Attr.not_exists Attr.attribute_type"
        ),
        "expressions": "Path.parsed",
        "identity/credentials": "Credentials.get_deferred_property",
        "model/operation": "OperationModel.wire_name",
        "model/service": (
            "ServiceModel.client_context_parameters ServiceModel.protocols ServiceModel.endpoint_discovery_required"
        ),
        "model/given": "ShapeResolver.get_shape_by_name ShapeResolver.resolve_shape_ref",
        "model/shapes": "StringShape.enum Shape.SERIALIZED_ATTRS Shape.MAP_TYPE",
        "paginate/_async/paginator": "AsyncPageIterator.result_key_iters",
        "resources/_async/resource": "AsyncServiceResource.get_available_subresources",
        "resources/base": "ServiceResource",
        "resources/definitions": "Waiter.waiter_name Collection.batch_actions",
        "resources/model": (
            "ResourceModel.actions ResourceModel.subresources ResourceModel.references ResourceModel.get_attributes "
            "ResourceModel.load_rename_map"
        ),
    },
    "boto3 has it under its leading underscore, and programs use it nevertheless": {
        "clients/base": (
            "ClientBase._service_model ClientBase._client_config ClientBase._endpoint ClientBase._get_credentials "
            "ClientBase._serializer ClientBase._ruleset_resolver ClientBase._emit_api_params"
        ),
        "clients/credentials": "RefreshableCredentials._expiry_time",
        "events/emitter": "EventEmitter._emitter EventEmitter._handlers",
        "events/table": "HandlerTable._root",
        "patchpoints/inner": "RulesetResolver._event_emitter",
        "events/signer": (
            "RequestSigner._credentials RequestSigner._region_name RequestSigner._signing_name "
            "RequestSigner._signature_version"
        ),
        "model/loader": "Loader.is_builtin_path",
    },
    "it is for programs": {
        "sessions/base": "SessionBase.credential_chain",
        "identity/providers": "CredentialResolver.insert_before CredentialResolver.insert_after",
        "clients/base": "ClientBase.derived_paginators ClientBase.with_config",
        "dynamodb/_async/table": "AsyncBatchWriter.unsent",
        "dynamodb/table": "TableResource.scan_parallel",
        "errors": "UnprocessedItemsError.table_name UnprocessedItemsError.unprocessed",
        "s3/transfer": "S3Transfer.ALLOWED_DOWNLOAD_ARGS S3Transfer.ALLOWED_UPLOAD_ARGS S3Transfer.ALLOWED_COPY_ARGS",
        "testing/recordings": "Recording.unused",
        "testing/faults": "Fault.unavailable Fault.unreachable Fault.lost Fault.met",
        "testing/plugin": "sotalia_local stubbed",
        "testing/stubber": "Stubber.add_response Stubber.add_client_error",
        "testing/transports": "Recorder.add_answer Recorder.unused",
        "transfer/many/results": "TransferResult.ok TransferResult.raise_for_failures",
        "transfer/config": "TransferConfig.ALIAS "
        "TransferConfig.max_submission_concurrency TransferConfig.max_request_queue_size "
        "TransferConfig.max_submission_queue_size TransferConfig.max_in_memory_download_chunks",
        "transfer/manager": "TransferMeta.call_args TransferMeta.transfer_id TransferMeta.user_context "
        "TransferMeta.provide_transfer_size TransferMeta.provide_object_etag "
        "TransferManager.ALLOWED_DELETE_ARGS TransferManager.shutdown",
    },
    "Python's files have it": {
        "services/s3/_async/files": "AsyncObjectFile.writable",
        "services/s3/_async/writing": "AsyncObjectWriter.writable",
        "types/_shared": "AsyncFileTypeDef.writable",
    },
    "Python's import system and importlib.metadata ask for it": {
        "compat/finder": "Finder.get_data Finder.get_resource_reader Finder.invalidate_caches",
        "compat/versions": "AliasDistribution.locate_file",
    },
    "asyncio keeps a task only as long as somebody holds it": {
        "io/flights": "Flight.task",
    },
    "`ast.NodeVisitor` calls it by the name": {
        "stubs/faces": "_Plain.visit_Name",
    },
    "datetime asks it of a zone": {
        "wire/timestamps": "LocalZone.utcoffset LocalZone.dst LocalZone.fromutc",
    },
    "programs that write bodies into files are to have it": {
        "io/transport/memory": "MemoryStream.copy_to",
        "io/transport/stream": "BodyStream.copy_to",
    },
    "the method of a phase is found by the phase's name": {
        "events/bridge": "EventBridge.signed",
    },
}


class Definition(NamedTuple):
    """A name that `node` defines, in a class or at the top of a module; what is inside the node does not use it."""

    module: Module
    node: ast.AST
    line: int
    name: str
    owner: ast.ClassDef | None = None

    @property
    def inherits(self) -> bool:
        """Whether it is in a class with a base, which may use what stands there."""
        return self.owner is not None and bool(self.owner.bases)

    @property
    def full_name(self) -> str:
        """Its name, with that of its class."""
        return f"{self.owner.name}.{self.name}" if self.owner else self.name


def definitions(module: Module) -> Iterator[Definition]:
    """Yield what a module defines at its top and in its classes, but for the names that are Python's (`__init__`)."""
    for statement in _statements(module.tree):
        for node, line, name in _defined(statement):
            yield Definition(module, node, line, name)
        if isinstance(statement, ast.ClassDef):
            for inner in _statements(statement):
                for node, line, name in _defined(inner):
                    yield Definition(module, node, line, name, statement)
            yield from _attributes(module, statement)


def _statements(owner: ast.Module | ast.ClassDef) -> Iterator[ast.stmt]:
    """Yield the statements of a module or a class, those below `if` too but for what only type checkers see."""
    pending = list(owner.body)
    for statement in pending:
        if isinstance(statement, ast.If):
            pending += [] if ast.unparse(statement.test) == "TYPE_CHECKING" else statement.body
            pending += statement.orelse
        else:
            yield statement


def _defined(statement: ast.stmt) -> Iterator[tuple[ast.AST, int, str]]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            targets = [name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            targets = [name]
        case _:
            targets = []
    registered = any(isinstance(each, ast.Call) for each in getattr(statement, "decorator_list", ()))
    yield from ((statement, statement.lineno, name) for name in targets if not _is_pythons(name) and not registered)


def _attributes(module: Module, owner: ast.ClassDef) -> Iterator[Definition]:
    """Yield the attributes that the class's methods set on `self`, each where it is set first."""
    seen = set()
    for node in ast.walk(owner):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()) if name not in seen:
                seen.add(name)
                yield Definition(module, node, node.lineno, name, owner)


def _is_pythons(name: str) -> bool:
    return (name.startswith("__") and name.endswith("__")) or name in ("_", "TYPE_CHECKING", "ASYNC")


class Uses:
    """What a set of modules uses."""

    def __init__(self, modules: Iterable[Module]) -> None:
        #: Full names of what is imported: modules, names of modules.
        self.imported: set[str] = set()
        #: Modules, and packages of modules, whose names are looked up by strings; and all strings that are names.
        self.looked_up: set[str] = set()
        self.texts: set[str] = set()
        #: (module, name) → where the module reads it.
        self.names: dict[tuple[str, str], list[ast.AST]] = defaultdict(list)
        #: Attribute → module → where it reads that, of whatever object.
        self.attributes: dict[str, dict[str, list[ast.AST]]] = defaultdict(lambda: defaultdict(list))
        #: (module, name) in an `__all__`.
        self.public: set[tuple[str, str]] = set()
        #: The beginnings of names that are composed: `f"_serialize_{tag}"`.
        self.beginnings: set[str] = set()
        for module in modules:
            self._read(module)

    def _read(self, module: Module) -> None:
        imports = [entry for entry in module.imports if isinstance(entry, Import)]
        self.imported.update(entry.name for entry in imports)
        self.looked_up.update(entry.name for entry in imports if entry.by_string)
        for node in module.nodes:
            match node:
                case ast.Name(id=name, ctx=ast.Load()):
                    self.names[module.name, name].append(node)
                case ast.Attribute(attr=name, ctx=ast.Load() | ast.Del()):
                    self.attributes[name][module.name].append(node)
                case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[_, ast.Constant(value=str(name)), *_]):
                    self.attributes[name][module.name].append(node)
                case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id=name), *_]):
                    self.looked_up.update(entry.name for entry in imports if entry.name.endswith(f".{name}"))
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if re.fullmatch(r"_\w+_", text):
                    self.beginnings.add(text)
                case ast.Constant(value=str(text)) if re.fullmatch(r"(?:[\w.{}]+:)?\w+", text):
                    self.texts.add(text.rpartition(":")[2])
                case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                    texts = (str(each.value) for each in ast.walk(value) if isinstance(each, ast.Constant))
                    self.public.update((module.name, text) for text in texts)

    def has(self, definition: Definition, rivals: Collection[str]) -> bool:
        """Tell whether a definition is used; `rivals` are the modules that define something of the same name."""
        own = set(ast.walk(definition.node))
        name, module = definition.name, definition.module.name
        # Of two modules that define the same private name, each reads its own.
        is_shared = not name.startswith("_") or definition.inherits
        read = any(
            not own.issuperset(nodes)
            for reader, nodes in self.attributes[name].items()
            if is_shared or reader == module or reader not in rivals
        )
        if definition.owner:
            return read or any(name.startswith(text) for text in self.beginnings)
        by_string = not self.looked_up.isdisjoint(_with_packages(module))
        return (
            f"{module}.{name}" in self.imported
            or (module, name) in self.public
            or not own.issuperset(self.names[module, name])
            or (name in self.texts and by_string)
            or (read and (module in self.imported or by_string))  # `module.name`
        )


def _with_packages(name: str) -> set[str]:
    """A module's full name, and those of the packages that it is in, but for the outermost."""
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(2, len(parts) + 1)}


def unused(modules: list[Module], users: Iterable[Module]) -> Iterator[Definition]:
    """Yield what of `modules` neither they nor `users` use."""
    uses = Uses([*modules, *users])
    candidates = [definition for module in modules for definition in definitions(module)]
    rivals: dict[str, set[str]] = defaultdict(set)
    for definition in candidates:
        rivals[definition.name].add(definition.module.name)
    for definition in candidates:
        # What is generated is as good as its source.
        if (
            "_sync" not in definition.module.parts
            and not definition.module.place.startswith(FOR_PROGRAMS)
            and not uses.has(definition, rivals[definition.name])
        ):
            yield definition


def check(modules: list[Module], users: Iterable[Module], exceptions: Exceptions) -> Iterator[str]:
    """Yield a fault for each unused thing that is no exception, and for each exception that nothing needs."""
    unmet = {
        (place, name) for places in exceptions.values() for place, names in places.items() for name in names.split()
    }
    for definition in unused(modules, users):
        key = definition.module.place, definition.full_name
        if key not in unmet:
            yield f"{definition.module.path}:{definition.line}: nothing uses {definition.full_name}"
        unmet.discard(key)
    for place, name in sorted(unmet):
        yield f"{__file__}:1: {place} has no {name} that nothing uses: take it out of EXCEPTIONS"


def main() -> int:
    """Check the sources."""
    modules = list(read(SOURCES))
    users = [
        Module(path, path.relative_to(ROOT).with_suffix("").parts, ast.parse(path.read_text(encoding="utf-8")))
        for folder in OTHER_USERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "/." not in path.relative_to(ROOT).as_posix()  # environments of rivals, which may need a newer Python
        # whose exceptions are no uses
        and path != Path(__file__)
    ]
    faults = list(check(modules, users, EXCEPTIONS))
    print("\n".join([*faults, f"unused: {len(faults)} faults" if faults else "unused: nothing"]), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
