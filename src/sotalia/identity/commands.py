"""Splits a command in a config file into words, by boto3's rules: the shell's, or on Windows those of C programs."""

from __future__ import annotations

import os


def split_command(command: str, *, windows: bool = os.name == "nt") -> list[str]:
    """Return the words of `command`. Raises ValueError for a quotation that does not end."""
    if windows:
        return _split_for_windows(command)
    from shlex import split

    return split(command)


def _split_for_windows(command: str) -> list[str]:
    r"""Split at blanks and tabs outside of double quotes.

    A backslash is an ordinary character, except before a quote: there, a pair of them stands for one backslash, and an
    odd one makes the quote an ordinary character (https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).
    """
    import re

    words: list[str] = []
    word: str | None = None
    quoted = False
    for piece in re.findall(r'\\*"|\\+|[ \t]+|[^\\" \t]+', command):
        if piece[0] in " \t" and not quoted:
            if word is not None:
                words.append(word)
            word = None
            continue
        if piece[-1] == '"':
            pairs, left = divmod(len(piece) - 1, 2)
            quoted ^= not left
            piece = "\\" * pairs + '"' * left
        word = (word or "") + piece
    if quoted:
        raise ValueError("No closing quotation")
    return words if word is None else [*words, word]
