"""What `boto3.compat` has."""

from __future__ import annotations

import collections.abc
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

collections_abc = collections.abc
SOCKET_ERROR = ConnectionError
#: Sotalia transfers without awscrt.
TRANSFER_CONFIG_SUPPORTS_CRT = False

rename_file = os.replace


def is_append_mode(fileobj: Any) -> bool:
    """Return whether a file object was opened to append to it."""
    mode = getattr(fileobj, "mode", None)
    return isinstance(mode, str) and "a" in mode


def filter_python_deprecation_warnings() -> None:
    """Do nothing: Sotalia does not warn of old Pythons, it needs 3.11."""


def _warn_deprecated_python() -> None:
    """Do nothing, for the same reason."""
