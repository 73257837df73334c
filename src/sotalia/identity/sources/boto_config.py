"""The config file of boto 2: the one that `BOTO_CONFIG` names, else `/etc/boto.cfg`, else `~/.boto`."""

from __future__ import annotations

from ...settings.inifile import decode, parse
from ..paths import users_path
from .profile_keys import ACCESS_KEY, SECRET_KEY, profile_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ...effects import Effect
    from ..chain import Lookup
    from ..credentials import Credentials

METHOD = "boto-config"
VARIABLE = "BOTO_CONFIG"
PATHS = ("/etc/boto.cfg", "~/.boto")
SECTION = "Credentials"


def find(lookup: Lookup) -> Generator[Effect, Any, Credentials | None]:
    """Return the keys in the first of the files that has any, or None. A file that cannot be read is skipped.

    Raises ConfigParseError, PartialCredentialsError for an access key without its secret.
    """
    from ...effects import ReadFile

    own_path = lookup.environ.get(VARIABLE)
    for path in PATHS if own_path is None else (own_path,):
        path = users_path(path)
        try:
            data: bytes = yield ReadFile(path)
        except OSError:
            continue
        section = parse(decode(data, path), path).get(SECTION, {})
        keys = {name: section[name] for name in (ACCESS_KEY, SECRET_KEY) if name in section}
        credentials = profile_keys(keys, METHOD)
        if credentials is not None:
            return credentials
    return None
