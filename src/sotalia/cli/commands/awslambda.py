"""Lambda's code as a zip file: `--zip-file fileb://code.zip`."""

from __future__ import annotations

from ..adapt import Adapted, Extra
from ..faults import InvalidLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TEXT = "The zip file of the code, as fileb://path/to/file.zip."


def _content(value: Any) -> bytes:
    """Return the content of the file that a value of --zip-file names. Raises InvalidLine."""
    from ..faults import bad_value
    from ..paramfile import FileError, file_content

    content = value
    if isinstance(value, str) and value.startswith("fileb://"):
        try:
            content = file_content(value)
        except FileError as error:
            raise bad_value("--zip-file", str(error)) from None
    if not isinstance(content, bytes):
        raise InvalidLine(
            "--zip-file must be a zip file with the fileb:// prefix.\n"
            "Example usage:  --zip-file fileb://path/to/file.zip"
        )
    return content


class UpdateCode(Adapted):
    """`update-function-code`: the parameter is there, and must come from a file."""

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Refuse text."""
        if "zip-file" in values:
            parameters["ZipFile"] = _content(values["zip-file"])


class _Within(Adapted):
    """Operations that take the file within a structure."""

    extras = (Extra("--zip-file", _TEXT),)
    member = ""
    option = ""

    def parameters(self, values: dict[str, Any], parameters: dict[str, Any]) -> None:
        """Put the file into the structure."""
        if "ZipFile" in (parameters.get(self.member) or {}):
            raise InvalidLine(
                f"ZipFile cannot be provided as part of the {self.option} argument. Please use the '--zip-file' option "
                "instead to specify a zip file."
            )
        if "zip-file" in values:
            parameters.setdefault(self.member, {})["ZipFile"] = _content(values["zip-file"])


class CreateFunction(_Within):
    """`create-function`."""

    not_required = ("--code",)
    member, option = "Code", "--code"


class PublishLayer(_Within):
    """`publish-layer-version`."""

    not_required = ("--content",)
    member, option = "Content", "--content"
