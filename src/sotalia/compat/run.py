"""Running a program under the import hook, in this process: `sotalia run app.py …`, `sotalia run -m module …`."""

from __future__ import annotations

import sys

from . import AlreadyImportedError, install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = """\
usage: {name} [--alone | --site] (-m MODULE | -c CODE | FILE) [arguments]

Runs a Python program; what it imports as boto3, botocore, s3transfer, aiobotocore or aioboto3 is Sotalia.

  --site    print the folder that, in PYTHONPATH and with SOTALIA_COMPAT=on, gives the hook to child processes as well
  --alone   leave installed packages of these names aside (by default their models and helpers serve the program)
"""


def main(arguments: Sequence[str], name: str = "sotalia run") -> int:
    """Run the program that `arguments` name, as `python` would. Its exit leaves this function as SystemExit."""
    words = list(arguments)
    if words == ["--site"]:
        import os

        print(os.path.join(os.path.dirname(os.path.abspath(__file__)), "site"))
        return 0
    alone = words[:1] == ["--alone"]
    if alone:
        del words[0]
    if not words or words[0] in ("-h", "--help"):
        print(USAGE.format(name=name), end="", file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    if words[0] in ("-m", "-c") and len(words) < 2:
        print(f"{name}: {words[0]} takes an argument\n\n{USAGE.format(name=name)}", end="", file=sys.stderr)
        return 2
    try:
        install(alone=alone or None)
    except AlreadyImportedError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    return _run(words, name)


def _run(words: list[str], name: str) -> int:
    import os

    if words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        _set_first_path("")
        namespace = _fresh_main()
        exec(compile(words[1], "<string>", "exec"), namespace)  # noqa: S102 - the code is what the user typed
        return 0
    if words[0] == "-m":
        sys.argv = words[1:]
        _set_first_path(os.getcwd())
        from runpy import _run_module_as_main  # type: ignore[attr-defined]

        _run_module_as_main(words[1], alter_argv=True)
        return 0
    path = words[0]
    if not os.path.exists(path):
        print(f"{name}: there is no file {path!r}", file=sys.stderr)
        return 2
    sys.argv = words
    if os.path.isdir(path) or path.endswith((".zip", ".pyz")):
        from runpy import run_path

        run_path(path, run_name="__main__")
        return 0
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec")
    namespace = _fresh_main(path)
    exec(code, namespace)  # noqa: S102 - running it is what this is for
    return 0


def _fresh_main(path: str | None = None) -> dict[str, object]:
    """Put a new module `__main__` in place, for the program; return its namespace."""
    from importlib.machinery import SourceFileLoader
    from types import ModuleType

    module = ModuleType("__main__")
    module.__builtins__ = sys.modules["builtins"]  # type: ignore[attr-defined]
    if path is not None:
        module.__file__ = path
        module.__loader__ = SourceFileLoader("__main__", path)
    sys.modules["__main__"] = module
    return vars(module)


def _set_first_path(place: str) -> None:
    """Put the program's place where Python puts it: first in `sys.path`, in place of our own."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = place
