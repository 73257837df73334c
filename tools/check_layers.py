"""Hold the sources to the architecture: imports go one way, the core stays pure, no service is named in it.

    python tools/check_layers.py [directory]      prints each fault as path:line: what is wrong; exit code 1 if any

Four rules, each a table below:
1. `LAYERS`: a module imports from its own layer and from those above it in the table, never from below. Imports inside
   functions and under `TYPE_CHECKING` count too: a dependency that is only looked up late is still a dependency.
2. `IMPURE`: the layers in `PURE` take time, randomness, sockets, files and threads as arguments or effects.
3. `FORBIDDEN`: nothing imports botocore or boto3; their data is read at build time only.
4. `SERVICES`: the core does not know a service's name; what is special about one is a file in `services/`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).resolve().parent.parent / "src"
PACKAGE = "sotalia"

#: Bottom first. Each row is one layer: the packages and top-level modules in it.
LAYERS = (
    ("_elsewhere", "_log", "errors", "effects", "features", "http", "percent"),
    ("client_settings", "config", "expressions", "inifile", "options", "settings", "useragent"),
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
    ("clients", "session", "aio", "exceptions", "__init__"),
    ("compat", "testing", "local", "cli", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

PURE = {"model", "wire", "endpoint", "auth", "identity", "core"}
IMPURE = {
    "asyncio", "concurrent", "http", "multiprocessing", "pycurl", "random", "requests", "secrets", "select",
    "selectors", "signal", "socket", "ssl", "subprocess", "threading", "time", "urllib3", "uuid",
}  # fmt: skip
#: Names of those modules that only compute, or know the machine's time zone: no clock is read.
PURE_NAMES = {
    "http": {"HTTPStatus"},
    "time": {
        "altzone", "daylight", "gmtime", "localtime", "strftime", "strptime", "struct_time", "timezone", "tzname",
    },
    "uuid": {"UUID"},
}  # fmt: skip
#: Calls that read the world although their module is harmless.
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("os", "urandom")}

#: (module, what it says) that may all the same, each with its reason.
WAIVED = {
    # The name of boto3's oldest signature scheme, which happens to be a service's too.
    ("core/signing", "s3"),
    # boto3 fills in, from today, the day or the century that a date written by hand leaves out.
    ("wire/dates", "datetime.now"),
    # Frames the caller's own asynchronous iterable, chunk by chunk, and awaits nothing else.
    ("auth/chunked", "async"),
}

FORBIDDEN = {"botocore", "boto3", "s3transfer", "awscrt"}

#: The names that customizations are made for; words such as "config" or "events" are services too, but not only.
SERVICES = {
    "apigateway", "cloudformation", "cloudfront", "cloudsearchdomain", "cloudwatch", "cognito-identity", "docdb",
    "dynamodb", "ec2", "elasticbeanstalk", "eventbridge", "glacier", "iam", "iot-data", "kinesis", "kms", "lambda",
    "lex-runtime", "machinelearning", "neptune", "polly", "rds", "redshift", "route53", "s3", "s3control", "sagemaker",
    "sdb", "secretsmanager", "ses", "sns", "sqs", "ssm", "sso", "sso-oidc", "stepfunctions", "sts", "timestream-query",
}  # fmt: skip


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
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = path.relative_to(root / PACKAGE).with_suffix("").parts
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for line, message in check_module(tree, parts, root):
            yield Fault(path, line, message)


def check_module(tree: ast.Module, parts: tuple[str, ...], root: Path) -> Iterator[tuple[int, str]]:
    """Yield the faults of the module at `parts` (its path inside the package) as (line, message)."""
    layer = parts[0]
    if layer not in RANK:
        yield 1, f"{layer!r} is in no layer: give it a place in LAYERS in tools/check_layers.py"
        return
    for line, name in imports(tree, parts):
        yield from ((line, message) for message in _judge_import(layer, name, root))
    waived = {call for module, call in WAIVED if module == "/".join(parts)}
    found = [*(_impurities(tree, layer) if layer in PURE else ()), *(_service_names(tree) if layer == "core" else ())]
    yield from ((line, message) for line, what, message in found if what not in waived)


def imports(tree: ast.Module, parts: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield (line, absolute dotted name) of everything imported; `from x import y` gives `x.y`."""
    package = (PACKAGE, *parts[:-1])  # of a module; of a package too, since its last part is __init__
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            base += node.module.split(".") if node.module else []
            yield from ((node.lineno, ".".join([*base, alias.name])) for alias in node.names)


def _judge_import(layer: str, name: str, root: Path) -> Iterator[str]:
    top, *rest = name.split(".")
    if top in FORBIDDEN:
        yield f"imports {top}, which is not there at run time"
    if top != PACKAGE or not rest:
        return
    target = rest[0] if _exists(root, rest[0]) else "__init__"
    if target == "__init__" and rest[0].startswith("__"):
        return  # sotalia.__version__
    if target not in RANK:
        yield f"imports {name}, which is in no layer: give it a place in LAYERS in tools/check_layers.py"
    elif RANK[target] > RANK[layer]:
        yield f"{layer} imports {name}: {target} comes after {layer}, and imports go one way (ARCHITECTURE.md)"


def _exists(root: Path, name: str) -> bool:
    return (root / PACKAGE / name).is_dir() or (root / PACKAGE / f"{name}.py").is_file()


def _impurities(tree: ast.Module, layer: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what is called or imported, message)."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    if alias.name.partition(".")[0] in IMPURE:
                        yield from _uses(tree, alias, node.lineno, layer)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                top = module.partition(".")[0]
                for alias in names:
                    if top in IMPURE and alias.name not in PURE_NAMES.get(top, ()):
                        yield node.lineno, *_outside(layer, f"{top}.{alias.name}")
            case ast.Call(func=ast.Name(id="open")) if layer != "model":
                yield node.lineno, "open", f"{layer} is pure: yield ReadFile instead of opening a file"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if (owner, name) in CLOCKS:
                call = f"{owner}.{name}"
                yield node.lineno, call, f"{layer} is pure: {call}() reads the world; take it as an argument"
            case ast.AsyncFunctionDef() | ast.Await():
                yield node.lineno, "async", f"{layer} is pure, and pure code is never async"


def _outside(layer: str, name: str) -> tuple[str, str]:
    return name, f"{layer} is pure: {name} belongs in io/, behind an effect"


def _uses(tree: ast.Module, alias: ast.alias, line: int, layer: str) -> Iterator[tuple[int, str, str]]:
    """Judge `import time` by what is used of it; a module of which nothing is allowed, by its import."""
    allowed = PURE_NAMES.get(alias.name)
    if allowed is None:
        yield line, *_outside(layer, alias.name)
        return
    bound = alias.asname or alias.name
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=used) if name == bound and used not in allowed:
                yield node.lineno, *_outside(layer, f"{alias.name}.{used}")


def _service_names(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lower() in SERVICES:
            yield node.lineno, node.value, f"the core names the service {node.value!r}: make it a hook in services/"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
