"""What is raised for files and programs that credentials depend on."""

from __future__ import annotations

from ..errors import (
    CredentialFileError,
    CredentialFileForbiddenError,
    CredentialFileIsDirectoryError,
    CredentialFileNotFoundError,
)


def file_error(provider: str, error: OSError | ValueError, what: str, where: str = "") -> CredentialFileError:
    """Return the error of the source `provider` for one that came of a file or a program.

    `what` says in a sentence what is wrong; why it is so is added, and behind it `where`. (ValueError is what Python
    raises for a name that there cannot be.)
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
