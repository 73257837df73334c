"""Hold the sources to the architecture: imports go one way, the core stays pure, no service is named in it.

    python -m tools.check_layers [directory]      prints each fault as path:line: what is wrong; exit code 1 if any

Eight rules. The tables below say what each one looks for; `EXCEPTIONS` and its kin say where it may be broken, and why:
1. `LAYERS`: a module imports from its own layer and from those above it in the table, never from below. Imports inside
   functions and under `TYPE_CHECKING` count too: a dependency that is only looked up late is still a dependency.
2. An import of what a string names counts like any other. What cannot be read off the source is in `BY_STRING`.
3. No module imports itself by way of others, not even late. The circles that there are stand in `CIRCLES`.
4. `PURE`: these layers take time, randomness, sockets, files and threads as arguments or effects (`tools/purity.py`).
5. The environment is an argument, in every layer.
6. `FORBIDDEN`: nothing imports botocore or boto3; their data is read at build time only.
7. `OF_SERVICES`: nothing else says a service's name (`tools/service_names.py`); what is special about one is handed
   down from `services/`.
8. `SYSTEM`: what only POSIX has is used in one module, where Windows has another way (`tools/posix_names.py`).

An exception that nothing needs any more is a fault too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tools.circles import circles, shortest
from tools.imports import PACKAGE, Import, Module, Unknown
from tools.posix_names import posix_uses
from tools.purity import environment_uses, impurities
from tools.service_names import NAMED, service_names

SOURCES = Path(__file__).resolve().parent.parent / "src"

#: Bottom first. Each row is one layer: the packages and top-level modules in it.
LAYERS = (
    ("_forks", "_frozen", "_generic", "_json", "_lazy_exports", "_log", "_signals", "_speed", "_version"),
    ("bodies", "errors", "effects", "http", "percent", "schemes"),
    ("config", "expressions", "settings", "useragent"),
    ("model",),
    ("wire",),
    ("endpoint",),
    ("auth",),
    ("identity",),
    ("core",),
    ("dynamodb",),
    ("services",),
    ("io",),
    ("paginate", "waiters"),
    ("resources", "transfer"),
    ("patchpoints",),
    ("events",),
    ("clients",),
    ("sessions", "credentials", "session", "aio", "exceptions", "s3", "__init__"),
    (
        "packs",
        "stubs",
        "types",
    ),
    ("compat", "testing", "local", "cli", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def _circle(package: str, *modules: str) -> frozenset[str]:
    """The full names of modules in a package; of the root, with the root itself."""
    prefix = f"{PACKAGE}.{package}." if package else f"{PACKAGE}."
    return frozenset([*([] if package else [PACKAGE]), *(prefix + module for module in modules)])


#: The layers before `io`.
PURE = {name for name, rank in RANK.items() if rank < RANK["io"]}
#: In pure layers, the folders of shells, which block or await.
SHELLS = {(*place, side) for place in (("dynamodb",), ("services", "s3")) for side in ("_async", "_sync")}

_OF_USERS = "a path that a user wrote may begin with `~` or hold `$NAME`, which boto3 fills in too"
_OWN_PACKS = "the models, its own data: no effect could be awaited by whoever looks at a model's attribute"
_USER_MODELS = "models that users bring along are found and read by a loader that blocks, as boto3's does"
_SIGNALS = "what a signal interrupts is Python code of every layer, and only this keeps it from that"
_FORKS = "waits, at a fork, for the threads that are loading modules: no effect could be performed there"
_A_BRIDGE = "the program's event handlers, seen as hooks, and no service of that name"
_A_SCHEME = "the name of a signature scheme, see NAMED_AFTER_SERVICES"
_IN_LAMBDA = "the variable by which a program knows that it is run as a function"
_EPOLL = "beside it: `ReaderWatcher` and `ThreadWatcher`, which every system can have"
_PROGRAMS = "groups of processes, and pipes that a selector waits for; beside each: what is done on Windows"
_TERMINAL = "whether a signal came from the terminal; beside it: what a console of Windows does"
_LAUNCHES = "starts programs, which inherit its environment but for AWS's settings"
#: (module, what it says or uses) that may be all the same, with the reason. "To go" marks what need not be for ever.
EXCEPTIONS: dict[tuple[str, str], str] = {
    # Names of services
    ("__init__", "dynamodb"): "a public package, offered under its own name",
    ("stubs/package", "dynamodb"): "a public package, offered under its own name",
    ("auth/post", "s3_fields"): _A_SCHEME,
    ("endpoint/functions", "aws.isVirtualHostableS3Bucket"): "a function of the language that rules are written in",
    ("events/bridge", "EventBridge"): _A_BRIDGE,
    ("io/tracing", "AWS_LAMBDA_FUNCTION_NAME"): _IN_LAMBDA,
    ("io/tracing", "_IN_LAMBDA"): _IN_LAMBDA,
    ("model/service", "ec2"): "the name of a protocol, not of the service",
    ("sessions/factory", "EventBridge"): _A_BRIDGE,
    # What only POSIX has
    ("identity/commands", "os.name"): "both rules of splitting a command are there, and tests ask for either",
    ("io/processes", "/dev/tty"): _PROGRAMS,
    ("io/processes", "os.O_NOCTTY"): _PROGRAMS,
    ("io/processes", "os.getpgid"): _PROGRAMS,
    ("io/processes", "os.killpg"): _PROGRAMS,
    ("io/processes", "signal.SIGKILL"): _PROGRAMS,
    ("io/processes", "sys.platform"): _PROGRAMS,
    ("cli/local", "/dev/tty"): _TERMINAL,
    ("cli/local", "os.getpgrp"): _TERMINAL,
    ("cli/local", "os.tcgetpgrp"): _TERMINAL,
    ("cli/local", "signal.SIGQUIT"): _TERMINAL,
    ("io/transport/bulk", "select.poll"): "beside it: `SelectPoller`, which every system can have",
    ("io/transport/polling", "select.poll"): "asked for only beyond `SELECT_LIMIT`, which Windows does not have",
    ("io/transport/sockets", "select.POLLRDHUP"): "beside it: a look at what there is to read",
    ("io/transport/sockets", "select.poll"): "beside it: a look at what there is to read",
    ("io/transport/watchers", "select.EPOLLIN"): _EPOLL,
    ("io/transport/watchers", "select.EPOLLOUT"): _EPOLL,
    ("io/transport/watchers", "select.epoll"): _EPOLL,
    ("model/updated", "os.geteuid"): "where there are no owners by number, the folder is the user's own",
    # The clock, await
    ("wire/dates", "datetime.now"): "fills in what a date written by hand leaves out, from today, as boto3 does",
    ("auth/chunked", "async"): "frames the caller's own asynchronous iterable by chunks, and awaits nothing else",
    # Forks
    ("_forks", "time.monotonic"): _FORKS,
    ("_forks", "time.sleep"): _FORKS,
    ("_forks", "_thread.get_ident"): _FORKS,
    ("_forks", "os.register_at_fork"): _FORKS,
    # Signals
    ("_signals", "signal"): _SIGNALS,
    ("_signals", "threading"): _SIGNALS,
    ("_signals", "_thread.interrupt_main"): _SIGNALS,
    # Files
    ("model/builtin", "os.path.abspath"): _OWN_PACKS,
    ("model/builtin", "os.path.exists"): _OWN_PACKS,
    ("model/builtin", "os.path.expanduser"): "the user's cache lies in the home directory",
    ("model/updated", "open"): _OWN_PACKS,
    ("model/updated", "os.stat"): _OWN_PACKS,
    ("model/docstore", "os.path.exists"): _OWN_PACKS,
    ("model/pack", "mmap"): _OWN_PACKS,
    ("model/pack", "open"): _OWN_PACKS,
    ("model/userfiles", "open"): _USER_MODELS,
    ("model/userfiles", "os.path.isfile"): _USER_MODELS,
    ("model/userfiles", "os.scandir"): _USER_MODELS,
    ("model/userfiles", "os.stat"): _USER_MODELS,
    # The environment
    ("testing/plugin", "os.environ"): "the fixture changes the environment that a test runs in",
    ("settings/session", "os.environ"): "the place that gives everybody else the environment: `Settings.environ`",
    ("settings/session", "os.path.expanduser"): _OF_USERS,
    ("settings/session", "os.path.expandvars"): _OF_USERS,
    ("identity/paths", "os.path.expanduser"): _OF_USERS,
    ("identity/paths", "os.path.expandvars"): _OF_USERS,
    ("sessions/base", "os.path.expanduser"): _OF_USERS,
    ("sessions/base", "os.path.expandvars"): _OF_USERS,
    ("cli/paramfile", "os.path.expanduser"): _OF_USERS,
    ("cli/paramfile", "os.path.expandvars"): _OF_USERS,
    ("model/loader", "os.path.expanduser"): _OF_USERS,
    ("model/loader", "os.path.expandvars"): _OF_USERS,
    ("identity/identity", "os.environ"): "To go: an identity that was given credentials has no settings to ask",
    (
        "io/system",
        "os.environ",
    ): "where Windows tells the machine's architecture",
    ("_speed", "os.environ"): "which readers there are is settled once per process, for all sessions and before any",
    ("compat/site/sitecustomize", "os.environ"): "Python runs it at its start, before there is anything else",
    ("compat/pytest", "os.environ"): "pytest loads a plugin by its name, and passes no arguments",
    ("exceptions/_services", "os.environ"): "an import statement has no session that could name a path",
    (
        "model/builtin",
        "os.environ",
    ): "which models there are is settled once per process, for all sessions and before any",
    ("cli/models", "os.environ"): "the same variables that settle which models there are",
    ("cli/completion", "os.environ"): "where shells say what has been typed, before any settings are read",
    ("cli/commands/configure/export", "os.environ"): "tells programs that it starts whose keys are asked for",
    ("cli/local", "os.environ"): _LAUNCHES,
    ("local/environment", "os.environ"): _LAUNCHES,
    ("local/launcher", "os.environ"): _LAUNCHES,
    ("local/server", "os.environ"): "moto reads there which port it serves; the process is the server's own",
}

_OF_COMPAT = "names of the table that programs' imports are answered from, and of boto3's modules made from it"
_TABLES = "its users' tables, `lazy_exports(globals(), …)`, are read and judged where they stand"
#: (module, expression) of an import by a string that cannot be read off, with what keeps it to the layers all the same.
BY_STRING: dict[tuple[str, str], str] = {
    ("_lazy_exports", "import_module(f'{package}.{name}')"): _TABLES,
    ("_lazy_exports", "import_module(f'{package}.{place}')"): _TABLES,
    ("cli/__init__", "importlib.import_module(command[0])"): "the modules' full names, in `COMMANDS`, are judged there",
    ("cli/commands/__init__", "__import__(module, fromlist=[name])"): "the full names are judged in its tables",
    ("compat/botocore/plugin", "import_module(words[1])"): "a program's own module, which the environment names",
    ("compat/finder", "import_module(name)"): _OF_COMPAT,
    ("compat/modules", "__import__(name)"): _OF_COMPAT,
    ("compat/modules", "import_module(f'{module}.{name}')"): _OF_COMPAT,
    ("compat/modules", "import_module(module)"): _OF_COMPAT,
    ("compat/tables/__init__", "__import__(full)"): _OF_COMPAT,
    ("model/described", "__import__(module, fromlist=[name])"): "the full names are judged in each `CUSTOMIZATION`",
    (
        "stubs/faces",
        "importlib.import_module(module)",
    ): "modules that `stubs/package` names in full, in its tables",
    ("stubs/objects", "import_module(module)"): "modules of layers before it, all named where it is called",
    ("local/server", "import_module"): "other projects' modules, of the extra `local`, all named in that line",
}

#: Modules that import each other, with the reason.
CIRCLES: dict[frozenset[str], str] = {
    _circle("core", "attempt", "call", "discovery", "operation"): (
        "an attempt may have to find out its endpoint first, and asking for that is a call, made of attempts"
    ),
    _circle("compat", "boto3.session", "botocore.session"): (
        "boto3's session makes that of botocore's below it; one made alone makes the session that it is a face of"
    ),
    _circle(
        "", "aio", "session", "sessions._async.session", "sessions._sync.session", "sessions.base",
        "sessions.service_calls",
    ): (
        "the package offers `Session`, and resources made without a client ask for one of the package's session; "
        "credentials may need a session's call to be found"
    ),
}  # fmt: skip

#: A layer that names modules by strings for a later one → that one: such imports are judged as if it made them.
NAMED_FOR = {"services": "resources"}

FORBIDDEN = {"botocore", "boto3", "s3transfer", "awscrt"}

#: Where what only POSIX has gets a name, and a Windows way beside it.
SYSTEM = "io/system"

#: Layers in which services may be named: what is special about them, and what stands above all of it.
OF_SERVICES = {"dynamodb", "s3", "services", "transfer", "compat", "testing", "local", "cli", "exceptions"}
_OPTIONS = "options that AWS named after services, and boto3's errors for values that they cannot have"
_OF_TABLE = "attributes that are options of the table, by the names that AWS gave them"
#: Modules, and layers, whose business are names that AWS or boto3 took from services, with the reason.
NAMED_AFTER_SERVICES = {
    "errors": "the catalogue of boto3's exceptions, by the names that they have there",
    "events/aliases": "what events of services were once called, in boto3",
    "identity": "sources of credentials are called after the services that they ask, in AWS's files and documents",
    "schemes": "boto3 called signature schemes after the service that they were made for",
    "settings/checks": _OPTIONS,
    "settings/client": _OF_TABLE,
    "settings/inifile": "sections of AWS's files, which call them so",
    "settings/options": _OPTIONS,
    "config": _OF_TABLE,
    "useragent/features": "AWS's own list of the features that clients report",
    "wire": "the name of a protocol, `ec2`, is that of a service",
}


class Fault(NamedTuple):
    """One place where the sources break a rule."""

    path: Path
    line: int
    message: str


def main(arguments: list[str]) -> int:
    """Check all sources below the directory given (default: this repository's `src`)."""
    root = Path(arguments[0]) if arguments else SOURCES
    faults = list(check(root))
    for path, line, message in faults:
        print(f"{path}:{line}: {message}")
    print(f"layers: {len(faults)} faults" if faults else "layers: imports go one way", file=sys.stderr)
    return 1 if faults else 0


def check(root: Path) -> Iterator[Fault]:
    """Yield every fault in the package below `root`."""
    modules = list(read(root))
    used: set[tuple[str, str]] = set()
    for module in modules:
        for line, message in check_module(module, root, used):
            yield Fault(module.path, line, message)
    yield from check_circles(modules, CIRCLES)
    yield from unneeded(used)


def read(root: Path) -> Iterator[Module]:
    """Yield the modules of the package below `root`."""
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        yield Module(path, parts, ast.parse(path.read_text(encoding="utf-8"), str(path)))


def unneeded(used: set[tuple[str, str]]) -> Iterator[Fault]:
    """Yield a fault for each exception that is not among those that were used."""
    for exception in sorted({*EXCEPTIONS, *BY_STRING, *((place, "") for place in NAMED_AFTER_SERVICES)} - used):
        yield Fault(Path(__file__), 1, f"nothing needs the exception {exception} any more: take it out")


def check_module(
    module: Module, root: Path = SOURCES, used: set[tuple[str, str]] | None = None
) -> Iterator[tuple[int, str]]:
    """Yield the faults of one module as (line, message). The exceptions that spare it one are added to `used`."""
    layer = module.parts[0]
    if layer not in RANK:
        yield 1, f"{layer!r} is in no layer: give it a place in LAYERS in tools/check_layers.py"
        return
    for line, what, message in _findings(module, root):
        spared = {(module.place, what)} & {*EXCEPTIONS, *BY_STRING}
        if message.endswith(NAMED):
            spared |= {(place, "") for place in (module.place, layer) if place in NAMED_AFTER_SERVICES}
        if not spared:
            yield line, message
        elif used is not None:
            used |= spared


def _findings(module: Module, root: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what, message) of all that an exception would have to spare."""
    layer = module.parts[0]
    for entry in module.imports:
        if isinstance(entry, Unknown):
            message = f"{entry.what} imports what nobody can read off the source: name it here, or list it in BY_STRING"
            yield entry.line, entry.what, message
        else:
            importer = NAMED_FOR.get(layer, layer) if entry.by_string else layer
            yield from ((entry.line, entry.name, message) for message in _judge_import(importer, entry.name, root))
    yield from environment_uses(module)
    if layer in PURE and module.parts[:-1] not in SHELLS:
        yield from impurities(module)
    if module.place != SYSTEM:
        yield from posix_uses(module)
    if layer not in OF_SERVICES:
        yield from service_names(module)


def _judge_import(layer: str, name: str, root: Path) -> Iterator[str]:
    top, *rest = name.split(".")
    if top in FORBIDDEN:
        yield f"imports {top}, which is not there at run time"
    if top != PACKAGE or not rest:
        return
    target = rest[0] if rest[0] in RANK or _exists(root, rest[0]) else "__init__"
    if target == "__init__" and rest[0].startswith("__"):
        return  # sotalia.__version__
    if target not in RANK:
        yield f"imports {name}, which is in no layer: give it a place in LAYERS in tools/check_layers.py"
    elif RANK[target] > RANK[layer]:
        yield f"{layer} imports {name}: {target} comes after {layer}, and imports go one way (ARCHITECTURE.md)"


def _exists(root: Path, name: str) -> bool:
    return (root / PACKAGE / name).is_dir() or (root / PACKAGE / f"{name}.py").is_file()


def check_circles(modules: Iterable[Module], allowed: Mapping[frozenset[str], str]) -> Iterator[Fault]:
    """Yield a fault for each circle that is not inside of one of `allowed`, and for each of those that is none."""
    by_name = {module.name: module for module in modules}
    graph = import_graph(by_name)
    used = set()
    for circle in circles(graph):
        inside = [names for names in allowed if names.issuperset(circle)]
        used.update(inside)
        if not inside:
            way = shortest(graph, circle)
            message = f"imports itself: {' > '.join(way)}; {len(circle)} modules are in this circle"
            yield Fault(by_name[way[0]].path, graph[way[0]][way[1]], message)
    for names in allowed.keys() - used:
        yield Fault(Path(__file__), 1, f"{sorted(names)} are no circle any more: take it out of CIRCLES")


def import_graph(by_name: Mapping[str, Module]) -> dict[str, dict[str, int]]:
    """Return what each module imports of the others when it runs, and in which line."""
    graph: dict[str, dict[str, int]] = {name: {} for name in by_name}
    for name, module in by_name.items():
        for entry in module.imports:
            target = entry.name if isinstance(entry, Import) and not entry.for_types else ""
            while target and target not in by_name:
                target = target.rpartition(".")[0]  # a name that the module has, not a module
            if target and target != name:
                graph[name].setdefault(target, entry.line)
    return graph


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
