"""`--include` and `--exclude`, in the order in which they are given: the last one that matches decides.

Patterns are globs over names relative to the source (and to the target, for what is deleted there); `*` matches
slashes, too. What nothing matches is included.
"""

from __future__ import annotations

import os
import re
from fnmatch import translate

from .places import Local

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .places import Place

EXCLUDE, INCLUDE = "--exclude", "--include"


def wanted(rules: Sequence[tuple[str, str]], *places: Place) -> Callable[[str], bool]:
    """Return a function that tells whether a name is wanted. A pattern may be of whole paths below a local place."""
    if not rules:
        return lambda name: True
    roots = [place.folder for place in places if isinstance(place, Local)]
    compiled = [(option == INCLUDE, _matcher(text, roots)) for option, text in reversed(rules)]

    def is_wanted(name: str) -> bool:
        for includes, matches in compiled:
            if matches(name):
                return includes
        return True

    return is_wanted


def _matcher(text: str, roots: list[str]) -> Callable[[str], object]:
    if os.path.isabs(text):
        match = re.compile(translate(text)).match
        return lambda name: any(match(root + name) for root in roots)
    return re.compile(translate(text if os.sep == "/" else text.replace(os.sep, "/"))).match
