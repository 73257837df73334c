"""What an editor offers where somebody types: the completions of pyright's language server, as data.

    python -m tools.editor                      completions in a small program, as JSON
    python -m tools.editor --program FILE --at 's3.put_object('
                                                those after a line that is being typed at the end of a program
    python -m tools.editor --services s3 sqs    with the types of these services only (default: all)
    python -m tools.editor --times              how much CPU completions take, with the types of all services, and with
                                                what `sotalia types` writes of three beside them (Linux)

The JSON is a list of objects with `name` (`Bucket=` is a keyword), `kind` (method, variable, class, …), `detail` (its
signature or type, as the editor shows it) and `doc` (Markdown). Details and docs are asked for one by one, as editors
do for the entry that is selected; so only the first of the entries have them (`--detailed`, default: 8).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sotalia.model.loader import Loader
from sotalia.stubs.package import overload_files
from tools.stubs import PACKAGE, environment

PROGRAM = """\
import sotalia

s3 = sotalia.client("s3")
"""
#: LSP 3.17, CompletionItemKind.
_KINDS = {2: "method", 3: "function", 5: "field", 6: "variable", 7: "class", 9: "module", 10: "property", 12: "value"}
_KINDS |= {14: "keyword", 21: "constant"}


class Item(NamedTuple):
    """One completion: what is written, what it is, its type or signature, what is said of it (Markdown)."""

    name: str
    kind: str
    detail: str
    doc: str


class Editor:
    """A project that is open in an editor: pyright's language server, with the interpreter that knows the types."""

    def __init__(self, python: Path, project: Path) -> None:
        """`python` is the interpreter to find packages with, `project` an existing folder."""
        self._python = str(python)
        self._uri = (project / "program.py").as_uri()
        command = [sys.executable, "-m", "pyright.langserver", "--stdio"]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._requests = 0
        self._version = 0
        root = project.as_uri()
        documents = {
            "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
            "hover": {"contentFormat": ["markdown"]},
        }
        self._ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "project"}],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": documents,
                },
            },
        )
        self._send({"method": "initialized", "params": {}})

    def type(self, program: str) -> None:
        """Have the editor show a program."""
        self._version += 1
        document: dict[str, Any] = {"uri": self._uri, "version": self._version}
        if self._version == 1:
            document |= {"languageId": "python", "text": program}
            self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        else:
            changes = [{"text": program}]
            self._send(
                {"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": changes}}
            )

    def completions(self, program: str, at: str, detailed: int = 0) -> list[Item]:
        """Return what is offered at the end of the line `at`, which follows the program.

        The first `detailed` of the items have details and docs.
        """
        self.type(f"{program}{at}\n")
        position = {"line": program.count("\n"), "character": len(at)}
        answer = self._ask("textDocument/completion", {"textDocument": {"uri": self._uri}, "position": position})
        found = (answer["items"] if isinstance(answer, dict) else answer) or []
        typed = re.search(r"\w*$", at)
        start = typed[0] if typed else ""
        found.sort(key=lambda item: (not item["label"].startswith(start), item.get("sortText", item["label"])))
        items = [Item(item["label"], _KINDS.get(item.get("kind", 0), "other"), "", "") for item in found]
        for number, item in enumerate(items[:detailed]):
            if item.name.endswith("="):
                said = self._hover(program, f"{at}{item.name}")
            else:
                said = _markdown(self._ask("completionItem/resolve", found[number]).get("documentation"))
            items[number] = item._replace(detail=said[0], doc=said[1])
        return items

    def _hover(self, program: str, line: str) -> tuple[str, str]:
        """Return the type of the keyword that a line ends in, and what is said of it."""
        self.type(f"{program}{line}\n")
        position = {"line": program.count("\n"), "character": len(line) - 2}
        answer = self._ask("textDocument/hover", {"textDocument": {"uri": self._uri}, "position": position})
        return _markdown(answer and answer["contents"])

    def seconds(self) -> float:
        """Return how much CPU the server has used so far (Linux)."""
        ticks = 0
        for process in _family(self._server.pid):
            ticks += sum(map(int, _status(process)[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the server."""
        family = [*_family(self._server.pid)] if sys.platform == "linux" else []
        self._server.kill()
        self._server.communicate()
        for process in family[1:]:  # Python's part of pyright does not end Node's
            if os.path.exists(f"/proc/{process}"):
                os.kill(process, 9)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("pyright's language server has ended: is pyright installed? make check installs it")
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._requests += 1
        number = self._requests
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._settings(message)})
            elif message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error'].get('message')}")
                return message.get("result")

    def _settings(self, message: dict[str, Any]) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        one = {"pythonPath": self._python, "analysis": {"typeCheckingMode": "off"}}
        return [one for _ in message["params"]["items"]]


def _markdown(answer: Any) -> tuple[str, str]:
    """Return the code with which a text begins, and the rest of it."""
    text = answer if isinstance(answer, str) else (answer or {}).get("value", "")
    found = re.match(r"```python\n(.*?)\n```(?:\s*---)?\s*", text, re.DOTALL)
    return (found[1], text[found.end() :].strip()) if found else ("", text.strip())


def _status(process: int) -> list[str]:
    """Return what Linux says of a process, from its state on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _family(process: int) -> Iterator[int]:
    yield process
    for name in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield from _family(int(name))


@contextmanager
def opened(services: Sequence[str] = (), narrowed: Sequence[str] = ()) -> Iterator[Editor]:
    """Give an editor with an empty project, where the types of some services, or of all, are installed.

    With `narrowed`, the project has what `sotalia types` writes for these services.
    """
    with tempfile.TemporaryDirectory(prefix="editor-") as folder:
        python = environment(Path(folder) / "venv", services)
        project = Path(folder) / "project"
        project.mkdir()
        if narrowed:
            _narrow(project / "typings" / PACKAGE, narrowed)
        editor = Editor(python, project)
        try:
            yield editor
        finally:
            editor.close()


def completions(program: str, at: str, services: Sequence[str] = (), detailed: int = 8) -> list[Item]:
    """Return what an editor offers at the end of the line `at`, which somebody types after a program."""
    with opened(services) as editor:
        return editor.completions(program, at, detailed)


def _narrow(folder: Path, services: Sequence[str]) -> None:
    folder.mkdir(parents=True)
    loader = Loader()
    titles = [(name, loader.service_model(name).class_name) for name in services]
    for name, text in overload_files(titles, loader.list_available_services("resources-1")):
        (folder / name).write_text(text, encoding="utf-8")


#: What is typed one after the other at the end of `TIMED`, to see how long an editor takes.
PROBES = (
    "s3.",
    "s3.",
    "s3.get_",
    "ec2.",
    "s3.put_object(",
    's3.put_object(ACL="',
    's3.get_object(Bucket="b", Key="k")["',
)
TIMED = 'import sotalia\n\ns3 = sotalia.client("s3")\nec2 = sotalia.client("ec2")\n'


def times(narrowed: Sequence[str] = ()) -> Iterator[tuple[str, float, int]]:
    """Yield what is typed, the seconds of CPU that the server takes to answer, and how many items there are."""
    with opened(narrowed=narrowed) as editor:
        for probe in PROBES:
            before = editor.seconds()
            count = len(editor.completions(TIMED, probe))
            yield probe, round(editor.seconds() - before, 2), count


def main(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.editor", description="Prints completions as JSON.")
    parser.add_argument("--program", type=Path)
    parser.add_argument("--at", default="s3.put_object(")
    parser.add_argument("--services", nargs="*", default=[])
    parser.add_argument("--detailed", type=int, default=8)
    parser.add_argument("--times", action="store_true")
    options = parser.parse_args(list(arguments))
    if options.times:
        for title, narrowed in (("all services", ()), ("narrowed to three", ("dynamodb", "ec2", "s3"))):
            for probe, seconds, count in times(narrowed):
                print(f"{title:18} {probe:45} {seconds:5.2f} s CPU, {count} items", flush=True)
        return 0
    program = PROGRAM if options.program is None else options.program.read_text(encoding="utf-8")
    items = completions(program, options.at, options.services, options.detailed)
    print(json.dumps([item._asdict() for item in items], indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
