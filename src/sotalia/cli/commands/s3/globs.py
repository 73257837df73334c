"""Globs in sources, which the AWS CLI does not have: `sotalia s3 cp 's3://bucket/logs/*.gz' logs`.

`*`, `?` and `[…]` match anything but a slash, `**` matches slashes too; with `--recursive`, all below what matches is
meant. Names are relative to the folder before the first of these characters. A file, or an object, whose name is the
glob itself goes before; and under the name `aws` a key is a key, since scripts may rely on that.
"""

from __future__ import annotations

import re

from ....transfer.many.urls import SCHEME
from ...program import program
from .checks import Order, check_not_onto_itself
from .places import Local, Remote, Stream, local_place, remote_place
from .urls import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .places import Place

_SPECIAL = re.compile(r"[*?[]")


def is_glob(text: str) -> bool:
    """Return whether a source may be a glob."""
    return program() != "aws" and _SPECIAL.search(text) is not None


def globbed(order: Order) -> Order:
    """Return what a line asks for whose source is a glob: of all below its folder, what matches it.

    Raises InvalidLine for a move of all that to where it is.
    """
    path, target = order.paths[0], order.target
    found = _SPECIAL.search(path)
    assert found is not None
    fixed = path[: found.start()]
    folder, slash, _ = fixed.rpartition("/")
    folder += slash
    source: Place
    if path.startswith(SCHEME):
        source = remote_place(folder, whole=True, is_source=True)
        fixed = split_url(fixed)[1]
    else:
        source = local_place(folder or ".", whole=True, is_source=True)
    wants = order.paths[-1]
    if isinstance(target, Remote) and order.command != "rm":
        target = remote_place(wants, whole=True, is_source=False)
    elif isinstance(target, Local):
        target = local_place(wants, whole=True, is_source=False)
    elif not isinstance(target, Stream):
        target = source
    check_not_onto_itself(order.command, source, target, order.paths)
    matches = _compiled(path[len(folder) :], below=order.whole)
    return Order(order.command, order.values, order.paths, source, target, whole=True, matches=matches, fixed=fixed)


def matcher(glob: str) -> tuple[Callable[[str], object], str]:
    """Return a function that tells whether a key matches, and what all such keys begin with."""
    found = _SPECIAL.search(glob)
    return _compiled(glob), glob if found is None else glob[: found.start()]


def _compiled(glob: str, *, below: bool = False) -> Callable[[str], object]:
    rest = r"(?:/.*)?" if below else ""
    return re.compile(f"{_translated(glob)}{rest}\\Z", re.S).match


def _translated(glob: str) -> str:
    """Return the regular expression for a glob."""
    text, at = "", 0
    while at < len(glob):
        char = glob[at]
        at += 1
        end = glob.find("]", at + 1) if char == "[" else -1
        if char == "*":
            if glob.startswith("*", at):
                at += 1
                text += ".*"
            else:
                text += "[^/]*"
        elif char == "?":
            text += "[^/]"
        elif end > 0:
            inside = glob[at:end].replace("\\", r"\\").replace("[", r"\[")
            text += f"[^{inside[1:]}]" if inside[0] in "!^" else f"[{inside}]"
            at = end + 1
        else:
            text += re.escape(char)
    return text
