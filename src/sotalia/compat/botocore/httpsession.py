"""Functions of `botocore.httpsession`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def where() -> str:
    """Return the file of the certificates that are trusted by default."""
    from certifi import where as own

    return own()


def get_cert_path(verify: Any) -> Any:
    """Return the file or folder of trusted certificates that `verify` means: True is the default one."""
    return where() if verify is True else verify
