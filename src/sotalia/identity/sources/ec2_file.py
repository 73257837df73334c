"""The file of the first command line tools for EC2, named by `AWS_CREDENTIAL_FILE`: lines `name=value`."""

from __future__ import annotations

from ...errors import ConfigNotFound, PartialCredentialsError, UnusableCredentialsError
from ..credentials import Credentials
from ..paths import users_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup

METHOD = "ec2-credentials-file"
VARIABLE = "AWS_CREDENTIAL_FILE"
ACCESS_KEY = "AWSAccessKeyId"
SECRET_KEY = "AWSSecretKey"  # noqa: S105 - the option's name


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the file's keys, or None where the environment names no file, or one without an access key.

    Raises ConfigNotFound for a file that cannot be read, PartialCredentialsError for an access key without its secret.
    """
    from ...effects import ReadFile

    if VARIABLE not in lookup.environ:
        return None
    path = users_path(lookup.environ[VARIABLE])
    try:
        data: bytes = yield ReadFile(path)
    except OSError:
        raise ConfigNotFound(path=path) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None:  # outside of the `except` clause: Python's error would be chained, and contains the text
        raise UnusableCredentialsError(provider=METHOD, error_msg=f"{path} ({VARIABLE}) is not in UTF-8.")
    lines = (line.partition("=") for line in text.splitlines())
    values = {name.strip(): value.strip() for name, mark, value in lines if mark}
    if ACCESS_KEY not in values:
        return None
    if SECRET_KEY not in values:
        raise PartialCredentialsError(provider=f"{METHOD} ({path})", cred_var=SECRET_KEY)
    return Credentials(values[ACCESS_KEY], values[SECRET_KEY], None, METHOD)
