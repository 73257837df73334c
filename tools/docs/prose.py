"""AWS's prose, as the docs store has it, -> HTML. `sotalia.model.prose` says what its forms are."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

_INLINE = re.compile(r"``(.+?)``|`([^`<>]*?) ?<((?:https?:|mailto:)[^\s<>\"]+)>`__")
_NOTES = ("Note: ", "Important: ", "Caution: ", "Warning: ")
#: Where a sentence ends; not after an initial, as in "US East (N. Virginia)".
_SENTENCE = re.compile(r"(?<=[.!?])(?<![ (][A-Z]\.)\s+(?=[A-Z])")
#: How descriptions of operations begin, "Adds an object to a bucket"; notices before them do not.
_DOES = re.compile(r"(?!This |Amazon )[A-Z][a-z-]+s\b")


def prose(text: str) -> str:
    """Return paragraphs, lists and notes as HTML."""
    return _prose(text) if text else ""


@lru_cache(20_000)
def _prose(text: str) -> str:
    out: list[str] = []
    depth = 0
    for paragraph in text.split("\n\n"):
        stripped = paragraph.lstrip(" ")
        if stripped.startswith("* "):
            level = (len(paragraph) - len(stripped)) // 2 + 1
            out += ["<ul>"] * (level - depth) + ["</ul>"] * (depth - level)
            depth = level
            out.append(f"<li>{inline(stripped[2:])}")
            continue
        inside = (len(paragraph) - len(stripped)) // 2
        out += ["</ul>"] * (depth - inside)
        depth = min(depth, inside)
        note = next((word for word in _NOTES if stripped.startswith(word)), "")
        kind = ' class="note"' if note else ""
        label = f"<strong>{note.strip()}</strong> " if note else ""
        out.append(f"<p{kind}>{label}{inline(stripped.removeprefix(note))}")
    return "".join(out + ["</ul>"] * depth)


def inline(text: str) -> str:
    """Return a text with its code and links as HTML."""
    if "`" not in text:
        return escape(text, quote=False)
    out, at = [], 0
    for match in _INLINE.finditer(text):
        out.append(escape(text[at : match.start()], quote=False))
        code, label, address = match.groups()
        if code is not None:
            out.append(f"<code>{escape(code, quote=False)}</code>")
        else:
            out.append(f'<a href="{escape(address)}">{escape(label or address, quote=False)}</a>')
        at = match.end()
    return "".join([*out, escape(text[at:], quote=False)])


def first_sentence(text: str) -> str:
    """Return the first sentence of a prose that is no note, for lists, without marks."""
    paragraphs = text.split("\n\n", 5)[:5]
    plain = [each for each in paragraphs if not each.startswith((*_NOTES, "* ", " "))] or paragraphs
    # A notice that changes what comes after it has paragraphs of its own, which begin with no verb.
    noticed = paragraphs[0].startswith(_NOTES)
    first = next((each for each in plain if noticed and _DOES.match(each)), plain[0])
    sentence = _SENTENCE.split(first, maxsplit=1)[0]
    return _INLINE.sub(lambda match: match[1] or match[2] or "", sentence)
