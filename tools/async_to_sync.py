"""Make the blocking twin of every module that is written as async source.

    python tools/async_to_sync.py            write them
    python tools/async_to_sync.py --check    write nothing; exit code 1 if a twin is not what its source gives

Every `src/sotalia/**/_async/*.py` becomes the `_sync/*.py` beside it: a package that has shells (clients, paginators,
waiters, …) puts them into a folder `_async`, and nothing else has to be registered. The twins are committed, and never
edited by hand.

What is done to a module, in this order:
1. `if ASYNC:` … `else:` keeps only its `else` branch (the module itself says `ASYNC = True`, which goes away), for the
   few places where the two differ in more than waiting. `if not ASYNC:` works too.
2. `async` and `await` go; names are changed by the tables below, in code (`NAMES`, `DOTTED`) and in comments and
   docstrings (`WORDS`). Comments and layout stay.
3. ruff sorts the imports, drops the unused ones, writes `yield from` where a loop only yields, and formats, so that the
   result is what `make check` wants.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "sotalia"

#: The constant that marks the places where both versions are spelled out.
SWITCH = "ASYNC"

#: Names that are not changed by the rules in `rename`.
NAMES = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "_async": "_sync",
    "aclose": "close",
    "aiter": "iter",
    "anext": "next",
    "asynccontextmanager": "contextmanager",
    "asyncio": "threading",
    "StopAsyncIteration": "StopIteration",
}

#: Dotted names (and what comes with a name) that are changed as one. Longest first.
DOTTED = {
    "asyncio.sleep": "time.sleep",
    "asyncio.Lock": "threading.Lock",
    "asyncio.Event": "threading.Event",
    "asyncio.Semaphore": "threading.Semaphore",
    "sotalia.aio": "sotalia",
}

#: Types that stand for a value to be awaited: `Awaitable[int]` becomes `int`.
WRAPPERS = {"Awaitable"}

#: Comments and docstrings, as regular expressions.
WORDS = (
    (r"\basync (for|with|def)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\b([Aa])n Async(?=[^AEIOU])", r"\1 "),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\b(\w+)_async\b", r"\1"),
    (r"\b_async\b", "_sync"),
    (r"\baclose\b", "close"),
    (r"\bsotalia\.aio\b", "sotalia"),
    (r"\baio\.(client|resource|Session)\b", r"sotalia.\1"),
    (r"\bStopAsyncIteration\b", "StopIteration"),
    (r"\b(A|a)n (awaited|asynchronous)\b", r"\1 blocking"),
    (r"\bawaited\b", "blocking"),
    (r"\bAwaited\b", "Blocking"),
    (r"\basynchronous\b", "blocking"),
)

HEADER = "# Made from {source} by tools/async_to_sync.py: change that file and run `make format`.\n"


def main(arguments: list[str]) -> int:
    """Write the twins, or with `--check` say which are out of date."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__, file=sys.stderr)
        return 2
    stale = []
    for source in sources():
        target = twin(source)
        text = convert(source.read_text(encoding="utf-8"), source)
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        stale.append(target)
        if not check:
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
    for target in (*stale, *(orphans := list(_orphans()))):
        name = target.relative_to(ROOT)
        print(f"{name}: has no source any more; remove it" if target in orphans else f"{name}: {_verdict(check)}")
    return 1 if orphans or (check and stale) else 0


def _verdict(check: bool) -> str:
    return "is not what its source gives; run python tools/async_to_sync.py" if check else "written"


def sources() -> list[Path]:
    """Return every async source module."""
    return sorted(SOURCES.glob("**/_async/*.py"))


def twin(source: Path) -> Path:
    """Return where the blocking twin of `source` is."""
    return source.parent.parent / "_sync" / source.name


def _orphans() -> list[Path]:
    twins = {twin(source) for source in sources()}
    return [path for path in sorted(SOURCES.glob("**/_sync/*.py")) if path not in twins]


def convert(text: str, source: Path) -> str:
    """Return the blocking twin of the module `text`."""
    text = _convert_tokens(_choose_branches(text))
    header = HEADER.format(source=source.relative_to(ROOT).as_posix() if source.is_relative_to(ROOT) else source.name)
    target = twin(source)
    text = _ruff(["check", "--fix", "--exit-zero", "--select=I,F401,UP034"], header + text, target)
    # A loop that only yields, as `async for` has no `yield from`, becomes one. (Unsafe: it passes sent values on, too.)
    text = _ruff(["check", "--fix", "--unsafe-fixes", "--exit-zero", "--select=UP028"], text, target)
    return _ruff(["format"], text, target)


# ---------------------------------------------------------------- branches


def _choose_branches(text: str) -> str:
    """Resolve `if ASYNC:`, innermost last, and drop `ASYNC = True`."""
    while True:
        for node in ast.walk(ast.parse(text)):
            replacement = _replacement(node)
            if replacement is not None:
                text = _replace(text, node, replacement)
                break
        else:
            return text


def _replacement(node: ast.AST) -> list[ast.stmt] | None:
    """Return the statements that replace `node`, or None when it stays."""
    match node:
        case ast.If(test=ast.Name(id=name)) if name == SWITCH:
            return node.orelse
        case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name))) if name == SWITCH:
            return node.body
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)) if name == SWITCH:
            return []
    return None


def _replace(text: str, node: ast.AST, statements: list[ast.stmt]) -> str:
    assert isinstance(node, ast.stmt)
    assert node.end_lineno is not None
    lines = text.splitlines(keepends=True)
    branch: list[str] = []
    if statements:
        first, last = _start(lines, node, statements[0]), statements[-1].end_lineno
        surplus = statements[0].col_offset - node.col_offset
        branch = [line[surplus:] if line.strip() else line for line in lines[first - 1 : last]]
    return "".join([*lines[: node.lineno - 1], *branch, *lines[node.end_lineno :]])


def _start(lines: list[str], node: ast.stmt, first: ast.stmt) -> int:
    """Return the first line of a branch: its decorators and the comments right above belong to it."""
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    number = min([first.lineno, *(decorator.lineno for decorator in decorators)])
    while number - 1 > node.lineno and lines[number - 2].lstrip().startswith("#"):
        number -= 1
    return number


# ---------------------------------------------------------------- tokens


def _convert_tokens(text: str) -> str:
    """Drop `async` and `await`, rename; the layout between the tokens that stay is kept."""
    docstrings = _docstring_lines(text)
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    out: list[str] = []
    lines = text.splitlines(keepends=True)
    at = (1, 0)
    skip_to = -1
    wrapper_depths: list[int] = []  # bracket depths at which a dropped `Awaitable[` ends
    depth = 0
    for index, token in enumerate(tokens):
        if token.type in (tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT):
            continue
        gap = _between(lines, at, token.start)
        at = token.end
        if index <= skip_to:
            continue
        value = token.string
        if token.type == tokenize.NAME and value in ("async", "await"):
            out.append(gap)
            at = _skip_space(lines, token.end)
            continue
        if token.type == tokenize.NAME and value in WRAPPERS and tokens[index + 1].string == "[":
            out.append(gap)
            skip_to, depth = index + 1, depth + 1
            wrapper_depths.append(depth)
            at = tokens[index + 1].end
            continue
        if token.type == tokenize.OP and value in "([{":
            depth += 1
        elif token.type == tokenize.OP and value in ")]}":
            depth -= 1
            if wrapper_depths and wrapper_depths[-1] == depth + 1:
                wrapper_depths.pop()
                continue
        elif token.type == tokenize.NAME:
            value, skip_to = _renamed(tokens, index)
            if skip_to > index:
                at = tokens[skip_to].end
        elif token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.start[0] in docstrings):
            value = reword(value)
        out += (gap, value)
    return "".join(out)


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start >= end:
        return ""
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    middle = lines[start[0] : end[0] - 1]
    last = lines[end[0] - 1][: end[1]] if end[0] <= len(lines) else ""
    return "".join([lines[start[0] - 1][start[1] :], *middle, last])


def _skip_space(lines: list[str], position: tuple[int, int]) -> tuple[int, int]:
    row, column = position
    line = lines[row - 1]
    while column < len(line) and line[column] == " ":
        column += 1
    return row, column


def _renamed(tokens: list[tokenize.TokenInfo], index: int) -> tuple[str, int]:
    """Return the new name at `index` and the index of the last token it takes the place of."""
    for dotted, new in DOTTED.items():
        parts = re.split(r"(\.)", dotted)
        if [token.string for token in tokens[index : index + len(parts)]] == parts:
            return new, index + len(parts) - 1
    return rename(tokens[index].string), index


def rename(name: str) -> str:
    """Return the blocking name: by the table, else `AsyncThing` → `Thing` and `thing_async` → `thing`."""
    if name in NAMES:
        return NAMES[name]
    name = re.sub(r"^(_?)Async(?=[A-Z])", r"\1", name)
    return name.removesuffix("_async")


def reword(text: str) -> str:
    """Return a comment or docstring as the blocking version says it."""
    for pattern, new in WORDS:
        text = re.sub(pattern, new, text)
    return text


def _docstring_lines(text: str) -> set[int]:
    """Return the line numbers where docstrings begin (also those of attributes: any string that is a statement)."""
    return {
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


# ---------------------------------------------------------------- ruff


def _ruff(command: list[str], text: str, path: Path) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--quiet", f"--stdin-filename={path}", "-"],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if result.returncode:
        raise SystemExit(f"ruff {command[0]} failed on the twin of {path}:\n{result.stderr}\n{text}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
