"""The picture of a run: bars as SVG, drawn by ourselves. The same lines give the same bytes.

Panels stand in two columns on a card of their own, whose colours follow the reader's choice of light or dark. A group
of bars belongs to one thing measured; the longest bar of a panel, or where things differ too much of a group, takes
the whole width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

from .table import Line, seconds, times, typeset

#: The sections whose lines it shows.
SECTIONS = ("calls", "asyncio", "starts", "sizes")
WIDTH, MARGIN, GAP = 980, 28, 36
COLUMNS = (496, WIDTH - 496 - 2 * MARGIN - GAP)
LABELS = 132
BAR, BETWEEN_BARS, BETWEEN_GROUPS, BETWEEN_PANELS = 16, 2, 9, 26
HEAD = 86
#: From which share of the width on a bar's text stands inside of it.
INSIDE = 0.5

STYLE = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: #1f2328 }
    .name { font-size: 21px; font-weight: 650 } .panel { font-size: 14.5px; font-weight: 650 } .quiet { fill: #59636e }
    .card { fill: #ffffff; stroke: #d1d9e0 } .rival { fill: #cfd6de } .pure { fill: #0b7285 } .speed { fill: #c2255c }
    .ours { font-weight: 600 } .inside { fill: #ffffff }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .quiet { fill: #9aa4af } .card { fill: #0d1117; stroke: #30363d }
      .rival { fill: #3d4650 } .pure { fill: #22b8cf } .speed { fill: #f06595 }
      .inside { fill: #0d1117 }
    }
"""

#: Line names and their labels, by panel.
CALLS = {
    "get_item": "get_item",
    "get_caller_identity": "get_caller_identity",
    "get_object": "get_object, 1 KiB",
    "put_object": "put_object, 1 KiB",
    "presign": "presigned URL",
    "query": "query, 100 items",
    "table_query": "table.query, 100",
    "list_objects_v2": "list_objects, 1,000",
    "describe_instances": "instances, 100",
}
OTHERWISE = {
    "get_item_keys": "1,000 different keys",
    "get_item_tls": "over TLS",
    "get_item_newer": "Python 3.13",
    "get_item_seldom": "one call a second",
}
AWAITED = {"aiobotocore": "aiobotocore", "aws_sdk_dynamodb": "AWS SDK for Python", "pydynox": "pydynox (Rust)"}
STARTS = {
    "cold_start_client": "an S3 client",
    "first_put_object": "first put_object",
    "first_get_item": "first get_item",
    "first_list_objects_v2": "first list_objects",
    "first_get_caller_identity": "first STS call",
}
SIZES = {
    "peak_memory": "one S3 client",
    "extra_session": "one more session",
    "query_peak": "a reply of 1 MB",
    "list_objects_v2_peak": "1,000 keys",
    "describe_instances_peak": "1,000 instances",
    "installed_size": "installed, on disk",
}


class Bar(NamedTuple):
    """A bar: whose it is ("rival", "pure" or "speed"), how long, and what stands in it or beside."""

    kind: str
    figure: float
    text: str


class Group(NamedTuple):
    """The bars of one thing."""

    label: str
    bars: Sequence[Bar]


class Panel(NamedTuple):
    """Groups under one title. With `scaled_alone`, each group has a scale of its own."""

    title: str
    subtitle: str
    groups: Sequence[Group]
    scaled_alone: bool = True

    @property
    def height(self) -> int:
        """What it takes, in pixels."""
        bars = sum(len(group.bars) * (BAR + BETWEEN_BARS) + BETWEEN_GROUPS for group in self.groups)
        return 48 + bars + BETWEEN_PANELS


def draw(lines: Iterable[Line], footer: str) -> str:
    """Return the picture as an SVG document; what the lines do not have is left out of it. The footer says where and
    when they were measured.
    """
    by_name = {line.name: line for line in lines}
    columns = ((_calls(by_name), _sizes(by_name)), (_awaited(by_name), _starts(by_name), _otherwise(by_name)))
    shown = [[panel for panel in column if panel.groups] for column in columns]
    height = HEAD + max(sum(panel.height for panel in column) for column in shown) + 24
    drawn: list[str] = []
    left = MARGIN
    for width, column in zip(COLUMNS, shown, strict=True):
        top = HEAD
        for panel in column:
            drawn += _panel(panel, left, top, width)
            top += panel.height
        left += width + GAP
    return _document(height, _description(chain.from_iterable(shown)), drawn, _legend(by_name), footer)


def _calls(lines: dict[str, Line]) -> Panel:
    groups = list(_beside(lines, CALLS))
    return Panel("CPU time of a call", "boto3's is the whole width; shorter is better", groups)


def _otherwise(lines: dict[str, Line]) -> Panel:
    groups = list(_beside(lines, OTHERWISE))
    return Panel("CPU time of get_item, otherwise", "boto3's is the whole width", groups)


def _starts(lines: dict[str, Line]) -> Panel:
    groups = list(_beside(lines, STARTS))
    return Panel(
        "CPU time of a new process",
        "of all of it; of an S3 client, beyond a bare interpreter",
        groups,
        scaled_alone=False,
    )


def _sizes(lines: dict[str, Line]) -> Panel:
    return Panel("Memory and disk", "beside boto3's, each with a scale of its own", list(_beside(lines, SIZES)))


def _awaited(lines: dict[str, Line]) -> Panel:
    found = [(label, lines[f"get_item_awaited_{name}"]) for name, label in AWAITED.items() if _has(lines, name)]
    groups = []
    for label, line in found:
        assert line.theirs is not None
        text = seconds(line.theirs) + (f" · {times(line.pure.ratio)}" if line.pure and line.pure.ratio else "")
        groups.append(Group(label, [Bar("rival", line.theirs, typeset(text))]))
    for kind, name in (("pure", "Sotalia"), ("speed", "with [speed]")):
        ours = getattr(found[0][1], kind) if found else None
        if ours:
            groups.append(Group(name, [Bar(kind, ours.figure, typeset(seconds(ours.figure)))]))
    subtitle = "and how many times less Sotalia takes"
    return Panel("CPU time of get_item in asyncio, 32 in flight", subtitle, groups, scaled_alone=False)


def _has(lines: dict[str, Line], rival: str) -> bool:
    line = lines.get(f"get_item_awaited_{rival}")
    return line is not None and line.theirs is not None


def _beside(lines: dict[str, Line], labels: dict[str, str]) -> Iterator[Group]:
    """Yield the groups of lines that were measured beside boto3."""
    for name, label in labels.items():
        line = lines.get(name)
        if line is None or line.theirs is None:
            continue
        bars = [Bar("rival", line.theirs, typeset(f"boto3 {line.show(line.theirs)}"))]
        for kind in ("pure", "speed"):
            ours = getattr(line, kind)
            if ours:
                text = (
                    f"{line.show(ours.figure)} · {times(line.theirs / ours.figure if not ours.ratio else ours.ratio)}"
                )
                bars.append(Bar(kind, ours.figure, typeset(text)))
        yield Group(label, bars)


def _panel(panel: Panel, left: int, top: int, width: int) -> Iterator[str]:
    yield _text(left, top + 14, panel.title, "panel")
    yield _text(left, top + 31, panel.subtitle, "quiet")
    top += 48
    longest = max(bar.figure for group in panel.groups for bar in group.bars)
    for group in panel.groups:
        scale = max(bar.figure for bar in group.bars) if panel.scaled_alone else longest
        tall = len(group.bars) * (BAR + BETWEEN_BARS)
        yield _text(left, top + tall / 2 + 3, group.label)
        for bar in group.bars:
            yield from _bar(bar, bar.figure / scale, left + LABELS, top, width - LABELS)
            top += BAR + BETWEEN_BARS
        top += BETWEEN_GROUPS


def _bar(bar: Bar, share: float, left: int, top: float, width: int) -> Iterator[str]:
    length = max(round(share * width, 1), 2)
    inside = share >= INSIDE
    kind = "" if bar.kind == "rival" else "ours inside" if inside else "ours"
    yield f'<rect class="{bar.kind}" x="{left}" y="{top}" width="{length:g}" height="{BAR}" rx="2"/>'
    yield _text(left + (7 if inside else length + 6), top + 12.5, bar.text, kind)


def _legend(lines: dict[str, Line]) -> Iterator[str]:
    kinds = [("rival", "others"), ("pure", "Sotalia")]
    if any(line.speed for line in lines.values()):
        kinds.append(("speed", "Sotalia with sotalia[speed]"))
    left = MARGIN
    for kind, name in kinds:
        yield f'<rect class="{kind}" x="{left}" y="55" width="12" height="12" rx="2"/>'
        yield _text(left + 18, 65, name, "quiet")
        left += 46 + 7 * len(name)


def _description(panels: Iterable[Panel]) -> str:
    """Return in words what the picture shows."""
    return " ".join(f"{panel.title}: {'; '.join(map(_told, panel.groups))}." for panel in panels)


def _told(group: Group) -> str:
    return f"{group.label}: {', '.join(map(_spoken, group.bars))}"


def _spoken(bar: Bar) -> str:
    whose = {"pure": "Sotalia ", "speed": "with sotalia[speed] "}.get(bar.kind, "")
    return whose + bar.text


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    styled = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}"{styled}>{escape(text)}</text>'


def _document(height: int, description: str, drawn: Iterable[str], legend: Iterable[str], footer: str) -> str:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' role="img" aria-labelledby="title description">',
        '<title id="title">What Sotalia costs beside boto3 and the asyncio clients</title>',
        f'<desc id="description">{escape(description)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="10"/>',
        _text(MARGIN, 40, "What Sotalia costs", "name"),
        *legend,
        *drawn,
        _text(MARGIN, height - 18, footer, "quiet"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
