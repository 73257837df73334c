"""The errors for files and programs that credentials depend on."""

from __future__ import annotations

from ..errors import (
    CredentialFileError,
    CredentialFileForbiddenError,
    CredentialFileIsDirectoryError,
    CredentialFileNotFoundError,
)


def file_error(provider: str, error: OSError | ValueError, what: str, where: str = "") -> CredentialFileError:
    """Return the error of the source `provider` for an `error` of a file or a program.

    `what` says in a sentence what is wrong; the reason is added, and after it `where`. (Python raises ValueError for an
    impossible file name.)
    """
    cls = CredentialFileError
    if isinstance(error, FileNotFoundError):
        cls = CredentialFileNotFoundError
    elif isinstance(error, PermissionError):
        cls = CredentialFileForbiddenError
    elif isinstance(error, IsADirectoryError):
        cls = CredentialFileIsDirectoryError
    reason = (error.strerror if isinstance(error, OSError) else None) or error
    return cls(provider=provider, error_msg=f"{what}: {reason}{' ' * bool(where)}{where}")
