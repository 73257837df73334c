"""What a module does that reads or changes the world: sockets, clocks, files, threads, chance, the environment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from tools.imports import Module

#: Modules that do nothing else.
BANNED = {
    "_socket", "_ssl", "_thread", "asyncio", "concurrent", "fcntl", "fileinput", "ftplib", "getpass", "glob", "grp",
    "linecache", "locale", "mmap", "msvcrt", "multiprocessing", "platform", "posix", "pty", "pwd", "pycurl", "queue",
    "random", "readline", "requests", "resource", "sched", "secrets", "select", "selectors", "shelve", "shutil",
    "signal", "smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "tempfile", "termios", "threading",
    "tty", "urllib3", "webbrowser", "winreg", "zoneinfo",
}  # fmt: skip
#: Modules of which a pure layer uses nothing but these names, which only compute.
PARTLY = {
    "http": {"HTTPStatus"},
    "os": {
        "PathLike", "SEEK_CUR", "SEEK_END", "SEEK_SET", "extsep", "fsdecode", "fsencode", "fspath", "linesep", "name",
        "path.basename", "path.commonpath", "path.commonprefix", "path.dirname", "path.isabs", "path.join",
        "path.normpath", "path.sep", "path.split", "path.splitext", "pathsep", "sep", "strerror",
    },
    "pathlib": {"PurePath", "PurePosixPath", "PureWindowsPath"},
    # They know the machine's time zone; no clock is read.
    "time": {
        "altzone", "daylight", "gmtime", "localtime", "strftime", "strptime", "struct_time", "timezone", "tzname",
    },
    "urllib": {"parse"},
    "uuid": {"UUID"},
}  # fmt: skip
#: Modules whose attributes are judged one by one: `os`, `os.path`, …
CONTAINERS = {
    name.rpartition(".")[0] for module, names in PARTLY.items() for name in (f"{module}.{inside}" for inside in names)
}
#: What reads or changes the world although its module is harmless, by its last two names.
WORLDLY = {
    ("bz2", "open"), ("codecs", "open"), ("date", "today"), ("datetime", "now"), ("datetime", "today"),
    ("datetime", "utcnow"), ("gzip", "open"), ("io", "FileIO"), ("io", "open"), ("lzma", "open"), ("sys", "argv"),
    ("sys", "stderr"), ("sys", "stdin"), ("sys", "stdout"), ("tarfile", "open"), ("zipfile", "ZipFile"),
}  # fmt: skip
#: The builtin functions that do so, and what to do instead.
BUILTINS = {
    "input": "there is no user to ask",
    "open": "yield ReadFile instead of opening a file",
    "print": "write to a logger, by _log.debug",
}
#: What reads or changes the process's environment, which must be an argument.
ENVIRONMENT = {
    "os.environ", "os.environb", "os.getenv", "os.getenvb", "os.path.expanduser", "os.path.expandvars", "os.putenv",
    "os.unsetenv", "pathlib.Path.home",
}  # fmt: skip


class Use(NamedTuple):
    """One use of the world: where, what (such as `time.sleep`), and the fault's message."""

    line: int
    what: str
    message: str


def environment_uses(module: Module) -> Iterator[Use]:
    """Yield where the environment is read or changed."""
    for line, name in _uses(module):
        for what in ENVIRONMENT:
            if _within(name, what):
                yield Use(line, what, f"{what} is the environment of this process: take it as an argument")


def impurities(module: Module) -> Iterator[Use]:
    """Yield what a module of a pure layer must not do; uses of the environment are left to `environment_uses`."""
    layer = module.parts[0]
    for line, name in _uses(module):
        if not _is_pure(name) and not any(_within(name, what) for what in ENVIRONMENT):
            yield Use(line, name, f"{layer} is pure: {name} belongs in io/, behind an effect")
    for node in module.nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in BUILTINS:
                yield Use(node.lineno, name, f"{layer} is pure: {BUILTINS[name]}")
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name) if (
                owner,
                name,
            ) in WORLDLY:
                what = f"{owner}.{name}"
                yield Use(node.lineno, what, f"{layer} is pure: {what}() reads the world; take it as an argument")
            case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield Use(node.lineno, "async", f"{layer} is pure, and pure code is never async")
            case ast.comprehension(target=target, is_async=1):
                yield Use(target.lineno, "async", f"{layer} is pure, and pure code is never async")


def _is_pure(name: str) -> bool:
    """Whether `time.gmtime.x` is: part of a module that is harmless, or one of the names that only compute."""
    module, _, inside = name.partition(".")
    return module not in BANNED and (module not in PARTLY or any(_within(inside, name) for name in PARTLY[module]))


def _within(name: str, outer: str) -> bool:
    return f"{name}.".startswith(f"{outer}.")


def _uses(module: Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of each import, and of each attribute in use of a module that is harmless in part."""
    aliases: dict[str, str] = {}
    for node in module.nodes:
        for line, name, alias in _imported(node):
            if name in CONTAINERS:
                aliases[alias] = name
            else:
                yield line, name
    attributes = [node for node in module.nodes if isinstance(node, ast.Attribute)] if aliases else []
    inner = {node.value for node in attributes}  # `os.path` within `os.path.join` is not judged by itself
    for node in attributes:
        root, _, rest = _dotted(node).partition(".")
        if root in aliases and node not in inner:
            yield node.lineno, f"{aliases[root]}.{rest}"


def _imported(node: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Yield (line, dotted name, the module's own name for it) of what a statement imports from other packages."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                # `import os.path` gives the name `os`.
                name = "os" if alias.name == "os.path" and not alias.asname else alias.name
                yield node.lineno, name, alias.asname or name
        case ast.ImportFrom(module=str(module), level=0, names=names):
            yield from ((node.lineno, f"{module}.{alias.name}", alias.asname or alias.name) for alias in names)


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            owner = _dotted(value)
            return f"{owner}.{attr}" if owner else ""
    return ""
