"""Running a program under the import hook, in this process: `sotalia run app.py …`, `sotalia run -m module …`."""

from __future__ import annotations

import sys

from . import AlreadyImportedError, install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

USAGE = """\
usage: {name} [--alone | --site] (-m MODULE | -c CODE | FILE | -) [arguments]

Runs a Python program; what it imports as boto3, botocore, s3transfer, aiobotocore or aioboto3 is Sotalia.
FILE may be a folder or a ZIP archive with a __main__.py; - is standard input. Options of Python's own go before:
python -X dev -m sotalia.compat FILE.

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

    first = words[0]
    try:
        if first == "-c":
            _run_text(words[1], "<string>", ["-c", *words[2:]])
        elif first == "-":
            _run_input(words)
        elif first == "-m":
            _run_module(words[1:])
        elif first.startswith("-"):
            print(f"{name}: there is no option {first!r}\n\n{USAGE.format(name=name)}", end="", file=sys.stderr)
            return 2
        elif not os.path.exists(first):
            print(f"{name}: there is no file {first!r}", file=sys.stderr)
            return 2
        elif os.path.isdir(first) or first.endswith((".zip", ".pyz")):
            from runpy import run_path

            sys.argv = words
            run_path(first, run_name="__main__")
        else:
            _run_file(words)
    except SystemExit:
        raise
    except BaseException:
        # Python is to end as it does with the program's own error: with its exit code, or by the signal of Ctrl-C.
        _show_program_only()
        raise
    return 0


def _run_text(text: str | bytes, place: str, argv: list[str]) -> None:
    sys.argv = argv
    _set_first_path("")
    namespace = _fresh_main()
    exec(compile(text, place, "exec"), namespace)  # noqa: S102 - the code is what the user typed


def _run_input(words: list[str]) -> None:
    if not sys.stdin.isatty():
        _run_text(sys.stdin.buffer.read(), "<stdin>", words)
        return
    from code import interact

    sys.argv = words
    _set_first_path("")
    interact(local=_fresh_main(), exitmsg="")


def _run_module(words: list[str]) -> None:
    import os
    from runpy import _run_module_as_main  # type: ignore[attr-defined]

    sys.argv = words
    _set_first_path(os.getcwd())
    _run_module_as_main(words[0], alter_argv=True)


def _run_file(words: list[str]) -> None:
    import os

    path = words[0]
    sys.argv = words
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    with open(path, "rb") as file:
        text = file.read()
    path = os.path.join(os.getcwd(), path)  # as Python has it in `__file__` and in tracebacks
    namespace = _fresh_main(path)
    exec(compile(text, path, "exec"), namespace)  # noqa: S102 - running it is what this is for


def _show_program_only() -> None:
    """Have Python show an error, which ends the program, without the frames that are not the program's."""
    shown = sys.excepthook

    def show(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        error.__traceback__ = _of_program(traceback)
        shown(kind, error, error.__traceback__)

    sys.excepthook = show


def _of_program(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback from where the program begins: behind this module, and what runs modules and folders."""
    entry = traceback
    while entry is not None and entry.tb_frame.f_globals.get("__name__") != __name__:
        entry = entry.tb_next
    while entry is not None and entry.tb_frame.f_globals.get("__name__") in (__name__, "runpy"):
        entry = entry.tb_next
    return entry


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
