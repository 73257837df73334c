"""The files that do not belong to one service: what `import sotalia` gives, sessions, and the bases of all classes.

What decides how long a checker takes is here: it evaluates all overloads of `client` as soon as one is called. So
there is one list each for blocking and awaited sessions, `sotalia.client` is that of a session, and `sotalia` does not
mention `aio`, which would have mypy read the other list as well.
"""

from __future__ import annotations

import ast
from collections import Counter

from .clients import client_file, exceptions_file, native_client
from .faces import face_lines, function_lines, source
from .names import module_name
from .repeated import literals_file, paginator_file, parts_file, type_defs_file, waiter_file
from .resources import resource_file
from .text import HEADER, literal, quoted, stub_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .service import ServiceTypes

#: The classes without which no service's types can be read: public module -> name -> where it is defined.
_FACES: dict[str, dict[str, str]] = {
    "clients": {
        "BaseClient": "sotalia.clients._sync.client:BaseClient",
        "AsyncBaseClient": "sotalia.clients._async.client:AsyncBaseClient",
        "ClientMeta": "sotalia.clients.meta:ClientMeta",
    },
    "paginate": {
        "PageIterator": "sotalia.paginate._sync.paginator:PageIterator",
        "AsyncPageIterator": "sotalia.paginate._async.paginator:AsyncPageIterator",
        "Paginator": "sotalia.paginate._sync.paginator:Paginator",
        "AsyncPaginator": "sotalia.paginate._async.paginator:AsyncPaginator",
        "ResultKeyIterator": "sotalia.paginate._sync.paginator:ResultKeyIterator",
        "AsyncResultKeyIterator": "sotalia.paginate._async.paginator:AsyncResultKeyIterator",
        "PaginatorModel": "sotalia.paginate.plan:PaginatorModel",
        "TokenDecoder": "sotalia.paginate.tokens:TokenDecoder",
        "TokenEncoder": "sotalia.paginate.tokens:TokenEncoder",
    },
    "waiters": {
        "Waiter": "sotalia.waiters._sync.waiter:Waiter",
        "AsyncWaiter": "sotalia.waiters._async.waiter:AsyncWaiter",
        "NormalizedOperationMethod": "sotalia.waiters._sync.waiter:NormalizedOperationMethod",
        "AsyncNormalizedOperationMethod": "sotalia.waiters._async.waiter:AsyncNormalizedOperationMethod",
        "AcceptorConfig": "sotalia.waiters.acceptors:AcceptorConfig",
        "SingleWaiterConfig": "sotalia.waiters.model:SingleWaiterConfig",
        "WaiterModel": "sotalia.waiters.model:WaiterModel",
    },
    "credentials": {
        "AsyncDeferredRefreshableCredentials": "sotalia.clients.credentials:AsyncDeferredRefreshableCredentials",
        "AsyncRefreshableCredentials": "sotalia.clients.credentials:AsyncRefreshableCredentials",
        "CredentialProvider": "sotalia.identity.providers:CredentialProvider",
        "CredentialResolver": "sotalia.identity.providers:CredentialResolver",
        "Credentials": "sotalia.identity:Credentials",
        "DeferredRefreshableCredentials": "sotalia.clients.credentials:DeferredRefreshableCredentials",
        "ReadOnlyCredentials": "sotalia.identity:ReadOnlyCredentials",
        "RefreshableCredentials": "sotalia.clients.credentials:RefreshableCredentials",
    },
    "types": {
        "StreamingBody": "sotalia.clients._sync.streaming:StreamingBody",
        "AsyncStreamingBody": "sotalia.clients._async.streaming:AsyncStreamingBody",
        "EventStream": "sotalia.clients._sync.streaming:EventStream",
        "AsyncEventStream": "sotalia.clients._async.streaming:AsyncEventStream",
        "ServiceExceptions": "sotalia.core.service_exceptions:ServiceExceptions",
        "ServiceResource": "sotalia.resources._sync.resource:ServiceResource",
        "AsyncServiceResource": "sotalia.resources._async.resource:AsyncServiceResource",
        "RootResource": "sotalia.resources._sync.resource:RootResource",
        "AsyncRootResource": "sotalia.resources._async.resource:AsyncRootResource",
        "ResourceCollection": "sotalia.resources._sync.listing:ResourceCollection",
        "AsyncResourceCollection": "sotalia.resources._async.listing:AsyncResourceCollection",
        "CollectionManager": "sotalia.resources._sync.listing:CollectionManager",
        "AsyncCollectionManager": "sotalia.resources._async.listing:AsyncCollectionManager",
        "ResourceMeta": "sotalia.resources.meta:ResourceMeta",
    },
}
#: Other public names of those modules: their functions, and names that are quickly read where they are.
_FUNCTIONS = {
    "waiters": ("sotalia.waiters.acceptors:is_valid_waiter_error", "sotalia.waiters.classes:create_waiter_with_client")
}
_REEXPORTS = {
    "waiters": (
        *("sotalia.errors:WaiterConfigError", "sotalia.errors:WaiterError"),
        *("sotalia.waiters.errors:MalformedWaiterError", "sotalia.waiters.errors:WaiterOptionError"),
    )
}
#: Modules that `import sotalia` offers as attributes.
_MODULES = ("config", "dynamodb", "exceptions", "session", "types")


def service_files(service: ServiceTypes) -> Iterator[tuple[str, str]]:
    """Yield the files of one service: path below the package, text.

    Each module is a package: where a module has a stub and no source, pyright says so at each import of it in programs.
    Those that only stubs import are files, which are found sooner.
    """
    folder = f"types/{service.module}"
    parts = ["client"]
    yield f"{folder}/client/__init__.pyi", client_file(service, False)
    yield f"{folder}/aio/__init__.pyi", client_file(service, True)
    yield f"{folder}/_parts.pyi", parts_file(service)
    if service.pages:
        parts.append("paginator")
        yield f"{folder}/paginator/__init__.pyi", paginator_file(service)
    if service.waiters:
        parts.append("waiter")
        yield f"{folder}/waiter/__init__.pyi", waiter_file(service)
    resource = f"{service.title}ServiceResource"
    if service.definitions is not None:
        yield f"{folder}/service_resource/__init__.pyi", resource_file(service, False)
        yield f"{folder}/aio_resource/__init__.pyi", resource_file(service, True)
    # After the resources, which define types too.
    yield f"{folder}/type_defs/__init__.pyi", type_defs_file(service)
    yield f"{folder}/literals/__init__.pyi", literals_file(service)
    yield f"exceptions/{service.module}/__init__.pyi", exceptions_file(service)
    client = f"{service.title}Client"
    lines = [f"from .client import {client} as {client}", f"Client = {client}"]
    if native_client(service, False):
        lines.append("from .client import NativeClient as NativeClient")
    lines += [f"from .{part} import *" for part in (*parts[1:], "literals", "type_defs")]
    if service.definitions is not None:
        lines += [f"from .service_resource import {resource} as {resource}", f"ServiceResource = {resource}"]
    yield f"{folder}/__init__.pyi", "\n".join([HEADER, *lines, ""])


def overload_files(services: Sequence[tuple[str, str]], resources: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the files with a service's overloads: `sotalia`, `sotalia.session`, `sotalia.aio`.

    `services` are names and class names (`("s3", "S3")`), `resources` the names of those that have resources.
    """
    with_resources = set(resources)
    yield "__init__.pyi", _root()
    for awaited in (False, True):
        lines, imports = _session(services, with_resources, awaited)
        yield ("aio.pyi" if awaited else "session.pyi"), stub_file(lines, imports)


def shared_files(services: Sequence[str], resources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the files with what all services share."""
    for module, faces in _FACES.items():
        lines: list[str] = []
        imports: list[str] = []
        shared, needed = _shared() if module == "types" else ([], [])
        for name, place in faces.items():
            text, more = face_lines(place, name, {*faces, *_names(shared)}, _WITHOUT.get(name, ()), _BASES.get(name))
            lines += text
            imports += more
        if module == "types":
            lines += shared
            lines += [f"type ServiceName = {literal(services)}", f"type ResourceServiceName = {literal(resources)}"]
        for place in _FUNCTIONS.get(module, ()):
            text, more = function_lines(place, faces)
            lines += text
            imports += more
        for place in _REEXPORTS.get(module, ()):
            home, _, name = place.partition(":")
            imports.append(f"from {home} import {name} as {name}")
        yield (
            ("credentials.pyi" if module == "credentials" else f"{module}/__init__.pyi"),
            stub_file(lines, [*imports, *needed]),
        )
    yield "exceptions/__init__.pyi", f"{HEADER}\nfrom sotalia.errors import *\n"


#: What programs do not call: they are given such objects. (What constructors take would have most of Sotalia read.)
_WITHOUT: dict[str, tuple[str, ...]] = dict.fromkeys(
    (name for faces in _FACES.values() for name in faces), ("__init__", "streams")
)
for _name in ("StreamingBody", "AsyncStreamingBody", "ServiceResource", "AsyncServiceResource"):
    _WITHOUT[_name] = ()
#: Bases of faces that the classes' sources do not show.
_BASES = {"StreamingBody": ("IOBase", "from io import IOBase")}


def _shared() -> tuple[list[str], list[str]]:
    """Return the definitions of `types/_shared.py`, and the imports that they need."""
    lines: list[str] = []
    imports: list[str] = []
    for node in source("sotalia.types._shared").statements():
        if isinstance(node, ast.ImportFrom):
            if node.level == 0 and node.module != "__future__":
                imports.append(ast.unparse(node))
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            lines += ast.unparse(node).splitlines()
    return lines, imports


def _names(lines: list[str]) -> Iterator[str]:
    for node in ast.parse("\n".join(lines)).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


# ------------------------------------------------------------ overloads


def _root() -> str:
    setup, setup_imports = function_lines("sotalia:setup_default_session")
    logger, logger_imports = function_lines("sotalia:set_stream_logger")
    lines = [
        *(f"from sotalia import {name} as {name}" for name in _MODULES),
        "from sotalia._version import __version__ as __version__",
        "from sotalia.session import Session as Session",
        "DEFAULT_SESSION: Session | None",
        "_session: Session",
        "client = _session.client",
        "resource = _session.resource",
        *setup,
        *logger,
    ]
    return stub_file(lines, [*setup_imports, *logger_imports], [])


def _session(
    services: Sequence[tuple[str, str]], with_resources: set[str], awaited: bool
) -> tuple[list[str], list[str]]:
    prefix, module = ("Async", "aio") if awaited else ("", "client")
    place = (
        "sotalia.sessions._async.session:AsyncBaseSession" if awaited else "sotalia.sessions._sync.session:BaseSession"
    )
    lines, imports = face_lines(place, "Session", ("Session",), ("client", "resource", "make_client", "with_settings"))
    options, more = _options(awaited)
    imports += more
    clients = []
    titles = Counter(title for _, title in services)
    for service, title in services:
        name = f"{prefix}{title}Client"
        # Two services may have classes of one name.
        alias = name if titles[title] == 1 else f"{name}_{module_name(service)}"
        clients.append((service, alias))
        imports.append(
            f"from sotalia.types.{module_name(service)}.{module} import {name}" + f" as {alias}" * (alias != name)
        )
        if service in with_resources:
            resource_module = "aio_resource" if awaited else "service_resource"
            resource = f"{prefix}{title}ServiceResource"
            imports.append(f"from sotalia.types.{module_name(service)}.{resource_module} import {resource}")
    resources = [(name, f"{prefix}{title}ServiceResource") for name, title in services if name in with_resources]
    lines += _overloads("client", clients, options, f"{prefix}BaseClient")
    own = [option for option in options if "aws_account_id" not in option]
    lines += _overloads("resource", resources, own, f"{prefix}RootResource")
    if awaited:
        lines += ["_session: Session", "client = _session.client", "resource = _session.resource"]
    return lines, imports


def _overloads(method: str, items: list[tuple[str, str]], options: list[str], base: str) -> Iterator[str]:
    """Yield the overloads of a method; for a name that is not known before the program runs, it returns the `base`."""
    rest = ", ".join(options)
    for name, cls in items:
        yield "    @overload"
        yield f"    def {method}(self, service_name: Literal[{quoted(name)}], {rest}) -> {cls}: ..."
    if items:
        yield "    @overload"
    yield f"    def {method}(self, service_name: str, {rest}) -> {base}: ..."


def _options(awaited: bool) -> tuple[list[str], list[str]]:
    """Return the parameters of `client` after the service's name, and the imports that they need."""
    origin = source("sotalia.clients.arguments")
    arguments = origin.definition("ClientArguments")
    init = next(node for node in ast.walk(arguments) if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    function = ast.parse(f"def f({ast.unparse(init.args)}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    function.args.args = function.args.args[2:]
    for argument in function.args.kwonlyargs:
        if argument.arg == "transport":
            argument.annotation = ast.Name(f"{'AsyncTransport' if awaited else 'Transport'}")
    annotated = [*function.args.args, *function.args.kwonlyargs]
    imports = set(origin.imports_for([item.annotation for item in annotated if item.annotation is not None]))
    return _split(ast.unparse(function.args).replace("Transport=None", "Transport | None=None")), sorted(imports)


def _split(parameters: str) -> list[str]:
    return [part.strip() for part in parameters.split(", ")]
