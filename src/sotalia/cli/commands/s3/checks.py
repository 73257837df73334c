"""What a line of `cp`, `mv`, `rm` or `sync` asks for, checked before anything is sent."""

from __future__ import annotations

import os

from ....services.s3.buckets import is_directory_bucket
from ....transfer.many.urls import SCHEME
from ...faults import CliError, InvalidLine, UnknownOptions, bad_usage
from .places import STREAM, Local, Remote, Stream, local_place, remote_place
from .requests import read_values
from .urls import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .places import Place

_TWO = "<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>"
_USAGES = {"cp": _TWO, "mv": _TWO, "sync": _TWO, "rm": "<S3Uri>"}
#: Whether the source and the target are in S3 → how that is written.
_SHAPES = {
    (False, True): "<LocalPath> <S3Uri>",
    (True, True): "<S3Uri> <S3Uri>",
    (True, False): "<S3Uri> <LocalPath>",
    (True,): "<S3Uri>",
}


class Order:
    """What a line asks for: `whole` says that all below the source is meant. `rm` has no target but its source.

    With `matches`, only names are meant that it matches; they begin with `fixed` (with the source's key before them).
    """

    def __init__(
        self,
        command: str,
        values: dict[str, Any],
        paths: list[str],
        source: Place,
        target: Place,
        *,
        whole: bool,
        matches: Callable[[str], object] | None = None,
        fixed: str | None = None,
    ) -> None:
        self.command = command
        self.values = values
        self.paths = paths
        self.matches = matches
        self.fixed = fixed
        self.source = source
        self.target = target
        self.whole = whole

    @property
    def streams(self) -> bool:
        """Whether standard input or output is one of the ends."""
        return isinstance(self.source, Stream) or isinstance(self.target, Stream)


def order_of(command: str, values: dict[str, Any], globs: Callable[[str], bool]) -> Order:
    """Return what a line asks for. `globs` tells whether a source may be a glob.

    Raises InvalidLine for one that makes no sense, CliError for a missing file.
    """
    paths = _paths(command, values)
    shape = tuple(path.startswith(SCHEME) for path in paths)
    if shape not in _SHAPES:
        raise InvalidLine(f"usage: aws s3 {command} {_USAGES[command]}\nError: Invalid argument type")
    read_values(values)
    whole = command == "sync" or bool(values.get("recursive"))
    if STREAM in paths and (command != "cp" or whole):
        raise InvalidLine("Streaming currently is only compatible with non-recursive cp commands")
    places = [_place(path, whole=whole, is_source=at == 0) for at, path in enumerate(paths)]
    source, target = places[0], places[-1]
    check_not_onto_itself(command, source, target, paths)
    _check_checksums(values, shape)
    if not globs(paths[0]):
        _check_local(source, paths[0])
    _check_keys(values, shape)
    if command == "sync":
        for path in paths:
            if path.startswith(SCHEME) and is_directory_bucket(split_url(path)[0]):
                raise InvalidLine("Cannot use sync command with a directory bucket.")
    return Order(command, values, paths, source, target, whole=whole)


def _paths(command: str, values: dict[str, Any]) -> list[str]:
    paths: list[str] = values["paths"]
    count = 1 if command == "rm" else 2
    if len(paths) < count:
        raise bad_usage("the following arguments are required: paths")
    if len(paths) > count:
        raise UnknownOptions(paths[count:])
    return paths


def _place(path: str, *, whole: bool, is_source: bool) -> Place:
    if path == STREAM:
        return Stream()
    make = remote_place if path.startswith(SCHEME) else local_place
    return make(path, whole=whole, is_source=is_source)


def check_not_onto_itself(command: str, source: Place, target: Place, paths: list[str]) -> None:
    """Raise InvalidLine for a move of objects to where they are: they would be deleted there."""
    if command != "mv" or not isinstance(source, Remote) or not isinstance(target, Remote):
        return
    name = "" if source.holds else source.last
    if source.bucket == target.bucket and source.at("") == target.at(name):
        raise InvalidLine(f"Cannot mv a file onto itself: {_slashed(paths[0])} - {_slashed(paths[1])}")


def _slashed(url: str) -> str:
    return url if split_url(url)[1] or url.endswith("/") else f"{url}/"


def _check_checksums(values: dict[str, Any], shape: tuple[bool, ...]) -> None:
    for name, allowed in (
        ("checksum-algorithm", ((False, True), (True, True))),
        ("checksum-mode", ((True, False),)),
    ):
        if values.get(name) and shape not in allowed:
            formats = ", ".join(_SHAPES[one] for one in allowed)
            raise InvalidLine(
                f"Expected {name} parameter to be used with one of following path formats: {formats}. Instead, "
                f"received {_SHAPES[shape]}."
            )


def _check_local(source: Place, path: str) -> None:
    if isinstance(source, Local) and not os.path.exists(path):
        raise CliError(f"The user-provided path {path} does not exist.")


def _check_keys(values: dict[str, Any], shape: tuple[bool, ...]) -> None:
    for name in ("sse-c", "sse-c-copy-source"):
        given = [option for option in (name, f"{name}-key") if values.get(option)]
        if len(given) == 1:
            missing = name if given[0] != name else f"{name}-key"
            raise InvalidLine(f"It --{given[0]} is specified, --{missing} must be specified as well.")
    if values.get("sse-c-copy-source") and shape != (True, True):
        raise InvalidLine("--sse-c-copy-source is only supported for copy operations.")
