"""`codecommit credential-helper get|store|erase`: what git asks for a user and a password.

    git config --global credential.helper '!sotalia codecommit credential-helper $@'

The password is a signature of the repository's URL (Signature Version 4, with `GIT` as the method), good for a quarter
of an hour.
"""

from __future__ import annotations

import sys
import time

from ...errors import NoCredentialsError
from ..faults import SUCCESS
from ..handmade import Command, Row
from ..words import NONE, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...identity import ReadOnlyCredentials
    from ..context import Context

_HOST = "codecommit"


def _get(context: Context, values: dict[str, Any]) -> int:
    asked = dict(line.rstrip("\n").split("=", 1) for line in sys.stdin if "=" in line)
    host = asked.get("host", "")
    if asked.get("protocol") == "http" or (not values["ignore-host-check"] and _HOST not in host):
        return SUCCESS  # somebody else's to answer
    credentials = context.session.get_frozen_credentials()
    if credentials is None:
        raise NoCredentialsError()
    region = _region(host) or context.session.region_name or ""
    user = credentials.access_key + (f"%{credentials.token}" if credentials.token else "")
    path = f"/{asked.get('path', '').lstrip('/')}"
    sys.stdout.write(f"username={user}\npassword={_password(host, path, region, credentials)}\n")
    return SUCCESS


def _region(host: str) -> str | None:
    """Return the region in a host such as `git-codecommit.eu-west-1.amazonaws.com`."""
    parts = host.split(".")
    return parts[1] if parts[0].startswith("git-codecommit") and len(parts) > 2 else None


def _password(host: str, path: str, region: str, credentials: ReadOnlyCredentials) -> str:
    from hashlib import sha256
    from hmac import digest

    moment = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    scope = f"{moment[:8]}/{region}/codecommit/aws4_request"
    request = f"GIT\n{path}\n\nhost:{host}\n\nhost\n"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = digest(key, part.encode(), "sha256")
    return f"{moment}Z{digest(key, text.encode(), 'sha256').hex()}"


def _nothing(context: Context, values: dict[str, Any]) -> int:
    """Passwords are neither kept nor forgotten: there is a new one each time."""
    return SUCCESS


HELPER = Command(
    below={
        "get": Command(
            _get,
            (Row(Option("--ignore-host-check", NONE), "Answer for hosts that are not CodeCommit's, too."),),
            summary="print the user and the password for a repository",
        ),
        "store": Command(_nothing, summary="do nothing"),
        "erase": Command(_nothing, summary="do nothing"),
    },
)
