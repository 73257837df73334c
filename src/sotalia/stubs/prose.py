"""First sentences: what stubs say of an operation or a key. All of AWS's prose would make them twice as large."""

from __future__ import annotations

import re

#: The most characters of a sentence.
LONGEST = 240
#: A paragraph that begins like this says when something ends, and not what it is.
_NOTICES = (
    "Important:",
    "Note:",
    "End of support",
    "Warning:",
    "This change affects",
    "This operation is not supported",
    "*",
    "#",
)
_END = re.compile(r"(?<![.][a-zA-Z])(?<![\s(][A-Z])(?<!etc)[.!?](?=\s)")
_LINK = re.compile(r"`([^`<]*?)\s*<[^>`]*>`_+")


def first_sentence(text: str) -> str:
    """Return the first sentence that says something, on one line, such that it can stand in a docstring."""
    if not text:
        return ""
    paragraphs = text.split("\n\n")
    chosen = next((part for part in paragraphs if not part.startswith(_NOTICES)), paragraphs[0])
    plain = " ".join(_LINK.sub(r"\1", chosen).split()).replace("``", "`")
    end = _END.search(plain)
    if end is not None:
        plain = plain[: end.end()]
    if len(plain) > LONGEST:
        plain = plain[:LONGEST].rpartition(" ")[0] + "…"
    return plain.replace("\\", "\\\\").replace('"""', "'''").rstrip('"')


def docstring(indent: str, *lines: str) -> list[str]:
    """Return the lines of a docstring; none when there is nothing to say."""
    said = [line for line in lines if line]
    if not said:
        return []
    if len(said) == 1:
        return [f'{indent}"""{said[0]}"""']
    return [f'{indent}"""{said[0]}', "", *(f"{indent}{line}" for line in said[1:]), f'{indent}"""']


def parameter_line(required: list[str], optional: list[str]) -> str:
    """Return the line of a docstring that names the parameters: editors show `**kwargs` and no more."""
    shown = optional[:12]
    rest = f"[{', '.join(shown)}{', …' if len(optional) > len(shown) else ''}]" if shown else ""
    return ", ".join([*required, rest] if rest else required)
