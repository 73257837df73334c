"""Draw README's picture of completion in an editor, from what pyright's language server says: docs/completion.svg.

    python -m tools.docs.completion

Sizes are for a fixed pitch of 8 units, which the fonts of the common systems keep within; colours follow the reader's.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from html import escape

from tools.docs.site import ROOT
from tools.editor import PROGRAM, Item, opened

PICTURE = ROOT / "docs" / "completion.svg"
SERVICES = ("s3", "dynamodb")
#: What is typed, and what is typed after that.
TYPED = ("s3.get_obj", 's3.put_object(Bucket="dolphins", Key="tucuxi.jpg", ACL="')
WIDTH, PITCH, LINE, SIDE = 900, 8, 24, 24
#: As many entries of a list are shown; as wide are lists and what is said beside them.
SHOWN, LIST, SAID = 7, 300, 500
TITLE = "Completion in an editor: the methods of a client, with what each does, and the values of a keyword"
_STYLE = """
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1a2230; }
.doc { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.paper { fill: #fff; } .box { fill: #f4f6f9; } .line { stroke: #cfd6df; } .chosen { fill: #d7e9f5; }
.s { fill: #11632f; } .k { fill: #7b2a86; } .q { fill: #566072; }
@media (prefers-color-scheme: dark) {
  text { fill: #e4e9f0; } .paper { fill: #10151d; } .box { fill: #18202b; } .line { stroke: #384454; }
  .chosen { fill: #1d4059; } .s { fill: #86d69b; } .k { fill: #d7a1e6; } .q { fill: #a3aebd; }
}
"""


def main() -> int:
    """Ask, and write the picture; return the exit code."""
    with opened(SERVICES) as editor:
        methods = editor.completions(PROGRAM, TYPED[0], 1)
        values = [item for item in editor.completions(PROGRAM, TYPED[1]) if item.name.startswith('"')]
    text = drawn(methods, values)
    PICTURE.write_text(text, encoding="utf-8")
    print(f"{PICTURE}: {len(text):,} bytes")
    return 0


def drawn(methods: Sequence[Item], values: Sequence[Item]) -> str:
    """Return the picture: the methods that are offered, what is said of the first of them; the values of a keyword."""
    lines = PROGRAM.rstrip("\n").split("\n")
    parts = [_code(SIDE, LINE * (at + 1) + 10, line) for at, line in enumerate([*lines, TYPED[0]])]
    top = LINE * (len(lines) + 1) + 20
    parts += _list(SIDE + PITCH * 3, top, [item.name for item in methods[:SHOWN]])
    parts += _said(SIDE + PITCH * 3 + LIST + 6, top, methods[0])
    below = top + LINE * SHOWN + 44
    parts.append(_code(SIDE, below, TYPED[1]))
    shown = values[:SHOWN]
    parts += _list(SIDE + PITCH * len(TYPED[1]), below + 10, [item.name.strip('"') for item in shown])
    height = below + LINE * len(shown) + 34
    paper = f'<rect class="paper line" x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" rx="8"/>'
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n<title>{TITLE}</title>'
    return "\n".join([head, f"<style>{_STYLE}</style>", paper, *parts, "</svg>\n"])


def _code(x: int, y: int, line: str) -> str:
    """Return a line of Python; strings and `import` have their colours."""
    spans = [
        f'<tspan class="s">{escape(part)}</tspan>' if at % 2 else escape(part, quote=False)
        for at, part in enumerate(_strings(line))
    ]
    text = "".join(spans).replace("import ", '<tspan class="k">import</tspan> ', 1)
    cursor = '<tspan class="q">▏</tspan>' if line in TYPED else ""
    return f'<text x="{x}" y="{y}" xml:space="preserve">{text}{cursor}</text>'


def _strings(line: str) -> list[str]:
    """Split a line such that each second part is a string, with its quotes."""
    parts = line.split('"')
    return [
        f'"{part}"' if at % 2 and at < len(parts) - 1 else f'"{part}' if at % 2 else part
        for at, part in enumerate(parts)
    ]


def _list(x: int, y: int, names: Sequence[str]) -> list[str]:
    """Return a list of names, the first of which is chosen."""
    out = [f'<rect class="box line" x="{x}" y="{y}" width="{LIST}" height="{LINE * len(names) + 4}" rx="4"/>']
    out.append(f'<rect class="chosen" x="{x + 2}" y="{y + 2}" width="{LIST - 4}" height="{LINE}" rx="3"/>')
    for at, name in enumerate(names):
        out.append(f'<text x="{x + 12}" y="{y + 19 + LINE * at}">{escape(name)}</text>')
    return out


def _said(x: int, y: int, item: Item) -> list[str]:
    """Return a box with an item's type and what is said of it."""
    code = textwrap.wrap(item.detail, (SAID - 24) // PITCH, subsequent_indent="    ", break_long_words=False)
    prose = []
    for paragraph in item.doc.replace("\\[", "[").replace("\\]", "]").split("\n\n"):
        prose += ["", *textwrap.wrap(paragraph, (SAID - 24) // (PITCH - 1))]
    out = [f'<rect class="box line" x="{x}" y="{y}" width="{SAID}" height="{LINE * SHOWN + 4}" rx="4"/>']
    height = (LINE * SHOWN - 10) // (len(code) + len(prose))
    for at, (kind, line) in enumerate([*(("k", line) for line in code), *(("doc", line) for line in prose)]):
        step = f'<text class="{kind}" x="{x + 12}" y="{y + 22 + min(height, 20) * at}" xml:space="preserve">'
        out.append(f"{step}{escape(line)}</text>")
    return out


if __name__ == "__main__":
    sys.exit(main())
