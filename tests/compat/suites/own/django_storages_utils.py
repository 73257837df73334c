"""In place of a file that django-storages' archive lacks."""

from __future__ import annotations

from importlib import import_module
from io import UnsupportedOperation
from typing import Any

_ContentFile: Any = import_module("django.core.files.base").ContentFile


class NonSeekableContentFile(_ContentFile):
    """Content that can be read once, from its start to its end."""

    def open(self, mode: str | None = None) -> NonSeekableContentFile:
        """Return it as it is."""
        return self

    def seekable(self) -> bool:
        """Return False."""
        return False

    def seek(self, *place: int) -> int:
        """Raise UnsupportedOperation."""
        raise UnsupportedOperation("seek")
